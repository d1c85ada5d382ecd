"""The frames that the server and its workers send each other: a JSON head and a body of bytes."""

import json
import struct
from typing import Any

LENGTHS = struct.Struct(">IQ")
Head = dict[str, Any]


def packed(head: Head, body_length: int = 0) -> bytes:
    """Return the start of a frame; its body follows."""
    encoded = json.dumps(head).encode()
    return LENGTHS.pack(len(encoded), body_length) + encoded
