"""Charts, lists of genres, picks, playlists and releases: read whole, or not at all."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from fakes.serving import Fault
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, MirrorKind, SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers.beatport import client as talking
from syncopate.providers.beatport.manifest import MANIFEST
from syncopate.providers.browsing import Browsable, Refreshable, Shelf
from syncopate.providers.capability import PlaylistSource, ReadPlaylist

from .conftest import House


async def read(house: House, reference: str) -> ReadPlaylist:
    return await house.source.read_playlist(reference, {})


async def entries(house: House, reference: str) -> tuple[Entry, ...]:
    found = (await read(house, reference)).entries
    assert isinstance(found, Complete), found
    assert [one.position for one in found.items] == list(range(len(found.items)))
    return found.items


async def keys(house: House, reference: str) -> list[int]:
    found = await entries(house, reference)
    return [int(one.value) for entry in found for one in entry.ids if one.kind is IdKind.BEATPORT]


async def reason(house: House, reference: str) -> str:
    found = (await read(house, reference)).entries
    assert isinstance(found, Failed), found
    assert found.detail
    return found.reason


async def offers(house: House, shelf: str) -> list[str]:
    found = await house.source.browse(shelf)
    assert isinstance(found, Complete), found
    return [one.key if isinstance(one, Shelf) else one.reference for one in found.items]


def test_what_it_is(house: House) -> None:
    assert isinstance(house.source, PlaylistSource)
    assert isinstance(house.source, Browsable)
    assert isinstance(house.source, Refreshable)


async def test_the_charts_of_the_site(house: House) -> None:
    assert await keys(house, "chart:top-100") == house.singles[:100]
    assert await keys(house, "chart:top-10") == house.singles[:10]
    assert await keys(house, "chart:hype-100") == house.singles[100:160]
    told = (await read(house, "chart:hype-10")).playlist
    assert told == SourcePlaylist(reference="chart:hype-10", name="Beatport Hype Top 10", count=10)
    assert house.requests() == 2


async def test_an_entry_has_all_that_is_told(house: House) -> None:
    track = house.fake.shop.tracks[house.singles[0]]
    track.mix, track.artists = "Club Mix", [*track.artists, house.fake.shop.artist("Guest")]
    first = (await entries(house, "chart:top-100"))[0]
    assert first == Entry(
        position=0,
        title="Track 0 (Club Mix)",
        artists=("Artist 0", "Guest"),
        album="Single 0",
        duration=timedelta(minutes=5),
        ids=frozenset({ExternalId(IdKind.BEATPORT, "20000000"), ExternalId(IdKind.ISRC, "GBAAA2600000")}),
    )


async def test_what_is_put_together_by_somebody(house: House) -> None:
    for reference in ("chart:summer-sounds/80000", "https://www.beatport.com/de/chart/summer-sounds/80000"):
        assert await keys(house, reference) == house.singles[:130]
    told = (await read(house, "chart:summer-sounds/80000")).playlist
    assert (told.name, told.owner, told.description) == ("Summer Sounds", "DJ Anna", "What DJ Anna plays.")
    assert told.cover_url == "https://geo-media.beatport.com/image_size/1400x1400/80000.jpg"
    assert (told.count, told.kind) == (130, MirrorKind.PLAYLIST)
    # Two pages of a hundred.
    assert house.requests() == 2


async def test_lists_of_a_genre(house: House) -> None:
    assert await keys(house, "genre:house-more/5/top-100") == house.singles[20:120]
    assert await keys(house, "genre:house-more/5/top-10") == house.singles[20:30]
    assert await keys(house, "genre:house-more/5/hype-100") == house.singles[120:150]
    assert await keys(house, "genre:house-more/5/hype-10") == house.singles[120:130]
    told = (await read(house, "genre:house-more/5/hype-10")).playlist
    assert told.name == "House & More Hype Top 10"


async def test_the_latest_tracks_have_no_end(house: House) -> None:
    found = await read(house, "genre:house-more/5/tracks")
    assert await keys(house, "genre:house-more/5/tracks") == house.singles[:-101:-1]
    assert (found.visible, found.playlist.count) == (100, None)
    assert found.playlist.name == "House & More Latest Tracks"


async def test_the_latest_tracks_of_a_small_genre(house: House) -> None:
    """How many can be seen is the site's limit, not how many there are."""
    house.fake.shop.genres[11].newest = house.singles[:5]
    found = await read(house, "genre:tech-house/11/tracks")
    assert (found.visible, found.playlist.count) == (100, None)
    assert len(await keys(house, "genre:tech-house/11/tracks")) == 5


