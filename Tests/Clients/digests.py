"""MD5s and sizes of messages, worked out here from the rules and from nothing the daemon says (6.1, MSG-10)."""

import hashlib
import struct


def md5_of_body(body: str) -> str:
    return hashlib.md5(body.encode("utf-8")).hexdigest()


def md5_of_attributes(attributes: dict) -> str:
    stream = bytearray()
    for name in sorted(attributes, key=lambda name: name.encode("utf-8")):
        attribute = attributes[name]
        _append(stream, name.encode("utf-8"))
        _append(stream, attribute["DataType"].encode("utf-8"))
        stream.append(2 if attribute["DataType"].startswith("Binary") else 1)
        _append(stream, value_bytes(attribute))
    return hashlib.md5(bytes(stream)).hexdigest()


def _append(stream, piece: bytes):
    stream += struct.pack(">I", len(piece)) + piece


def value_bytes(attribute: dict) -> bytes:
    if attribute["DataType"].startswith("Binary"):
        return bytes(attribute["BinaryValue"])
    return attribute["StringValue"].encode("utf-8")


def message_size(body: str, attributes: dict | None = None) -> int:
    return len(body.encode("utf-8")) + sum(
        len(name.encode("utf-8")) + len(attribute["DataType"].encode("utf-8")) + len(value_bytes(attribute))
        for name, attribute in (attributes or {}).items()
    )
