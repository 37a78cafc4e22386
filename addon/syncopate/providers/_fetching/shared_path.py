"""What the path of a file that somebody shares says of it (pure). Both kinds of slashes part folders.

`Music/Artist/1979 - Album [FLAC]/CD2/03 - Title.flac`, `Artist - Album (1979)/03. Title.mp3`,
`VA - Album/1-03 Artist - Title.mp3`, `artist-album-1999/03-artist-title.mp3` and all between. What tells
versions and editions apart stays in title and album; signs of a rip go.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

_YEAR = r"(?:19|20)\d{2}"
_LEADING_YEAR = re.compile(
    rf"\A[(\[{{]?({_YEAR})(?:[.-]\d{{2}}[.-]\d{{2}})?[)\]}}]?\s*[-\u2010-\u2015._]+\s*(?=\S)"
)
_LEADING_BRACKETED_YEAR = re.compile(rf"\A[(\[{{]({_YEAR})[)\]}}]\s*(?=\S)")
_TRAILING = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]\s*\Z")
_TRAILING_YEAR = re.compile(rf"\s+[-\u2010-\u2015]\s+({_YEAR})\Z")
_ONLY_YEAR = re.compile(rf"({_YEAR})(?:[.-]\d{{2}}[.-]\d{{2}})?")
_RIP = re.compile(
    r"\b(?:flac|mp3|m4a|aac|alac|ogg|opus|ape|wav|wma|dsd\d*|dsf|320|v[0-2]|vbr|cbr|kbps|kbit|lossless"
    r"|web|webrip|web-dl|cdrip|cd-?r?|vinyl|lp|\d+-?bit|\d+ ?k?hz|16-?44(?:\.1)?|24-?\d{2,3}(?:\.\d)?|hi-?res"
    r"|qobuz|tidal|deezer|bandcamp|eac|log|cue|scene|rip)\b|\d+\s*kbps",
    re.IGNORECASE,
)
_CATALOGUE = re.compile(r"[A-Z]{2,}[ -]?\d[\w -]*|\d{6,14}")
_DISC = re.compile(r"(?:cd|dis[ck]|d)[\s_.-]*(\d{1,2})\b.*", re.IGNORECASE)
_DASH = re.compile(r"\s+[-\u2010-\u2015]\s+|\s+[\u2013\u2014]|[\u2013\u2014]\s+")
_NUMBER = re.compile(
    r"(?:(?P<disc>\d)\s*[-.]\s*(?P<on_disc>\d{2})|(?P<side>[A-Da-d])(?P<on_side>\d{1,2})|(?P<long>\d)(?P<of_long>\d{2})"
    r"|(?P<plain>\d{1,3}))(?P<sign>\s*[-.)\]_]+\s*|\s+)(?=\S)"
)
_BRACKETED_NUMBER = re.compile(r"[\[(](?P<plain>\d{1,3})[\])]\s*[-._]?\s*(?=\S)")
_ONLY_NUMBER = re.compile(r"\d{1,3}")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_LETTERS = re.compile(r"[\W_]+")
_MANY = frozenset(
    {"va", "variousartists", "various", "compilations", "compilation", "soundtracks", "soundtrack"}
)
_SHELVES = frozenset(
    {
        *(
            "albums",
            "album",
            "studioalbums",
            "discography",
            "discografia",
            "singles",
            "single",
            "eps",
            "ep",
            "lps",
        ),
        *("live", "bootlegs", "flac", "mp3", "mp3s", "lossless", "hires", "vinyl", "cds", "cd"),
    }
)
"""Folders between an artist and the albums: they say nothing of either."""
_STORES = frozenset(
    {
        *(
            "music",
            "musik",
            "musica",
            "musique",
            "mymusic",
            "audio",
            "media",
            "share",
            "shared",
            "shares",
            "lossy",
        ),
        *("downloads", "download", "complete", "completed", "soulseek", "slsk", "slskd", "artists", "artist"),
        *(
            "soulseekdownloads",
            "soulseekshared",
            "new",
            "misc",
            "other",
            "tracks",
            "songs",
            "library",
            "collection",
        ),
        *(
            "musiclibrary",
            "musiccollection",
            "data",
            "mnt",
            "home",
            "volumes",
            "torrents",
            "beets",
            "ost",
            "osts",
        ),
        *(
            "rock",
            "pop",
            "jazz",
            "electronic",
            "classical",
            "metal",
            "hiphop",
            "soul",
            "funk",
            "punk",
            "folk",
        ),
    }
)
"""Folders that hold everything: what lies above them is nobody's name."""