async def test_picks_are_the_tracks_of_the_releases_picked(house: House) -> None:
    titles = [one.title for one in await entries(house, "genre:house-more/5/staff-picks")]
    assert titles == ["Four", "Five", "One", "Two", "Three"]
    assert [one.title for one in await entries(house, "featured:staff-picks")] == [
        "One", "Two", "Three", "Four", "Five",
    ]  # fmt: skip
    assert [one.title for one in await entries(house, "featured:hype-picks")] == ["Four", "Five"]
    assert [one.title for one in await entries(house, "featured:latest-releases")] == ["Four", "Five"]
    latest = await entries(house, "genre:house-more/5/latest-releases")
    assert [one.title for one in latest] == ["One", "Two", "Three", "Four", "Five"]
    told = (await read(house, "genre:house-more/5/staff-picks")).playlist
    assert (told.name, told.count) == ("House & More Staff Picks", 5)
    # Two releases, the first page and that of the genre: each was asked for once.
    assert house.requests() == 4


async def test_no_picks_are_not_none(house: House) -> None:
    assert await reason(house, "genre:house-more/5/hype-picks") == "odd_answer"
    assert await reason(house, "genre:tech-house/11/staff-picks") == "odd_answer"


async def test_a_pick_that_was_withdrawn_says_nothing_of_the_list(house: House) -> None:
    await house.source.browse("featured")
    del house.fake.shop.releases[house.fake.shop.home.staff_picks[0]]
    assert [one.title for one in await entries(house, "featured:staff-picks")] == ["Four", "Five"]


async def test_a_release_is_an_album(house: House) -> None:
    release = house.fake.shop.releases[700240]
    found = await read(house, f"album:an-album/{release.id}")
    assert isinstance(found.entries, Complete)
    assert [(one.title, one.disc, one.number) for one in found.entries.items] == [
        ("One", 1, 1),
        ("Two", 1, 2),
        ("Three", 1, 3),
    ]
    facts = found.playlist.album
    assert facts is not None
    assert (found.playlist.name, facts.artists, facts.year, facts.count) == ("An Album", ("Anna",), 2026, 3)
    assert facts.ids == {ExternalId(IdKind.BEATPORT, "700240"), ExternalId(IdKind.UPC, "825646493166")}
    again = await read(house, "album:700240")
    assert replace(again.playlist, reference="") == replace(found.playlist, reference="")


async def test_a_track_that_is_not_sold_here_leaves_its_number_free(house: House) -> None:
    release = house.fake.shop.releases[700240]
    release.hidden = {release.tracks[1]}
    assert [one.number for one in await entries(house, "album:an-album/700240")] == [1, 3]


async def test_a_long_release_has_pages(house: House) -> None:
    titles = [f"Part {one}" for one in range(230)]
    release = house.fake.shop.add_release("Long", "Anna", titles)
    found = await entries(house, f"album:long/{release.id}")
    assert [one.title for one in found] == titles
    assert house.requests() == 3


async def test_another_release_than_was_asked_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = house.fake.shop
    monkeypatch.setitem(shop.releases, 1, shop.releases[700240])
    assert await reason(house, "album:x/1") == "odd_answer"


async def test_a_shared_playlist(house: House) -> None:
    assert await keys(house, "playlist:6000000") == [*house.singles[:110], *house.singles[:2]]
    assert await keys(house, "https://www.beatport.com/playlists/share/6000000") != []
    told = (await read(house, "playlist:6000000")).playlist
    assert (told.reference, told.name, told.count) == ("playlist:6000000", "Shared", 112)


async def test_an_empty_playlist_is_empty(house: House) -> None:
    made = house.fake.shop.add_playlist("Empty", [])
    assert await entries(house, f"playlist:{made.id}") == ()


async def test_what_is_not_there(house: House) -> None:
    for reference in ("chart:x/1", "album:x/1", "playlist:1", "genre:x/99/top-100"):
        assert await reason(house, reference) == "source_gone", reference
    # Only when the site itself is up.
    house.fake.wire.fail(Fault.NOT_FOUND)
    assert await reason(house, "chart:x/2") == "unreachable"


@pytest.mark.parametrize("reference", ["", "nothing", "track:a/1", "https://example.com/chart/x/1"])
async def test_what_is_no_reference(house: House, reference: str) -> None:
    assert await reason(house, reference) == "invalid_input"
    assert house.requests() == 0


