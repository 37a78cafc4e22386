"""Files of every kind, in every encoding, and what is none."""

import json
import time
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings, strategies as st
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.errors import InvalidInput, PlaylistTooLarge, UnreadablePlaylist
from syncopate.providers.playlist_file.parse import EXTENSIONS, parse_playlist

_MBID = "b1a9c0e9-d987-4042-ae91-78d6a3267d69"
_XSPF = f"""<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/">
  <title>Abend</title><annotation>Ruhig &amp; lang</annotation>
  <trackList>
    <track>
      <location>file:///home/x/M%C3%BCsic/a%20b.flac</location>
      <identifier>https://musicbrainz.org/recording/{_MBID}</identifier>
      <title>Кукушка</title><creator>Кино</creator><album>Чёрный альбом</album><duration>240500</duration>
    </track>
    <track><location>file:///D:/Music/Oasis/Definitely Maybe/03 - Live Forever.mp3</location></track>
  </trackList>
</playlist>"""


def test_m3u() -> None:
    text = (
        "#EXTM3U\r\n#PLAYLIST:Evening\r\n#EXTINF:123,Nena - 99 Luftballons\r\n#EXTALB:Nena\r\n../Nena/a.mp3\r\n"
        '\r\n#EXTINF:-1 tvg-id="x,y" group="z",AC/DC - Back - In - Black\r\nD:\\Music\\b.mp3\r\n'
        "#EXTVLCOPT:network\r\nOasis/Definitely Maybe/03 - Live Forever.mp3\r\nmusic/Song 2.mp3\r\n"
        "file:///srv/M%C3%BCsic/x%20y.flac\r\nhttps://open.spotify.com/track/7k4t7uLgtOxPwTpFmtJNTY\r\n"
    )
    parsed = parse_playlist("x.m3u", text.encode(), {})
    assert parsed.name == "Evening"
    assert [(entry.title, entry.artists, entry.path) for entry in parsed.entries] == [
        ("99 Luftballons", ("Nena",), "../Nena/a.mp3"),
        ("Back - In - Black", ("AC/DC",), "D:\\Music\\b.mp3"),
        ("Live Forever", ("Oasis",), "Oasis/Definitely Maybe/03 - Live Forever.mp3"),
        ("Song 2", (), "music/Song 2.mp3"),
        ("x y", ("srv",), "/srv/Müsic/x y.flac"),
        (
            "https://open.spotify.com/track/7k4t7uLgtOxPwTpFmtJNTY",
            (),
            "https://open.spotify.com/track/7k4t7uLgtOxPwTpFmtJNTY",
        ),
    ]
    assert parsed.entries[0].duration == timedelta(seconds=123)
    assert parsed.entries[0].album == "Nena"
    assert parsed.entries[1].duration is None
    assert parsed.entries[5].ids == {ExternalId(IdKind.SPOTIFY, "7k4t7uLgtOxPwTpFmtJNTY")}
    assert parse_playlist("x.m3u8", b"#EXTM3U\n", {}).entries == ()


def test_lines() -> None:
    text = "1. Кино - Группа крови\n2. AC/DC – Back in Black\n3. Nena - 99 Luftballons - Live\n4. Yesterday\n"
    parsed = parse_playlist("My list.txt", text.encode(), {})
    assert parsed.name == "My list"
    assert [(entry.title, entry.artists) for entry in parsed.entries] == [
        ("Группа крови", ("Кино",)),
        ("Back in Black", ("AC/DC",)),
        ("99 Luftballons - Live", ("Nena",)),
        ("Yesterday", ()),
    ]
    kept = parse_playlist("a.txt", b"99 Luftballons\n7 Rings\nA-ha - Take On Me\n", {})
    assert [entry.title for entry in kept.entries] == ["99 Luftballons", "7 Rings", "Take On Me"]
    assert kept.entries[2].artists == ("A-ha",)
    one_column = parse_playlist("a.csv", b"Blur - Song 2\nNena - 99 Luftballons\n", {})
    assert one_column.entries[0].artists == ("Blur",)


