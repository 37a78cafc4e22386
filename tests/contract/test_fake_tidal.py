"""The fake TIDAL, and what our client asks of it, are as the service's contract and recorded answers say."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from contract.openapi_contract import Contract
from contract.plain_client import PlainClient
from contract.shared_data import contract_path, problems_of, recorded_path
from fakes.serving import Asked
from fakes.tidal.access import Grant
from fakes.tidal.asking import JSON_API, PAGE
from fakes.tidal.server import Tidal
from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete
from syncopate.providers import registry
from syncopate.providers.capability import Context
from syncopate.providers.catalogue import FoundKind
from syncopate.providers.tidal import document, parse

CONTRACT = "tidal-1.10.104.json"
SCOPES = frozenset({"user.read", "playlists.read", "collection.read", "search.read"})


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract.load(contract_path(CONTRACT))


@pytest.fixture
async def fake() -> AsyncIterator[Tidal]:
    fake = Tidal()
    music = fake.music
    anna = music.add_user("anna")
    artist = music.add_artist("The Fakes")
    album = music.add_album("First", artist, [f"Song {number}" for number in range(1, 31)], volumes=2)
    music.tracks[album.tracks[0]].version = "Live"
    clip = music.add_track("Clip", album, kind="videos")
    evening = music.add_playlist(
        "Evening", anna, [*album.tracks, clip.id], key="evening", description="Quiet."
    )
    music.removed.add(album.tracks[2])
    music.mark(anna, "tracks", album.tracks[:25])
    music.mark(anna, "albums", [album.id])
    music.mark(anna, "artists", [artist.id])
    music.mark(anna, "playlists", [evening.id])
    fake.access.tokens["token"] = Grant(anna.id, "app", SCOPES)
    async with fake:
        yield fake


def _asked(fake: Tidal) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield everything that our client asks, with what it asks for."""
    [album] = fake.music.albums.values()
    [artist] = fake.music.artists.values()
    here, tracks = {"countryCode": "DE"}, {"include": "items,items.artists,items.albums"}
    isrc = fake.music.tracks[album.tracks[0]].isrc
    yield "users/me", {}
    yield "playlists", {"filter[owners.id]": "me", "include": "coverArt", **here}
    yield "playlists/evening", {"include": "coverArt", **here}
    yield "playlists/evening/relationships/items", {**tracks, **here}
    yield "playlists/evening/relationships/items", {**tracks, **here, "page[cursor]": f"3nI1{PAGE}"}
    yield f"albums/{album.id}", {"include": "artists,coverArt", **here}
    yield f"albums/{album.id}/relationships/items", {**tracks, **here}
    yield (
        f"artists/{artist.id}/relationships/albums",
        {
            "include": "albums,albums.artists,albums.coverArt",
            **here,
        },
    )
    yield "albums", {"filter[barcodeId]": album.barcode, "include": "artists", **here}
    yield "tracks", {"filter[isrc]": isrc, "include": "artists,albums", **here}
    yield "tracks", {"filter[id]": album.tracks[0], "include": "artists,albums", **here}
    for include in (
        "tracks,tracks.artists,tracks.albums",
        "albums,albums.artists,albums.coverArt",
        "artists,artists.profileArt",
    ):
        yield "searchResults", {"filter[query]": "fakes", "include": include, **here}
    yield "userCollectionTracks/me", {}
    yield "userCollectionTracks/me/relationships/items", tracks
    yield "userCollectionAlbums/me/relationships/items", {"include": "items,items.artists,items.coverArt"}
    yield "userCollectionArtists/me/relationships/items", {"include": "items,items.profileArt"}
    yield (
        "userCollectionPlaylists/me/relationships/items",
        {
            "include": "items,items.coverArt",
            "collectionView": "FLAT",
        },
    )


