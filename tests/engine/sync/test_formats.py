"""What is exported is read back by our own readers as it was, whatever the names are."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import example, given, strategies as st
from syncopate.domain.export import ExportFormat
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.providers.playlist_file.parse import parse_playlist
from syncopate.providers.playlist_file.parsed import ParsedPlaylist
from syncopate.sync.formats.exported import Exported, Row, one_line
from syncopate.sync.formats.jspf import write_jspf
from syncopate.sync.formats.m3u import write_m3u, write_m3u8
from syncopate.sync.formats.table import write_csv
from syncopate.sync.formats.uris import file_uri
from syncopate.sync.formats.xspf import write_xspf

WRITERS: dict[ExportFormat, Callable[[Exported], bytes]] = {
    ExportFormat.M3U: write_m3u,
    ExportFormat.M3U8: write_m3u8,
    ExportFormat.CSV: write_csv,
    ExportFormat.XSPF: write_xspf,
    ExportFormat.JSPF: write_jspf,
}
MBID = "b1a9c0e9-d987-4042-ae91-78d6a3267d69"
HARD = (
    'He said "no"',
    "two\r\nlines",
    "a\u2028b\x85c",
    "]]></title><x/>",
    "& < > ' &amp;",
    "\u202bשלום\u202c",
    "🏳️\u200d🌈👩\u200d👩\u200d👧",
    "\x00nul\x07bell\x1b[31m",
    "=HYPERLINK(1)",
    "+1",
    "@home",
    "#EXTINF:1,x",
    "a,b;c\td|e",
    "A - B - C",
    "Ã©",
    "é\u0301 – ’ €",
    "\ufffe\uffff",
    "\ud800",
    "\ufeffmark",
    "藤井風",
)

# Our reader takes larger numbers of seconds for milliseconds.
_LONGEST_MS = 20_000_000

names = (st.text(min_size=1, max_size=30) | st.sampled_from(HARD)).filter(one_line)
paths = st.lists(
    st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1, max_size=20)
    | st.sampled_from(["a b", "#1", "100%", "a?b", "ä", "x\ny", "' \"", "[1]", "&"]),
    min_size=1,
    max_size=4,
).map(lambda parts: "/" + "/".join(parts))
ids = st.frozensets(
    st.sampled_from(
        [
            ExternalId(IdKind.ISRC, "GBAYE0601498"),
            ExternalId(IdKind.MB_RECORDING, MBID),
            ExternalId(IdKind.SPOTIFY, "7k4t7uLgtOxPwTpFmtJNTY"),
            ExternalId(IdKind.TIDAL, "17"),
            ExternalId(IdKind.APPLE, "18"),
            ExternalId(IdKind.QOBUZ, "19"),
        ]
    ),
    max_size=3,
)


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    found = []
    for position in range(draw(st.integers(1, 4))):
        milliseconds = draw(st.none() | st.integers(1000, _LONGEST_MS))
        entry = Entry(
            position=position,
            title=draw(names),
            artists=tuple(draw(st.lists(names, min_size=1, max_size=2))),
            album=draw(st.none() | names),
            duration=None if milliseconds is None else timedelta(milliseconds=milliseconds),
            ids=draw(ids),
        )
        path = draw(st.none() | paths)
        verdict = Verdict.MATCH if path else draw(st.sampled_from(Verdict))
        found.append(Row(entry=entry, verdict=verdict, path=path))
    return found


def read(form: ExportFormat, exported: Exported) -> ParsedPlaylist:
    data = WRITERS[form](exported)
    return parse_playlist(f"export.{form.value}", data, {})


def said(text: str | None) -> str:
    return one_line(text or "")


def in_xml(text: str | None) -> str:
    return re.sub("[\ufffe\uffff]", "\ufffd", said(text))


def plain_cell(text: str) -> str:
    """Return a cell without what keeps spreadsheets from taking it for a formula."""
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text


def near(one: timedelta | None, other: timedelta | None, most: float) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= timedelta(seconds=most)


@given(name=names, found=rows())
@example(name=HARD[3], found=[Row(entry=Entry(position=0, title=each, artists=(each,))) for each in HARD])
def test_jspf_comes_back(name: str, found: list[Row]) -> None:
    parsed = read(ExportFormat.JSPF, Exported(name=name, description=name, rows=found))
    assert (parsed.name, parsed.description) == (said(name), said(name))
    for row, entry in zip(found, parsed.entries, strict=True):
        assert entry.title == said(row.entry.title)
        assert entry.artists == tuple(said(artist) for artist in row.entry.artists)
        assert entry.album == (said(row.entry.album) or None)
        assert entry.ids == row.entry.ids
        assert near(entry.duration, row.entry.duration, 0.001)
        assert entry.path == (None if row.path is None else said(row.path))


@given(name=names, found=rows())
@example(name=HARD[3], found=[Row(entry=Entry(position=0, title=each, artists=(each,))) for each in HARD])
def test_xspf_comes_back(name: str, found: list[Row]) -> None:
    parsed = read(ExportFormat.XSPF, Exported(name=name, description=name, rows=found))
    assert (parsed.name, parsed.description) == (in_xml(name), in_xml(name))
    for row, entry in zip(found, parsed.entries, strict=True):
        assert entry.title == in_xml(row.entry.title)
        assert entry.artists == (", ".join(in_xml(artist) for artist in row.entry.artists),)
        assert entry.album == (in_xml(row.entry.album) or None)
        assert entry.ids == row.entry.ids
        assert near(entry.duration, row.entry.duration, 0.001)
        assert entry.path == (None if row.path is None else said(row.path))


@given(found=rows())
@example(found=[Row(entry=Entry(position=0, title=each, artists=(each,))) for each in HARD])
def test_csv_comes_back(found: list[Row]) -> None:
    parsed = read(ExportFormat.CSV, Exported(name="x", rows=found))
    for row, entry in zip(found, parsed.entries, strict=True):
        assert plain_cell(entry.title) == said(row.entry.title)
        assert plain_cell(entry.artists[0]) == ", ".join(said(artist) for artist in row.entry.artists)
        assert plain_cell(entry.album or "") == said(row.entry.album)
        assert entry.ids <= row.entry.ids
        assert near(entry.duration, row.entry.duration, 0.5)
        assert entry.path == (None if row.path is None else said(row.path))


@pytest.mark.parametrize("form", [ExportFormat.M3U, ExportFormat.M3U8])
@given(name=names, found=rows())
@example(
    name="Ã©", found=[Row(entry=Entry(position=0, title=each, artists=(each,)), path="/a") for each in HARD]
)
@example(name="Ã©", found=[Row(entry=Entry(position=0, title="Ã©", artists=("A - B",)), path="/Ã©")])
def test_m3u_comes_back(form: ExportFormat, name: str, found: list[Row]) -> None:
    parsed = read(form, Exported(name=name, rows=found))
    assert parsed.name == said(name)
    for row, entry in zip([row for row in found if row.path], parsed.entries, strict=True):
        assert entry.title == said(row.entry.title)
        assert entry.artists == (", ".join(said(artist) for artist in row.entry.artists),)
        assert entry.album == (said(row.entry.album) or None)
        assert near(entry.duration, row.entry.duration, 0.5)
        assert entry.path == said(row.path)


SONG = Entry(
    position=0,
    title="Amber Lanterns",
    artists=("Holt", "Mira Quist"),
    album="Lights",
    duration=timedelta(seconds=225.4),
    number=3,
    ids=frozenset(
        {ExternalId(IdKind.ISRC, "GBAYE0601498"), ExternalId(IdKind.SPOTIFY, "7k4t7uLgtOxPwTpFmtJNTY")}
    ),
    added_at=datetime(2026, 3, 2, tzinfo=UTC),
)
FILE = Track(
    key="1",
    title="Amber Lanterns",
    duration=timedelta(seconds=226),
    ids=frozenset({ExternalId(IdKind.MB_RECORDING, MBID), ExternalId(IdKind.ISRC, "USAAA0000001")}),
)
PLAYLIST = Exported(
    name="Evening",
    rows=[
        Row(entry=SONG, verdict=Verdict.MATCH, track=FILE, path="/music/Holt/Amber Lanterns.flac"),
        Row(entry=Entry(position=1, title="=Nowhere", artists=("Nobody",)), verdict=Verdict.MISSING),
        Row(entry=Entry(position=2, title="Maybe"), verdict=Verdict.REVIEW),
    ],
)


def test_m3u_names_files_and_what_has_none() -> None:
    assert write_m3u8(PLAYLIST).decode() == (
        "#EXTM3U\n#PLAYLIST:Evening\n"
        "#EXTINF:226,Holt, Mira Quist - Amber Lanterns\n#EXTART:Holt, Mira Quist\n#EXTALB:Lights\n"
        "/music/Holt/Amber Lanterns.flac\n"
        "# missing: Nobody - =Nowhere\n# review: Maybe\n"
    )
    assert write_m3u8(Exported(name="x")) == b"#EXTM3U\n#PLAYLIST:x\n"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Evening", "ascii"),
        ("Größe – “so” €", "cp1252"),
        # Whoever looks whether it is UTF-8 would find that it is, and read another name.
        ("Ã©", "utf-8-sig"),
        ("藤井風", "utf-8-sig"),
        ("Größe 藤", "utf-8-sig"),
    ],
)
def test_m3u_is_in_the_encoding_that_players_take_it_for(name: str, encoding: str) -> None:
    exported = Exported(name=name, rows=[Row(entry=SONG, path=f"/music/{name}.mp3")])
    data = write_m3u(exported)
    assert data == write_m3u8(exported).decode().encode(encoding)
    assert data.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    assert write_m3u8(exported).startswith(b"#EXTM3U\n")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/music/a  b#.mp3", "/music/a  b#.mp3"),
        ("D:\\Music\\a.mp3", "D:\\Music\\a.mp3"),
        ("\\\\nas\\music\\a.mp3", "\\\\nas\\music\\a.mp3"),
        ("smb://nas/music/a b.mp3", "smb://nas/music/a b.mp3"),
        ("Holt/a: b.mp3", "Holt/a: b.mp3"),
        ("#1/a.mp3", "./#1/a.mp3"),
        ("AC: DC/a.mp3", "./AC: DC/a.mp3"),
        # What a line cannot hold is a URI; bytes that are no text are themselves in it.
        ("/music/a\nb.mp3", "file:///music/a%0Ab.mp3"),
        ("/music/a ", "file:///music/a%20"),
        ("/music/caf\udce9.mp3", "file:///music/caf%E9.mp3"),
        ("Holt/a\nb.mp3", "Holt/a b.mp3"),
    ],
)
def test_a_path_is_one_line(path: str, line: str) -> None:
    data = write_m3u8(Exported(name="x", rows=[Row(entry=Entry(position=0, title="T"), path=path)]))
    assert data.decode().splitlines()[-1] == line


def test_csv_has_every_entry_and_no_formula() -> None:
    data = write_csv(PLAYLIST)
    assert data.startswith(b"\xef\xbb\xbfposition,")
    assert data.decode("utf-8-sig").splitlines() == [
        "position,title,artists,album,duration,isrc,link,verdict,path,added_at",
        (
            '1,Amber Lanterns,"Holt, Mira Quist",Lights,3:45,GBAYE0601498,'
            "https://open.spotify.com/track/7k4t7uLgtOxPwTpFmtJNTY,match,/music/Holt/Amber Lanterns.flac,"
            "2026-03-02T00:00:00+00:00"
        ),
        "2,'=Nowhere,Nobody,,,,,missing,,",
        "3,Maybe,,,,,,review,,",
    ]
    long = Entry(position=0, title="x", duration=timedelta(hours=1, minutes=2, seconds=3))
    assert b"x,,,1:02:03," in write_csv(Exported(name="x", rows=[Row(entry=long)]))


def test_jspf_names_recordings_first() -> None:
    playlist = json.loads(write_jspf(PLAYLIST))["playlist"]
    first, second, third = playlist["track"]
    assert (playlist["title"], len(playlist["track"])) == ("Evening", 3)
    assert first == {
        "title": "Amber Lanterns",
        "creator": "Holt, Mira Quist",
        "extension": {"https://github.com/syncopate-media/syncopate": [{"artists": ["Holt", "Mira Quist"]}]},
        "album": "Lights",
        "trackNum": 3,
        "duration": 225400,
        "identifier": [
            f"https://musicbrainz.org/recording/{MBID}",
            "isrc:GBAYE0601498",
            "https://open.spotify.com/track/7k4t7uLgtOxPwTpFmtJNTY",
        ],
        "location": ["file:///music/Holt/Amber%20Lanterns.flac"],
    }
    assert (second["title"], third) == ("=Nowhere", {"title": "Maybe"})


_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_PLAYLIST_HAS = {"title", "annotation", "trackList"}
_TRACK_HAS = {"location", "identifier", "title", "creator", "album", "trackNum", "duration"}
_ONCE = _TRACK_HAS - {"location", "identifier"}
_XSPF = "{http://xspf.org/ns/0/}"


@given(name=names, found=rows())
def test_xspf_is_what_the_specification_says(name: str, found: list[Row]) -> None:
    data = write_xspf(Exported(name=name, rows=found))
    assert data.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<playlist ")
    playlist = fromstring(data)  # noqa: S314 -- ours
    assert (playlist.tag, playlist.attrib) == (f"{_XSPF}playlist", {"version": "1"})
    children = [child.tag.removeprefix(_XSPF) for child in playlist]
    assert set(children) <= _PLAYLIST_HAS
    assert len(children) == len(set(children))
    track_list = playlist.find(f"{_XSPF}trackList")
    assert track_list is not None
    for track in track_list:
        assert track.tag == f"{_XSPF}track"
        tags = [child.tag.removeprefix(_XSPF) for child in track]
        assert set(tags) <= _TRACK_HAS
        assert all(tags.count(once) <= 1 for once in _ONCE)
        for child in track:
            text = child.text or ""
            assert text
            assert not child.attrib
            match child.tag.removeprefix(_XSPF):
                case "location" | "identifier":
                    assert _URI.fullmatch(text)
                case "trackNum" | "duration":
                    assert re.fullmatch(r"\d+", text)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/music/a b#?%.flac", "file:///music/a%20b%23%3F%25.flac"),
        ("/Björk/Jóga.flac", "file:///Bj%C3%B6rk/J%C3%B3ga.flac"),
        ("/caf\udce9.flac", "file:///caf%E9.flac"),
        ("D:\\Music\\a b.flac", "file:///D:/Music/a%20b.flac"),
        ("\\\\nas\\music\\a b.flac", "file://nas/music/a%20b.flac"),
        ("Holt/a: b.flac", "Holt/a%3A%20b.flac"),
        ("smb://me@nas/music/a b.flac", "smb://me@nas/music/a%20b.flac"),
    ],
)
def test_files_have_uris(path: str, uri: str) -> None:
    assert file_uri(path) == uri
    if path.startswith("/"):
        assert PurePosixPath(urlsplit(uri).path).is_absolute()


def test_a_recording_is_told_by_the_file_where_the_source_names_none() -> None:
    theirs = ExternalId(IdKind.MB_RECORDING, "c" + MBID[1:])
    assert theirs in Row(entry=SONG, track=Track(key="1", title="x", ids=frozenset({theirs}))).ids
    own = Entry(position=0, title="x", ids=frozenset({ExternalId(IdKind.MB_RECORDING, MBID)}))
    assert Row(entry=own, track=Track(key="1", title="x", ids=frozenset({theirs}))).ids == own.ids
