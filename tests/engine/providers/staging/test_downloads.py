"""Files of the staging folder are found by tags and names, copied whole, and nothing else is ever touched."""

import asyncio
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from syncopate.domain.download import Offer, Transfer, TransferState, Wanted, WantKind
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.snapshot import Known, Unknown
from syncopate.providers.acquiring import DownloadSource, Offers, SearchEnd
from syncopate.providers.capability import Context
from syncopate.providers.staging.downloads import StagingDownloads, create
from syncopate.providers.staging.places import Copied


@dataclass
class Desk:
    """A staging folder with the demo library in it, and a place for copies."""

    account: StagingDownloads
    root: Path
    place: Path

    async def offers(self, wanted: Wanted) -> list[Offer]:
        return self.told([part async for part in self.account.search(wanted)])

    async def raw(self, text: str) -> list[Offer]:
        return self.told([part async for part in self.account.search_raw(text)])

    def told(self, parts: list[Offers | SearchEnd]) -> list[Offer]:
        assert parts[-1] == SearchEnd(complete=True)
        return [offer for part in parts[:-1] if isinstance(part, Offers) for offer in part.offers]

    async def seen(self, ticket: str) -> Transfer:
        found = await self.account.look([ticket])
        assert isinstance(found, Known)
        return found.value[ticket]

    def first(self) -> Path:
        return min(self.root.rglob("*.flac"))

    def copies(self) -> list[str]:
        """Return what lies in the place for copies."""
        return [path.name for path in self.place.iterdir()] if self.place.exists() else []


def track(title: str, *artists: str, **more: object) -> Wanted:
    return Wanted(kind=WantKind.TRACK, title=title, artists=artists, **more)  # type: ignore[arg-type]


@pytest.fixture
def desk(demo_files: Path, tmp_path: Path, context: Callable[..., Context]) -> Desk:
    root = tmp_path / "staging"
    shutil.copytree(demo_files, root)
    return Desk(create(context(path=str(root))), root, tmp_path / "place")


async def test_found_by_tags(desk: Desk) -> None:
    assert isinstance(desk.account, DownloadSource)
    every = await desk.raw("")
    known = next(each for each in every if each.track.artists and each.track.format)
    found = await desk.offers(track(known.track.title, *known.track.artists))
    assert known.key in {each.key for each in found}
    assert len(found) < len(every)
    offer = next(each for each in found if each.key == known.key)
    assert offer.track.size == (desk.root / str(offer.track.path)).stat().st_size
    assert offer.folder == str(Path(str(offer.track.path)).parent)
    assert offer.peer == ""


async def test_found_by_name_id_and_other_letters(desk: Desk) -> None:
    (desk.root / "Sigur Rós - Xyzzy.mp3").write_bytes(b"")
    shutil.copy(desk.first(), desk.root / "Beyonce - Deja Vu (Live).flac")
    assert len(await desk.offers(track("Déjà Vu", "Beyoncé"))) == 1
    assert await desk.offers(track("Xyzzy", "Sigur Rós")) == [], "it is empty"
    tagged = next(each for each in await desk.raw("") if each.track.ids)
    by_id = await desk.offers(track("Qqqq", ids=tagged.track.ids))
    assert tagged.key in {each.key for each in by_id}
    assert await desk.offers(track("Qqqq", ids=frozenset({ExternalId(IdKind.ISRC, "GBAYE0601498")}))) == []


async def test_albums_by_their_names(desk: Desk) -> None:
    known = next(each for each in await desk.raw("") if each.track.album)
    wanted = Wanted(kind=WantKind.ALBUM, title=str(known.track.album), artists=known.track.artists)
    assert known.key in {each.key for each in await desk.offers(wanted)}


async def test_what_is_new_is_read_and_the_rest_is_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await desk.raw("")
    read: list[int] = []
    compute = desk.account._context.compute

    async def counted(function: Callable[..., object], root: str, names: list[str]) -> object:
        read.append(len(names))
        return await compute(function, root, names)

    object.__setattr__(desk.account._context, "compute", counted)
    assert await desk.raw("") == before
    shutil.copy(desk.first(), desk.root / "New.flac")
    desk.first().unlink()
    assert len(await desk.raw("")) == len(before)
    assert read == [1]


