"""Tables of every maker, with headings and without."""

from datetime import timedelta

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.errors import InvalidInput, UnknownColumns, UnreadablePlaylist
from syncopate.providers.playlist_file.parse import parse_playlist
from syncopate.providers.playlist_file.parsed import ParsedPlaylist

_SPOTIFY = "7k4t7uLgtOxPwTpFmtJNTY"
_EXPORTIFY_OLD = (
    '"Track URI","Track Name","Artist URI(s)","Artist Name(s)","Album URI","Album Name","Album Artist URI(s)",'
    '"Album Artist Name(s)","Album Release Date","Album Image URL","Disc Number","Track Number",'
    '"Track Duration (ms)","Track Preview URL","Explicit","Popularity","ISRC","Added By","Added At"\n'
    '"spotify:track:7k4t7uLgtOxPwTpFmtJNTY","Tusa","spotify:artist:a, spotify:artist:b","KAROL G, Nicki Minaj",'
    '"spotify:album:c","Tusa","spotify:artist:a","KAROL G","2019","","1","1","200960","","false","80","USUM71921234","",""\n'
    '"spotify:track:7k4t7uLgtOxPwTpFmtJNTZ","EARFQUAKE","spotify:artist:t","Tyler\\, The Creator",'
    '"spotify:album:d","IGOR","spotify:artist:t","Tyler\\, The Creator","2019","","1","2","190066","","true","80","","",""\n'
)


def parse(text: str, name: str = "List.csv", **options: str) -> ParsedPlaylist:
    return parse_playlist(
        name, text.encode(), {key.replace("__", "."): value for key, value in options.items()}
    )


def brief(parsed: ParsedPlaylist) -> list[tuple[str, tuple[str, ...]]]:
    return [(entry.title, entry.artists) for entry in parsed.entries]


def test_exportify() -> None:
    parsed = parse(_EXPORTIFY_OLD)
    assert brief(parsed) == [("Tusa", ("KAROL G", "Nicki Minaj")), ("EARFQUAKE", ("Tyler, The Creator",))]
    first = parsed.entries[0]
    assert first.duration == timedelta(milliseconds=200960)
    assert first.album == "Tusa"
    assert [(entry.disc, entry.number) for entry in parsed.entries] == [(1, 1), (1, 2)]
    assert first.ids == {ExternalId(IdKind.SPOTIFY, _SPOTIFY), ExternalId(IdKind.ISRC, "USUM71921234")}
    assert parsed.columns["title"] == "Track Name"
    assert parsed.columns["duration_ms"] == "Track Duration (ms)"
    assert parsed.warnings == ()


@pytest.mark.parametrize(
    ("said", "artists"),
    [
        ("KAROL G;Nicki Minaj", ("KAROL G", "Nicki Minaj")),
        ("KAROL G,Nicki Minaj", ("KAROL G", "Nicki Minaj")),
        ("Tyler, The Creator", ("Tyler, The Creator",)),
        ("Tyler, The Creator;A$AP Rocky", ("Tyler, The Creator", "A$AP Rocky")),
        ("10,000 Maniacs", ("10,000 Maniacs",)),
        ("Earth, Wind & Fire", ("Earth, Wind & Fire",)),
    ],
)
def test_exportify_without_artist_links(said: str, artists: tuple[str, ...]) -> None:
    text = f'Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms)\n,Song,Album,"{said}",2019,1000\n'
    assert parse(text).entries[0].artists == artists


@pytest.mark.parametrize(
    ("said", "number"), [("7", 7), ("07/12", 7), ("0", None), ("A1", None), ("", None), ("99999", None)]
)
def test_the_place_on_the_album(said: str, number: int | None) -> None:
    assert parse(f"Title,Artist,Track Number\nSong,Somebody,{said}\n").entries[0].number == number


def test_tune_my_music() -> None:
    text = (
        "Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id\n"
        f'Tusa,"KAROL G, Nicki Minaj",Tusa,Fiesta,Playlist,USUM71921234,{_SPOTIFY}\n'
    )
    parsed = parse(text)
    assert parsed.name == "Fiesta"
    assert brief(parsed) == [("Tusa", ("KAROL G, Nicki Minaj",))]
    assert parsed.entries[0].ids == {
        ExternalId(IdKind.SPOTIFY, _SPOTIFY),
        ExternalId(IdKind.ISRC, "USUM71921234"),
    }


def test_several_playlists_in_one_file() -> None:
    text = "Track name,Artist name,Playlist name\nA,X,One\nB,Y,Two\nC,Z,One\n"
    assert len(parse(text).entries) == 3
    assert parse(text).warnings == ("The file holds 2 playlists; all were taken.",)
    one = parse(text, playlist="One")
    assert (one.name, brief(one)) == ("One", [("A", ("X",)), ("C", ("Z",))])
    assert [entry.position for entry in one.entries] == [0, 1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "a"])
