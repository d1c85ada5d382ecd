"""A layout in columns keeps its nodes apart and its lines from crossing needlessly."""

from itertools import combinations, pairwise

import pytest

from iall_kg.pictures.layers import GAP, lay_out

COLUMNS = {"a": 0, "b": 0, "c": 1, "d": 1, "e": 2}


def test_no_node_of_a_column_covers_another() -> None:
    edges = [("a", "d"), ("b", "c"), ("a", "e"), ("c", "e"), ("d", "e")]
    rows = list(lay_out(COLUMNS, edges, lambda _: 30.0, 12.0).rows.values())
    for one, other in combinations(rows, 2):
        if one.column == other.column:
            upper, lower = sorted((one, other), key=lambda row: row.y)
            assert upper.y + upper.height + GAP <= lower.y + 1e-6


def test_two_lines_that_need_not_cross_do_not() -> None:
    layout = lay_out({"a": 0, "b": 0, "c": 1, "d": 1}, [("a", "d"), ("b", "c")], lambda _: 20.0, 12.0)
    rows = layout.rows
    assert (rows["a"].y < rows["b"].y) == (rows["d"].y < rows["c"].y)


def test_a_line_over_a_column_takes_a_row_of_its_own_in_it() -> None:
    layout = lay_out({"a": 0, "b": 1, "c": 2}, [("a", "c"), ("a", "b"), ("b", "c")], lambda _: 20.0, 12.0)
    first, second = layout.steps[0]
    passing, node = first.right, layout.rows["b"]
    assert passing is second.left
    assert passing.y + passing.height <= node.y or node.y + node.height <= passing.y


def test_a_node_is_high_enough_for_the_words_of_all_its_lines() -> None:
    edges = [("a", name) for name in "bcdef"]
    layout = lay_out({"a": 0} | dict.fromkeys("bcdef", 1), edges, lambda _: 10.0, 13.0)
    starts = sorted(step.start for (step,) in layout.steps)
    assert all(lower - upper == pytest.approx(13.0) for upper, lower in pairwise(starts))
    row = layout.rows["a"]
    assert row.y <= starts[0]
    assert starts[-1] <= row.y + row.height


def test_parts_that_are_not_joined_stand_close_together() -> None:
    columns = dict.fromkeys("abcdefgh", 0) | dict.fromkeys("ijklmnop", 1)
    layout = lay_out(columns, list(zip("abcdefgh", "ijklmnop", strict=True)), lambda _: 20.0, 12.0)
    assert layout.height == pytest.approx(8 * 20 + 7 * GAP)


def test_an_edge_that_does_not_lead_on_is_refused() -> None:
    with pytest.raises(ValueError, match="from c to d leads to no higher column"):
        lay_out(COLUMNS, [("c", "d")], lambda _: 20.0, 12.0)


def test_nothing_has_no_height() -> None:
    assert lay_out({}, [], lambda _: 20.0, 12.0).height == 0
