"""What paths say of tracks: artist, album, disc, number and title as people and programs write them."""

import re
from dataclasses import dataclass, replace

from syncopate.matching.keys import LONGEST, key
from syncopate.matching.remembered import LONGEST_PATH, remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class PathReading:
    """What a path may say of its track; names as they stand there. `year` is the album's."""

    title: str
    artist: str | None = None
    album: str | None = None
    disc: int | None = None
    number: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a collection a file lies: what its folders say."""

    artist: str | None = None
    album: str | None = None
    disc: int | None = None
    year: int | None = None


_SPLIT = re.compile(r"\s+[-–—]\s+")  # noqa: RUF001 - dashes as they stand in names
_EXTENSION = re.compile(
    r"\.(?:flac|mp3|m4a|aac|ogg|oga|opus|wav|wv|ape|wma|aiff?|alac|mpc|dsf|dff|mka|webm|mp4)$", re.IGNORECASE
)
_SURE_NUMBER = re.compile(
    r"^[(\[]?(?:(?P<disc>\d{1,2})[-.](?=\d{2}\D)|(?P<side>[A-H])(?=\d))?(?P<number>\d{1,3})[)\]]?"
    r"(?:\s*[._]\s*(?=\D)|\s+[-–—]\s+|[)\]]\s*|-(?=[^\W\d]))(?P<rest>.+)$"  # noqa: RUF001 - dashes as they stand in names
)
_PADDED_NUMBER = re.compile(
    r"^(?:(?P<disc>\d{1,2})[-.])?(?P<number>0\d{1,2}|\d\d)\s+(?P<rest>\D.*|(?<=^0\d\s).+)$"
)
_LOOSE_NUMBER = re.compile(r"^(?P<side>[A-H])?(?P<number>\d{1,3})\s+(?P<rest>\D.*)$")
_DISC_FOLDER = re.compile(r"^(?:cd|dis[ck]|disque|platte)[\s._-]*(\d{1,2})\b.*$", re.IGNORECASE)
_DISC_BEHIND = re.compile(r"[\s,(\[-]+(?:cd|dis[ck])[\s._]*(\d{1,2})[)\]]?$", re.IGNORECASE)
_YEAR_AHEAD = re.compile(r"^[(\[]?((?:19|20)\d\d)[)\]]?(?:\s*[-–—._]\s*|\s+)(?=\S)")  # noqa: RUF001 - dashes as they stand in names
_YEAR_BEHIND = re.compile(r"\s*[(\[]((?:19|20)\d\d)[)\]]\s*$")
_RELEASE_REMARK = re.compile(
    r"\s*[\[({](?:[^\[\](){}]*\b(?:flac|mp3|m4a|aac|ogg|opus|320|v0|vbr|kbps|web|vinyl|lossless|24.?bit|16.?bit|hi.?res"
    r"|tracks?|rip)\b[^\[\](){}]*)[\])}]\s*$",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(r"[(\[]?(?:19|20)\d\d[)\]]?")
_DIGITS = 3
_SCENE_NUMBER = re.compile(r"\d{2,3}")
_HEX = re.compile(r"(?=.*\d)[0-9a-f]{8}", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_PAIR = 2
_GENERIC = frozenset(
    {
        "music", "musik", "musique", "musica", "mp3", "flac", "lossless", "lossy", "audio", "downloads",
        "download", "complete", "completed", "shared", "share", "soulseek", "slsk", "incoming", "media",
        "albums", "alben", "album", "artists", "singles", "compilations", "collection", "library",
        "soundtracks", "ost", "unsorted", "various artists", "various", "va", "v a", "home", "users", "user",
        "volume1", "mnt", "data", "tmp", "new", "my music", "itunes", "itunes media", "files", "torrents",
        "nas", "public",
    }
)  # fmt: skip


@remembered(1 << 12, longest=LONGEST_PATH)
def read_path(path: str) -> tuple[PathReading, ...]:
    """Return how a file's path can be read, the likeliest first; empty for a path without a file name.

    Windows and Soulseek paths too. Folder names tell album, artist, disc and year, never the title.
    """
    names = [name for name in path.replace("\\", "/").split("/") if name.strip(" .")]
    if not names or _DRIVE.fullmatch(names[-1]) or len(path) > LONGEST * 10:
        return ()
    raw = _EXTENSION.sub("", names[-1]).strip()
    stem = _plain(raw)
    places = _folders([name for name in names[:-1] if not name.endswith(":") and not name.startswith("@@")])
    readings: dict[PathReading, None] = dict.fromkeys(_scene(raw, names[-2] if len(names) > 1 else ""))
    for disc, number, rest in _numbered(stem) if stem else ():
        for place in places:
            for reading in _named(rest, place):
                found = replace(reading, disc=disc or reading.disc, number=number or reading.number)
                readings[found] = None
    return tuple(readings)


def album_folder(folder: str) -> str:
    """Return the folder of a whole album, given one of its files' folders: those of its discs lie in it."""
    plain = folder.rstrip("/\\")
    cut = max(plain.rfind("/"), plain.rfind("\\"))
    return plain[:cut] if cut > 0 and _DISC_FOLDER.match(_plain(plain[cut + 1 :])) else plain