def test_lines_of_links() -> None:
    parsed = parse_playlist(
        "missing.txt", b"https://tidal.com/browse/track/1\nspotify:track:7k4t7uLgtOxPwTpFmtJNTY\n", {}
    )
    assert [entry.ids for entry in parsed.entries] == [
        {ExternalId(IdKind.TIDAL, "1")},
        {ExternalId(IdKind.SPOTIFY, "7k4t7uLgtOxPwTpFmtJNTY")},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_xspf(encoding: str) -> None:
    parsed = parse_playlist("x.xspf", _XSPF.encode(encoding), {})
    assert (parsed.name, parsed.description) == ("Abend", "Ruhig & lang")
    first, second = parsed.entries
    assert (first.title, first.artists, first.album) == ("Кукушка", ("Кино",), "Чёрный альбом")
    assert first.duration == timedelta(milliseconds=240500)
    assert first.ids == {ExternalId(IdKind.MB_RECORDING, _MBID)}
    assert first.path == "/home/x/Müsic/a b.flac"
    assert (second.title, second.artists) == ("Live Forever", ("Oasis",))
    assert second.path == "D:/Music/Oasis/Definitely Maybe/03 - Live Forever.mp3"


def test_xspf_in_its_declared_encoding() -> None:
    text = _XSPF.replace("UTF-8", "windows-1251").replace("&amp;", "и")
    assert parse_playlist("x.xspf", text.encode("cp1251"), {}).entries[0].title == "Кукушка"


_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><playlist><trackList><track><title>&c;</title></track></trackList></playlist>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        _BOMB,
        '<!DOCTYPE p SYSTEM "http://127.0.0.1:1/x.dtd"><playlist><trackList/></playlist>',
        '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><playlist><title>&x;</title><trackList/></playlist>',
        "<playlist>" * 5000,
        "<playlist><trackList>&undefined;</trackList></playlist>",
        "<playlist></playlist>",
        "<rss><trackList/></rss>",
        "<playlist><trackList>",
    ],
)
def test_bad_xml(text: str, encoding: str) -> None:
    with pytest.raises(UnreadablePlaylist):
        parse_playlist("x.xspf", text.encode(encoding), {})


def test_jspf() -> None:
    track = {
        "title": "Get Lucky",
        "creator": "Daft Punk feat. Pharrell Williams",
        "album": "RAM",
        "duration": 248000,
        "identifier": [f"https://musicbrainz.org/recording/{_MBID}", "isrc:USQX91300108"],
        "extension": {
            "https://musicbrainz.org/doc/jspf#track": {
                "additional_metadata": {
                    "artists": [
                        {"artist_credit_name": "Daft Punk"},
                        {"artist_credit_name": "Pharrell Williams"},
                    ]
                }
            }
        },
    }
    own = {"title": "Mine", "creator": "A & B", "extension": {"syncopate": {"artists": ["A", "B"]}}}
    odd = {"title": 5, "location": ["Kino - X.mp3"], "duration": True, "identifier": [None, 3]}
    document = {"playlist": {"title": "Disco", "track": [track, own, odd]}}
    parsed = parse_playlist("x.jspf", json.dumps(document).encode(), {})
    assert parsed.name == "Disco"
    first, second, third = parsed.entries
    assert first.artists == ("Daft Punk", "Pharrell Williams")
    assert first.ids == {ExternalId(IdKind.MB_RECORDING, _MBID), ExternalId(IdKind.ISRC, "USQX91300108")}
    assert second.artists == ("A", "B")
    assert (third.title, third.artists) == ("X", ("Kino",))


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"playlist": []}',
        '{"playlist": {"track": {}}}',
        '{"playlist": {"track": [1]}}',
        "[" * 100_000,
        "9" * 5000,
    ],
)
def test_bad_json(text: str) -> None:
    with pytest.raises(UnreadablePlaylist):
        parse_playlist("x.jspf", text.encode(), {})


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.m3u"])
def test_encodings(encoding: str, said: str, name: str) -> None:
    text = {
        "a.csv": "Title,Artist\nJóga,Björk\nÜber,Ärzte\n",
        "a.txt": "Björk - Jóga\nÄrzte - Über\n",
        "a.m3u": "#EXTM3U\n#EXTINF:1,Björk - Jóga\na.mp3\n#EXTINF:1,Ärzte - Über\nb.mp3\n",
    }[name]
    parsed = parse_playlist(name, text.encode(encoding), {})
    assert [(entry.title, entry.artists) for entry in parsed.entries] == [
        ("Jóga", ("Björk",)),
        ("Über", ("Ärzte",)),
    ]
    assert parsed.encoding == said


def test_encoding_by_setting() -> None:
    data = "Title,Artist\nЗвезда,Кино\n".encode("cp1251")
    assert parse_playlist("a.csv", data, {"encoding": "windows-1251"}).entries[0].title == "Звезда"
    for wrong in ("nothing", "rot13", "zlib", "ascii", "utf-8\0", "idna"):
        with pytest.raises(UnreadablePlaylist):
            parse_playlist("a.csv", data, {"encoding": wrong})


