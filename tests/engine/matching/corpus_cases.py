"""Reads the trap corpus and judges it. A song is `"artist;artist | title | seconds | album"` or a table of its fields."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from syncopate.domain.album import AlbumMatch, Completeness, LibraryAlbum, SourceAlbum, SourceTrack
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Match, Verdict
from syncopate.domain.media import AudioFormat, Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.albums import judge_album
from syncopate.matching.artists import artist_keys
from syncopate.matching.keys import key
from syncopate.matching.paths import read_path
from syncopate.matching.weights import DEFAULT, Weights

FOLDER = Path(__file__).parent / "corpus"
_NOT_SONGS = frozenset({"albums", "paths"})
_IDS = {
    "isrc": IdKind.ISRC,
    "mbid": IdKind.MB_RECORDING,
    "acoustid": IdKind.ACOUSTID,
    "spotify": IdKind.SPOTIFY,
    "youtube": IdKind.YOUTUBE,
    "release": IdKind.MB_RELEASE,
}
_MATCH = frozenset({Verdict.MATCH})
_NO_MATCH = frozenset({Verdict.REVIEW, Verdict.MISSING})

type Song = str | Mapping[str, Any]
type Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One check: a library, an entry, the verdicts that are right. `item` names the trap it comes from."""

    name: str
    item: str
    theme: str
    why: str
    library: tuple[Track, ...]
    entry: Entry
    verdicts: frozenset[Verdict]
    tracks: frozenset[str] = frozenset()
    catalogue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCase:
    """What a file's path says. `wanted` is None where only the reading counts, else `same` is what is expected."""

    name: str
    why: str
    path: str
    fields: Mapping[str, str | int]
    not_titles: tuple[str, ...] = ()
    wanted: Entry | None = None
    same: bool = False
    catalogue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """An album with as much as is known of its tracks (title, length)."""

    key: str
    title: str
    artists: tuple[str, ...]
    year: int | None = None
    count: int | None = None
    tracks: tuple[tuple[str, timedelta | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumCase:
    """A source's album, a library's albums, and which of them it is; `albums` is empty when it is none."""

    name: str
    why: str
    source: Album
    library: tuple[Album, ...]
    verdicts: frozenset[Verdict]
    albums: frozenset[str] = frozenset()
    catalogue: str = ""


def load(folder: Path) -> list[Case]:
    """Read every check about songs, in the order of the files."""
    return [
        case
        for theme, document in _documents(folder)
        if theme not in _NOT_SONGS
        for case in (
            *(each for table in document.get("same", ()) for each in _same(theme, table)),
            *(each for table in document.get("different", ()) for each in _different(theme, table)),
            *(_plain(theme, table) for table in document.get("case", ())),
        )
    ]


def load_paths(folder: Path) -> list[PathCase]:
    """Read every check about file paths."""
    document = dict(_documents(folder)).get("paths", {})
    return [
        *(_path(table) for table in document.get("path", ())),
        *(_file(table) for table in document.get("file", ())),
    ]


def load_albums(folder: Path) -> list[AlbumCase]:
    """Read every check about whole albums."""
    return [_album_case(table) for table in dict(_documents(folder)).get("albums", {}).get("album", ())]


def judge(case: Case) -> Match:
    """Return the verdict on a case's entry."""
    return match_entry(case.entry, LibraryIndex.build(case.library), Decisions.of(()))


def run(case: Case) -> str | None:
    """Judge one case: None when it is right, else what was wrong."""
    found = judge(case)
    if found.verdict not in case.verdicts:
        return f"{found.verdict.value} ({found.reason}), expected {_listed(case.verdicts)}"
    if found.verdict is Verdict.MATCH and case.tracks and found.track_key not in case.tracks:
        return f"matched track {found.track_key}, expected {' or '.join(sorted(case.tracks))}"
    return None


def run_path(case: PathCase, weights: Weights = DEFAULT) -> str | None:
    """Judge one path: None when it is right, else what was wrong."""
    readings = read_path(case.path)
    if case.wanted is not None:
        held = any(_is_it(case.wanted, case.path, reading, weights) for reading in readings)
        return None if held is case.same else f"{'taken' if held else 'not taken'} from {readings}"
    wrong = [each for each in case.not_titles if key(each) in {key(one.title) for one in readings}]
    if wrong:
        return f"reads the title {wrong[0]}"
    fits = any(
        all(_key_of(getattr(one, name)) == _key_of(value) for name, value in case.fields.items())
        for one in readings
    )
    return None if fits else f"no reading fits: {readings}"


def judge_albums(case: AlbumCase) -> AlbumMatch:
    """Return the verdict on a case's album."""
    tracks = tuple(SourceTrack(title=title, duration=length) for title, length in case.source.tracks)
    source = SourceAlbum(
        title=case.source.title,
        artists=case.source.artists,
        year=case.source.year,
        tracks=tracks,
        count=case.source.count,
    )
    return judge_album(source, [_held(album) for album in case.library])


def run_album(case: AlbumCase) -> str | None:
    """Judge one album: None when it is right, else what was wrong."""
    found = judge_albums(case)
    if found.verdict not in case.verdicts:
        return f"{found.verdict.value} ({found.reason}), expected {_listed(case.verdicts)}"
    if found.verdict is Verdict.MATCH and case.albums and found.album_key not in case.albums:
        return f"matched album {found.album_key}, expected {' or '.join(sorted(case.albums))}"
    return None


def _held(album: Album) -> LibraryAlbum:
    """Return an album as a library's tracks make it: Various Artists are nobody."""
    artists = album.artists if artist_keys(album.artists) else ()
    tracks = tuple(
        Track(
            key=f"{album.key}/{number}",
            title=title,
            artists=artists,
            album=album.title,
            album_artist=album.artists[0],
            duration=length,
            number=number,
            year=album.year,
        )
        for number, (title, length) in enumerate(album.tracks, 1)
    )
    return LibraryAlbum(
        key=album.key,
        title=album.title,
        artists=artists,
        year=album.year,
        tracks=tracks,
        completeness=Completeness(owned=album.count or 0, total=album.count),
    )


def _key_of(value: str | int | None) -> str | int | None:
    return key(value) if isinstance(value, str) else value


def _is_it(wanted: Entry, path: str, reading: Any, weights: Weights) -> bool:
    """Whether a file of which only one reading of its path is known would be taken."""
    held = Track(
        key="file",
        title=reading.title,
        artists=(reading.artist,) if reading.artist else (),
        album=reading.album or None,
        disc=reading.disc,
        number=reading.number,
        path=path,
    )
    match = match_entry(wanted, LibraryIndex.build([held]), Decisions.of(()), weights=weights)
    return match.verdict is Verdict.MATCH


def _documents(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.toml")):
        yield path.stem, tomllib.loads(path.read_text(encoding="utf-8"))


def _same(theme: str, table: Table) -> Iterator[Case]:
    one, other = table["a"], table["b"]
    found = _maker(theme, table)
    yield found("there", one, [other], _MATCH, {"0"})
    if not table.get("one_way"):
        yield found("turned", other, [one], _MATCH, {"0"})
    if beside := table.get("beside"):
        yield found("beside others", one, [*beside, other], _MATCH, {str(len(beside))})


def _different(theme: str, table: Table) -> Iterator[Case]:
    one, other = table["a"], table["b"]
    found = _maker(theme, table)
    yield found("other alone", one, [other], _NO_MATCH)
    if not table.get("one_way"):
        yield found("other alone, turned", other, [one], _NO_MATCH)
    if table.get("beside", True):
        yield found("both there", one, [other, one], _MATCH, {"1"})
        if not table.get("one_way"):
            yield found("both there, turned", other, [other, one], _MATCH, {"0"})


def _plain(theme: str, table: Table) -> Case:
    track = table.get("track", ())
    tracks = {track} if isinstance(track, str) else set(track)
    case = _maker(theme, table)("", table["query"], table["library"], _verdicts(table["expect"]), tracks)
    return replace(case, name=case.item)


def _maker(theme: str, table: Table) -> Any:
    """Return what makes the checks of one trap."""

    def make(
        how: str,
        wanted: Song,
        held: Iterable[Song],
        verdicts: frozenset[Verdict],
        tracks: Iterable[str] = (),
    ) -> Case:
        return Case(
            name=f"{table['name']} [{how}]",
            item=table["name"],
            theme=theme,
            why=table["why"],
            library=tuple(_track(str(number), song) for number, song in enumerate(held)),
            entry=_entry(wanted),
            verdicts=verdicts,
            tracks=frozenset(tracks),
            catalogue=table.get("catalogue", ""),
        )

    return make


def _verdicts(expect: str | list[str]) -> frozenset[Verdict]:
    if expect == "not match":
        return _NO_MATCH
    return frozenset(Verdict(each) for each in ([expect] if isinstance(expect, str) else expect))


def _listed(verdicts: Iterable[Verdict]) -> str:
    return " or ".join(sorted(each.value for each in verdicts))


def _fields(song: Song) -> dict[str, Any]:
    """Return a song's fields, whichever way it is written."""
    if not isinstance(song, str):
        return dict(song)
    artists, title, seconds, album = (*(each.strip() for each in song.split("|")), "", "", "", "")[:4]
    fields: dict[str, Any] = {"artists": [each.strip() for each in artists.split(";") if each.strip()]}
    fields["title"] = title
    if seconds:
        fields["seconds"] = float(seconds)
    if album:
        fields["album"] = album
    return fields


def _seconds(value: float | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)


def _ids(fields: dict[str, Any]) -> frozenset[ExternalId]:
    return frozenset(ExternalId(kind, fields[name]) for name, kind in _IDS.items() if name in fields)


def _track(place: str, song: Song) -> Track:
    fields = _fields(song)
    sound = None
    if "bitrate" in fields or "lossless" in fields:
        lossless = fields.get("lossless", False)
        codec = "flac" if lossless else "mp3"
        sound = AudioFormat(codec=codec, bitrate=fields.get("bitrate"), lossless=lossless)
    return Track(
        key=fields.get("key", place),
        title=fields["title"],
        artists=tuple(fields.get("artists", ())),
        album=fields.get("album"),
        album_artist=fields.get("album_artist"),
        duration=_seconds(fields.get("seconds")),
        disc=fields.get("disc"),
        number=fields.get("number"),
        year=fields.get("year"),
        ids=_ids(fields),
        path=fields.get("path"),
        format=sound,
    )


def _entry(song: Song) -> Entry:
    fields = _fields(song)
    return Entry(
        position=0,
        title=fields["title"],
        artists=tuple(fields.get("artists", ())),
        album=fields.get("album"),
        duration=_seconds(fields.get("seconds")),
        ids=_ids(fields),
        path=fields.get("path"),
    )


def _path(table: Table) -> PathCase:
    names = ("artist", "album", "disc", "number", "title")
    return PathCase(
        name=table["name"],
        why=table["why"],
        path=table["path"],
        fields={name: table[name] for name in names if name in table},
        not_titles=tuple(table.get("not_title", ())),
        catalogue=table.get("catalogue", ""),
    )


def _file(table: Table) -> PathCase:
    return PathCase(
        name=table["name"],
        why=table["why"],
        path=table["path"],
        fields={},
        wanted=_entry(table["wanted"]),
        same={"same": True, "different": False}[table["expect"]],
        catalogue=table.get("catalogue", ""),
    )


def _album(place: str, table: Table) -> Album:
    tracks = [[each.strip() for each in line.split("|")] for line in table.get("tracks", ())]
    return Album(
        key=table.get("key", place),
        title=table["title"],
        artists=tuple(table["artists"]) if "artists" in table else (table["artist"],),
        year=table.get("year"),
        count=table.get("count", len(tracks) or None),
        tracks=tuple((line[0], _seconds(float(line[1])) if len(line) > 1 else None) for line in tracks),
    )


def _album_case(table: Table) -> AlbumCase:
    album = table.get("album", ())
    return AlbumCase(
        name=table["name"],
        why=table["why"],
        source=_album("source", table["source"]),
        library=tuple(_album(str(place), each) for place, each in enumerate(table["library"])),
        verdicts=_verdicts(table["expect"]),
        albums=frozenset({album} if isinstance(album, str) else album),
        catalogue=table.get("catalogue", ""),
    )
