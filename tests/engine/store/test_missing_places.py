"""What is missing of a mirror that is kept in several places: what none of them has, each entry once."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from syncopate.domain.match import Match, Verdict
from syncopate.store import entries, libraries, matches, missing, targets
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.entries import StoredEntry
from syncopate.store.libraries import Library
from syncopate.store.matches import VerdictCounts
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target

FOUND = Match(Verdict.MATCH, "same_id", "1.flac")
REVIEW = Match(Verdict.REVIEW, "not_sure")
MISSING = Match(Verdict.MISSING, "nothing_similar")
UNKNOWN = Match(Verdict.UNKNOWN, "library_unknown")


@pytest.fixture
def elsewhere(
    database: Database, target: Target, account: Account, stored: Callable[..., StoredEntry]
) -> Target:
    """Keep a mirror of 22 entries, of which the first place has 20, in a second library."""
    database.change(entries.replace, target.mirror_id, [stored(at) for at in range(22)])
    found = [(at, FOUND if at < 20 else MISSING) for at in range(22)]
    database.change(matches.replace, target.id, found)
    second = Library(id="l2", account_id=account.id, name="2", section="2", created_at=account.created_at)
    database.change(libraries.add, second)
    return database.change(targets.ensure, target.mirror_id, second.id)


def _missing(database: Database, *, last_known: bool = False) -> list[int]:
    """Return the positions, and see that each way to ask for them says the same."""
    rows = database.look(lambda connection: list(missing.rows(connection, last_known=last_known)))
    if not last_known:
        page = database.look(missing.page, limit=100, offset=0)
        assert (list(page.items), page.total) == (rows, len(rows))
        assert database.look(matches.counts).missing == len(rows)
        counted = Counter(row.mirror_id for row in rows)
        assert {each.mirror_id: each.count for each in database.look(missing.by_mirror)} == counted
    return [row.position for row in rows]


def test_a_place_that_has_nothing_makes_nothing_missing(
    database: Database, target: Target, elsewhere: Target
) -> None:
    assert _missing(database) == [20, 21], "a place that was never matched says nothing"
    database.change(matches.replace, elsewhere.id, [(at, MISSING) for at in range(22)])
    assert _missing(database) == [20, 21]
    assert database.look(matches.counts) == VerdictCounts(matched=20, missing=2)
    together = database.look(matches.of_mirror, target.mirror_id)
    assert together == VerdictCounts(matched=20, missing=2)
    page = database.look(missing.page, mirror_id=target.mirror_id, limit=1, offset=1)
    assert ([row.position for row in page.items], page.total) == ([21], 2)


def test_what_one_place_may_have_is_not_missing(
    database: Database, target: Target, elsewhere: Target
) -> None:
    database.change(matches.replace, elsewhere.id, [(0, MISSING), (19, UNKNOWN), (20, UNKNOWN), (21, REVIEW)])
    assert _missing(database) == []
    together = database.look(matches.of_mirror, target.mirror_id)
    assert together == VerdictCounts(matched=20, review=1, unknown=1)
    database.change(matches.replace, elsewhere.id, [(20, FOUND), (21, MISSING)])
    assert _missing(database) == [21]


def test_of_a_library_that_is_away_nothing_is_missing(
    database: Database, target: Target, elsewhere: Target, now: datetime
) -> None:
    database.change(matches.replace, elsewhere.id, [(20, FOUND), (21, MISSING)])
    database.change(
        libraries.set_state,
        elsewhere.library_id,
        readable=False,
        reason="library_unavailable",
        at=now,
        complete=False,
    )
    assert _missing(database) == []
    assert _missing(database, last_known=True) == [21]


def test_mirrors_are_told_apart(
    database: Database,
    elsewhere: Target,
    make_mirror: Callable[..., Mirror],
    stored: Callable[..., StoredEntry],
) -> None:
    """Another mirror of the same entries, in the second library alone, lacks what that one lacks."""
    database.change(matches.replace, elsewhere.id, [(at, MISSING) for at in range(22)])
    other = make_mirror(2)
    database.change(entries.replace, other.id, [stored(at) for at in range(3)])
    alone = database.change(targets.ensure, other.id, elsewhere.library_id)
    database.change(matches.replace, alone.id, [(0, MISSING), (1, FOUND), (2, REVIEW)])
    rows = database.look(lambda connection: list(missing.rows(connection)))
    assert [(row.mirror_id, row.position) for row in rows] == [
        (elsewhere.mirror_id, 20),
        (elsewhere.mirror_id, 21),
        (other.id, 0),
    ]
    assert database.look(matches.to_review) == 1
    assert database.look(matches.counts) == VerdictCounts(matched=21, review=1, missing=3)


def test_every_entry_counts_once_by_the_best_that_is_known_of_it(
    database: Database,
    target: Target,
    elsewhere: Target,
    make_mirror: Callable[..., Mirror],
    stored: Callable[..., StoredEntry],
    now: datetime,
) -> None:
    """However many places have it, may have it or lack it; a mirror in one place counts as it is."""
    database.change(
        matches.replace,
        elsewhere.id,
        [(0, FOUND), (1, REVIEW), (2, UNKNOWN), (3, MISSING), (20, REVIEW), (21, MISSING)],
    )
    assert database.look(matches.counts) == VerdictCounts(matched=20, review=1, missing=1)
    other = make_mirror(2)
    database.change(entries.replace, other.id, [stored(at) for at in range(4)])
    alone = database.change(targets.ensure, other.id, elsewhere.library_id)
    rows = [(0, FOUND), (1, REVIEW), (2, UNKNOWN), (3, MISSING)]
    database.change(matches.replace, alone.id, rows)
    assert database.look(matches.counts) == VerdictCounts(matched=21, review=2, missing=2, unknown=1)
    away = {"readable": False, "reason": "library_unavailable", "at": now, "complete": False}
    database.change(libraries.set_state, elsewhere.library_id, **away)
    # Of what only the library that is away could have, and of all that is kept in it alone, nothing is known.
    assert database.look(matches.counts) == VerdictCounts(matched=20, unknown=6)
