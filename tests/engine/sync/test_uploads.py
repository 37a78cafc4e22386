"""Uploaded files and the playlists that name them: neither is there without the other for long."""

import asyncio
import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from syncopate.errors import Unreachable
from syncopate.providers.playlist_file import playlists as reader
from syncopate.store import mirrors
from syncopate.sync import uploads
from syncopate.sync.mirrors import NewMirror, add_file, preview_file
from syncopate.sync.replacing import replace_file
from syncopate.sync.uploads import sweep_uploads

if TYPE_CHECKING:
    from conftest import Household

CSV = b"Title,Artist\nFoxglove,Vesper Lane\n"


def _folder(household: Household) -> Path:
    return household.kit.storage_dir / "playlist_file"


def _files(household: Household) -> set[str]:
    return {path.name for path in _folder(household).iterdir()} if _folder(household).exists() else set()


async def _named(household: Household) -> set[str]:
    return {each.reference for each in await household.kit.database.read(mirrors.every)}


class Gate:
    """Holds a thread at a place until it is opened."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def held(*given: Any, **named: Any) -> Any:
            self.reached.set()
            assert self.open.wait(10)
            return function(*given, **named)

        return held


@pytest.mark.parametrize("place", [(uploads, "write_whole"), (reader, "parse_playlist")])
@pytest.mark.parametrize("call", [add_file, preview_file])
async def test_a_first_upload_that_is_given_up_leaves_nothing(
    household: Household, monkeypatch: pytest.MonkeyPatch, place: tuple[ModuleType, str], call: Any
) -> None:
    """Be it while its file is written or while it is read."""
    gate = Gate()
    monkeypatch.setattr(*place, gate.before(getattr(*place)))
    last = NewMirror() if call is add_file else {}
    adding = asyncio.create_task(call(household.kit, "mine.csv", CSV, last))
    assert await asyncio.to_thread(gate.reached.wait, 10)
    adding.cancel()
    await asyncio.sleep(0)
    gate.open.set()
    with pytest.raises(asyncio.CancelledError):
        await adding
    assert _files(household) == set()
    assert await _named(household) == set()


async def test_given_up_while_its_row_is_written_it_has_its_file(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that has begun ends although nobody waits for it any more, however often it is given up."""
    gate = Gate()
    monkeypatch.setattr(mirrors, "add", gate.before(mirrors.add))
    adding = asyncio.create_task(add_file(household.kit, "mine.csv", CSV, NewMirror()))
    assert await asyncio.to_thread(gate.reached.wait, 10)
    for _ in range(2):
        adding.cancel()
        await asyncio.sleep(0.01)
    assert not adding.done()
    gate.open.set()
    with pytest.raises(asyncio.CancelledError):
        await adding
    assert len(_files(household)) == 1
    assert _files(household) == await _named(household)


@pytest.mark.parametrize("replacing", [False, True])
async def test_a_row_that_cannot_be_written_leaves_no_file(
    household: Household, monkeypatch: pytest.MonkeyPatch, replacing: bool
) -> None:
    before = await add_file(household.kit, "first.csv", CSV, NewMirror())

    def broken(*_: Any) -> None:
        raise Unreachable(what="The database")

    monkeypatch.setattr(mirrors, "change" if replacing else "add", broken)
    given = (household.kit, before.id, "second.csv", CSV)
    call = replace_file(*given) if replacing else add_file(household.kit, "second.csv", CSV, NewMirror())
    with pytest.raises(Unreachable):
        await call
    assert _files(household) == await _named(household) == {before.reference}


async def test_a_playlist_whose_news_could_not_be_told_keeps_its_file(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise Unreachable(what="The database")

    monkeypatch.setattr("syncopate.sync.mirrors.tell_mirror", broken)
    with pytest.raises(Unreachable):
        await add_file(household.kit, "mine.csv", CSV, NewMirror())
    assert len(_files(household)) == 1
    assert _files(household) == await _named(household)


async def test_what_an_end_without_notice_left_is_swept_after_a_day(household: Household) -> None:
    """An engine killed between a file and its row, or a row that goes and its file, can tell nobody."""
    kit, now = household.kit, household.kit.now()
    kept = await add_file(kit, "kept.csv", CSV, NewMirror())
    old, fresh = now - timedelta(days=2), now - timedelta(hours=23)
    _left(household, "killed~0123abcd.csv", old)
    _left(household, ".syncopate-0123456789abcdef.tmp", old)
    _left(household, "under way~0123abce.csv", fresh)
    os.utime(_folder(household) / kept.reference, (old.timestamp(), old.timestamp()))
    (_folder(household) / "a folder").mkdir()

    assert await sweep_uploads(kit, now - timedelta(days=1)) == 2
    assert _files(household) == {kept.reference, "under way~0123abce.csv", "a folder"}
    assert await sweep_uploads(kit, now - timedelta(days=1)) == 0


async def test_where_nothing_was_uploaded_there_is_nothing_to_sweep(household: Household) -> None:
    assert await sweep_uploads(household.kit, household.kit.now()) == 0


def _left(household: Household, name: str, at: datetime) -> None:
    path = _folder(household) / name
    path.write_bytes(CSV)
    os.utime(path, (at.timestamp(), at.timestamp()))
