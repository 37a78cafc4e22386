"""From a page to rows: what is on it is told by what it has, not by where it stands."""

import json
from datetime import timedelta
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.errors import OddAnswer
from syncopate.providers.beatport.page import read_page
from syncopate.providers.beatport.parse import length_of, listing_of, row_of, title_of
from syncopate.providers.beatport.places import Kind, place_of
from syncopate.providers.beatport.rows import ArtistRow, ChartRow, GenreRow, ReleaseRow, TrackRow


@pytest.mark.parametrize(
    ("name", "mix", "title"),
    [
        ("Greece 2000", "Max Styler Extended Rework", "Greece 2000 (Max Styler Extended Rework)"),
        ("Ghost Dance", "Original Mix", "Ghost Dance"),
        ("Ghost Dance", "Original mix", "Ghost Dance"),
        ("Ghost Dance", "Aboriginal Mix", "Ghost Dance (Aboriginal Mix)"),
        ("Into the Void (Live)", "live", "Into the Void (Live)"),
        ("Plain", None, "Plain"),
    ],
)
def test_titles(name: str, mix: str | None, title: str) -> None:
    assert title_of(name, mix) == title


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        ({"length_ms": 327_441, "length": "5:27"}, 327.441),
        ({"length": 442_816}, 442.816),
        ({"length": "5:27"}, 327),
        ({"length": "1:02:03"}, 3723),
        ({"length": "0:00", "length_ms": 0}, None),
        ({"length": "long"}, None),
        ({}, None),
    ],
)
def test_lengths(raw: dict[str, Any], seconds: float | None) -> None:
    assert length_of(raw) == (None if seconds is None else timedelta(seconds=seconds))


def test_a_track_of_a_list() -> None:
    raw = {
        "id": 23050990,
        "name": "Activate ",
        "mix_name": "Extended Mix",
        "slug": "activate",
        "artists": [{"id": 1, "name": "Walker & Royce"}, {"id": 2, "name": "VNSSA"}],
        "isrc": "USUYG1779678",
        "length": "4:16",
        "length_ms": 256463,
        "publish_date": "2026-01-16",
        "release": {"id": 5715800, "name": "Activate", "image": {"uri": "https://geo/x.jpg"}},
    }
    expected = TrackRow(
        id="23050990",
        slug="activate",
        title="Activate (Extended Mix)",
        artists=("Walker & Royce", "VNSSA"),
        duration=timedelta(milliseconds=256463),
        isrc=ExternalId(IdKind.ISRC, "USUYG1779678"),
        release="Activate",
        release_id="5715800",
        cover_url="https://geo/x.jpg",
        year=2026,
    )
    assert row_of(raw) == expected
    assert row_of({"id": 1, "position": 2, "track": raw}) == expected


def test_a_track_that_was_searched() -> None:
    row = row_of(
        {
            "track_id": 15909333,
            "track_name": "Astral Projection",
            "mix_name": "Kulage Remix",
            "artists": [
                {"artist_id": 1, "artist_name": "Axtral", "artist_type_name": "Artist"},
                {"artist_id": 2, "artist_name": "Kulage", "artist_type_name": "Remixer"},
            ],
            "isrc": None,
            "length": 425864,
            "track_number": 2,
            "release": {"release_id": 3, "release_name": "EP", "release_image_uri": "https://geo/y.jpg"},
            "release_date": "2021-11-12T00:00:00",
        }
    )
    assert isinstance(row, TrackRow)
    assert (row.title, row.artists, row.number) == ("Astral Projection (Kulage Remix)", ("Axtral",), 2)
    assert (row.release, row.release_id, row.cover_url, row.year) == ("EP", "3", "https://geo/y.jpg", 2021)
    assert (row.slug, row.isrc) == ("-", None)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ({"id": 1, "name": "R", "upc": None, "tracks": []}, ReleaseRow),
        ({"release_id": 1, "release_name": "R"}, ReleaseRow),
        ({"id": 1, "name": "C", "person": {"owner_name": "DJ"}}, ChartRow),
        ({"id": 1, "name": "C", "url": "https://api/v4/catalog/charts/1/"}, ChartRow),
        ({"id": 1, "name": "P", "release_images": []}, ChartRow),
        ({"id": 1, "name": "G", "slug": "g", "url": "https://api/v4/catalog/genres/1/"}, GenreRow),
        ({"artist_id": 1, "artist_name": "A"}, ArtistRow),
        ({"id": 1, "name": "A", "url": "https://api/v4/catalog/artists/1/"}, ArtistRow),
    ],
)
def test_kinds(raw: dict[str, Any], kind: type) -> None:
    assert isinstance(row_of(raw), kind)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"id": 1, "name": "?"},
        {"id": 1, "mix_name": "Original Mix"},
        {"id": True, "name": "x", "mix_name": "y"},
        {"id": "x", "name": "x", "upc": "1"},
        {"name": "Chart", "person": {}},
        {"id": 1, "name": "G", "url": "https://api/v4/catalog/genres/1/"},
        {"artist_id": 0, "artist_name": "A"},
    ],
)
def test_what_is_nothing(raw: dict[str, Any]) -> None:
    assert row_of(raw) is None


