"""The frames that the server, its nursery and its workers send each other: a JSON head and a body of bytes."""

import json
import socket
import struct
from typing import Any, NamedTuple

LENGTHS = struct.Struct(">IQ")
Head = dict[str, Any]
# One byte, sent with the socket of the new worker, asks the nursery to fork.
FORK = b"f"
# Bytes that are taken in at once; a frame that is larger is taken in several pieces.
PIECE = 256 * 1024


class ClosedError(Exception):
    """The other side is gone."""


class Frame(NamedTuple):
    """One message."""

    head: Head
    body: bytes


class Incoming:
    """Frames that come in piece by piece."""

    def __init__(self) -> None:
        self._received = bytearray()

    def add(self, data: bytes) -> None:
        """Take the next bytes."""
        self._received += data

    def frame(self) -> Frame | None:
        """Return the next frame, or None if it is not whole yet."""
        received = self._received
        if len(received) < LENGTHS.size:
            return None
        head_length, body_length = LENGTHS.unpack_from(received)
        start, end = LENGTHS.size + head_length, LENGTHS.size + head_length + body_length
        if len(received) < end:
            return None
        frame = Frame(json.loads(received[LENGTHS.size : start]), bytes(received[start:end]))
        del received[:end]
        return frame


def packed(head: Head, body: bytes = b"") -> bytes:
    """Return a frame as it is sent."""
    encoded = json.dumps(head).encode()
    return b"".join((LENGTHS.pack(len(encoded), len(body)), encoded, body))


def read_frame(source: socket.socket, incoming: Incoming) -> Frame:
    """Wait for the next frame of a socket. Raises ClosedError if there is none."""
    while (frame := incoming.frame()) is None:
        data = source.recv(PIECE)
        if not data:
            raise ClosedError
        incoming.add(data)
    return frame
