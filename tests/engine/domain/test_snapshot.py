"""What is not known is never taken for nothing."""

from datetime import UTC, datetime

from syncopate.domain.snapshot import Complete, Failed, Known, Partial, Unknown, known_or

AT = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_known_value_is_given_back() -> None:
    assert known_or(Known(3), lambda unknown: unknown.reason) == 3


def test_an_unknown_one_says_why() -> None:
    assert known_or(Unknown("unreachable"), lambda unknown: unknown.reason) == "unreachable"


def test_only_a_complete_snapshot_has_items() -> None:
    assert Complete(("a",), AT).items == ("a",)
    assert not hasattr(Partial(("a",), "unreachable", AT), "items")
    assert not hasattr(Failed("unreachable", "It does not answer.", AT), "items")
