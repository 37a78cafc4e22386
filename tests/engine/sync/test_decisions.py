"""What the user rules holds: over resyncs, rescans and files that were added again."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.match import Candidate, Match, Ruling, Verdict
from syncopate.domain.run import ItemStatus
from syncopate.errors import Conflict, InvalidInput, NotConfigured, NotFound
from syncopate.store import decisions, matches
from syncopate.store.matches import Wanted
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.decisions import Signer, accept, acceptable, decide, undo, undo_batch
from syncopate.sync.libraries import remove_library
from syncopate.sync.mirrors import change_mirror

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]
TESTER = Signer(name="tester", via="key")

type Paths = Callable[[Songs], list[str]]


async def test_this_is_it_survives_rescan_and_a_file_added_again(
    household: Household, catalogue: Songs
) -> None:
    household.songs(3)
    file = household.song("Elsewhere/demo tape.flac", title="Demo Tape 4", artist="Unknown Singer")
    library = await household.library()
    mirror = await household.mirror(rows=[catalogue[0], ("Nowhere to Be Found", "Nobody")])
    assert (await household.sync(mirror)).missing == 1

    row = await decide(
        household.kit, mirror.id, 1, ruling=Ruling.IS, track_key="Elsewhere/demo tape.flac", by=TESTER
    )

    assert (row.match.verdict, row.match.reason) == (Verdict.MATCH, "decision")
    (event,) = household.told(EventType.MATCH_DECIDED)
    assert event.data["verdict"] == "match"
    result = await household.sync(mirror)
    assert (result.status, result.matched, result.added) == (ItemStatus.SYNCED, 2, 1)

    await household.scan(library)
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED
    (household.music / "Better").mkdir()
    file.rename(household.music / "Better" / "renamed.flac")
    await household.scan(library)
    result = await household.sync(mirror)
    assert (result.status, result.matched) == (ItemStatus.SYNCED, 2)
    assert household.written()[1] == "Better/renamed.flac"


async def test_not_this_one_never_and_taking_it_back(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror(rows=[catalogue[0], catalogue[1], catalogue[0]])
    await household.sync(mirror)
    key = paths(catalogue[:1])[0]

    row = await decide(household.kit, mirror.id, 0, ruling=Ruling.IS_NOT, track_key=key, by=TESTER)
    assert row.match.verdict is not Verdict.MATCH
    assert (await household.verdicts(mirror))[2] is not Verdict.MATCH, "the same entry, further down"
    result = await household.sync(mirror)
    assert (result.matched, result.removed) == (1, 2)

    row = await decide(household.kit, mirror.id, 0, ruling=Ruling.NEVER, track_key=None, by=TESTER)
    assert (row.match.verdict, row.match.reason) == (Verdict.MISSING, "never")

    row = await decide(household.kit, mirror.id, 0, ruling=None, track_key=None, by=TESTER)
    assert row.match.verdict is Verdict.MATCH
    assert row.decision is None
    result = await household.sync(mirror)
    assert (result.matched, result.added) == (3, 2)


async def test_what_cannot_be_decided(household: Household) -> None:
    household.songs(3)
    mirror = await household.mirror()
    with pytest.raises(NotConfigured):
        await decide(household.kit, mirror.id, 0, ruling=Ruling.NEVER, track_key=None, by=TESTER)
    await household.library()
    await household.sync(mirror)
    with pytest.raises(NotFound):
        await decide(household.kit, mirror.id, 99, ruling=Ruling.NEVER, track_key=None, by=TESTER)
    with pytest.raises(NotFound):
        await decide(household.kit, mirror.id, 0, ruling=Ruling.IS, track_key="no/such.flac", by=TESTER)
    with pytest.raises(InvalidInput) as caught:
        await decide(household.kit, mirror.id, 0, ruling=Ruling.IS, track_key=None, by=TESTER)
    assert caught.value.placeholders["field"] == "track_key"
    with pytest.raises(Conflict):
        await decide(
            household.kit,
            mirror.id,
            0,
            ruling=Ruling.NEVER,
            track_key=None,
            by=TESTER,
            expected="text|another|entry",
        )
    assert await household.kit.database.read(decisions.every) == []


async def test_matching_is_done_again_only_when_something_it_rests_on_changed(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(4)
    library = await household.library()
    mirror = await household.mirror()

    async def matched() -> int:
        await household.sync(mirror)
        return household.compute.calls.count("match_target")

    assert await matched() == 1
    assert await matched() == 1, "nothing changed"
    await household.scan(library)
    assert await matched() == 1, "a scan that found nothing new"
    household.song("New/New.flac", title="Newcomer", artist="New")
    await household.scan(library)
    assert await matched() == 2, "another index"
    household.csv("Evening", catalogue[:4])
    assert await matched() == 3, "other entries"
    await decide(
        household.kit, mirror.id, 0, ruling=Ruling.IS_NOT, track_key=paths(catalogue[1:2])[0], by=TESTER
    )
    assert await matched() == 4, "a ruling"
    assert await matched() == 4


async def test_a_decision_holds_in_every_playlist_and_is_undone_alone(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(4)
    await household.library()
    first = await household.mirror(rows=catalogue[:2])
    second = await household.mirror("Morning", rows=[catalogue[3], catalogue[0]])
    for mirror in (first, second):
        await household.sync(mirror)

    other = paths(catalogue[2:3])[0]
    row = await decide(household.kit, first.id, 0, ruling=Ruling.IS, track_key=other, by=TESTER)
    assert row.match.track_key == other
    assert (await household.matches(second))[1][1].track_key == other, "at once, in the other playlist, too"
    never = await decide(household.kit, second.id, 1, ruling=Ruling.NEVER, track_key=None, by=TESTER)
    assert never.match.reason == "never"
    assert (await household.matches(first))[0][1].reason == "never", "the latest counts"
    assert (await household.sync(first)).removed == 1

    assert never.decision is not None
    assert never.decision.id is not None
    household.clock.forward(hours=1)
    undone = await undo(household.kit, never.decision.id, Signer(name="you"))
    assert (undone.undone_by, undone.undone_at) == ("you", household.clock())
    assert (await household.matches(first))[0][1].track_key == other, "what was decided before counts again"
    assert household.told(EventType.MATCH_DECIDED)[-1].status == "undone"
    told = len(household.events)
    await undo(household.kit, never.decision.id, TESTER)
    assert len(household.events) == told, "undone already: nothing changed"
    with pytest.raises(NotFound):
        await undo(household.kit, 999, TESTER)
    (kept,) = (await household.kit.database.read(decisions.page, standing=True, limit=9, offset=0)).items
    assert (kept.signed.by, kept.signed.via, kept.mirror_name) == ("tester", "key", "Evening")


async def test_none_of_these_refuses_all_candidates_at_once(household: Household, catalogue: Songs) -> None:
    household.songs(4)
    await household.library()
    mirror = await household.mirror(rows=catalogue[:2])
    await household.sync(mirror)
    keys = [f"{catalogue[place][1]}/{catalogue[place][0]}.flac" for place in (1, 2)]
    await _review(household, mirror, {0: [(keys[0], 0.8), (keys[1], 0.7)]})

    row = await decide(household.kit, mirror.id, 0, ruling=Ruling.IS_NOT, track_key=None, by=TESTER)
    assert {each.track_key for each in row.rulings} == set(keys)
    (act,) = (await household.kit.database.read(decisions.acts, limit=5)).items
    assert (act.count, act.standing, act.latest.score) == (2, 2, 0.7)
    assert act.latest.signed.batch is not None
    assert await undo_batch(household.kit, act.latest.signed.batch, TESTER) == 2
    assert (await household.kit.database.read(decisions.every)) == []


async def test_reviews_above_a_confidence_are_accepted_at_once_and_undone_as_one(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(8)
    await household.library()
    unknown = [(f"Unheard {number}", f"Nobody {number}") for number in range(4)]
    first = await household.mirror(rows=unknown)
    second = await household.mirror("Morning", rows=[unknown[0]])
    for mirror in (first, second):
        await household.sync(mirror)
    keys = paths(catalogue[:6])
    await _review(
        household,
        first,
        {
            0: [(keys[0], 0.81)],
            1: [(keys[1], 0.74), (keys[2], 0.3)],
            2: [(keys[3], 0.83), (keys[4], 0.82)],
            3: [("gone.flac", 0.9)],
        },
    )
    await _review(household, second, {0: [(keys[0], 0.81)]})

    seen = await acceptable(household.kit, Wanted(least=0.7))
    assert [(item.best.score, item.mirror_name) for item in seen.items] == [
        (0.9, "Evening"),
        (0.81, "Evening"),
        (0.81, "Morning"),
        (0.74, "Evening"),
    ]
    assert (seen.left_out, seen.batch) == (1, None)
    assert await household.kit.database.read(decisions.every) == [], "a look decides nothing"

    done = await accept(household.kit, Wanted(least=0.8), TESTER)
    assert done.batch is not None
    assert [item.best.track_key for item in done.items] == [keys[0], keys[0]]
    assert done.left_out == 2, "one of two that are as good, and one whose file has gone since"
    assert len(await household.kit.database.read(decisions.every)) == 1, "the same entry is decided once"
    assert [match.track_key for _, match in await household.matches(second)] == [keys[0]]
    found = await household.matches(first)
    assert (found[0][1].reason, found[1][1].verdict) == ("decision", Verdict.REVIEW)
    assert household.told(EventType.MATCH_DECIDED)[-1].status == "accepted"
    assert (await household.sync(second)).matched == 1

    assert await undo_batch(household.kit, done.batch, TESTER) == 1
    assert (await household.verdicts(second)) == [Verdict.MISSING]
    assert await undo_batch(household.kit, done.batch, TESTER) == 0
    with pytest.raises(NotFound):
        await undo_batch(household.kit, "no-such-batch", TESTER)
    nothing = await accept(household.kit, Wanted(least=0.99), TESTER)
    assert (nothing.batch, list(nothing.items)) == (None, [])


async def test_accepting_is_bounded_and_the_rest_comes_with_the_next(
    household: Household, catalogue: Songs, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(4)
    await household.library()
    mirror = await household.mirror(rows=[(f"Unheard {number}", f"Nobody {number}") for number in range(3)])
    await household.sync(mirror)
    keys = paths(catalogue[:3])
    await _review(household, mirror, {place: [(key, 0.9 - place / 10)] for place, key in enumerate(keys)})
    monkeypatch.setattr("syncopate.sync.decisions.MOST_AT_ONCE", 2)
    assert (await acceptable(household.kit, Wanted(least=0.5))).rest == 1
    for accepted, rest in ((keys[:2], 1), (keys[2:], 0), ([], 0)):
        done = await accept(household.kit, Wanted(least=0.5), TESTER)
        assert ([item.best.track_key for item in done.items], done.rest) == (accepted, rest)


async def test_a_choice_outlives_the_library_it_was_made_in(household: Household, catalogue: Songs) -> None:
    """Another media server: other keys, another folder, another id of the library."""
    household.songs(2)
    household.song("Odd/tape.flac", title="Demo Tape 4", artist="Unknown Singer")
    library = await household.library()
    mirror = await household.mirror(rows=[catalogue[0], ("Nowhere to Be Found", "Nobody")])
    await household.sync(mirror)
    await decide(household.kit, mirror.id, 1, ruling=Ruling.IS, track_key="Odd/tape.flac", by=TESTER)
    await remove_library(household.kit, library.id)

    household.song("Odd/tape.flac", title="Quite Another", artist="Somebody Else")
    household.song("New/04.flac", title="Demo tape 4", artist="Unknown singer")
    again = await household.library("Music again")
    assert again.id != library.id
    await change_mirror(household.kit, mirror.id, MirrorChanges(), again.id)
    assert (await household.sync(mirror)).matched == 2
    assert (await household.matches(mirror))[1][1].track_key == "New/04.flac"


async def _review(household: Household, mirror: Mirror, found: dict[int, list[tuple[str, float]]]) -> None:
    """Let entries be in review with these candidates, whatever the matching would say of them."""
    rows = [
        (
            place,
            Match(
                Verdict.REVIEW,
                "not_sure",
                candidates=tuple(Candidate(key, score, ()) for key, score in candidates),
            ),
        )
        for place, candidates in found.items()
    ]
    target = await household.target(mirror)
    await household.kit.database.write(matches.revise, target.id, rows)