def _plain(name: str) -> str:
    """Return a name with spaces where underscores or dots stand for them."""
    if " " not in name:
        name = name.replace("_", " ")
        if " " not in name and name.count(".") > 1:
            name = name.replace(".", " ")
    return " ".join(name.split())


def _numbered(stem: str) -> list[tuple[int | None, int | None, str]]:
    """Disc, number and the rest of a file's name: every way the number may be one or part of the title."""
    found = _SURE_NUMBER.match(stem)
    if found is not None:
        disc = int(found["disc"]) if found["disc"] else _side(found["side"])
        return [(disc, int(found["number"]), found["rest"]), (None, None, stem)]
    found = _PADDED_NUMBER.match(stem)
    if found is not None:
        numbered = (int(found["disc"]) if found["disc"] else None, int(found["number"]), found["rest"])
        whole = (None, None, stem)
        return [numbered, whole] if found["number"].startswith("0") or found["disc"] else [whole, numbered]
    found = _LOOSE_NUMBER.match(stem)
    if found is not None:
        return [(None, None, stem), (_side(found["side"]), int(found["number"]), found["rest"])]
    return [(None, None, stem)]


def _side(letter: str | None) -> int | None:
    """Return the record that a side is on: A and B are the first."""
    return "ABCDEFGH".index(letter) // 2 + 1 if letter else None


def _scene(raw: str, folder: str) -> list[PathReading]:
    """Read names of release groups: 102-artist_name-title_words-group, artist-102-title-group."""
    pieces = [piece.replace("_", " ").strip() for piece in raw.split("-")]
    if " " in raw or len(pieces) <= _PAIR or not all(pieces):
        return []
    if len(pieces) > _PAIR + 1 and (
        folder.lower().endswith("-" + pieces[-1].lower()) or _HEX.fullmatch(pieces[-1])
    ):
        pieces.pop()
    at = next((place for place in (0, 1) if _SCENE_NUMBER.fullmatch(pieces[place])), None)
    rest = [piece for place, piece in enumerate(pieces) if place != at]
    if at is None or len(rest) < _PAIR:
        return []
    number = int(pieces[at][-2:])
    disc = int(pieces[at][:-2]) if len(pieces[at]) > _PAIR else None
    return [PathReading(title="-".join(rest[1:]), artist=rest[0], disc=disc or None, number=number or None)]


def _named(rest: str, place: _Place) -> list[PathReading]:
    """Return what the name behind the number may say: title alone, or artist, album and number before it."""
    base = PathReading(title=rest, artist=place.artist, album=place.album, disc=place.disc, year=place.year)
    pieces = _SPLIT.split(rest)
    if len(pieces) == 1 or pieces[0].isdecimal():
        return [base]
    title, artist = pieces[-1], pieces[0]
    numbers = [int(piece) for piece in pieces[1:-1] if piece.isdecimal() and len(piece) <= _DIGITS]
    albums = [piece for piece in pieces[1:-1] if not piece.isdecimal()]
    split = replace(
        base,
        title=title,
        artist=artist,
        album=" - ".join(albums) or place.album,
        number=numbers[0] if numbers else None,
    )
    longer = replace(base, title=" - ".join(pieces[1:]), artist=artist)
    same = place.artist is not None and key(place.artist) == key(artist)
    return (
        [split, longer, base]
        if same or len(pieces) > _PAIR or place.artist is None
        else [base, split, longer]
    )


def _folders(names: list[str]) -> list[_Place]:
    """Read the folders above a file, the innermost last; a single one may be an album's or an artist's."""
    names = [_plain(name) for name in names if name.strip(". ")]
    disc = None
    if names and (found := _DISC_FOLDER.match(names[-1])):
        disc = int(found[1])
        names.pop()
    if not names or key(names[-1]) in _GENERIC:
        return [_Place(disc=disc)]
    album, year = names[-1], None
    while (found := _RELEASE_REMARK.search(album)) and found.start():
        album = album[: found.start()]
    if (found := _DISC_BEHIND.search(album)) and found.start():
        disc, album = disc or int(found[1]), album[: found.start()]
    if found := _YEAR_AHEAD.match(album):
        year, album = int(found[1]), album[found.end() :]
    elif (found := _YEAR_BEHIND.search(album)) and found.start():
        year, album = int(found[1]), album[: found.start()]
    pieces = [piece for piece in _SPLIT.split(album) if piece]
    if len(pieces) > _PAIR and _YEAR_ONLY.fullmatch(pieces[1]):
        year = int(pieces.pop(1).strip("()[]"))
    above = names[-2] if len(names) > 1 and not _too_general(names[-2]) else None
    if len(pieces) > 1 and (above is None or key(above) == key(pieces[0])):
        above, album = pieces[0], " - ".join(pieces[1:])
        if found := _YEAR_AHEAD.match(album):
            year, album = int(found[1]), album[found.end() :]
    if above is not None and (not key(above) or key(above) in _GENERIC):
        above = None
    as_album = _Place(above, album or None, disc, year)
    alone = len(pieces) == 1 and above is None and year is None
    return [as_album, _Place(artist=album)] if alone else [as_album]


def _too_general(name: str) -> bool:
    """Return True for a folder that names no artist: of all music, of a letter, of a year."""
    plain = key(name)
    return (
        plain in _GENERIC or (len(plain) == 1 and plain.isalpha()) or _YEAR_ONLY.fullmatch(name) is not None
    )
