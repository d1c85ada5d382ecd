"""Keep answers that were given, because the dataset does not change while the server runs.

What is asked again is answered at once, even while the workers have their hands full.
"""

from collections import OrderedDict

from iall_kg.server.evaluator import Answered


class KeptAnswers:
    """Answers by the tag of their request, at most so many bytes of them; those asked for longest ago go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[tuple[str, bool], Answered] = OrderedDict()
        self.size = 0

    def get(self, tag: str, gzip: bool) -> Answered | None:
        """Return the answer to a request, if it is kept."""
        answered = self._answers.get((tag, gzip))
        if answered is not None:
            self._answers.move_to_end((tag, gzip))
        return answered

    def put(self, tag: str, gzip: bool, answered: Answered) -> None:
        """Keep an answer, unless it would take the place of many others."""
        if len(answered.body) > self._most // 16:
            return
        before = self._answers.pop((tag, gzip), None)
        self.size += len(answered.body) - (len(before.body) if before else 0)
        self._answers[tag, gzip] = answered
        while self.size > self._most:
            _, dropped = self._answers.popitem(last=False)
            self.size -= len(dropped.body)
