"""What the libraries hold, browsed: pages, fields, letters, genres, sums, and ids that lead everywhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from syncopate.api.item_ids import item_id, read_item_id
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat, IndexedTrack, Track
from syncopate.errors import NotFound
from syncopate.store import accounts, libraries, tracks
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.sync.browsing import LookupKind
from syncopate.sync.kit import Kit
from syncopate.sync.shelving import shelve

AT = datetime(2026, 3, 1, tzinfo=UTC)
LIBRARY = "/api/v1/library"
MBID = "b1a9c0e9-d987-4042-ae91-78d6a3267d69"
IDS = {
    IdKind.ISRC: "GBAYE0601498",
    IdKind.MB_RECORDING: MBID,
    IdKind.MB_TRACK: MBID.replace("b1", "c1"),
    IdKind.MB_RELEASE: MBID.replace("b1", "d1"),
    IdKind.MB_RELEASE_GROUP: MBID.replace("b1", "e1"),
    IdKind.UPC: "88883716861",
    IdKind.ACOUSTID: MBID.replace("b1", "f1"),
    IdKind.SPOTIFY: "28cnXtME493VX9NOw9cIUh",
    IdKind.TIDAL: "1234567",
    IdKind.DEEZER: "7654321",
    IdKind.APPLE: "111222333",
    IdKind.YOUTUBE: "dQw4w9WgXcQ",
}


def song(artist: str, album: str, number: int, **more: Any) -> IndexedTrack:
    """Return one file of an album."""
    values: dict[str, Any] = {
        "key": f"{artist}/{album}/{number:02}.flac",
        "title": f"{album} {number}",
        "artists": (artist,),
        "album": album,
        "album_artist": artist,
        "number": number,
        "track_total": 3,
        "year": 1998,
        "release_type": "album",
        "genres": ("Rock",),
        "duration": timedelta(minutes=2),
        "size": 1000,
        "path": f"/music/{artist}/{album}/{number:02}.flac",
        "added_at": AT + timedelta(days=number),
        "format": AudioFormat(codec="flac", bitrate=900, sample_rate=44_100, bit_depth=16, lossless=True),
    }
    return IndexedTrack(track=Track(**(values | more)))


@pytest.fixture
async def shelf(library: dict[str, Any], engine: Any) -> str:
    """Return the id of a library with some albums; there is a second one with one album."""
    kit: Kit = engine.kit
    library_id = str(library["id"])
    ids = frozenset(ExternalId(kind, value) for kind, value in IDS.items())

    def fill(connection: Connection) -> None:
        rows = [song("The Band", "First", number) for number in (1, 2, 3)]
        rows += [song("The Band", "Second", 1, year=2005, ids=ids, genres=("Pop", "rock"))]
        rows += [song("Кино", "Группа крови", 1, track_total=None, year=1988, genres=("Post-Punk",))]
        rows += [
            song(
                "2Pac",
                "Duets",
                1,
                artists=("2Pac", "The Band"),
                track_total=1,
                release_type="single",
                genres=(),
            )
        ]
        tracks.upsert(connection, library_id, rows, AT)
        tracks.bump(connection, library_id)
        accounts.add(
            connection, Account(id="a2", provider="folder", name="Attic", settings={}, created_at=AT)
        )
        libraries.add(connection, Library(id="attic", account_id="a2", name="Attic", created_at=AT))
        tracks.upsert(connection, "attic", [song("Zappa", "Hot Rats", 1, ids=ids, year=1969)], AT)
        tracks.bump(connection, "attic")

    await kit.database.write(fill)
    await shelve(kit, library_id)
    await shelve(kit, "attic")
    return library_id


async def read(api: httpx.AsyncClient, place: str, status: int = 200, **query: Any) -> Any:
    """Return the document at a place."""
    answer = await api.get(f"{LIBRARY}/{place}", params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


async def names(api: httpx.AsyncClient, place: str, field: str, **query: Any) -> list[str]:
    """Return one field of all items of a list."""
    document = await read(api, place, **query)
    assert document["page"]["total"] == len(document["items"])
    return [item[field] for item in document["items"]]


@pytest.mark.parametrize("key", ["a", "Ä/ö ü~?.flac", "x" * 4096, "a\ufffdb", "..", "%2f"])
def test_an_id_leads_back(key: str) -> None:
    made = item_id("0194f000-0000-7000-8000-000000000001", key)
    assert read_item_id(made, "track") == ("0194f000-0000-7000-8000-000000000001", key)
    assert set(made) <= set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-~")


@pytest.mark.parametrize("text", ["l~", "l~a", "l~____", "l~YQ==", "l~YR", "nothing"])
def test_an_id_that_nobody_gave_out(text: str) -> None:
    with pytest.raises(NotFound):
        read_item_id(text, "track")


async def test_artists(api: httpx.AsyncClient, shelf: str) -> None:
    assert await names(api, "artists", "name") == ["2Pac", "The Band", "Zappa", "Кино"]
    assert await names(api, "artists", "name", library_id=shelf) == ["2Pac", "The Band", "Кино"]
    assert await names(api, "artists", "name", letter="b") == ["The Band"]
    assert await names(api, "artists", "name", letter="#") == ["2Pac", "Кино"]
    assert await names(api, "artists", "name", genre="ROCK") == ["The Band", "Zappa"]
    assert await names(api, "artists", "name", year_to=1990) == ["Zappa", "Кино"]
    assert await names(api, "artists", "name", query="band") == ["The Band"]
    assert await names(api, "artists", "name", sort="tracks", order="desc") == [
        "The Band",
        "2Pac",
        "Zappa",
        "Кино",
    ]
    (band,) = (await read(api, "artists", query="the band"))["items"]
    assert (
        band["albums"],
        band["tracks"],
        band["owned"],
        band["total"],
        band["missing"],
        band["percent"],
    ) == (
        2,
        5,
        4,
        6,
        2,
        67,
    )


async def test_albums(api: httpx.AsyncClient, shelf: str) -> None:
    assert await names(api, "albums", "title") == ["Duets", "First", "Hot Rats", "Second", "Группа крови"]
    assert await names(api, "albums", "title", complete="true") == ["Duets", "First"]
    assert await names(api, "albums", "title", complete="false") == ["Hot Rats", "Second"]
    assert await names(api, "albums", "title", complete="unknown") == ["Группа крови"]
    assert await names(api, "albums", "title", year=2005) == ["Second"]
    assert await names(api, "albums", "title", year_from=1980, year_to=1999) == [
        "Duets",
        "First",
        "Группа крови",
    ]
    assert await names(api, "albums", "title", year=1998, year_from=2000) == []
    assert await names(api, "albums", "title", genre="post punk") == ["Группа крови"]
    assert await names(api, "albums", "title", letter="F", library_id=shelf) == ["First"]
    assert await names(api, "albums", "title", kind="single") == ["Duets"]
    newest = await names(api, "albums", "title", sort="year", order="desc")
    assert newest == ["Second", "Duets", "First", "Группа крови", "Hot Rats"]
    (second,) = (await read(api, "albums", query="second"))["items"]
    assert (second["owned"], second["total"], second["missing"], second["complete"]) == (1, 3, 2, False)
    assert second["cover_path"].startswith(f"api/v1/libraries/{shelf}/cover?track_key=The%20Band%2FSecond")


async def test_tracks(api: httpx.AsyncClient, shelf: str) -> None:
    everything = await names(api, "tracks", "title")
    assert everything == [
        "Duets 1",
        "First 1",
        "First 2",
        "First 3",
        "Hot Rats 1",
        "Second 1",
        "Группа крови 1",
    ]
    assert await names(api, "tracks", "title", genre="rock", library_id=shelf) == [
        *everything[1:4],
        everything[5],
    ]
    assert await names(api, "tracks", "title", sort="added", order="desc", query="first") == [
        "First 3",
        "First 2",
        "First 1",
    ]
    assert await names(api, "tracks", "title", letter="G") == []
    assert await names(api, "tracks", "title", year=1969) == ["Hot Rats 1"]


async def test_pages(api: httpx.AsyncClient, shelf: str) -> None:
    first = await read(api, "tracks", limit=3)
    assert first["page"] == {"page": 1, "limit": 3, "total": 7, "total_pages": 3, "has_next": True}
    last = await read(api, "tracks", limit=3, page=3)
    assert (len(last["items"]), last["page"]["has_next"]) == (1, False)
    beyond = await read(api, "tracks", limit=3, page=9)
    assert (beyond["items"], beyond["page"]["total"], beyond["page"]["has_next"]) == ([], 7, False)
    empty = await read(api, "artists", query="nobody of that name")
    assert empty["page"] == {"page": 1, "limit": 50, "total": 0, "total_pages": 0, "has_next": False}
    assert shelf


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 201},
        {"limit": 0},
        {"page": 0},
        {"letter": "AB"},
        {"letter": "1"},
        {"year": 0},
        {"order": "up"},
        {"sort": "nothing"},
        {"library_id": "a b"},
    ],
)
@pytest.mark.parametrize("place", ["artists", "albums", "tracks"])
async def test_what_cannot_be_asked_is_refused(
    api: httpx.AsyncClient, place: str, query: dict[str, Any]
) -> None:
    assert (await read(api, place, 422, **query))["key"] == "invalid_input"


@pytest.mark.parametrize("place", ["artists", "albums", "tracks", "genres", "recently-added", "stats"])
async def test_a_library_that_is_not_there(api: httpx.AsyncClient, shelf: str, place: str) -> None:
    assert (await read(api, place, 404, library_id="none"))["key"] == "not_found"
    assert shelf


@pytest.mark.parametrize("place", ["artists", "albums", "tracks", "genres"])
async def test_fields_are_chosen(api: httpx.AsyncClient, shelf: str, place: str) -> None:
    whole = (await read(api, place, limit=1))["items"][0]
    some = sorted(whole)[:2]
    chosen = await read(api, place, limit=1, fields=f" {some[0]},{some[1]} ,")
    assert chosen["items"] == [{name: whole[name] for name in some}]
    assert chosen["page"]["limit"] == 1
    refused = await read(api, place, 422, fields="name,no_such_field,title")
    assert refused["placeholders"]["field"] == "fields"
    assert "no_such_field" in refused["detail"] or "title" in refused["detail"] or "name" in refused["detail"]
    assert (await read(api, place, limit=1, fields=""))["items"] == [whole]
    assert shelf


async def test_fields_of_one_item(api: httpx.AsyncClient, shelf: str) -> None:
    (track,) = (await read(api, "tracks", query="second", fields="id,album_id"))["items"]
    assert await read(api, f"tracks/{track['id']}", fields="title") == {"title": "Second 1"}
    assert await read(api, f"albums/{track['album_id']}", fields="title,genres") == {
        "title": "Second",
        "genres": ["Pop", "Rock"],
    }
    refused = await read(api, f"tracks/{track['id']}", 422, fields="titel")
    assert "'titel'" in refused["detail"]
    assert shelf


async def test_one_leads_to_the_other(api: httpx.AsyncClient, shelf: str) -> None:
    (band,) = (await read(api, "artists", query="the band"))["items"]
    detail = await read(api, f"artists/{band['id']}")
    assert detail == band | {"kinds": {"album": 2}, "plays_on": 1}
    discography = await read(api, f"artists/{band['id']}/albums")
    assert [
        (item["title"], item["owned"], item["missing"], item["own"]) for item in discography["items"]
    ] == [
        ("First", 3, 0, True),
        ("Second", 1, 2, True),
    ]
    others = await read(api, f"artists/{band['id']}/albums", own=False)
    assert [(item["title"], item["own"]) for item in others["items"]] == [("Duets", False)]
    missing = await read(api, f"artists/{band['id']}/albums", owned="incomplete", fields="title")
    assert missing["items"] == [{"title": "Second"}]

    album = await read(api, f"albums/{discography['items'][1]['id']}")
    assert album["missing_places"] == [{"disc": 1, "number": 2}, {"disc": 1, "number": 3}]
    assert (album["genres"], album["missing_discs"], album["library_id"]) == (["Pop", "Rock"], [], shelf)
    first = discography["items"][0]["id"]
    held = await read(api, f"albums/{first}/tracks")
    assert [item["number"] for item in held["items"]] == [1, 2, 3]
    turned = await read(api, f"albums/{first}/tracks", limit=2, page=2)
    assert ([item["number"] for item in turned["items"]], turned["page"]["total_pages"]) == ([3], 2)

    track = await read(api, f"tracks/{held['items'][0]['id']}")
    assert track == held["items"][0]
    assert (track["album_id"], track["codec"], track["lossless"], track["size_bytes"]) == (
        first,
        "flac",
        True,
        1000,
    )
    assert track["added_at"] == "2026-03-02T00:00:00Z"


@pytest.mark.parametrize("place", ["artists", "albums", "tracks"])
async def test_an_item_that_is_not_there(api: httpx.AsyncClient, shelf: str, place: str) -> None:
    for unknown in (item_id(shelf, "none"), item_id("none", "none"), "x~____"):
        assert (await read(api, f"{place}/{unknown}", 404))["key"] == "not_found"
    assert (await api.get(f"{LIBRARY}/{place}/nothing")).status_code == 422
    for below in ("albums", "tracks"):
        if (place, below) in {("artists", "albums"), ("albums", "tracks")}:
            await read(api, f"{place}/{item_id(shelf, 'none')}/{below}", 404)


async def test_genres(api: httpx.AsyncClient, shelf: str) -> None:
    told = await read(api, "genres")
    assert told["items"][0] == {"name": "Rock", "tracks": 5, "albums": 3}
    assert {item["name"] for item in told["items"]} == {"Rock", "Pop", "Post-Punk"}
    assert await names(api, "genres", "name", query="punk", library_id=shelf) == ["Post-Punk"]


async def test_recently_added(api: httpx.AsyncClient, shelf: str) -> None:
    by_album = await read(api, "recently-added", limit=2)
    assert by_album["albums"][0]["title"] == "First"
    assert (by_album["tracks"], by_album["page"]["total"]) == ([], 5)
    by_track = await read(api, "recently-added", kind="tracks", limit=2, library_id=shelf, fields="title")
    assert by_track["tracks"] == [{"title": "First 3"}, {"title": "First 2"}]
    await read(api, "recently-added", 422, kind="films")


async def test_sums(api: httpx.AsyncClient, shelf: str) -> None:
    everything = await read(api, "stats")
    assert (everything["artists"], everything["albums"], everything["tracks"]) == (4, 5, 7)
    assert (everything["complete_albums"], everything["incomplete_albums"]) == (2, 2)
    assert (everything["size_bytes"], everything["duration_ms"], everything["lossless_tracks"]) == (
        7000,
        840_000,
        7,
    )
    assert everything["codecs"] == [
        {"codec": "flac", "lossless": True, "tracks": 7, "size_bytes": 7000, "duration_ms": 840_000}
    ]
    assert [(item["decade"], item["tracks"]) for item in everything["decades"]] == [
        (1960, 1),
        (1980, 1),
        (1990, 4),
        (2000, 1),
    ]
    assert (await read(api, "stats", library_id="attic"))["tracks"] == 1
    assert shelf


LINKS = {
    IdKind.SPOTIFY: "https://open.spotify.com/track/{}",
    IdKind.TIDAL: "https://tidal.com/browse/track/{}",
    IdKind.DEEZER: "https://www.deezer.com/track/{}",
    IdKind.APPLE: "https://music.apple.com/de/album/x/9?i={}",
    IdKind.YOUTUBE: "https://youtu.be/{}",
    IdKind.MB_RECORDING: "https://musicbrainz.org/recording/{}",
}


@pytest.mark.parametrize("kind", list(LookupKind))
async def test_lookup_by_everything(api: httpx.AsyncClient, shelf: str, kind: LookupKind) -> None:
    if kind is LookupKind.PATH:
        value, count = "/music/Zappa/Hot Rats/01.flac", 1
    elif kind is LookupKind.KEY:
        value, count = "Zappa/Hot Rats/01.flac", 1
    else:
        value, count = IDS[IdKind(kind.value)], 2
    found = await read(api, "lookup", kind=kind.value, value=value)
    assert len(found["tracks"]) == len(found["albums"]) == count
    assert "Hot Rats" in {album["title"] for album in found["albums"]}
    assert {track["album_id"] for track in found["tracks"]} == {album["id"] for album in found["albums"]}
    only = await read(api, "lookup", kind=kind.value, value=value, library_id="attic")
    assert [track["title"] for track in only["tracks"]] == ["Hot Rats 1"]
    if kind.value in {item.value for item in LINKS}:
        link = LINKS[IdKind(kind.value)].format(value)
        assert await read(api, "lookup", kind=kind.value, value=link) == found
    assert shelf


async def test_lookup_of_what_is_not_there(api: httpx.AsyncClient, shelf: str) -> None:
    nothing = {"tracks": [], "albums": []}
    assert await read(api, "lookup", kind="isrc", value="GB-AYE-06-99999") == nothing
    assert await read(api, "lookup", kind="path", value="/nowhere") == nothing
    for kind, value in (("isrc", "none"), ("upc", "12"), ("mb_release", "none"), ("acoustid", "x")):
        assert (await read(api, "lookup", 422, kind=kind, value=value))["placeholders"]["field"] == "value"
    await read(api, "lookup", 422, kind="imdb", value="tt1")
    await read(api, "lookup", 422, kind="isrc")
    await read(api, "lookup", 404, kind="isrc", value="GBAYE0601498", library_id="none")
    assert shelf


async def test_a_key_is_needed(engine: Any, shelf: str) -> None:
    async with engine.client(None) as stranger:
        for place in (
            "artists",
            "stats",
            "lookup?kind=isrc&value=GBAYE0601498",
            f"tracks/{item_id(shelf, 'a')}",
        ):
            assert (await stranger.get(f"{LIBRARY}/{place}")).status_code == 401
    async with engine.client("read") as reader:
        assert (await reader.get(f"{LIBRARY}/artists")).status_code == 200


async def test_the_lists_of_one_library_stay_as_they_were(api: httpx.AsyncClient, shelf: str) -> None:
    old = (await api.get(f"/api/v1/libraries/{shelf}/albums", params={"limit": 1, "offset": 1})).json()
    assert old["page"] == {"total": 4, "limit": 1, "offset": 1}
    assert old["items"][0]["title"] == "First"
    assert (await api.get(f"/api/v1/libraries/{shelf}/tracks", params={"search": "second"})).json()[
        "page"
    ] == {
        "total": 1,
        "limit": 50,
        "offset": 0,
    }
