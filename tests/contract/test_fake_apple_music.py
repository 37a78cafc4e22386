"""The fake iTunes API tells of albums as the real one did; the provider reads what the real one said."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from contract.plain_client import PlainClient
from contract.shared_data import recorded_path
from fakes.apple_music.server import AppleMusic
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete
from syncopate.providers.apple_music import parse
from syncopate.providers.apple_music.metadata import create as create_catalogue
from syncopate.providers.apple_music.playlists import create as create_playlists
from syncopate.providers.apple_music.references import Reference
from syncopate.providers.capability import Context
from syncopate.providers.catalogue import FoundKind
from syncopate.providers.links import LinkKind

RICH, PLAIN, VARIOUS = (1441458047, "gb"), (1728639278, "us"), (255636575, "gb")


def name_of(album: tuple[int, str]) -> str:
    return f"lookup!entity=song&limit=200&id={album[0]}&country={album[1]}"


def recorded(album: tuple[int, str]) -> Any:
    folder = recorded_path("harmony_testdata") / "https!" / "com.apple.itunes"
    return json.loads((folder / name_of(album)).read_text("utf-8"))


def types(thing: Any) -> dict[str, type]:
    return {name: type(value) for name, value in thing.items()}


@pytest.fixture
async def fake() -> AsyncIterator[AppleMusic]:
    fake = AppleMusic()
    album = fake.music.add_album("Anna", "Record", ["One", "Two", "Three"])
    fake.music.songs[album.songs[2]].video = True
    fake.music.add_album("Various Artists", "Hits", ["Four"], by="Otto")
    fake.music.add_playlist("pl.all", "All", list(fake.music.songs))
    async with fake:
        yield fake


async def test_the_fields_are_those_of_the_real_one(fake: AppleMusic) -> None:
    own, hits = fake.music.albums.values()
    rich, various = recorded(RICH)["results"], recorded(VARIOUS)["results"]
    async with PlainClient(fake.address, {}) as client:
        given = {"entity": "song", "limit": "200", "country": "us"}
        answer = await client.get("/lookup", id=str(own.id), **given)
        assert answer.body.lstrip() != answer.body
        told = answer.json
        assert types(told) == types(recorded(RICH))
        album, song, _, video = told["results"]
        assert types(album) == types(rich[0])
        assert types(song) == types(rich[1])
        assert types(video) == types(next(one for one in rich if one.get("kind") == "music-video"))
        assert (album["trackCount"], told["resultCount"]) == (3, 4)
        song = (await client.get("/lookup", id=str(hits.id), **given)).json["results"][1]
        assert types(song) == types(various[1])


async def test_what_the_api_takes(fake: AppleMusic) -> None:
    (own, _), songs = fake.music.albums.values(), list(fake.music.songs)
    async with PlainClient(fake.address, {}) as client:
        found = (await client.get("/lookup", id=f"{songs[1]},{songs[0]},5")).json
        assert [one["trackId"] for one in found["results"]] == [songs[1], songs[0]]
        assert (await client.get("/lookup", upc=own.upc)).json["resultCount"] == 1
        assert (await client.get("/lookup", id=str(own.id), country="gb")).json == {
            "resultCount": 0,
            "results": [],
        }
        for path, wrong in (
            ("/lookup", {}),
            ("/lookup", {"id": "x"}),
            ("/lookup", {"id": "1", "isrc": "GBAAA0000001"}),
            ("/search", {"term": "one", "media": "music", "entity": "song", "limit": "201"}),
            ("/search", {"term": "one", "media": "music", "entity": "playlist"}),
            ("/search", {"term": "", "media": "music", "entity": "song"}),
        ):
            answer = await client.get(path, **wrong)
            assert (answer.status, list(answer.json)) == (400, ["errorMessage", "queryParameters"])
        assert (await client.get("/us/playlist/-/pl.nothing")).status == 404
        assert (await client.ask("POST", "/us/playlist/-/pl.all", b"")).status == 405


def test_the_real_ones_answers_are_read() -> None:
    for asked, size, count, missing in ((RICH, 18, 18, 0), (PLAIN, 6, 6, 0), (VARIOUS, 15, 19, 4)):
        found = parse.results(recorded(asked))
        tracks = [one for one in found if parse.is_track(one)]
        album = parse.album(found[0], Reference(LinkKind.ALBUM, asked[1], str(asked[0])), tracks)
        entries = parse.entries(tracks)
        assert album.album is not None
        assert (len(entries), album.album.count) == (size, count), "videos are none of its songs"
        assert album.album.count - len(entries) == missing
        assert album.reference == f"album:{asked[1]}/{asked[0]}"
        assert all(entry.artists and entry.duration and entry.disc and entry.number for entry in entries)
        made = parse.source_album(found[0], tracks)
        assert made is not None
        assert len(made.tracks) == (0 if missing else size)
        assert made.ids == {ExternalId(IdKind.APPLE, str(asked[0]))}
    (first, *_) = (track for raw in parse.results(recorded(VARIOUS)) if (track := parse.track(raw)))
    assert (first.title, first.artists, first.album_artist) == (
        "Freak Me",
        ("Another Level",),
        "Various Artists",
    )


async def test_nothing_is_asked_that_is_not_there(fake: AppleMusic, tmp_path: Path) -> None:
    """An album is asked for as it was recorded, and whatever is read must not fail by what the fake refuses."""

    async def nothing_to_compute(*_: object, **__: object) -> None:
        raise AssertionError

    own, _ = fake.music.albums.values()
    context = Context(
        account_id="apple_music",
        settings={},
        storage=tmp_path,
        compute=nothing_to_compute,  # type: ignore[arg-type]
        endpoints={"*": fake.address},
    )
    source, catalogue = create_playlists(context), create_catalogue(context)
    assert isinstance((await source.read_playlist(f"album:us/{own.id}", {})).entries, Complete)
    asked = set(fake.wire.journal[-1].query)
    assert asked == set(parse_qsl(name_of((own.id, "us")).removeprefix("lookup!")))
    fake.pages.look.names_artists = False
    assert isinstance((await source.read_playlist("playlist:us/pl.all", {})).entries, Complete)
    for kind in FoundKind:
        assert isinstance(await catalogue.search("one", kind, 7), Complete)
    assert isinstance(
        await catalogue.find_tracks(Entry(position=0, title="One", artists=("Anna",)), 300), Complete
    )
    upc = frozenset({ExternalId(IdKind.UPC, own.upc)})
    assert isinstance(await catalogue.find_albums(SourceAlbum(title="Record", ids=upc), 300), Complete)
    assert (await source.check()).ok
    await context.connections.close()
    assert {asked.status for asked in fake.wire.journal} == {200}
