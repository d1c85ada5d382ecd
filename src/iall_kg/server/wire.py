"""The frames that the server, its nursery and its workers send each other: a JSON head and a body of bytes."""

import json
import struct
from typing import Any, BinaryIO

LENGTHS = struct.Struct(">IQ")
Head = dict[str, Any]
# One byte, sent with the socket of the new worker, asks the nursery to fork.
FORK = b"f"


class ClosedError(Exception):
    """The other side is gone."""


def packed(head: Head, body_length: int = 0) -> bytes:
    """Return the start of a frame; its body follows."""
    encoded = json.dumps(head).encode()
    return LENGTHS.pack(len(encoded), body_length) + encoded


def read_frame(source: BinaryIO) -> tuple[Head, bytes]:
    """Return the head and the body of the next frame. Raises ClosedError if there is none."""
    lengths = source.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        raise ClosedError
    head_length, body_length = LENGTHS.unpack(lengths)
    return json.loads(source.read(head_length)), source.read(body_length)