async def test_every_request_and_answer(fake: Tidal, contract: Contract) -> None:
    async with PlainClient(fake.address, {"Authorization": "Bearer token", "Accept": JSON_API}) as client:
        for path, query in _asked(fake):
            answer = await client.ask("GET", f"/v2/{path}", query=query)
            assert answer.status == 200, (path, answer)
            assert answer.json["data"] or path == "searchResults", path
        for path, query in (
            ("playlists/nothing", {}),
            ("playlists/evening", {"include": "nonsense"}),
            ("playlists/evening/relationships/items", {"page[cursor]": "mine"}),
            ("tracks", {"filter[isrc]": "A", "filter[id]": "1"}),
        ):
            assert (await client.ask("GET", f"/v2/{path}", query=query)).status in {400, 404}
    assert problems_of(contract, fake.wire.journal) == []


async def test_our_client_asks_nothing_else(fake: Tidal, contract: Contract, tmp_path: Path) -> None:
    """Hold our own client to the contract."""
    [album] = fake.music.albums.values()
    context = Context(
        account_id="account",
        settings={
            "client_id": "app",
            "user_id": "1",
            "country": "DE",
            "access_token": "token",
            "expires_at": (datetime.now(UTC) + timedelta(hours=4)).isoformat(),
        },
        storage=tmp_path,
        compute=None,  # type: ignore[arg-type]
        endpoints={"*": fake.address},
    )
    source, catalogue = registry.playlist_source("tidal", context), registry.catalogue("tidal", context)
    assert isinstance(await source.list_playlists(), Complete)
    for reference in ("playlist:evening", f"album:{album.id}", "liked"):
        assert isinstance((await source.read_playlist(reference, {})).entries, Complete)
    assert isinstance(await catalogue.find_tracks(Entry(position=0, title="fakes"), 3), Complete)
    assert isinstance(await catalogue.find_albums(SourceAlbum(title="First"), 3), Complete)
    assert isinstance(await catalogue.search("fakes", FoundKind.ARTIST, 3), Complete)
    await context.connections.close()
    assert problems_of(contract, fake.wire.journal) == []


def _recorded() -> list[tuple[str, dict[str, str], bytes]]:
    """Return recorded answers of the API's present version, with what was asked."""
    folder = recorded_path("harmony_testdata") / "https!" / "com.tidal.openapi" / "v2"
    found = []
    for file in sorted(folder.rglob("*!*")):
        path, _, query = file.relative_to(folder).as_posix().partition("!")
        if path.startswith("albums"):
            found.append((path, dict(parse_qsl(query)), file.read_bytes()))
    return found


def test_recorded_answers_have_the_forms_of_ours() -> None:
    recorded = _recorded()
    assert len(recorded) == 6
    for path, _, body in recorded:
        told: dict[str, Any] = json.loads(body)
        assert isinstance(told["data"], list)
        assert told["links"]["self"].startswith("/albums")
        if path.endswith("/items"):
            assert all(set(one["meta"]) == {"trackNumber", "volumeNumber"} for one in told["data"])
            assert len(told["data"]) == PAGE or "next" not in told["links"]
    nexts = [json.loads(body)["links"].get("next") for path, _, body in recorded if path.endswith("/items")]
    [onward] = [one for one in nexts if one]
    assert "page%5Bcursor%5D=3nI1F0y" in onward


def test_recorded_answers_are_read() -> None:
    """Hold our parser to what the service really said."""
    entries = {}
    for path, _, body in _recorded():
        told = document.read(json.loads(body))
        if path.endswith("/items"):
            entries |= {entry.number: entry for entry in parse.entries([told], of_album="A")}
            continue
        album = parse.album(told, told.first)
        assert album.name
        assert album.album is not None
        assert album.album.artists
        assert {each.kind for each in album.album.ids} == {IdKind.TIDAL, IdKind.UPC}
    assert set(entries) == set(range(21, 47))
    assert entries[41].title == "SPECTRE"
    assert entries[41].artists == ("Air Max '97",)
    assert entries[41].duration == timedelta(minutes=2, seconds=17)
    assert ExternalId(IdKind.ISRC, "AUNMG2400051") in entries[41].ids


def test_the_journal_holds_whole_requests(contract: Contract) -> None:
    """A request that the contract does not know is found."""
    asked = Asked("GET", "/v2/playlists/1", (("limit", "100"),), {}, b"", None)
    assert problems_of(contract, [asked])
