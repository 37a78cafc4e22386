"""The pages of the library: at a glance, lists with letters, genres, the search, and an album with its files."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from syncopate.domain.media import AudioFormat, IndexedTrack, Track
from syncopate.store import albums, libraries, tracks
from syncopate.store.database import Connection
from syncopate.sync.kit import Kit
from syncopate.sync.shelving import shelve
from syncopate.web.render import environment

AT = datetime(2026, 11, 20, tzinfo=UTC)


def song(artist: str, album: str, number: int, **more: Any) -> IndexedTrack:
    """Return one file of an album."""
    values: dict[str, Any] = {
        "key": f"{artist}/{album}/{number:02}.flac",
        "title": f"<Song> {number} of {album}",
        "artists": (artist,),
        "album": album,
        "album_artist": artist,
        "number": number,
        "track_total": 9,
        "year": 1998,
        "release_type": "album",
        "genres": ("Trip Hop",),
        "duration": timedelta(minutes=4),
        "size": 30_000_000,
        "path": f"/music/{artist}/{album}/{number:02}.flac",
        "added_at": AT - timedelta(days=number),
        "format": AudioFormat(codec="flac", bitrate=900, sample_rate=44_100, bit_depth=16, lossless=True),
    }
    return IndexedTrack(track=Track(**(values | more)))


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
async def ids(kit: Kit) -> list[str]:
    """Return two libraries with music of their own."""
    found = [library.id for library in await kit.database.read(libraries.every)][:2]
    rows = {
        found[0]: [
            *(song("The Band", "First", number) for number in (1, 2, 4)),
            song(
                "The Band",
                "Second - EP",
                1,
                track_total=1,
                year=2005,
                release_type="ep",
                genres=("Rock & Roll",),
            ),
            song("Кино", "Группа крови", 1, year=1988, genres=("Post-Punk",)),
        ],
        found[1]: [song("Zappa", "Hot <Rats>", 1, year=1969, genres=())],
    }

    def fill(connection: Connection) -> None:
        for library_id, held in rows.items():
            tracks.upsert(connection, library_id, held, AT)
            tracks.remove_absent(connection, library_id, {row.track.key for row in held})
            tracks.bump(connection, library_id)

    await kit.database.write(fill)
    for library_id in found:
        await shelve(kit, library_id)
    return found


async def read(browser: httpx.AsyncClient, place: str, **query: Any) -> str:
    """Return a page; no page is heavy."""
    page = await browser.get(f"/library{place}", params=query)
    assert page.status_code == 200, page.text
    assert len(page.content) < 60_000
    return page.text


def names(page: str) -> list[str]:
    """Return what a list of a page shows."""
    return re.findall(r'class="over name"[^>]*>([^<]*)</a>', page)


async def test_at_a_glance(browser: httpx.AsyncClient, ids: list[str]) -> None:
    page = await read(browser, "")
    shown = dict(re.findall(r"<div><dt>([^<]+)</dt><dd>([^<]*)", page))
    assert (shown["Artists"], shown["Albums"], shown["Tracks"], shown["Genres"]) == ("3", "4", "6", "3")
    assert shown["Lossless"].startswith("100")
    assert shown["Complete albums"].strip() == "1"
    assert names(page)[0] in {"First", "Second - EP", "Группа крови", "Hot &lt;Rats&gt;"}
    assert 'href="./library/albums?genre=Rock+%26+Roll"' in page
    assert 'href="./library/albums?since=1990&amp;until=1999&amp;sort=year"' in page
    assert '<option value="">All libraries</option>' in page
    alone = await read(browser, "", library=ids[1])
    assert re.search(r"<dt>Tracks</dt><dd>1</dd>", alone)
    assert f'href="./library/artists?library={ids[1]}"' in alone


async def test_nothing_yet(browser: httpx.AsyncClient, kit: Kit) -> None:
    for library in await kit.database.read(libraries.every):
        await kit.database.write(libraries.remove, library.id)
    assert "Your music will be here" in await read(browser, "")
    for place, text in (
        ("/artists", "Your artists will be here"),
        ("/albums", "Your albums will be here"),
        ("/tracks", "Your tracks will be here"),
        ("/genres", "Your genres will be here"),
        ("/search", "What are you looking for?"),
    ):
        assert text in await read(browser, place)


async def test_letters(browser: httpx.AsyncClient, ids: list[str]) -> None:
    page = await read(browser, "/artists")
    assert names(page) == ["The Band", "Zappa", "Кино"]
    (bar,) = re.findall(r'<nav class="letters".*?</nav>', page)
    assert re.findall(r">([A-Z#])</a>", bar) == ["B", "Z", "#"]
    assert len(re.findall(r'<span aria-hidden="true">[A-Z]</span>', bar)) == 24
    assert names(await read(browser, "/artists", letter="B")) == ["The Band"]
    assert names(await read(browser, "/artists", letter="#")) == ["Кино"]
    assert names(await read(browser, "/artists", letter="no letter")) == ["The Band", "Zappa", "Кино"]
    assert 'aria-current="true">Z</a>' in await read(browser, "/artists", letter="z")
    assert "No artist is called that." in await read(browser, "/artists", letter="Q")
    assert names(await read(browser, "/artists", library=ids[1])) == ["Zappa"]


async def test_what_stands_side_by_side_says_where(browser: httpx.AsyncClient, ids: list[str]) -> None:
    assert "1 album · 1 track · Attic" in await read(browser, "/artists")
    assert "· Attic" not in await read(browser, "/artists", library=ids[1])


async def test_albums_by_genre_years_and_order(browser: httpx.AsyncClient, ids: list[str]) -> None:
    assert names(await read(browser, "/albums", genre="rock & roll")) == ["Second - EP"]
    narrowed = await read(browser, "/albums", genre="post punk", since="1980", until="1989")
    assert names(narrowed) == ["Группа крови"]
    assert "Post-Punk<svg" in narrowed
    assert "1980–1989<svg" in narrowed
    assert 'name="genre" value="post punk"' in narrowed, "what narrows it stays when the form is sent"
    by_year = names(await read(browser, "/albums", sort="year"))
    assert by_year == ["Hot &lt;Rats&gt;", "Группа крови", "First", "Second - EP"]
    assert names(await read(browser, "/albums", view="list", letter="F")) == ["First"]
    assert names(await read(browser, "/albums", owned="complete", library=ids[0])) == ["Second - EP"]
    assert (await browser.get("/library/albums", params={"library": "none"})).status_code == 404


async def test_tracks(browser: httpx.AsyncClient, ids: list[str]) -> None:
    page = await read(browser, "/tracks", genre="trip hop", sort="added")
    assert names(page) == [f"&lt;Song&gt; {number} of First" for number in (1, 2, 4)]
    assert re.search(r'href="\.\./libraries/[^"]+/albums/[0-9a-f]+"', page)
    assert "No track is like that." in await read(browser, "/tracks", q="zzz")
    assert ids


async def test_genres(browser: httpx.AsyncClient, ids: list[str]) -> None:
    page = await read(browser, "/genres")
    assert re.findall(r'class="name" href="([^"]+)"', page)[0] == "../library/albums?genre=Trip+Hop"
    assert "Rock &amp; Roll" in page
    assert "No genre is called that." in await read(browser, "/genres", q="zzz")
    assert ids


async def test_the_search_finds_all_three(browser: httpx.AsyncClient, ids: list[str]) -> None:
    page = await read(browser, "/search", q="band")
    assert names(page)[:3] == ["The Band", "First", "Second - EP"]
    assert re.search(r'id="tracks-title">Tracks <span class="soft">4</span>', page)
    assert names(await read(browser, "/search", q="gruppa krovi"))[0] == "Группа крови"
    assert "Your library has nothing with these words." in await read(browser, "/search", q="zzz")
    assert names(await read(browser, "/search", q="band", library=ids[1])) == []


async def test_an_album_tells_of_its_files(browser: httpx.AsyncClient, kit: Kit, ids: list[str]) -> None:
    wanted = albums.Wanted(query="first")
    (album,) = (await kit.database.read(albums.page, ids[0], wanted, limit=2)).items
    page = (await browser.get(f"/libraries/{ids[0]}/albums/{album.key}")).text
    assert re.findall(r'class="place">(\d+)<', page) == [str(number) for number in range(1, 10)]
    assert page.count("not here") == 6
    assert "FLAC · 16 bit · 44.1 kHz · 900 kbit/s" in page
    assert "/music/The Band/First/02.flac" in page
    assert '<span class="key">/music/The Band/First</span>' in page
    assert "library/albums?genre=Trip+Hop" in page
    assert page.count('class="listen"') == 3, "who may, can listen"
    assert f"/libraries/{ids[0]}/play?key=The+Band%2FFirst%2F01.flac" in page


async def test_a_discography_by_kind(browser: httpx.AsyncClient, ids: list[str]) -> None:
    page = await read(browser, "/artists", q="band")
    (address,) = re.findall(r'class="over name" href="([^"]+)"', page)
    artist = (await browser.get(f"/{address.removeprefix('../')}")).text
    groups = re.findall(r'<h3 class="group">([^<]+) <span class="soft">(\d+)', artist)
    assert groups == [("Albums", "1"), ("EPs", "1")]
    assert names(artist) == ["First", "Second - EP"]
    assert '"3 of 9 tracks are here"' in artist
    assert ids


async def test_in_german(browser: httpx.AsyncClient, ids: list[str]) -> None:
    german = {"accept-language": "de"}
    page = (await browser.get("/library", headers=german)).text
    assert "Auf einen Blick" in page
    assert "1990er" in page
    assert "Nach Anfangsbuchstaben" in (await browser.get("/library/artists", headers=german)).text
    assert ids


async def test_covers_have_their_place(browser: httpx.AsyncClient, ids: list[str]) -> None:
    page = await read(browser, "/albums")
    assert page.count('<svg class="cover" viewBox="0 0 56 56"') == len(names(page)) == 4
    assert ids


def test_a_cover_takes_an_address() -> None:

    template = environment("en").from_string(
        '{% import "macros.html" as m with context %}{{ m.cover("Hot <Rats>", false, "artwork/a/b", "round") }}'
    )
    drawn = template.render(root="../", static="", v="", csrf="", here="")
    assert '<span class="cover framed round"><svg viewBox' in drawn
    assert (
        '<img src="../artwork/a/b" alt="" width="300" height="300" loading="lazy" decoding="async">' in drawn
    )
