"""Which files references may name: a key to Syncopate is none to the rest of the machine."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.run import ItemStatus
from syncopate.errors import AccessDenied
from syncopate.store import mirrors
from syncopate.store.mirrors import MirrorChanges
from syncopate.sync.accounts import add_account
from syncopate.sync.mirrors import NewMirror, add_mirror

if TYPE_CHECKING:
    from conftest import Household


@pytest.fixture
def walled(household: Household) -> Household:
    """Return a household in which only media, share, uploads and music may be read."""
    media = household.folder / "media"
    media.mkdir()
    for name in ("media", "share", "music", "storage", "private"):
        (household.folder / name).mkdir(exist_ok=True)
        (household.folder / name / "list.txt").write_text("The Nettles - Copper Rain\n", "utf-8")
    household.kit = replace(household.kit, readable_roots=(media,))
    return household


@pytest.mark.parametrize("place", ["media", "share", "music", "storage"])
async def test_files_in_known_folders_may_be_named(walled: Household, place: str) -> None:
    await walled.library()
    mirror = await add_mirror(walled.kit, NewMirror(reference=str(walled.folder / place / "list.txt")))
    assert mirror.entry_count == 1


@pytest.mark.parametrize(
    "path",
    ["private/list.txt", "private/none.txt", "media/../private/list.txt", "media/link.txt", "media2.txt"],
)
async def test_no_other_file_may_be_named(walled: Household, path: str) -> None:
    (walled.folder / "media" / "link.txt").symlink_to(walled.folder / "private" / "list.txt")
    (walled.folder / "media2.txt").write_text("A - B\n", "utf-8")
    new = NewMirror(reference=f"{walled.folder}/{path}", options={"origin": "command_line"})
    with pytest.raises(AccessDenied, match="music folders"):
        await add_mirror(walled.kit, new)
    account = await add_account(walled.kit, provider="playlist_file", name="Files", settings={})
    for provider in ("playlist_file", "demo"):
        with pytest.raises(AccessDenied):
            await add_mirror(walled.kit, replace(new, provider=provider, account_id=account.id))
    assert await walled.kit.database.read(mirrors.every) == []


async def test_the_command_line_may_name_any_file_and_later_syncs_read_it(walled: Household) -> None:
    walled.songs(3)
    await walled.library()
    new = NewMirror(reference=str(walled.folder / "private" / "list.txt"), local=True)
    mirror = await add_mirror(walled.kit, new)
    assert (await walled.sync(mirror)).status is ItemStatus.SYNCED


async def test_a_file_that_may_no_longer_be_read_fails_and_leaves_the_playlist(walled: Household) -> None:
    walled.songs(3)
    await walled.library()
    mirror = await add_mirror(walled.kit, NewMirror(reference=str(walled.folder / "media" / "list.txt")))
    await walled.sync(mirror)
    await walled.kit.database.write(mirrors.change, mirror.id, MirrorChanges(label="x"))
    walled.kit = replace(walled.kit, readable_roots=())
    result = await walled.sync(mirror)
    assert (result.status, result.error) == (ItemStatus.FAILED, "access_denied")
    assert walled.written("list") == ["The Nettles/Copper Rain.flac"]