async def test_another_layout_is_odd(house: House) -> None:
    house.fake.changed_layout = True
    for reference in ("chart:top-100", "chart:summer-sounds/80000", "album:x/700240", "playlist:6000000"):
        assert await reason(house, reference) == "odd_answer", reference


async def test_pages_are_kept_for_a_day(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await asyncio.gather(*(read(house, "chart:top-100") for _ in range(5)))
    house.fake.shop.home.top = house.singles[50:150]
    assert await keys(house, "chart:top-100") == house.singles[:100]
    assert house.requests() == 1
    await read(house, "chart:hype-100")
    assert await house.source.refresh() == 2
    assert await house.source.refresh() == 0
    assert await keys(house, "chart:top-100") == house.singles[50:150]
    assert house.requests() == 3
    monkeypatch.setattr(talking, "_KEPT_SECONDS", 0.0)
    await house.connections.drop("beatport")
    await read(house, "chart:top-100")
    await read(house, "chart:top-100")
    assert house.requests() == 5


async def test_errors_are_not_kept(house: House) -> None:
    house.fake.wire.fail(Fault.HTML, times=1)
    assert await reason(house, "chart:top-100") == "odd_answer"
    assert len(await keys(house, "chart:top-100")) == 100


async def test_not_all_pages_are_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "_MOST_KEPT", 2)
    for reference in ("chart:top-100", "chart:hype-100", "album:700240"):
        await read(house, reference)
    assert await house.source.refresh() == 2


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("chart:top-100", "/top-100"),
        ("chart:hype-10", "/hype-100"),
        ("chart:summer-sounds/80000", "/chart/*"),
        ("genre:house-more/5/top-100", "/genre/*"),
        ("genre:house-more/5/tracks", "/genre/*/tracks"),
        ("genre:house-more/5/staff-picks", "/release/*/700241"),
        ("featured:staff-picks", "/"),
        ("album:an-album/700240", "/release/*"),
        ("playlist:6000000", "/playlists/*"),
    ],
)
async def test_what_fails_is_not_empty(
    house: House, reference: str, path: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.fail(fault, path, monkeypatch)
    if path == "/" and fault is Fault.EMPTY_PAGE:
        # What is picked is in none of the lists that are empty now.
        assert len(await entries(house, reference)) == 5
        return
    if fault is Fault.NOT_FOUND:
        house.fake.wire.fail(fault, "/")
    expected = {
        Fault.TOO_MANY: "rate_limited",
        Fault.HTML: "odd_answer",
        Fault.BROKEN: "odd_answer",
        Fault.EMPTY_PAGE: "odd_answer",
    }
    assert await reason(house, reference) == expected.get(fault, "unreachable")


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.EMPTY_PAGE, Fault.CUT_OFF, Fault.HTML])
@pytest.mark.parametrize("reference", ["chart:summer-sounds/80000", "playlist:6000000"])
async def test_a_second_page_that_fails_fails_all(house: House, reference: str, fault: Fault) -> None:
    path = "/chart/*" if reference.startswith("chart") else "/playlists/*"
    house.fake.wire.fail(fault, path, skip=1)
    assert await reason(house, reference) in {"unreachable", "odd_answer"}


async def test_a_site_that_turns_programs_away_says_so(house: House) -> None:
    house.fake.wire.fail(Fault.FORBIDDEN)
    found = (await read(house, "chart:top-100")).entries
    assert isinstance(found, Failed)
    assert found.detail == "Beatport turns requests from here away at present."
    assert not (await house.source.check()).ok


async def test_check_and_list(house: House) -> None:
    assert (await house.source.check()).ok
    house.fake.wire.fail(Fault.UNAVAILABLE)
    # What is kept of the day proves nothing.
    assert (await house.source.check()).reason == "unreachable"
    house.fake.wire.heal()
    listed = await house.source.list_playlists()
    assert isinstance(listed, Complete)
    assert listed.items == ()