def test_the_tracks_of_a_release_are_named_from_the_last() -> None:
    urls = [f"https://api/v4/catalog/tracks/{key}/" for key in (3, 2, 1)]
    release = row_of({"id": 9, "name": "R", "upc": "0 825646 493166", "tracks": urls})
    assert isinstance(release, ReleaseRow)
    assert (release.tracks, release.count) == (("1", "2", "3"), 3)
    assert release.upc == ExternalId(IdKind.UPC, "825646493166")
    odd = row_of({"id": 9, "name": "R", "upc": "x", "tracks": [*urls, "https://api/odd"], "track_count": 4})
    assert isinstance(odd, ReleaseRow)
    assert (odd.tracks, odd.count, odd.upc) == ((), 4, None)


def test_lists() -> None:
    track = {"id": 1, "name": "T", "mix_name": "M"}
    listing = listing_of("key", {"results": [track, {"name": "gone"}, 7], "count": 3, "page": "1"})
    assert listing is not None
    assert (listing.size, listing.count, listing.page, len(listing.rows)) == (3, 3, 1, 1)
    assert listing_of("key", {"data": [track]}) is not None
    assert listing_of("key", [track]) is not None
    assert listing_of("key", {"results": "none"}) is None
    assert listing_of("key", None) is None


def page(queries: object, body: str = "") -> bytes:
    told = {"props": {"pageProps": {"dehydratedState": {"queries": queries}}}}
    return (
        f"<html>{body}<script type='application/json' id='__NEXT_DATA__'>{json.dumps(told)}</script></html>"
    ).encode()


def test_a_search_for_everything_is_divided() -> None:
    data = {
        "tracks": {"data": [{"track_id": 1, "track_name": "T"}]},
        "releases": {"data": [{"release_id": 2, "release_name": "R"}]},
        "artists": {"data": []},
    }
    found = read_page(page([{"queryKey": ["search"], "state": {"data": data}}]))
    assert [one.only(TrackRow) is not None for one in found.listings] == [True, False, False]
    assert found.known(ReleaseRow, "2") is not None


def test_links_stand_below_headings_and_in_cards() -> None:
    body = (
        '<a href="/genre/house/5">House<span> New</span></a>'
        '<h2 class="x">House &amp; <b>Staff</b> Picks</h2><div>'
        '<a href="/release/one/1" class="artwork" title="One &amp; Only"><img></a>'
        '<a href="https://www.beatport.com/release/one/1?x=1">One</a>'
        '<a href="/label/l/9">L</a><a href="/release/two/2">Two</a></div>'
        '<div data-testid="hype-picks"><i data-testid="play"></i><a href="/release/three/3">Three</a></div>'
        '<h3>Other</h3><a href="/release/four/4">Four</a>'
    )
    found = read_page(page([], body))
    assert [card.name for card in found.shelf("release", ("staff", "pick"))] == ["One & Only", "Two", "Three"]
    assert [card.id for card in found.shelf("release", ("hype", "pick"))] == ["3"]
    (genre,) = (card for card in found.cards if card.kind == "genre")
    assert (genre.name, genre.slug, genre.id) == ("House", "house", "5")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Just a moment...</html>",
        b'<script id="__NEXT_DATA__" type="application/json">{"props": broken</script>',
        b'<script id="__NEXT_DATA__" type="application/json">[]</script>',
        b'<script id="__NEXT_DATA__" type="application/json">{"props": {"pageProps": 1}}</script>',
        b'<script id="other" type="application/json">{"props": {"pageProps": {}}}</script>',
        b"\xff\xfe\x00",
    ],
)
def test_pages_of_others_are_odd(content: bytes) -> None:
    with pytest.raises(OddAnswer):
        read_page(content)


def test_odd_pages_say_nothing() -> None:
    for queries in (None, 7, [1, {"state": 3}, {"state": {"data": 4}}, {"queryKey": ["x"]}]):
        assert read_page(page(queries)).listings == ()


def test_a_page_without_ends_is_read_in_no_time() -> None:
    assert read_page(page([], "<h2><a href='/'>" * 20_000)).cards == ()


@pytest.mark.parametrize(
    ("reference", "kind", "path", "name"),
    [
        ("chart:top-100", Kind.TRACKS, "/top-100", "Beatport Top 100"),
        ("chart:hype-10", Kind.TRACKS, "/hype-100", "Beatport Hype Top 10"),
        ("chart:a-b/7", Kind.TRACKS, "/chart/a-b/7", "A B"),
        ("chart:7", Kind.TRACKS, "/chart/-/7", "Beatport"),
        ("genre:house/5/top-10", Kind.TRACKS, "/genre/house/5/top-100", "House Top 10"),
        ("genre:house/5/tracks", Kind.TRACKS, "/genre/house/5/tracks", "House Latest Tracks"),
        ("genre:house/5/staff-picks", Kind.PICKS, "/genre/house/5", "House Staff Picks"),
        ("featured:hype-picks", Kind.PICKS, "/", "Beatport Hype Picks"),
        ("album:x/1", Kind.ALBUM, "/release/x/1", "X"),
        ("playlist:12", Kind.PLAYLIST, "/playlists/share/12", "Playlist 12"),
    ],
)
def test_places(reference: str, kind: Kind, path: str, name: str) -> None:
    place = place_of(reference)
    assert place is not None
    assert (place.kind, place.path, place.name) == (kind, path, name)


@pytest.mark.parametrize(
    "reference",
    ["", "chart:", "chart:top-50", "genre:house/5", "genre:house/x/top-100", "track:a/1", "album:x"],
)
def test_no_places(reference: str) -> None:
    assert place_of(reference) is None