async def test_a_copy_is_made(desk: Desk) -> None:
    [offer, *_] = await desk.raw("")
    ticket = await desk.account.begin(offer.key, desk.place)
    assert isinstance(ticket, Known)
    done = await desk.seen(ticket.value)
    source = desk.root / str(offer.track.path)
    assert done.state is TransferState.DONE
    assert done.path == str(desk.place / source.name)
    assert desk.copies() == [source.name]
    assert (desk.place / source.name).read_bytes() == source.read_bytes()
    assert await desk.account.begin(offer.key, desk.place) == ticket
    assert await desk.account.clean_up([ticket.value]) == 0
    await desk.account.cancel(ticket.value)
    assert desk.copies() == []
    assert source.exists()
    assert (await desk.seen(ticket.value)).state is TransferState.GONE
    await desk.account.cancel(ticket.value)
    assert (await desk.seen("nonsense")).state is TransferState.GONE


async def test_a_file_that_changed_is_no_longer_offered(desk: Desk) -> None:
    offer = next(each for each in await desk.raw("") if str(each.track.path).endswith(".flac"))
    source = desk.root / str(offer.track.path)
    with source.open("ab") as file:
        file.write(b"more")
    assert await desk.account.begin(offer.key, desk.place) == Unknown("no_longer_offered")
    source.unlink()
    assert await desk.account.begin(offer.key, desk.place) == Unknown("no_longer_offered")
    assert desk.copies() == []


async def test_nothing_outside_is_offered_or_copied(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.copy(desk.first(), outside / "Secret.flac")
    size = (outside / "Secret.flac").stat().st_size
    (desk.root / "Secret.flac").symlink_to(outside / "Secret.flac")
    (desk.root / "linked").symlink_to(outside, target_is_directory=True)
    assert await desk.raw("secret") == []
    for key in ("Secret.flac", "linked/Secret.flac", "../outside/Secret.flac", f"{outside}/Secret.flac"):
        begun = await desk.account.begin(f"{size}:{key}", desk.place)
        assert begun == Unknown("access_denied"), key
    for key in ("", "x", "5:", "5:%00", f"{size}:."):
        assert isinstance(await desk.account.begin(key, desk.place), Unknown)
    assert not desk.place.exists()


async def test_cancelling_never_removes_what_lies_in_the_folder(desk: Desk) -> None:
    offer = next(each for each in await desk.raw("") if str(each.track.path).endswith(".flac"))
    source = desk.root / str(offer.track.path)
    await desk.account.cancel(Copied(offer.key, source).ticket)
    assert source.exists()


async def test_a_pipe_stops_nobody(desk: Desk) -> None:
    os.mkfifo(desk.root / "Pipe.flac")
    assert await asyncio.wait_for(desk.raw("pipe"), 10) == []
    assert await asyncio.wait_for(desk.account.begin("5:Pipe.flac", desk.place), 5) == Unknown(
        "access_denied"
    )


async def test_names_that_are_no_text(desk: Desk) -> None:
    raw = os.fsencode(desk.root) + b"/Caf\xe9 Blues.flac"
    shutil.copy(desk.first(), raw)
    offers = [each for each in await desk.raw("") if "Blues" in str(each.track.path)]
    ticket = await desk.account.begin(offers[0].key, desk.place)
    assert isinstance(ticket, Known)
    assert (await desk.seen(ticket.value)).state is TransferState.DONE
    assert desk.copies() == [os.fsdecode(b"Caf\xe9 Blues.flac")]


async def test_a_place_that_cannot_be_written(desk: Desk, tmp_path: Path) -> None:
    [offer, *_] = await desk.raw("")
    (tmp_path / "place").write_text("a file")
    begun = await desk.account.begin(offer.key, desk.place)
    assert isinstance(begun, Unknown)
    assert begun.reason == "write_failed"


async def test_a_folder_that_is_not_there(desk: Desk, context: Callable[..., Context]) -> None:
    assert (await desk.account.check()).ok
    gone = create(context(path=str(desk.root / "nothing")))
    assert (await gone.check()).reason == "folder_unreadable"
    parts = [part async for part in gone.search(track("x"))]
    assert [part.reason for part in parts if isinstance(part, SearchEnd)] == ["folder_unreadable"]
    nameless = create(context(path=" "))
    assert (await nameless.check()).reason == "not_configured"
