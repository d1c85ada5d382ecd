"""Turns are fair to clients, and nobody waits for ever."""

from iall_kg.server.jobs import MOST_CLIENTS, Turns


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
