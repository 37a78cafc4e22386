"""Rows by key, sorted."""

from hypothesis import given, strategies as st
from syncopate.matching.postings import Postings, Writer


def _written(pairs: list[tuple[int, str]]) -> Postings:
    writer = Writer()
    for row, name in pairs:
        writer.add(row, "kind", name)
    return writer.close()


def test_rows_come_in_order_and_none_twice() -> None:
    postings = _written([(5, "b"), (4, "a"), (3, "b"), (2, "a"), (2, "a"), (0, "a")])
    assert postings.find("kind", "a", limit=9) == [0, 2, 4]
    assert postings.find("kind", "a", limit=1) == [0]
    assert postings.find("kind", "c", limit=9) == []
    assert postings.find("other", "a", limit=9) == []
    assert postings.count("kind", "b") == 2
    assert postings.count("kind", "c") == 0
    assert postings.holds(3, "kind", "b")
    assert not postings.holds(4, "kind", "b")
    assert not _written([]).holds(0, "kind", "b")
    assert postings.size == 6 * 8


@given(st.lists(st.tuples(st.integers(0, 2**24 - 1), st.sampled_from("abcdef")), max_size=60))
def test_what_is_written_is_found(pairs: list[tuple[int, str]]) -> None:
    postings = _written(pairs)
    for name in "abcdef":
        rows = sorted({row for row, other in pairs if other == name})
        assert postings.find("kind", name, limit=100) == rows
        assert all(postings.holds(row, "kind", name) for row in rows)
