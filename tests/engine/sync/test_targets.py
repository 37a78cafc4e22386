"""A mirror in several places: each has its own plan, result and approval."""

import shutil
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.plan import HoldReason
from syncopate.domain.run import ItemStatus
from syncopate.domain.target import TargetKind
from syncopate.errors import Conflict, InvalidInput, NotFound
from syncopate.store import libraries, mirrors, targets
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync import overview
from syncopate.sync.libraries import add_library
from syncopate.sync.missing import missing_rows
from syncopate.sync.preview import NoPreview, PlanPreview, preview_plans
from syncopate.sync.targets import add_target, offer_of, place_of, playing_of, remove_target

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]
type Paths = Callable[[Songs], list[str]]


async def twice(household: Household) -> tuple[Mirror, Library, Library]:
    """Keep a playlist in two folders with the same music."""
    household.songs(3)
    shutil.copytree(household.music, household.folder / "attic")
    here = await household.library()
    mirror = await household.mirror()
    there = await add_library(household.kit, name="Attic", folder=str(household.folder / "attic"))
    await add_target(household.kit, mirror.id, there.id)
    return mirror, here, there


async def kept(household: Household, mirror: Mirror) -> list[Target]:
    return await household.kit.database.read(targets.of_mirror, mirror.id)


async def test_each_target_waits_for_its_own_approval(household: Household) -> None:
    mirror, _here, _there = await twice(household)
    files = [household.folder / one / "Playlists" / "Evening.m3u8" for one in ("music", "attic")]
    result = await household.sync(mirror)
    assert (result.status, result.added) == (ItemStatus.SYNCED, 6)
    assert [path.exists() for path in files] == [True, True]
    for path in files:
        path.unlink()

    assert (await household.sync(mirror)).status is ItemStatus.HELD
    first, second = await kept(household, mirror)
    assert {first.held_reason, second.held_reason} == {HoldReason.TARGET_GONE.value}
    assert first.held_digest != second.held_digest
    waiting = await household.kit.database.read(mirrors.held)
    assert [(one.target_id, one.library_name) for one in waiting] == [
        (first.id, "Music"),
        (second.id, "Attic"),
    ]
    problems = [one for one in await overview.problems(household.kit) if one.key == "plan_held"]
    assert [(one.title, "no longer on the server" in one.detail) for one in problems] == [("Evening", True)]

    await household.sync(mirror, approve=first.held_digest)
    assert [path.exists() for path in files] == [True, False], "the other plan was not approved"
    files[0].unlink()
    await household.sync(mirror)
    digests = [one.held_digest or "" for one in await kept(household, mirror)]
    assert (await household.sync(mirror, approve=",".join(digests))).status is ItemStatus.SYNCED
    assert [path.exists() for path in files] == [True, True]


async def test_one_library_away_leaves_the_other_its_plan(household: Household) -> None:
    mirror, _here, there = await twice(household)
    shutil.rmtree(household.folder / "attic")
    here, away = await preview_plans(household.kit, mirror.id)
    assert isinstance(here, PlanPreview)
    assert (here.library_name, len(here.plan.operations), here.plan.hold) == ("Music", 4, None)
    assert isinstance(away, NoPreview)
    assert (away.target.library_id, away.why.key) == (there.id, "library_unavailable")
    result = await household.sync(mirror)
    assert result.status is ItemStatus.UNKNOWN
    assert result.detail.startswith("Attic: ")
    states = [(one.last_status, one.last_error) for one in await kept(household, mirror)]
    assert states == [(ItemStatus.SYNCED, None), (ItemStatus.UNKNOWN, "library_unavailable")]


