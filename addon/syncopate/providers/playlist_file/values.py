"""Single values as playlist files write them, and the entries made of them."""

import re
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from syncopate.audio.names import guess_from_path
from syncopate.domain.ids import ExternalId, IdKind, parse_isrc, parse_link, parse_uuid
from syncopate.domain.playlist import Entry, LeftOut, Unfit
from syncopate.providers.sifting import Listed, Sifted, sift

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)(?:[.,]\d+)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d+)?", re.ASCII)
_COUNT = re.compile(r"(\d{1,4})(?:\s*/\s*\d{1,4})?", re.ASCII)
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
_DRIVE = re.compile(r"/[A-Za-z]:/")
_DASH = re.compile(r"\s+[-\u2010-\u2015]\s+")
# More seconds than any track has: a bare number above it is milliseconds.
_MOST_SECONDS = 20_000


def clean(text: str) -> str:
    """Return text on one line, without control characters and lone surrogates."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode()).strip()


def split_lines(text: str) -> list[str]:
    """Split at line ends alone, not at the other breaks of Unicode that names may hold."""
    return _LINE_END.split(text)


def read_duration(text: str, *, milliseconds: bool = False) -> timedelta | None:
    """Read 3:45, 1:02:03, seconds or milliseconds; None when it is none of them or zero."""
    plain = text.strip()
    clock = _CLOCK.fullmatch(plain)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds) or None
    if not _NUMBER.fullmatch(plain):
        return None
    number = float(plain.replace(",", "."))
    if milliseconds or number > _MOST_SECONDS:
        return timedelta(milliseconds=round(number)) or None
    return timedelta(seconds=number) or None


def read_count(text: str) -> int | None:
    """Read a number of a disc or track, also as 3/12; None for what is none, or zero."""
    found = _COUNT.fullmatch(text.strip())
    return (int(found[1]) or None) if found else None


def read_identifier(text: str) -> ExternalId | None:
    """Read a link, a URI, `isrc:` or `urn:isrc:`, or a bare MusicBrainz recording id."""
    plain = text.strip().removeprefix("urn:")
    if plain[:5].lower() == "isrc:":
        return parse_isrc(plain[5:])
    return parse_link(plain) or parse_uuid(IdKind.MB_RECORDING, plain)


def read_location(text: str) -> str:
    """Return a path as it was said; a file: URI is decoded into one."""
    plain = text.strip()
    if plain[:5].lower() != "file:":
        return plain
    try:
        parts = urlsplit(plain)
    except ValueError:
        return plain
    path = unquote(parts.path)
    if _DRIVE.match(path):
        return path[1:]
    return f"//{parts.netloc}{path}" if parts.netloc not in {"", "localhost"} else path


def split_artist_title(text: str) -> tuple[tuple[str, ...], str]:
    """Split `Artist - Title` at its first dash with spaces; without one it is all title."""
    artist, *rest = _DASH.split(text, maxsplit=1)
    return ((artist.strip(),), rest[0].strip()) if rest and artist.strip() else ((), text.strip())


class Collector:
    """Entries in order; places that say neither title nor file are none, and kept in mind."""

    def __init__(self) -> None:
        self._listed: list[Listed] = []
        self._taken = 0

    def add(
        self,
        *,
        title: str,
        artists: tuple[str, ...] = (),
        album: str = "",
        duration: timedelta | None = None,
        disc: int | None = None,
        number: int | None = None,
        ids: frozenset[ExternalId] = frozenset(),
        path: str | None = None,
    ) -> None:
        """Take one place in; a missing title is taken from the path, else from its link."""
        title, album = clean(title), clean(album)
        artists = tuple(name for artist in artists if (name := clean(artist)))
        path = clean(path) if path else None
        if not title and path and not ids:
            guess = guess_from_path(path)
            title, album = guess.title, album or guess.album or ""
            # A lone folder above the file may be anything ("music/"): it is nobody's name here.
            artists = artists or (guess.artists if guess.album or _DASH.search(path) else ())
        if not title and ids:
            title = path or min(external.value for external in ids)
        if not title:
            self._listed.append(LeftOut(Unfit.UNTITLED, ", ".join(artists)))
            return
        # Numbered at once: there may be two hundred thousand.
        self._listed.append(
            Entry(
                position=self._taken,
                title=title,
                artists=artists,
                album=album or None,
                duration=duration,
                disc=disc,
                number=number,
                ids=ids,
                path=path,
            )
        )
        self._taken += 1

    def found(self) -> Sifted:
        """Return what was taken in."""
        return sift(self._listed)
