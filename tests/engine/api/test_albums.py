"""Albums and artists of a library, and whether an album is in it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from syncopate.domain.media import IndexedTrack, Track
from syncopate.store import libraries, tracks
from syncopate.store.database import Connection
from syncopate.sync.kit import Kit
from syncopate.sync.shelving import shelve

AT = datetime(2026, 3, 1, tzinfo=UTC)
SONGS = [f"Piece {letter}" for letter in "ABCDEFGHIJKLMN"]


def held(artist: str, album: str, titles: Iterable[str], total: int | None) -> list[IndexedTrack]:
    """Return the files of an album."""
    return [
        IndexedTrack(
            track=Track(
                key=f"{artist}/{album}/{number:02}.flac",
                title=title,
                artists=(artist,),
                album=album,
                album_artist=artist,
                number=number,
                track_total=total,
                year=1998,
                duration=timedelta(seconds=150 + 10 * number),
            )
        )
        for number, title in enumerate(titles, 1)
    ]


@pytest.fixture
def kit(engine: Any) -> Kit:
    """Return what use cases take."""
    found: Kit = engine.kit
    return found


@pytest.fixture
async def shelf(library: dict[str, Any], kit: Kit) -> str:
    """Return the address of a library with three albums."""
    library_id = str(library["id"])

    def fill(connection: Connection) -> None:
        rows = held("Band", "Fourteen", SONGS[:12], 14)
        rows += held("Band", "Single", ["Alone"], 1)
        rows += held("Кино", "Группа крови", ["Группа крови"], None)
        tracks.upsert(connection, library_id, rows, AT)
        tracks.bump(connection, library_id)
        libraries.set_state(connection, library_id, readable=True, reason=None, at=AT, complete=True)

    await kit.database.write(fill)
    await shelve(kit, library_id)
    return f"/api/v1/libraries/{library_id}"


async def test_a_question_writes_nothing(
    api: httpx.AsyncClient, shelf: str, kit: Kit, library: dict[str, Any]
) -> None:
    async def known() -> tuple[Any, ...]:
        there = await kit.database.read(libraries.get, library["id"])
        return there.albums, there.artists, there.shelved

    def grow(connection: Connection) -> None:
        tracks.upsert(connection, library["id"], held("Band", "Brand New", ["One", "Two"], 2), AT)
        tracks.bump(connection, library["id"])

    query = {"title": "Brand New", "artist": "Band"}
    assert (await api.get("/api/v1/match/album", params=query)).json()["prepared"] is True
    await kit.database.write(grow)
    before = await known()
    for answer in (
        await api.get("/api/v1/match/album", params=query),
        await api.post("/api/v1/match/album", json=wanted("Brand New", 0)),
    ):
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["verdict"], told["prepared"], told["album"]) == ("match", False, None)
        assert told["candidates"][0]["album_key"]
    assert await known() == before
    await shelve(kit, library["id"])
    told = (await api.get("/api/v1/match/album", params=query)).json()
    assert (told["prepared"], told["album"]["title"]) == (True, "Brand New")


async def test_the_albums_of_a_busy_artist_come_in_pages(
    api: httpx.AsyncClient, shelf: str, kit: Kit, library: dict[str, Any]
) -> None:
    def grow(connection: Connection) -> None:
        rows = [row for n in range(120) for row in held("Busy", f"Album {n:03}", ["One"], 1)]
        rows += [
            replace(row, track=replace(row.track, artists=("Host", "Busy")))
            for n in range(70)
            for row in held("Host", f"Guests {n:03}", ["Two"], 1)
        ]
        tracks.upsert(connection, library["id"], rows, AT)
        tracks.bump(connection, library["id"])

    await kit.database.write(grow)
    await shelve(kit, library["id"])
    (busy,) = (await api.get(f"{shelf}/artists", params={"query": "busy"})).json()["items"]
    address = f"{shelf}/artists/{busy['key']}"
    first = (await api.get(address)).json()
    assert first["page"] == {"total": 120, "limit": 50, "offset": 0}
    assert first["plays_on_page"] == {"total": 70, "limit": 50, "offset": 0}
    assert (len(first["albums"]), len(first["plays_on"])) == (50, 50)
    last = (await api.get(address, params={"offset": 100, "plays_on_offset": 50})).json()
    assert [item["title"] for item in last["albums"]] == [f"Album {n:03}" for n in range(100, 120)]
    assert [item["title"] for item in last["plays_on"]] == [f"Guests {n:03}" for n in range(50, 70)]
    assert (await api.get(address, params={"limit": 501})).status_code == 422


def wanted(title: str, count: int = 14) -> dict[str, Any]:
    """Return an album to ask for."""
    return {
        "title": title,
        "artists": ["Band"],
        "tracks": [
            {"title": name, "number": number, "duration_ms": 150_000 + 10_000 * number}
            for number, name in enumerate(SONGS[:count], 1)
        ],
    }


async def test_albums_are_listed_searched_and_filtered(api: httpx.AsyncClient, shelf: str) -> None:
    everything = (await api.get(f"{shelf}/albums")).json()
    assert everything["page"] == {"total": 3, "limit": 50, "offset": 0}
    assert [item["title"] for item in everything["items"]] == ["Fourteen", "Single", "Группа крови"]
    fourteen = everything["items"][0]
    assert (fourteen["owned"], fourteen["total"], fourteen["percent"], fourteen["complete"]) == (
        12,
        14,
        86,
        False,
    )

    async def titles(**query: Any) -> list[str]:
        answer = await api.get(f"{shelf}/albums", params=query)
        assert answer.status_code == 200, answer.text
        return [item["title"] for item in answer.json()["items"]]

    assert await titles(query="BAND four") == ["Fourteen"]
    assert await titles(query="krovi") == ["Группа крови"]
    assert await titles(kind=["single"]) == ["Single"]
    assert await titles(owned="complete") == ["Single"]
    assert await titles(owned="unknown") == ["Группа крови"]
    assert await titles(limit=1, offset=1) == ["Single"]
    assert (await api.get(f"{shelf}/albums", params={"owned": "half"})).status_code == 422
    assert (await api.get("/api/v1/libraries/none/albums")).status_code == 404


async def test_an_album_shows_its_tracks_and_gaps(api: httpx.AsyncClient, shelf: str) -> None:
    key = (await api.get(f"{shelf}/albums", params={"query": "fourteen"})).json()["items"][0]["key"]
    whole = (await api.get(f"{shelf}/albums/{key}")).json()
    assert [track["number"] for track in whole["tracks"]] == list(range(1, 13))
    assert whole["missing"] == [{"disc": 1, "number": 13}, {"disc": 1, "number": 14}]
    assert (await api.get(f"{shelf}/albums/abc")).json()["key"] == "not_found"
    assert (await api.get(f"{shelf}/albums/%2e%2e")).status_code in {404, 422}


async def test_an_artist_shows_how_much_is_there(api: httpx.AsyncClient, shelf: str) -> None:
    people = (await api.get(f"{shelf}/artists", params={"query": "band"})).json()
    (band,) = people["items"]
    assert (band["albums"], band["tracks"], band["owned"], band["total"], band["percent"]) == (
        2,
        13,
        13,
        15,
        87,
    )
    detail = (await api.get(f"{shelf}/artists/{band['key']}")).json()
    assert detail["artist"] == band
    assert detail["kinds"] == {"album": 1, "single": 1}
    assert len(detail["albums"]) == 2
    only = (
        await api.get(f"{shelf}/artists/{band['key']}", params={"kind": "album", "owned": "incomplete"})
    ).json()
    assert [item["title"] for item in only["albums"]] == ["Fourteen"]
    of_artist = (await api.get(f"{shelf}/albums", params={"artist": band["key"]})).json()
    assert of_artist["page"]["total"] == 2
    assert (await api.get(f"{shelf}/artists/0123")).status_code == 404


async def test_an_album_given_with_its_tracks(api: httpx.AsyncClient, shelf: str) -> None:
    found = (await api.post("/api/v1/match/album", json=wanted("Fourteen"))).json()
    assert (found["verdict"], found["reason"], found["album"]["title"]) == ("match", "agrees", "Fourteen")
    assert (found["here"], found["owned"], found["total"], found["percent"]) == (12, 12, 14, 86)
    assert [place["number"] for place in found["missing"]] == [13, 14]
    assert [item["where"] for item in found["tracks"]] == ["here"] * 12 + ["missing"] * 2
    assert found["tracks"][0]["track"]["key"].endswith("01.flac")
    assert {item["aspect"] for item in found["candidates"][0]["evidence"]} >= {
        "title",
        "artists",
        "tracks",
        "count",
    }
    assert f"/api/v1/libraries/{found['library_id']}" == shelf


async def test_another_edition_is_missing_and_its_tracks_are_elsewhere(
    api: httpx.AsyncClient, shelf: str
) -> None:
    edition = wanted("Fourteen (25th Anniversary Edition)", 12)
    found = (await api.post("/api/v1/match/album", json=edition)).json()
    assert (found["verdict"], found["reason"], found["album"]) == ("missing", "other_edition", None)
    assert (found["here"], found["owned"]) == (0, 12)
    assert {(item["where"], item["on_album"]) for item in found["tracks"]} == {("elsewhere", "Fourteen")}
    assert found["candidates"][0]["album"]["title"] == "Fourteen"


async def test_an_album_by_name_alone(api: httpx.AsyncClient, shelf: str) -> None:
    found = (await api.get("/api/v1/match/album", params={"title": "fourteen", "artist": "BAND"})).json()
    assert (found["verdict"], found["owned"], found["total"], found["percent"]) == ("match", 12, 14, 86)
    nothing = (await api.get("/api/v1/match/album", params={"title": "Nothing of the kind"})).json()
    assert (nothing["verdict"], nothing["reason"], nothing["owned"]) == ("missing", "nothing_similar", 0)
    assert shelf


async def test_nothing_is_missing_while_the_library_is_away(
    api: httpx.AsyncClient, shelf: str, kit: Kit
) -> None:
    library_id = shelf.rpartition("/")[2]

    def lose(connection: Connection) -> None:
        libraries.set_state(
            connection, library_id, readable=False, reason="library_unavailable", at=AT, complete=False
        )

    await kit.database.write(lose)
    found = (await api.post("/api/v1/match/album", json=wanted("Fourteen"))).json()
    assert (found["verdict"], found["reason"]) == ("unknown", "library_unknown")
    assert {item["where"] for item in found["tracks"]} == {"unknown"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "x", "tracks": [{}]},
        {"title": "x", "tracks": [{"title": "y", "isrc": "none"}]},
        {"title": "x", "mb_release": "none"},
        {"title": "x", "upc": "12"},
        {"title": "x", "year": 0},
        {"title": "x", "more": 1},
    ],
)
async def test_what_cannot_be_asked_is_refused(
    api: httpx.AsyncClient, shelf: str, body: dict[str, Any]
) -> None:
    assert (await api.post("/api/v1/match/album", json=body)).status_code == 422, shelf


async def test_without_a_library_it_says_so(api: httpx.AsyncClient) -> None:
    answer = await api.get("/api/v1/match/album", params={"title": "x"})
    assert (answer.status_code, answer.json()["key"]) == (409, "not_configured")
