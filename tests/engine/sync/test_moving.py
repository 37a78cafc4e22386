"""A playlist that is kept on another library leaves nothing of ours behind, and all of the user's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.playlist import TargetPolicy
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.libraries import add_library
from syncopate.sync.mirrors import change_mirror

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]


async def moved(household: Household, mirror: Mirror, *, keep_old: bool = False) -> None:
    """Keep a playlist on another library."""
    other = household.folder / "attic"
    other.mkdir()
    library = await add_library(household.kit, name="Attic", folder=str(other))
    await change_mirror(household.kit, mirror.id, MirrorChanges(), library.id, keep_old=keep_old)
    assert (await household.target(mirror)).library_id == library.id


async def kept(household: Household) -> Mirror:
    """Return a playlist that was synced."""
    household.songs(6)
    await household.library()
    mirror = await household.mirror(policy=TargetPolicy.KEEP_MINE)
    await household.sync(mirror)
    return mirror


@pytest.mark.parametrize("keep_old", [False, True])
async def test_our_file_goes_unless_it_shall_stay(household: Household, keep_old: bool) -> None:
    mirror = await kept(household)
    await moved(household, mirror, keep_old=keep_old)
    assert (household.playlists / "Evening.m3u8").exists() == keep_old


async def test_a_file_that_the_user_changed_stays(household: Household, catalogue: Songs) -> None:
    mirror = await kept(household)
    file = household.playlists / "Evening.m3u8"
    title, artist = catalogue[4]
    changed = file.read_text("utf-8") + f"../{artist}/{title}.flac\n"
    file.write_text(changed, "utf-8")
    await moved(household, mirror)
    assert file.read_text("utf-8") == changed


async def test_a_library_that_is_away_does_not_stand_in_the_way(household: Household) -> None:
    mirror = await kept(household)
    away = household.folder / "away"
    household.music.rename(away)
    await moved(household, mirror)
    assert (away / "Playlists" / "Evening.m3u8").exists()