def test_delimiters_and_german(delimiter: str, name: str) -> None:
    rows = (
        ("Interpret", "Titel", "Album", "Länge"),
        ("Nena", "99 Luftballons", "Nena", "3:53"),
        ("Кино", "Группа", "", ""),
    )
    parsed = parse("\r\n".join(delimiter.join(row) for row in rows), name)
    assert brief(parsed) == [("99 Luftballons", ("Nena",)), ("Группа", ("Кино",))]
    assert parsed.entries[0].duration == timedelta(minutes=3, seconds=53)
    assert parsed.entries[1].album is None
    assert parsed.header == rows[0]


def test_excel_says_its_delimiter() -> None:
    assert brief(parse("sep=;\r\nTitle;Artist\r\nA, b;C\r\n")) == [("A, b", ("C",))]


def test_no_header() -> None:
    text = "Кино,Группа крови,3:45\nAC/DC,Back in Black,4:15\n"
    parsed = parse(text, column__artist="1", column__title="2", column__duration="3")
    assert brief(parsed) == [("Группа крови", ("Кино",)), ("Back in Black", ("AC/DC",))]
    assert parsed.header == ()
    assert parsed.columns == {"artist": "1", "title": "2", "duration": "3"}
    assert brief(parse(text, header="no")) == brief(parsed)


def test_columns_by_setting() -> None:
    text = "foo,bar,baz\nA,B,C\n"
    parsed = parse(text, column__title="BAR", column__artist="3")
    assert brief(parsed) == [("B", ("C",))]
    assert parsed.columns == {"title": "bar", "artist": "baz"}
    with pytest.raises(UnknownColumns):
        parse(text, column__title="nothing")
    with pytest.raises(UnknownColumns):
        parse(text, column__title="4")
    with pytest.raises(InvalidInput):
        parse(text, column__colour="bar")


@pytest.mark.parametrize("text", ["foo,bar\n1,2\n", "Artist,foo\nX,Y\n", "foo\nbar\n", "{}\n"])
def test_unknown_columns(text: str) -> None:
    with pytest.raises(UnknownColumns) as raised:
        parse(text)
    assert text.split("\n", maxsplit=1)[0].split(",", maxsplit=1)[0] in raised.value.placeholders["columns"]


def test_formulas_stay_text() -> None:
    text = 'Title,Artist\n"=HYPERLINK(""http://x"",""y"")",@SUM(1)\n+1,-2\n'
    assert brief(parse(text)) == [('=HYPERLINK("http://x","y")', ("@SUM(1)",)), ("+1", ("-2",))]


def test_rows_without_title() -> None:
    parsed = parse("Title,Artist\n,X\n  ,Y\nA,Z\nB\n\n")
    assert brief(parsed) == [("A", ("Z",)), ("B", ())]
    assert parsed.warnings == ("2 lines without a title were left out.",)


def test_only_headings_is_an_empty_playlist() -> None:
    assert parse("Title,Artist\n").entries == ()


def test_quotes() -> None:
    assert brief(parse('Title,Artist\n"""Heroes""",Bowie\n"a, b",C\nFoo "bar" x,D\n')) == [
        ('"Heroes"', ("Bowie",)),
        ("a, b", ("C",)),
        ('Foo "bar" x', ("D",)),
    ]
    with pytest.raises(UnreadablePlaylist):
        parse('Title,Artist\n"Never closed,X\n' + "A,B\n" * 10)
    with pytest.raises(UnreadablePlaylist):
        parse('Title,Artist\n"' + "x" * 200_000 + "\n")


@pytest.mark.parametrize(
    ("said", "duration"),
    [
        ("3:45", 225.0),
        ("1:02:03", 3723.0),
        ("225", 225.0),
        ("225.5", 225.5),
        ("225000", 225.0),
        ("", None),
        ("0", None),
        ("long", None),
        ("-5", None),
    ],
)
def test_durations(said: str, duration: float | None) -> None:
    found = parse(f"Title,Duration\nA,{said}\n").entries[0].duration
    assert (found.total_seconds() if found else None) == duration


@pytest.mark.parametrize(
    ("heading", "said", "external"),
    [
        ("Spotify ID", _SPOTIFY, ExternalId(IdKind.SPOTIFY, _SPOTIFY)),
        (
            "URL",
            f"https://open.spotify.com/intl-de/track/{_SPOTIFY}?si=x",
            ExternalId(IdKind.SPOTIFY, _SPOTIFY),
        ),
        ("link", "https://tidal.com/browse/track/12345", ExternalId(IdKind.TIDAL, "12345")),
        ("link", "https://listen.tidal.com/track/12345", ExternalId(IdKind.TIDAL, "12345")),
        ("Tidal - id", "12345", ExternalId(IdKind.TIDAL, "12345")),
        ("url", "https://youtu.be/dQw4w9WgXcQ", ExternalId(IdKind.YOUTUBE, "dQw4w9WgXcQ")),
        ("ISRC", "gb-aye-06-01498", ExternalId(IdKind.ISRC, "GBAYE0601498")),
        ("Spotify ID", "spotify:album:7k4t7uLgtOxPwTpFmtJNTY", None),
        ("url", "https://evil.example/track/12345", None),
    ],
)
def test_ids(heading: str, said: str, external: ExternalId | None) -> None:
    assert parse(f"Title,{heading}\nA,{said}\n").entries[0].ids == ({external} if external else set())
