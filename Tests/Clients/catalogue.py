"""The error catalogue, and how a client sees a row of it."""

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

VECTORS = Path(__file__).resolve().parents[1] / "Vectors" / "Files"


def vectors(name):
    return json.loads((VECTORS / f"{name}.json").read_text())


@dataclass(frozen=True)
class Row:
    id: str
    code: str
    json_type: str
    status: int
    message: str

    @property
    def shape(self) -> str:
        return self.json_type.split("#")[1]

    @property
    def fault(self) -> str:
        return "Receiver" if self.status >= 500 else "Sender"

    def template(self, protocol) -> str | None:
        """The message with its placeholders; `None` when the row leaves the words free."""
        if self.id == "Q-NONE":
            return {
                "json": "The specified queue does not exist.",
                "query": "The specified queue does not exist for this wsdl version.",
            }[protocol]
        if self.message.startswith("(") or self.message in ("-", "see W-20"):
            return None
        return self.message

    def pattern(self, protocol, values) -> re.Pattern | None:
        """The message as a pattern: placeholders without a value match anything, alternatives match one of them."""
        template = self.template(protocol)
        if template is None:
            return None
        unused = set(values) - set(re.findall(r"\{([^{}]*)\}", template))
        assert not unused, f"{self.id} has no placeholder {unused} in {template!r}"
        parts = re.split(r"(\{[^{}]*\})", template)
        return re.compile("".join(self._part(part, values) for part in parts), re.DOTALL)

    @staticmethod
    def _part(part, values):
        if not part.startswith("{"):
            return re.escape(part)
        name = part[1:-1]
        if name in values:
            return re.escape(str(values[name]))
        return "(?:" + "|".join(map(re.escape, name.split("|"))) + ")" if "|" in name else ".*"


ROWS = {
    row["id"]: Row(row["id"], row["query_code"], row["json_type"], row["status"], row["message"])
    for row in vectors("errors")["errors"]
}


def check_message(row_id, message, protocol, saying=None, **values):
    pattern = ROWS[row_id].pattern(protocol, values)
    if pattern is not None:
        assert pattern.fullmatch(message), f"{row_id}: message {message!r}, expected {pattern.pattern!r}"
    for words in [saying] if isinstance(saying, str) else saying or []:
        assert words in message, f"{row_id}: {words!r} is not in {message!r}"


@contextmanager
def refused(row_id, saying=None, **values):
    """The call inside must fail with this row: code, shape, status, fault and message.

    `values` fill the placeholders of the message; `saying` are words it must hold besides.
    """
    from botocore.exceptions import ClientError

    row = ROWS[row_id]
    try:
        yield
    except ClientError as error:
        reply = error.response
        protocol = "json" if "QueryErrorCode" in reply["Error"] else "query"
        seen = (reply["Error"]["Code"], reply["ResponseMetadata"]["HTTPStatusCode"])
        assert seen == (row.code, row.status), f"{row_id} expected, got {seen}: {reply['Error'].get('Message')}"
        assert reply["Error"].get("Type") == row.fault
        if protocol == "json":
            assert reply["Error"]["QueryErrorCode"] == row.shape
        check_message(row_id, reply["Error"].get("Message", ""), protocol, saying, **values)
        return
    raise AssertionError(f"{row_id} ({row.code}) expected, but the call succeeded")


def check_failed(entry, entry_id, row_id, **values):
    """A batch entry failed with this row (W-30); its message is the JSON one in both protocols but for Q-NONE."""
    assert entry["Id"] == entry_id
    assert entry["Code"] == ROWS[row_id].code, f"{row_id} expected, got {entry}"
    assert entry["SenderFault"] is True
    check_message(row_id, entry.get("Message", ""), "json", **values)