MANY = "Various Artists"

_MOST_BARE = 30
"""A number without a sign behind it is that of a track up to this: "99 Luftballons" is a title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a path says; `title` is never empty. `folder` is what all files of an album have alike."""

    title: str
    artists: tuple[str, ...] = ()
    album: str | None = None
    album_artist: str | None = None
    year: int | None = None
    disc: int | None = None
    number: int | None = None
    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Album:
    title: str | None = None
    artist: str | None = None
    year: int | None = None


def read_path(path: str, artists: Collection[str] = (), title: str = "") -> Named:
    """Return what a path says. `artists` and `title` are what is looked for.

    They decide only what else would be open: a name that is theirs is no part of a title, and a number that
    the title begins with is none of a track.
    """
    pieces = [piece.strip() for piece in re.split(r"[\\/]+", path)]
    pieces = [piece for piece in pieces if piece and piece not in {".", ".."}]
    folders, name = pieces[:-1], pieces[-1] if pieces else path.strip() or "?"
    disc = None
    above = list(folders)
    while above and (found := _DISC.fullmatch(above[-1])):
        disc, _ = disc or int(found[1]), above.pop()
    above = [piece for piece in above if not piece.startswith("@@") and not re.fullmatch(r"[A-Za-z]:", piece)]
    known = frozenset(_plain(each) for each in artists)
    album = _album(above, known)
    spoken = _spoken(_EXTENSION.sub("", name).strip() or name)
    on_disc, number, rest = _numbered(spoken, _plain(title))
    artist, said, place = _title(rest, album, known)
    return Named(
        title=said,
        artists=(artist,) if artist else (),
        album=album.title,
        album_artist=album.artist,
        year=album.year,
        disc=on_disc or disc,
        number=number or place,
        folder="\\".join(folders),
    )


def _album(above: list[str], known: frozenset[str]) -> _Album:
    """Return what the folders above a file say."""
    over = _artist_over(above[:-1])
    if not above or _plain(above[-1]) in _SHELVES | _STORES | {""}:
        return _Album(artist=over if above and _plain(above[-1]) in _SHELVES else None)
    year, said = _cleaned(_spoken(above[-1]), below_artist=over is not None)
    parts = [part.strip() for part in _DASH.split(said) if part.strip()]
    artist, title = over, said
    if len(parts) > 1 and (over is None or _plain(parts[0]) in {_plain(over), *known, *_MANY}):
        artist = parts[0]
        named = [part for part in parts[1:] if not _ONLY_YEAR.fullmatch(part)]
        if named:
            dated = next((part for part in parts[1:] if _ONLY_YEAR.fullmatch(part)), None)
            year = year or (int(dated[:4]) if dated else None)
        title = " - ".join(named) or parts[-1]
    if artist is None and _plain(said) in known:
        # A folder of the artist alone.
        return _Album(artist=said)
    if artist is not None and _plain(artist) in _MANY:
        artist = MANY
    return _Album(title=title or None, artist=artist, year=year)


def _artist_over(folders: list[str]) -> str | None:
    """Return the artist that the folder above an album is of."""
    for folder in reversed(folders):
        plain = _plain(folder)
        if plain in _STORES or not plain:
            return None
        if plain not in _SHELVES:
            return _cleaned(_spoken(folder))[1]
    return None


