"""The fake Deezer tells of albums and tracks as the real one did; the provider reads what the real one said."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from contract.plain_client import PlainClient
from contract.shared_data import recorded_path
from fakes.deezer.server import Deezer
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete
from syncopate.providers.capability import Context
from syncopate.providers.catalogue import FoundKind
from syncopate.providers.deezer import answers, parse
from syncopate.providers.deezer.metadata import create as create_catalogue
from syncopate.providers.deezer.playlists import create as create_playlists

ALBUM, TRACK = "album/629506181", "track/2947516331"


def recorded(name: str) -> Any:
    folder = recorded_path("harmony_testdata") / "https!" / "com.deezer.api"
    return json.loads((folder / name).read_text("utf-8"))


def fields(value: Any) -> set[str]:
    """Return the dotted names of all fields."""
    if isinstance(value, list):
        return {name for each in value for name in fields(each)}
    if not isinstance(value, dict):
        return set()
    return set(value) | {f"{name}.{below}" for name, each in value.items() for below in fields(each)}


@pytest.fixture
async def fake() -> AsyncIterator[Deezer]:
    fake = Deezer()
    album = fake.music.add_album("Anna", "Record", [f"Song {at}" for at in range(1, 131)])
    user = fake.music.add_user("Otto")
    fake.music.add_playlist(user, "All", album.tracks)
    user.albums.append(album.id)
    user.artists.append(album.artist)
    fake.music.charts[132] = album.tracks[:10]
    async with fake:
        yield fake


async def test_the_fields_are_those_of_the_real_one(fake: Deezer) -> None:
    (album,), track = fake.music.albums.values(), next(iter(fake.music.tracks.values()))
    async with PlainClient(fake.address, {}) as client:
        whole = (await client.get(f"/album/{album.id}")).json
        assert fields(whole) == fields(recorded(ALBUM))
        assert (await client.get(f"/album/upc:{album.upc}")).json == whole
        told = (await client.get(f"/track/{track.id}")).json
        assert fields(told) == fields(recorded(TRACK))
        assert (await client.get(f"/track/isrc:{track.isrc}")).json == told
        for real, made in ((recorded(ALBUM), whole), (recorded(TRACK), told)):
            assert {name: type(value) for name, value in real.items()} == {
                name: type(value) for name, value in made.items()
            }


async def test_pages_and_errors(fake: Deezer) -> None:
    (album,) = fake.music.albums.values()
    path = f"/album/{album.id}/tracks"
    async with PlainClient(fake.address, {}) as client:
        first = (await client.get(path)).json
        assert (len(first["data"]), first["total"]) == (25, 130)
        assert first["next"] == f"https://api.deezer.com{path}?limit=25&index=25"
        last = (await client.get(path, limit="100", index="100")).json
        assert (len(last["data"]), last.get("next")) == (30, None)
        for wrong, code in (
            ((path, {"limit": "101"}), 100),
            ((path, {"offset": "1"}), 500),
            ((path, {"limit": "x"}), 500),
            (("/album/1", {}), 800),
            (("/nothing", {}), 600),
            (("/search", {}), 501),
        ):
            answer = await client.get(wrong[0], **wrong[1])
            assert (answer.status, answer.json["error"]["code"]) == (200, code)
        assert (await client.ask("POST", path, b"")).status == 405


def test_the_real_ones_answers_are_read() -> None:
    album = parse.source_album(answers.read(recorded(ALBUM)))
    assert album is not None
    assert (album.title, album.artists, album.year) == ("Die With A Smile", ("Lady Gaga", "Bruno Mars"), 2024)
    assert album.ids == {ExternalId(IdKind.UPC, "602475093060"), ExternalId(IdKind.DEEZER, "629506181")}
    assert [one.title for one in album.tracks] == ["Die With A Smile"]
    track = parse.track(answers.read(recorded(TRACK)))
    assert track is not None
    assert (track.artists, track.duration) == (("Lady Gaga", "Bruno Mars"), timedelta(seconds=250))
    assert (track.disc, track.number, track.album, track.year) == (1, 1, "Die With A Smile", 2024)
    assert track.ids == {ExternalId(IdKind.ISRC, "USUM72409273"), ExternalId(IdKind.DEEZER, "2947516331")}


async def test_nothing_is_asked_that_is_not_there(fake: Deezer, tmp_path: Path) -> None:
    """The fake refuses paths and parameters that Deezer does not have: whatever is read must not fail by it."""

    async def nothing_to_compute(*_: object, **__: object) -> None:
        raise AssertionError

    (user,), (album,) = fake.music.users.values(), fake.music.albums.values()
    context = Context(
        account_id="account",
        settings={"user_id": str(user.id)},
        storage=tmp_path,
        compute=nothing_to_compute,  # type: ignore[arg-type]
        endpoints={"*": fake.address},
    )
    source, catalogue = create_playlists(context), create_catalogue(context)
    listed = await source.list_playlists()
    assert isinstance(listed, Complete)
    for reference in (*(one.reference for one in listed.items), "chart:tracks", "chart:132"):
        assert isinstance((await source.read_playlist(reference, {})).entries, Complete)
    for shelf in ("charts", "genre:132", f"artist:{album.artist}", f"user:{user.id}/artists"):
        assert isinstance(await source.browse(shelf), Complete)
    for kind in FoundKind:
        assert isinstance(await catalogue.search("song 1", kind, 7), Complete)
    entry = Entry(position=0, title="Song", artists=("Anna",))
    assert isinstance(await catalogue.find_tracks(entry, 300), Complete)
    assert isinstance(await catalogue.find_albums(SourceAlbum(title="Record"), 300), Complete)
    assert (await source.check()).ok
    await context.connections.close()
    assert {asked.status for asked in fake.wire.journal} == {200}