async def test_an_entry_that_one_place_has_is_not_missing(household: Household, catalogue: Songs) -> None:
    """The place that has little is the oldest; each place tells its own, all else counts an entry once."""
    household.songs(3)
    shutil.move(household.music, household.folder / "full")
    household.songs(1)
    await household.library()
    mirror = await household.mirror(rows=[*catalogue[:3], ("Nowhere to Be Found", "Nobody")])
    assert (await household.sync(mirror)).missing == 3
    full = await add_library(household.kit, name="Full", folder=str(household.folder / "full"))
    await add_target(household.kit, mirror.id, full.id)

    result = await household.sync(mirror)

    assert (result.matched, result.review, result.missing, result.unknown) == (3, 0, 1, 0)
    assert [row.entry.title for row in await missing_rows(household.kit)] == ["Nowhere to Be Found"]
    assert (await overview.counts(household.kit)).missing == 1
    assert [(one.matched, one.missing) for one in await kept(household, mirror)] == [(1, 3), (3, 1)]


async def test_left_as_it_is_a_deleted_playlist_stays_deleted(household: Household) -> None:
    household.songs(3)
    library = await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    (household.playlists / "Evening.m3u8").unlink()
    await household.sync(mirror)
    (target,) = await kept(household, mirror)

    await remove_target(household.kit, mirror.id, target.id)

    (left,) = await kept(household, mirror)
    assert (left.kind, left.held_digest, left.target_key, left.matched) == (TargetKind.NOTHING, None, None, 3)
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED
    assert not (household.playlists / "Evening.m3u8").exists()
    assert await household.kit.database.read(mirrors.held) == []
    with pytest.raises(Conflict):
        await remove_target(household.kit, mirror.id, left.id)

    again = await add_target(household.kit, mirror.id, library.id, kind=TargetKind.PLAYLIST)
    assert again.matched == 3, "what matching said of it is not lost"
    assert again.id not in {left.id, target.id}, "what carries the old mark is the user's"
    assert (await household.sync(mirror)).status is ItemStatus.SYNCED
    assert (household.playlists / "Evening.m3u8").exists()


async def test_removed_with_or_without_what_was_written(household: Household) -> None:
    mirror, _here, there = await twice(household)
    await household.sync(mirror)
    folder = household.folder / "attic" / "Playlists"
    # What was left is the user's from then on: the next one gets a name of its own.
    for delete, name in ((False, "Evening.m3u8"), (True, "Evening (2).m3u8")):
        _first, second = await kept(household, mirror)
        file = folder / name
        assert await place_of(household.kit, second, there) == str(file)
        await remove_target(household.kit, mirror.id, second.id, delete=delete)
        assert len(await kept(household, mirror)) == 1
        assert file.exists() is not delete
        if not delete:
            await add_target(household.kit, mirror.id, there.id)
            await household.sync(mirror)
    with pytest.raises(NotFound):
        await remove_target(household.kit, mirror.id, second.id)


async def test_what_is_offered_and_what_is_refused(household: Household) -> None:
    household.songs(3)
    library = await household.library()
    mirror = await household.mirror()
    offer = await offer_of(household.kit, mirror.id, library.id)
    assert (offer.kinds, offer.users, offer.proposed) == ((TargetKind.PLAYLIST, TargetKind.NOTHING), (), "")
    for kind, user in (
        (TargetKind.COLLECTION, None),
        (TargetKind.FAVOURITES, None),
        (TargetKind.NOTHING, None),
        (TargetKind.PLAYLIST, "somebody"),
    ):
        with pytest.raises(InvalidInput):
            await add_target(household.kit, mirror.id, library.id, kind=kind, user=user)
    same = await add_target(household.kit, mirror.id, library.id)
    assert [one.id for one in await kept(household, mirror)] == [same.id]
    for mirror_id, library_id in ((mirror.id, "none"), ("none", library.id)):
        with pytest.raises(NotFound):
            await add_target(household.kit, mirror_id, library_id)


async def test_paths_are_told_and_a_folder_plays_nothing_by_itself(
    household: Household, catalogue: Songs
) -> None:
    mirror, here, _there = await twice(household)
    assert await playing_of(household.kit, mirror.id) == []
    await household.sync(mirror)
    first, _second = await playing_of(household.kit, mirror.id)
    assert (first.library, first.ids) == (await household.kit.database.read(libraries.get, here.id), ())
    assert first.place == str(household.playlists / "Evening.m3u8")
    assert list(first.paths) == [f"{artist}/{title}.flac" for title, artist in catalogue[:3]]
