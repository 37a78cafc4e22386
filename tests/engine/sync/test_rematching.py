"""Verdicts after a ruling: what it settles costs no index, and only its own decisions are read."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from syncopate.domain.match import Ruling, Verdict
from syncopate.domain.playlist import Entry
from syncopate.matching.decisions import decided
from syncopate.store import decisions, tracks
from syncopate.store.decisions import Signature
from syncopate.sync import work
from syncopate.sync.album_work import match_source_album
from syncopate.sync.decisions import Signer, decide
from syncopate.sync.explaining import explain_in
from syncopate.sync.rematching import match_again, topic_of
from syncopate.sync.work import MatchTask, explain_entry, match_target, rematch, settle_many

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]
type Paths = Callable[[Songs], list[str]]

TESTER = Signer(name="tester")


async def test_what_a_ruling_settles_needs_no_index(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(3)
    await household.library()
    nobody = ("Nowhere", "Nobody")
    mirror = await household.mirror(rows=[catalogue[0], nobody, nobody])
    await household.sync(mirror)
    household.compute.calls.clear()
    with patch.object(tracks, "load", side_effect=AssertionError("the whole library was read")):
        row = await decide(
            household.kit, mirror.id, 1, ruling=Ruling.IS, track_key=paths(catalogue[1:2])[0], by=TESTER
        )
        assert (row.match.verdict, row.match.reason) == (Verdict.MATCH, "decision")
        before = await household.matches(mirror)
        assert [match.verdict for _, match in before] == [Verdict.MATCH] * 3, "further down too"
        row = await decide(household.kit, mirror.id, 0, ruling=Ruling.NEVER, track_key=None, by=TESTER)
        assert (row.match.verdict, row.match.reason) == (Verdict.MISSING, "never")
    assert household.compute.calls == []
    before = await household.matches(mirror)
    await household.sync(mirror)
    assert await household.matches(mirror) == before, "the index says the same"


async def test_what_it_leaves_open_is_looked_for(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror(rows=catalogue[:2])
    await household.sync(mirror)
    household.compute.calls.clear()
    row = await decide(
        household.kit, mirror.id, 0, ruling=Ruling.IS_NOT, track_key=paths(catalogue[:1])[0], by=TESTER
    )
    assert row.match.verdict is not Verdict.MATCH
    assert household.compute.calls == ["rematch"]
    row = await decide(household.kit, mirror.id, 0, ruling=None, track_key=None, by=TESTER)
    assert row.match.verdict is Verdict.MATCH
    assert household.compute.calls == ["rematch"] * 2


async def test_only_its_own_decisions_are_read(household: Household, catalogue: Songs, paths: Paths) -> None:
    household.songs(2)
    library = await household.library()
    mirror = await household.mirror(rows=catalogue[:1])
    await household.sync(mirror)
    signed = Signature(at=datetime(2026, 3, 2, tzinfo=UTC), by="tester")
    for number in range(5):
        other = decided(Entry(position=0, title=f"Other {number}", artists=("Nobody",)), Ruling.NEVER)
        await household.kit.database.write(decisions.add, other, signed)
    with patch.object(decisions, "every", side_effect=AssertionError("all decisions were read")):
        await decide(
            household.kit, mirror.id, 0, ruling=Ruling.IS_NOT, track_key=paths(catalogue[:1])[0], by=TESTER
        )
        entry = Entry(position=0, title="Other 3", artists=("Nobody",))
        explained = await explain_in(household.kit, entry, library.id)
    assert explained.explanation.match.reason == "never"


async def test_many_names_are_settled_in_a_worker(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncopate.sync.rematching._FEW", 2)
    await match_again(household.kit, frozenset("abc"))
    assert household.compute.calls == ["settle_many"]


def test_calls_that_need_an_index_are_about_its_library() -> None:
    task = MatchTask("target", "mirror", "music", "state")
    assert topic_of(match_target, ("url", task)) == "music"
    assert topic_of(rematch, ("url", "music", frozenset())) == "music"
    assert topic_of(explain_entry, ("url", "music", None)) == "music"
    assert topic_of(match_source_album, ("url", "music", None)) == "music"
    assert topic_of(settle_many, ("url", frozenset())) is None
    assert topic_of(work.counts_of, ()) is None