def _cleaned(folder: str, *, below_artist: bool = False) -> tuple[int | None, str]:
    """Return the year in a folder's name, and the name without it and without signs of a rip.

    A year behind a dash is one only where something else is the album: "Artist - 1989" is named so.
    """
    year, said = None, folder
    for pattern in (_LEADING_BRACKETED_YEAR, _LEADING_YEAR):
        found = pattern.match(said)
        if found:
            year, said = int(found[1]), said[found.end() :]
            break
    while found := _TRAILING.search(said):
        inner, before = found[1].strip(), said[: found.start()].strip()
        dated = _ONLY_YEAR.fullmatch(inner)
        if not before or not (dated or not inner or _RIP.search(inner) or _CATALOGUE.fullmatch(inner)):
            break
        year = year or (int(dated[1]) if dated else None)
        said = before
    found = _TRAILING_YEAR.search(said)
    if found and year is None and (below_artist or _DASH.search(said[: found.start()])):
        year, said = int(found[1]), said[: found.start()]
    return year, said.strip()


def _numbered(name: str, title: str = "") -> tuple[int | None, int | None, str]:
    """Return disc, number and the rest of a file's name; a number that may be the title's stays there."""
    found = _BRACKETED_NUMBER.match(name)
    if found:
        return None, int(found["plain"]), name[found.end() :]
    found = _NUMBER.match(name)
    if not found:
        return None, None, name
    if title and _plain(name).startswith(title) and not _plain(name[found.end() :]).startswith(title):
        return None, None, name
    if not found["sign"].strip() and _is_title(found):
        return None, None, name
    disc = found["disc"] or found["long"]
    number = found["on_disc"] or found["of_long"] or found["on_side"] or found["plain"]
    # Of a record's sides nobody knows which disc they are.
    return int(disc or 0) or None, int(number), name[found.end() :]


def _is_title(found: re.Match[str]) -> bool:
    """Tell whether a number with nothing but a space behind it belongs to the title: "100 Years"."""
    if found["on_disc"]:
        return False
    if found["plain"] is None:
        return found["on_side"] is None or len(found["on_side"]) > 1
    padded, several = found["plain"].startswith("0"), len(found["plain"]) > 1
    return not padded and not (several and int(found["plain"]) <= _MOST_BARE)


def _title(rest: str, album: _Album, known: frozenset[str]) -> tuple[str | None, str, int | None]:
    """Return artist, title, and the number that stands between them, of the rest of a file's name."""
    parts = [part.strip() for part in _DASH.split(rest) if part.strip()]
    own = None if album.artist == MANY else album.artist
    if len(parts) < 2:  # noqa: PLR2004 -- nothing to part
        return own, parts[0] if parts else rest.strip() or "?", None
    place = next((at for at, part in enumerate(parts[1:-1], 1) if _ONLY_NUMBER.fullmatch(part)), None)
    first = _plain(parts[0])
    theirs = own is not None and (first == _plain(own) or first.startswith(_plain(own)))
    if place is not None:
        return parts[0], " - ".join(parts[place + 1 :]), int(parts[place])
    if theirs or first in known or own is None:
        left = parts[1:]
        if len(left) > 1 and album.title is not None and _plain(left[0]) == _plain(album.title):
            left = left[1:]
        # "Artist - 03 Title": the number comes behind the name.
        _, number, title = _numbered(" - ".join(left))
        return parts[0], title, number
    if _plain(parts[-1]) in known:
        return parts[-1], " - ".join(parts[:-1]), None
    return own, " - ".join(parts), None


def _spoken(name: str) -> str:
    """Return a name with the spaces that underscores, or dashes without spaces, stand for."""
    if " " in name:
        return name
    if "_" in name:
        return " ".join(re.sub(r"_-_", " - ", name).replace("_", " ").split())
    parts = name.split("-")
    counted = any(_ONLY_NUMBER.fullmatch(part) or _ONLY_YEAR.fullmatch(part) for part in parts)
    return " - ".join(parts) if counted and len(parts) > 2 else name  # noqa: PLR2004 -- "Blink-182" is a name


def _plain(name: str) -> str:
    return _LETTERS.sub("", name).casefold()
