"""What raw answers become, links, references and queries."""

from datetime import timedelta
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.errors import InvalidInput, OddAnswer
from syncopate.providers import registry
from syncopate.providers.links import Linked, LinkKind, take_apart
from syncopate.providers.musicbrainz.lucene import all_of, any_of, barcodes, phrase
from syncopate.providers.musicbrainz.parse import (
    albums_found,
    credit,
    ids_of_isrc,
    ids_of_recording,
    track,
    tracks_found,
    tracks_of_isrc,
)
from syncopate.providers.musicbrainz.parse_release import Edition, editions, release
from syncopate.providers.musicbrainz.references import read_reference

MBID, OTHER = "8f3471b5-7e6a-48da-86a9-c1c07a0f47ae", "1f3471b5-7e6a-48da-86a9-c1c07a0f47ae"
ANNA = {"name": "Anna", "joinphrase": " feat. ", "artist": {"name": "Anna Real"}}


@pytest.mark.parametrize(
    ("pasted", "linked"),
    [
        (f"https://musicbrainz.org/release/{MBID}", Linked(kind=LinkKind.ALBUM, reference=f"album:{MBID}")),
        (
            f"Look: https://www.musicbrainz.org/release/{MBID.upper()}/disc/2?x=1#disc2.",
            Linked(kind=LinkKind.ALBUM, reference=f"album:{MBID}"),
        ),
        (
            f"https://beta.musicbrainz.org/release-group/{MBID}",
            Linked(kind=LinkKind.ALBUM, reference=f"release-group:{MBID}"),
        ),
        (f"musicbrainz.org/recording/{MBID}", Linked(kind=LinkKind.TRACK, reference=f"recording:{MBID}")),
        (f"https://musicbrainz.org/artist/{MBID}", None),
        ("https://musicbrainz.org/release/add", None),
        ("https://musicbrainz.org/release", None),
        ("https://musicbrainz.org/", None),
    ],
)
def test_links(pasted: str, linked: Linked | None) -> None:
    link = take_apart(pasted)
    assert link is not None
    assert registry.read_link(link) == (None if linked is None else ("musicbrainz", linked))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (f"album:{MBID}", f"album:{MBID}"),
        (f" release-group:{MBID.upper()}", f"release-group:{MBID}"),
        (f"https://musicbrainz.org/release/{MBID}", f"album:{MBID}"),
        (f"https://musicbrainz.org/release-group/{MBID}", f"release-group:{MBID}"),
    ],
)
def test_references(typed: str, text: str) -> None:
    assert read_reference(typed).text == text


