"""A client of the admin API that holds each answer against the description that the daemon gives of it."""

import json
import re
import sqlite3
import urllib.error
import urllib.request

import jsonschema
import yaml

PORT = re.compile(r"admin API listens address=[\d.]+:(\d+)")


class Admin:
    """A client that takes no answer which the description does not allow."""

    def __init__(self, daemon, token=None):
        self.port = int(PORT.search(daemon.log()).group(1))
        self.url = f"http://127.0.0.1:{self.port}"
        self.token = token
        self.document = yaml.safe_load(self.raw("GET", "/v1/openapi.yaml")[2])
        self.visited = set()

    def raw(self, method, path, body=None):
        data = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(self.url + path, data=data, method=method)
        if method == "POST":
            request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            answer = urllib.request.urlopen(request, timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, answer.headers.get_content_type(), answer.read()

    def call(self, method, template, *, query="", body=None, **parts):
        """Calls a path of the description and checks the answer; values for JSON, lists of them for lines."""
        path = template.format(**parts) + (f"?{query}" if query else "")
        status, kind, content = self.raw(method, path, body if body is None else json.dumps(body))
        return self.check(method, template, status, kind, content)

    def check(self, method, template, status, kind, content):
        self.visited.add((method, template))
        responses = self.document["paths"][template][method.lower()]["responses"]
        response = responses.get(str(status), responses.get("default"))
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        if status == 204:
            return None
        schema = response["content"][kind]["schema"]
        if kind in ("application/json", "application/x-amz-json-1.0"):
            return self.validate(json.loads(content) if content else {}, schema)
        if kind == "application/x-ndjson":
            return [self.validate(json.loads(line), schema) for line in content.splitlines()]
        return content

    def validate(self, value, schema):
        validator = jsonschema.Draft202012Validator({**schema, "components": self.document["components"]})
        validator.validate(value)
        return value


def act(admin, action, **body):
    return admin.call("POST", "/v1/actions/{action}", action=action, body=body)


QUEUE = "/v1/queues/{queue}"
MESSAGE = QUEUE + "/messages/{message}"


def filled(admin):
    act(admin, "CreateQueue", QueueName="dead.fifo", Attributes={"FifoQueue": "true"})
    act(
        admin,
        "CreateQueue",
        QueueName="q.fifo",
        Attributes={
            "FifoQueue": "true",
            "ContentBasedDeduplication": "true",
            "RedrivePolicy": json.dumps(
                {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:dead.fifo", "maxReceiveCount": 3}
            ),
        },
        tags={"team": "shop"},
    )
    for number in range(4):
        attributes = {"n": {"DataType": "Number", "StringValue": str(number)}}
        act(
            admin,
            "SendMessage",
            QueueUrl="q.fifo",
            MessageBody=f"m{number}",
            MessageGroupId="g",
            MessageAttributes=attributes,
        )
    act(admin, "ReceiveMessage", QueueUrl="q.fifo")
    return admin.call("GET", QUEUE + "/messages", queue="q.fifo")["Messages"]


def changing(queue, message):
    """Everything of the admin API that changes something, with a body that would do it."""
    everything = json.dumps({"Selection": {}, "TakesInFlight": True})
    elsewhere = json.dumps({"Selection": {}, "TakesInFlight": True, "Destination": "dead.fifo"})
    base = f"/v1/queues/{queue}/messages"
    return {
        **{f"{base}/{action}": everything for action in ("delete", "release", "requeue")},
        **{f"{base}/{action}": elsewhere for action in ("move", "copy", "redrive")},
        f"{base}/{message}": "",
        f"{base}/{message}/resend": json.dumps({"Body": "changed"}),
        "/v1/import": json.dumps({"Type": "sqsd-export", "FormatVersion": 1}),
        "/v1/actions/PurgeQueue": json.dumps({"QueueUrl": queue}),
        "/v1/actions/DeleteQueue": json.dumps({"QueueUrl": queue}),
        "/v1/actions/CreateQueue": json.dumps({"QueueName": "made-by-a-page"}),
    }


def rows(daemon):
    with sqlite3.connect(f"file:{daemon.data_dir}/sqsd.sqlite3?mode=ro", uri=True) as database:
        return list(database.iterdump())
