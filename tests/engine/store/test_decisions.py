"""Decisions."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies
from syncopate.domain.match import Decision, Ruling
from syncopate.store import decisions
from syncopate.store.database import Database

IS = Decision("entry", Ruling.IS, "a.flac", frozenset({"isrc:1", "path:a"}))
NEVER = Decision("entry", Ruling.NEVER)


def _is_not(key: str, *identities: str) -> Decision:
    return Decision("entry", Ruling.IS_NOT, key, frozenset(identities))


@pytest.mark.parametrize(
    ("given_rulings", "kept"),
    [
        ([IS], [IS]),
        ([_is_not("a"), _is_not("b")], [_is_not("a"), _is_not("b")]),
        ([_is_not("a"), _is_not("a", "isrc:1")], [_is_not("a", "isrc:1")]),
        ([_is_not("a"), _is_not("b"), IS], [IS]),
        ([IS, NEVER], [NEVER]),
        ([NEVER, IS], [IS]),
        ([IS, _is_not("a.flac")], [_is_not("a.flac")]),
        ([IS, _is_not("moved.flac", "isrc:1")], [_is_not("moved.flac", "isrc:1")]),
        ([IS, _is_not("b.flac", "isrc:2")], [IS, _is_not("b.flac", "isrc:2")]),
        ([NEVER, _is_not("a")], [NEVER, _is_not("a")]),
    ],
)
def test_later_rulings_meet_earlier_ones(
    database: Database, now: datetime, given_rulings: list[Decision], kept: list[Decision]
) -> None:
    other = Decision("another entry", Ruling.IS, "a.flac", frozenset({"isrc:1"}))
    database.change(decisions.add, other, now, "me")
    for ruling in given_rulings:
        database.change(decisions.add, ruling, now, "me")
    assert database.look(decisions.of, "entry") == kept
    assert database.look(decisions.every) == [other, *kept]


def test_clear_forgets_one_entry(database: Database, now: datetime) -> None:
    for ruling in (_is_not("a"), _is_not("b"), Decision("other", Ruling.NEVER)):
        database.change(decisions.add, ruling, now, "me")
    assert database.change(decisions.clear, "entry") == 2
    assert database.change(decisions.clear, "entry") == 0
    assert database.look(decisions.every) == [Decision("other", Ruling.NEVER)]


def test_the_ruling_that_counts(database: Database, now: datetime) -> None:
    for ruling in (IS, _is_not("b"), _is_not("c"), Decision("other", Ruling.IS_NOT, "x")):
        database.change(decisions.add, ruling, now, "me")
    assert database.look(decisions.of_many, {"entry", "other", "none"}) == {
        "entry": IS,
        "other": Decision("other", Ruling.IS_NOT, "x"),
    }
    assert database.look(decisions.of_many, [f"entry {number}" for number in range(2000)]) == {}


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=strategies.lists(
        strategies.tuples(strategies.sampled_from(["add", "clear"]), strategies.sampled_from("ab"))
    )
)
def test_every_change_has_a_revision_of_its_own(
    database: Database, now: datetime, steps: list[tuple[str, str]]
) -> None:
    seen = database.look(decisions.revision)
    for step, entry in steps:
        if step == "add":
            database.change(decisions.add, Decision(entry, Ruling.NEVER), now, "me")
            changed = True
        else:
            changed = database.change(decisions.clear, entry) > 0
        revision = database.look(decisions.revision)
        assert revision == seen + changed
        seen = revision
