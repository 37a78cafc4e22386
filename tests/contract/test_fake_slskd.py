"""What our provider asks of slskd, and what the fake answers, against the contract; names against real ones."""

import json
from pathlib import Path
from typing import Any

import pytest
from contract.openapi_contract import Contract
from contract.shared_data import contract_path, problems_of, recorded_path
from fakes.slskd import FakeSlskd
from syncopate.domain.download import Wanted, WantKind
from syncopate.domain.snapshot import Known
from syncopate.providers._fetching.shared_path import read_path
from syncopate.providers.acquiring import Offers
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.slskd import searching
from syncopate.providers.slskd.downloads import create

_SIGNS = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))
_LAID_OUT = (
    "@@abc\\Music\\{artist}\\{album}\\01 - Song.flac",
    "{artist} - {album}\\01 - Song.mp3",
    "{artist} - {album} (1999) [FLAC]\\01. Song.flac",
    "share\\{artist}\\1999 - {album} [MP3 320]\\CD2\\01 Song.mp3",
    "share\\{artist}\\Albums\\[1999] {album}\\1-01 Song.mp3",
    "{artist} - 1999 - {album} [WEB FLAC]\\{artist} - {album} - 01 - Song.flac",
)


async def _nothing_to_compute(*_: Any, **__: Any) -> Any:
    raise AssertionError


async def test_all_that_is_asked_and_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "FIRST_PAUSE", 0.01)
    contract = Contract.load(contract_path("slskd-v0.json"))
    connections = Connections()
    async with FakeSlskd(tmp_path / "downloads") as fake:
        fake.add("paul").share("Oasis\\Wonderwall.flac", bitDepth=16, length=258)
        settings = {"url": fake.address, "api_key": fake.key, "local_folder": str(fake.downloads)}
        context = Context(
            account_id="account",
            settings=settings,
            storage=tmp_path,
            compute=_nothing_to_compute,
            connections=connections,
        )
        account = create(context)
        wanted = Wanted(kind=WantKind.TRACK, title="Wonderwall", artists=("Oasis",))
        parts = [part async for part in account.search(wanted)]
        assert isinstance(parts[0], Offers)
        ticket = await account.begin(parts[0].offers[0].key, tmp_path)
        assert isinstance(ticket, Known)
        fake.finish(fake.transfers[0])
        assert isinstance(await account.look([ticket.value]), Known)
        assert (await account.check()).ok
        assert await account.clean_up([ticket.value]) == 1
        assert [part async for part in account.search_raw("nothing")]
        fake.looks = 10_000
        monkeypatch.setattr(searching, "PATIENCE", 0.05)
        assert [part async for part in account.search_raw("nothing")]
        await connections.close()
    problems = problems_of(
        contract,
        fake.wire.journal,
        accepted={"answered 404": "the contract tells of no body"},
    )
    assert problems == []
    assert {each.method for each in fake.wire.journal} == {"GET", "POST", "PUT", "DELETE"}


def _corpus() -> list[dict[str, str]]:
    files = sorted(recorded_path("soulseek_corpus").glob("*.json"))
    return [each for file in files for each in json.loads(file.read_text("utf-8"))]


def test_names_of_real_albums_are_read_as_they_are() -> None:
    """Each album, laid out as people lay theirs out, with signs that no file can have replaced."""
    wrong = []
    entries = _corpus()
    for each in entries:
        artist, album = (each[name].translate(_SIGNS).strip() for name in ("artist", "album"))
        for pattern in _LAID_OUT:
            path = pattern.format(artist=artist, album=album)
            found = read_path(path)
            if (found.album_artist, found.album, found.title) != (artist, album, "Song"):
                wrong.append((path, found.album_artist, found.album, found.title))
    assert len(entries) > 50
    assert len(wrong) <= len(entries) * len(_LAID_OUT) * 0.03, wrong
