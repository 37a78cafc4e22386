"""The pages of albums and artists."""

import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import syncopate.web
from syncopate.domain.media import IndexedTrack, Track
from syncopate.store import albums, artists, libraries, tracks
from syncopate.store.database import Connection
from syncopate.sync.kit import Kit
from syncopate.sync.shelving import shelve

AT = datetime(2026, 11, 20, tzinfo=UTC)
_LISTS = ("albums", "artists", "tracks")


def held(
    artist: str, album: str, numbers: Iterable[int], total: int | None, disc: int = 1
) -> list[IndexedTrack]:
    """Return some files of an album."""
    return [
        IndexedTrack(
            track=Track(
                key=f"{artist}/{album}/{disc}-{number:02}.flac",
                title=f"<Song> {number}",
                artists=(artist,),
                album=album,
                album_artist=artist,
                disc=disc,
                number=number,
                track_total=total,
                year=1998,
                duration=timedelta(seconds=200),
            )
        )
        for number in numbers
    ]


@pytest.fixture
def kit(filled: Any) -> Kit:
    """Return what use cases take."""
    found: Kit = filled.kit
    return found


@pytest.fixture
async def browser(filled: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Return a browser of the household."""
    async with filled.client() as client:
        yield client


@pytest.fixture
async def library_id(kit: Kit) -> str:
    """Return a library with an album of which 12 of 14 tracks are there, and some more."""
    (library, *_) = await kit.database.read(libraries.every)

    def fill(connection: Connection) -> None:
        rows = held("Band & Co", "Four<b>teen", range(1, 13), 14)
        rows += held("Кино", "Группа крови", [1], None)
        rows += held("Nina", "Whole", range(1, 9), 8)
        rows += held("Nina", "Short - Single", [1], 1)
        tracks.upsert(connection, library.id, rows, AT)
        tracks.remove_absent(connection, library.id, {row.track.key for row in rows})
        tracks.bump(connection, library.id)

    await kit.database.write(fill)
    await shelve(kit, library.id)
    return library.id


async def test_albums_with_their_bars(browser: httpx.AsyncClient, library_id: str) -> None:
    page = await browser.get(f"/libraries/{library_id}/albums")
    assert page.status_code == 200
    assert "Four&lt;b&gt;teen" in page.text
    assert "<b>teen" not in page.text
    assert re.search(r'aria-label="12 of 14 tracks are here"', page.text)
    assert "86&#8239;%" in page.text
    assert len(page.content) < 60_000


async def test_albums_are_searched_and_filtered(browser: httpx.AsyncClient, library_id: str) -> None:
    async def shown(**query: str) -> set[str]:
        page = await browser.get(f"/libraries/{library_id}/albums", params=query)
        assert page.status_code == 200
        names = ("Four&lt;b&gt;teen", "Группа крови", "Whole", "Short - Single")
        return {name for name in names if f">{name}</a>" in page.text}

    assert await shown(q="whole") == {"Whole"}
    assert await shown(kind="single") == {"Short - Single"}
    assert await shown(owned="incomplete") == {"Four&lt;b&gt;teen"}
    assert await shown(q="nina", owned="complete") == {"Whole", "Short - Single"}
    assert len(await shown(kind="nonsense", page="x")) == 4
    nothing = await browser.get(f"/libraries/{library_id}/albums", params={"q": "zzz"})
    assert "Nothing fits" in nothing.text


async def test_an_artist_shows_how_much_is_there(
    browser: httpx.AsyncClient, kit: Kit, library_id: str
) -> None:
    people = await browser.get(f"/libraries/{library_id}/artists", params={"q": "band"})
    assert "Band &amp; Co" in people.text
    (band,) = (await kit.database.read(artists.page, library_id, "band", limit=2)).items
    detail = await browser.get(f"/libraries/{library_id}/artists/{band.key}")
    assert detail.status_code == 200
    assert "86&#8239;%" in detail.text
    assert "12 of 14 tracks are here" in detail.text
    none = await browser.get(f"/libraries/{library_id}/artists/{band.key}", params={"kind": "live"})
    assert "No album is like that." in none.text
    assert (await browser.get(f"/libraries/{library_id}/artists/none")).status_code == 404


async def test_an_album_shows_its_gaps(browser: httpx.AsyncClient, kit: Kit, library_id: str) -> None:
    wanted = albums.Wanted(query="four")
    (album,) = (await kit.database.read(albums.page, library_id, wanted, limit=2)).items
    page = await browser.get(f"/libraries/{library_id}/albums/{album.key}")
    assert page.status_code == 200
    assert page.text.count("not here") == 2
    assert page.text.count("&lt;Song&gt;") == 12
    assert (await browser.get(f"/libraries/{library_id}/albums/none")).status_code == 404
    assert (await browser.get("/libraries/none/albums")).status_code == 404


async def test_the_libraries_lead_there(browser: httpx.AsyncClient, library_id: str) -> None:
    page = await browser.get("/libraries")
    assert f'href="./libraries/{library_id}/albums"' in page.text
    assert f'href="./libraries/{library_id}/artists"' in page.text


async def test_in_german(browser: httpx.AsyncClient, library_id: str) -> None:
    page = await browser.get(f"/libraries/{library_id}/albums", headers={"accept-language": "de"})
    assert "12 von 14 Titeln sind da" in page.text
    assert "Alle Arten" in page.text


@pytest.mark.parametrize("page", ["albums", "artists"])
async def test_a_library_without_albums_says_what_will_be_here(
    browser: httpx.AsyncClient, kit: Kit, page: str
) -> None:
    library = (await kit.database.read(libraries.every))[0]
    await kit.database.write(tracks.remove_absent, library.id, ())
    await kit.database.write(tracks.bump, library.id)
    await shelve(kit, library.id)
    answer = await browser.get(f"/libraries/{library.id}/{page}")
    assert answer.status_code == 200
    assert "will be here" in answer.text


async def test_pages_of_many(browser: httpx.AsyncClient, kit: Kit, library_id: str) -> None:
    def fill(connection: Connection) -> None:
        rows: list[Any] = [
            row for n in range(130) for row in held(f"Many {n:03}", f"Album {n:03}", [1], None)
        ]
        tracks.upsert(connection, library_id, rows, AT)
        tracks.bump(connection, library_id)

    await kit.database.write(fill)
    await shelve(kit, library_id)
    second = await browser.get(f"/libraries/{library_id}/albums", params={"page": "2"})
    assert "61–120" in second.text
    assert len(second.content) < 60_000
    people = await browser.get(f"/libraries/{library_id}/artists", params={"page": "3"})
    assert people.text.count('class="over name"') == 14 - 1
    here = f"/libraries/{library_id}"
    for address in (f"{here}/albums", f"{here}/artists", *(f"/library/{of}" for of in _LISTS)):
        last = (await browser.get(address, params={"page": "3"})).text
        assert re.search(r">121–1\d\d of 1\d\d<", last), address
        assert (await browser.get(address, params={"page": "99"})).text == last, address


async def test_an_artist_of_many_albums_has_pages(
    browser: httpx.AsyncClient, kit: Kit, library_id: str
) -> None:
    def fill(connection: Connection) -> None:
        rows = [row for n in range(130) for row in held("Busy", f"Album {n:03}", [1], None)]
        rows += [
            replace(row, track=replace(row.track, artists=("Host", "Busy")))
            for n in range(70)
            for row in held("Host", f"Guests {n:03}", [1], None)
        ]
        tracks.upsert(connection, library_id, rows, AT)
        tracks.bump(connection, library_id)

    await kit.database.write(fill)
    await shelve(kit, library_id)
    (busy,) = (await kit.database.read(artists.page, library_id, "busy", limit=2)).items
    address = f"/libraries/{library_id}/artists/{busy.key}"
    first = await browser.get(address)
    assert "1–60" in first.text
    assert "130" in first.text
    assert first.text.count('class="over name"') == 120
    (more, more_on) = re.findall(r'rel="next" href="([^"]+)"', first.text)
    assert "page=2" in more
    assert "on=2" in more_on
    last = await browser.get(address, params={"page": "3", "on": "2"})
    assert "121–130" in last.text
    assert "61–70" in last.text
    assert last.text.count('class="over name"') == 20
    (before, before_on) = re.findall(r'rel="prev" href="([^"]+)"', last.text)
    assert "on=2" in before
    assert "page=3" in before_on
    beyond = await browser.get(address, params={"page": "99", "on": "99"})
    assert "121–130" in beyond.text
    assert "61–70" in beyond.text


def test_a_name_that_is_one_long_word_leaves_its_tile_as_it_is() -> None:
    """A column that may be narrower than its words, which are broken then: else the cover grows with them."""
    rules = (Path(syncopate.web.__file__).parent / "static" / "shelf.css").read_text("utf-8")
    (tile,) = re.findall(r"^\.tiles li \{(.*)\}$", rules, re.MULTILINE)
    assert "/ minmax(0, 1fr);" in tile
    for name in (r"\.tiles", r"\.shelf"):
        (found,) = re.findall(rf"^{name} \.name \{{(.*)\}}$", rules, re.MULTILINE)
        assert "overflow-wrap: anywhere" in found