@pytest.mark.parametrize(
    "typed", ["", MBID, "album:1", f"recording:{MBID}", f"https://musicbrainz.org/recording/{MBID}", "album"]
)
def test_what_is_no_reference(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_reference(typed)


def test_queries() -> None:
    assert phrase("recording", 'A "b"\n+ c?') == r'recording:"A \"b\" \+ c\?"'
    assert phrase("artist", r"AC/DC \ (x) && [y] {z} ^1 ~2 * : ! | -") == (
        r'artist:"AC\/DC \\ \(x\) \&\& \[y\] \{z\} \^1 \~2 \* \: \! \| \-"'
    )
    assert all_of("a", "b") == "a AND b"
    assert any_of("a", "b") == "a OR b"
    assert barcodes("602498765432") == any_of(
        *(f'barcode:"{zeros}602498765432"' for zeros in ("", "0", "00"))
    )


def test_a_recording() -> None:
    raw = {
        "id": MBID,
        "title": "Song",
        "length": 181500,
        "video": None,
        "first-release-date": "1999-03",
        "artist-credit": [ANNA, {"artist": {"name": "Bert"}}],
        "releases": [{"id": OTHER, "title": "Album"}, {"title": "Best of"}],
        "isrcs": ["DEA120300001", "nonsense"],
    }
    assert track(raw) == Track(
        key=MBID,
        title="Song",
        artists=("Anna", "Bert"),
        album="Album",
        duration=timedelta(milliseconds=181500),
        year=1999,
        ids=frozenset({ExternalId(IdKind.MB_RECORDING, MBID), ExternalId(IdKind.ISRC, "DEA120300001")}),
    )
    bare = track({"id": MBID, "title": "Song", "length": None})
    assert bare == Track(key=MBID, title="Song", ids=frozenset({ExternalId(IdKind.MB_RECORDING, MBID)}))
    assert track(raw | {"video": True}) is None
    assert track({"id": MBID}) is None
    with pytest.raises(OddAnswer):
        track({"title": "Song"})
    assert credit({"artist-credit": ["Anna", ANNA]}) == ("Anna",)


@pytest.mark.parametrize(
    "raw",
    [{}, {"recordings": []}, {"count": 3, "recordings": []}, {"count": 0}, {"count": 1, "recordings": ["x"]}],
)
def test_damaged_searches(raw: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        tracks_found(raw)
    assert tracks_found({"count": 0, "offset": 0, "recordings": []}) == ()
    assert tracks_found({"count": 3, "offset": 3, "recordings": []}) == ()


@pytest.mark.parametrize("raw", [{}, {"recordings": []}, {"recordings": None}])
def test_an_isrc_has_a_recording(raw: dict[str, Any]) -> None:
    for read in (tracks_of_isrc, ids_of_isrc):
        with pytest.raises(OddAnswer):
            read(raw)


def test_a_release_in_a_search() -> None:
    group = {"id": OTHER}
    one = {"id": MBID, "title": "Album", "date": "1999", "track-count": 12, "barcode": "0602498765432"}
    (found,) = albums_found(
        {"count": 2, "releases": [one | {"artist-credit": [ANNA], "release-group": group}, {"id": MBID}]}
    )
    assert (found.title, found.artists, found.year, found.count) == ("Album", ("Anna",), 1999, 12)
    assert found.ids == {
        ExternalId(IdKind.MB_RELEASE, MBID),
        ExternalId(IdKind.MB_RELEASE_GROUP, OTHER),
        ExternalId(IdKind.UPC, "602498765432"),
    }


def test_ids_of_a_recording() -> None:
    def page(resource: object, *, ended: object = False) -> dict[str, object]:
        return {"url": {"resource": resource}, "ended": ended}

    pages = [
        page("https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"),
        page("https://music.apple.com/de/album/1440857781?i=1440857782"),
        page("https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        page("https://tidal.com/track/77640617", ended=True),
        page("https://example.org/"),
        page(None),
        {"artist": {}},
    ]
    raw = {"id": MBID, "isrcs": ["DEA120300001"], "relations": pages}
    assert ids_of_recording(raw) == (
        ExternalId(IdKind.MB_RECORDING, MBID),
        ExternalId(IdKind.ISRC, "DEA120300001"),
        ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC"),
        ExternalId(IdKind.APPLE, "1440857782"),
        ExternalId(IdKind.YOUTUBE, "dQw4w9WgXcQ"),
    )


def test_a_release() -> None:
    def place(number: int, **more: Any) -> dict[str, Any]:
        return {"position": number, "number": f"B{number}", "title": f"T{number}", "length": 1000, **more}

    raw = {
        "id": MBID,
        "title": "Album",
        "date": "2005-01-01",
        "barcode": "",
        "artist-credit": [ANNA],
        "release-group": {"id": OTHER, "first-release-date": "1999-03"},
        "cover-art-archive": {"front": False},
        "media": [
            {
                "position": 2,
                "track-count": 3,
                "tracks": [
                    place(1, id=OTHER, recording={"id": MBID, "isrcs": ["DEA120300001"], "length": 5}),
                    place(2, title="", length=None, recording={"title": "Real", "length": 7000}),
                    place(3, recording={"video": True}),
                ],
            },
            {"track-count": 3, "pregap": {}, "tracks": [place(1)], "data-tracks": [place(1)]},
        ],
    }
    found = release(raw)
    assert [(one.position, one.disc, one.number, one.title) for one in found.entries] == [
        (0, 2, 1, "T1"),
        (1, 2, 2, "Real"),
        (2, 2, 1, "T1"),
    ]
    first, second, _ = found.entries
    assert first.ids == {
        ExternalId(IdKind.MB_TRACK, OTHER),
        ExternalId(IdKind.MB_RECORDING, MBID),
        ExternalId(IdKind.ISRC, "DEA120300001"),
    }
    assert (first.album, first.artists, first.duration) == ("Album", ("Anna",), timedelta(seconds=1))
    assert second.duration == timedelta(seconds=7)
    assert (found.facts.year, found.facts.count, found.facts.artists) == (1999, 3, ("Anna",))
    assert found.source("r", "https://cover").cover_url is None


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"id": MBID},
        {"id": MBID, "media": [{"tracks": []}]},
        {"id": MBID, "media": [{"track-count": 2, "tracks": [{"title": "x"}]}]},
        {"media": []},
    ],
)
def test_damaged_releases(raw: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        release(raw)


def test_the_earliest_official_edition_comes_first() -> None:
    def one(mbid: str, date: str, *, official: bool = True) -> Edition:
        return Edition(mbid, official, date)

    wanted = [
        one("a", "1999-03-01"),
        one("b", "1999-03-01"),
        one("c", "1999-03"),
        one("d", "1999-04-01"),
        one("e", "1999"),
        one("f", "2000-01-01"),
        one("g", ""),
        one("h", "1990", official=False),
    ]
    mixed = [wanted[at] for at in (5, 2, 7, 0, 3, 1, 6, 4)]
    assert sorted(mixed, key=lambda edition: edition.order) == wanted


@pytest.mark.parametrize(
    "raw", [{}, {"releases": []}, {"release-count": 1}, {"release-count": 1, "releases": [{}]}]
)
def test_damaged_editions(raw: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        editions(raw)
