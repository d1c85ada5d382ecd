"""Work that finds no place is told so in time, and a place that was given back is given out again."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from iall_kg.server import places
from iall_kg.server.places import Places
from iall_kg.server.problems import Problem

Result = TypeVar("Result")


def run(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run in a thread of its own, because the browser of other tests has a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


def test_who_finds_no_place_in_time_is_told_why_and_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SECONDS_TO_WAIT", 0.05)

    async def three() -> None:
        two = Places(2, "Two are at work.")
        for _ in range(2):
            await two.take()
        await two.take()

    with pytest.raises(Problem, match="Two are at work") as refused:
        run(three)
    assert refused.value.status == 503
    assert refused.value.headers["Retry-After"]


def test_a_place_that_is_given_back_goes_to_who_waits_for_it() -> None:
    async def taken() -> list[str]:
        one = Places(1, "One is at work.")
        events: list[str] = []
        give_back = await one.take()

        async def other() -> None:
            (await one.take())()
            events.append("the other had it")

        waiting = asyncio.create_task(other())
        await asyncio.sleep(0)
        events.append("given back")
        give_back()
        await waiting
        return events

    assert run(taken) == ["given back", "the other had it"]