@pytest.mark.parametrize("extension", sorted(EXTENSIONS))
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n\t\n",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\0" * 1000,
        b"Title,Artist\nA\0B,C\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\x7fELF\x02\x01\x01\x03\x04\x05\x06",
        b"PK\x03\x04\x14\x00\x06\x00",
        bytes(range(256)) * 20,
    ],
)
def test_empty_and_binary(extension: str, data: bytes) -> None:
    with pytest.raises(UnreadablePlaylist):
        parse_playlist(f"a{extension}", data, {})


def test_too_large() -> None:
    with pytest.raises(PlaylistTooLarge) as raised:
        parse_playlist("a.txt", b"x" * 10_000_001, {})
    assert raised.value.placeholders == {"name": "a.txt", "limit": "10 MB"}
    with pytest.raises(PlaylistTooLarge):
        parse_playlist("a.txt", b"A\n" * 200_001, {})
    with pytest.raises(PlaylistTooLarge):
        parse_playlist("a.m3u", b"A\r" * 200_001, {})


@pytest.mark.parametrize("extension", ["csv", "txt", "m3u", "xspf", "jspf"])
def test_a_hundred_thousand_lines(extension: str) -> None:
    count = 100_000 if extension in {"csv", "txt"} else 60_000
    numbers = range(count)
    text = {
        "csv": "Title,Artist\n" + "".join(f"Song {n},Ä {n}\n" for n in numbers),
        "txt": "".join(f"Ä {n} - Song {n}\n" for n in numbers),
        "m3u": "".join(f"#EXTINF:9,Ä {n} - Song {n}\n{n}.mp3\n" for n in numbers),
        "xspf": "<playlist><trackList>"
        + "".join(f"<track><title>Song {n}</title><creator>Ä</creator></track>" for n in numbers)
        + "</trackList></playlist>",
        "jspf": json.dumps(
            {"playlist": {"track": [{"title": f"Song {n}", "creator": "Ä"} for n in numbers]}}
        ),
    }[extension]
    started = time.perf_counter()
    parsed = parse_playlist(f"a.{extension}", text.encode(), {})
    assert len(parsed.entries) == count
    assert parsed.entries[-1].title == f"Song {count - 1}"
    assert time.perf_counter() - started < 10


_OPTIONS = st.dictionaries(
    st.sampled_from(
        ["column.title", "column.artist", "delimiter", "header", "encoding", "playlist", "column.x"]
    ),
    st.text(max_size=5) | st.sampled_from(["1", "2", "no", "tab", "utf-16", "title"]),
    max_size=3,
)


@settings(max_examples=400, deadline=None)
@given(
    extension=st.sampled_from([*sorted(EXTENSIONS), ""]),
    data=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.lists(
        st.sampled_from(
            [
                "Title",
                "Artist",
                ",",
                ";",
                "\n",
                '"',
                "#EXTINF:",
                "#EXTM3U\n",
                "<playlist>",
                "</",
                "{",
                "x - y",
                "\\",
                "file://[",
                "1:2",
            ]
        )
    ).map(lambda parts: "".join(parts).encode()),
    options=_OPTIONS,
)
@example(extension=".m3u", data=b"file://[x\n", options={})
@example(extension=".csv", data=b"title\n\xed\xa0\x80", options={})
def test_never_anything_but_our_errors(extension: str, data: bytes, options: dict[str, str]) -> None:
    try:
        parsed = parse_playlist(f"a{extension}", data, options)
    except InvalidInput:
        return
    assert parsed.name
    for position, entry in enumerate(parsed.entries):
        assert entry.position == position
        assert entry.title
        "\n".join((entry.title, *entry.artists, entry.album or "", entry.path or "")).encode()


def test_demo_playlists(script: object, tmp_path: Path) -> None:
    assert callable(script)
    table, plain = script("demo_library").write_playlists(tmp_path)
    parsed = parse_playlist(table.name, table.read_bytes(), {})
    assert (parsed.name, len(parsed.entries), parsed.warnings) == ("Road trip", 16, ())
    assert parsed.entries[0].artists == ("AC/DC",)
    parsed = parse_playlist(plain.name, plain.read_bytes(), {})
    assert (parsed.name, len(parsed.entries)) == ("Evening", 7)
