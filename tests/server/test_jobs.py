"""Turns are fair to clients, and nobody waits for ever; answers are kept up to a limit."""

from iall_kg.server.evaluator import Answered
from iall_kg.server.jobs import MOST_CLIENTS, Turns
from iall_kg.server.kept import KeptAnswers


def order(arrivals: list[str]) -> list[str]:
    """The order in which queries that are all there already are served."""
    turns = Turns()
    waiting = [(turns.give(client), n, client) for n, client in enumerate(arrivals)]
    return [client for _, _, client in sorted(waiting)]


def test_one_client_is_served_in_the_order_of_its_queries() -> None:
    turns = Turns()
    given = [turns.give("a") for _ in range(5)]
    assert given == sorted(set(given))


def test_a_client_with_one_query_does_not_wait_for_all_of_a_client_with_many() -> None:
    assert order(["many"] * 5 + ["one"]) == ["many", "one", "many", "many", "many", "many"]
    assert order(["a", "a", "a", "b", "b", "b"]) == ["a", "b", "a", "b", "a", "b"]


def test_who_comes_later_does_not_go_before_who_waits_already() -> None:
    turns = Turns()
    first = [turns.give("patient") for _ in range(3)]
    for n in range(20):
        turn = turns.give(f"new {n}")
        turns.serve(turn)
        if turn > first[-1]:
            break
    else:
        raise AssertionError("new clients go before the old one for ever")


def test_clients_are_forgotten_once_their_turns_are_over() -> None:
    turns = Turns()
    for n in range(3 * MOST_CLIENTS):
        turns.serve(turns.give(f"client {n}"))
    assert len(turns._of_client) <= MOST_CLIENTS + 1


def test_answers_are_kept_until_others_need_the_place() -> None:
    kept = KeptAnswers(1600)
    for n in range(17):
        kept.put(f"{n}", False, Answered("solutions", b"x" * 100, gzip=False))
        kept.get("0", False)
    assert kept.size == 1600
    assert kept.get("0", False) is not None, "it was asked for again and again"
    assert kept.get("1", False) is None
    assert kept.get("2", False) is not None
    assert kept.get("2", True) is None


def test_an_answer_that_would_push_out_many_others_is_not_kept() -> None:
    kept = KeptAnswers(1600)
    kept.put("large", False, Answered("solutions", b"x" * 101, gzip=False))
    assert kept.get("large", False) is None
    for _ in range(3):
        kept.put("same", False, Answered("solutions", b"x" * 100, gzip=False))
    assert kept.size == 100
