"""What a check finds: a fault, with what is wrong, what to do and where."""

import re
from dataclasses import dataclass

from iall_kg.names import shorten


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: its severity, the rule's name, what to do, the thing as a CURIE, and `file:line`."""

    severity: str
    rule: str
    message: str
    node: str
    where: str

    def __str__(self) -> str:
        return f"{self.where or '-'}: {self.severity}: {self.node}: {self.message} [{self.rule}]"


def readable(message: str) -> str:
    """Return a message with its IRIs as CURIEs."""
    return re.sub(r"<?(https?://[^\s<>\"]+[^\s<>\".,;:])>?", lambda found: shorten(found[1]), message)