async def test_browsing(house: House) -> None:
    assert await offers(house, "") == [
        "chart:top-100", "chart:hype-100", "chart:top-10", "chart:hype-10", "featured", "genres",
        "releases:top-100",
    ]  # fmt: skip
    assert house.requests() == 0
    assert await offers(house, "featured") == [
        "featured:staff-picks", "featured/staff-picks", "featured:hype-picks", "featured/hype-picks",
        "featured:latest-releases", "featured/latest-releases", "chart:summer-sounds/80000",
    ]  # fmt: skip
    assert await offers(house, "featured/staff-picks") == ["album:an-album/700240", "album:second-ep/700241"]
    assert await offers(house, "genres") == ["genre:house-more/5", "genre:tech-house/11"]
    assert await offers(house, "genre:house-more/5") == [
        *(f"genre:house-more/5/{one}" for one in ("top-10", "top-100", "hype-10", "hype-100", "tracks")),
        *("genre:house-more/5/staff-picks",) * 2,
        *("genre:house-more/5/latest-releases",) * 2,
        "genre:house-more/5/releases",
        "genre:house-more/5/charts",
        "chart:winter-sounds/80001",
        "chart:summer-sounds/80000",
    ]
    charts = ["chart:winter-sounds/80001", "chart:summer-sounds/80000"]
    assert await offers(house, "genre:house-more/5/charts") == charts
    albums = ["album:an-album/700240", "album:second-ep/700241"]
    assert await offers(house, "genre:house-more/5/releases") == albums
    assert await offers(house, "releases:top-100") == albums
    assert await offers(house, "genre:house-more/5/staff-picks") == albums[::-1]
    anna = house.fake.shop.artist("Anna")
    assert await offers(house, f"artist:anna/{anna.id}") == albums[:1]
    assert await offers(house, "genre:tech-house/11/charts") == []


async def test_what_is_offered_can_be_read(house: House) -> None:
    for shelf in ("", "featured", "genre:house-more/5", "releases:top-100", "featured/hype-picks"):
        found = await house.source.browse(shelf)
        assert isinstance(found, Complete)
        for offer in found.items:
            if isinstance(offer, Shelf):
                assert isinstance(await house.source.browse(offer.key), Complete), offer
            else:
                got = await read(house, offer.reference)
                assert isinstance(got.entries, Complete), offer
                assert (got.playlist.name, got.playlist.kind) == (offer.name, offer.kind)


async def test_offers_tell_what_is_known(house: House) -> None:
    found = await house.source.browse("genre:house-more/5/staff-picks")
    assert isinstance(found, Complete)
    album = found.items[1]
    assert isinstance(album, SourcePlaylist)
    assert album.album is not None
    assert (album.name, album.album.artists, album.album.count) == ("An Album", ("Anna",), 3)
    shelf = await house.source.browse("genre:house-more/5")
    assert isinstance(shelf, Complete)
    assert [one.name for one in shelf.items[:2]] == ["House & More Top 10", "House & More Top 100"]


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize(
    ("shelf", "path"),
    [
        ("featured", "/"),
        ("genres", "/"),
        ("genre:house-more/5", "/genre/*"),
        ("genre:house-more/5/charts", "/genre/*/charts"),
        ("genre:house-more/5/releases", "/genre/*/releases"),
        ("releases:top-100", "/top-100-releases"),
        ("artist:artist-0/1000", "/artist/*"),
    ],
)
async def test_shelves_that_fail(
    house: House, shelf: str, path: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await house.source.browse(shelf)
    await house.connections.drop("beatport")
    house.fail(fault, path, monkeypatch)
    found = await house.source.browse(shelf)
    if fault is Fault.EMPTY_PAGE and path in {"/", "/genre/*"}:
        # What is shown is in none of the lists that are empty now.
        assert isinstance(found, Complete)
        assert isinstance(whole, Complete)
        assert len(found.items) == len(whole.items)
        return
    assert isinstance(found, Failed)
    assert found.reason


async def test_shelves_that_are_none(house: House) -> None:
    for shelf in ("nothing", "genre:x", "featured/other", "label:a/1"):
        found = await house.source.browse(shelf)
        assert isinstance(found, Failed)
        assert found.reason == "not_found"
    assert house.requests() == 0
    house.fake.shop.home.staff_picks = house.fake.shop.home.hype_picks = []
    house.fake.shop.home.latest = house.fake.shop.home.charts = []
    found = await house.source.browse("featured")
    assert isinstance(found, Failed)
    assert found.reason == "odd_answer"


async def test_it_says_who_it_is_and_waits_its_turn(house: House) -> None:
    await read(house, "chart:top-100")
    headers = house.fake.wire.journal[0].headers
    assert headers["User-Agent"].startswith("Syncopate/")
    assert headers["Accept-Language"] == "en"
    limit = MANIFEST.rate_limit
    assert limit is not None
    assert (limit.requests, limit.seconds, limit.concurrency) == (1, 1.0, 1)
