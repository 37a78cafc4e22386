"""Albums of Lidarr, and which of them is the one that is wanted (pure)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from syncopate.domain.download import Handed, HandOver, Wanted, WantKind
from syncopate.domain.ids import IdKind, parse_uuid
from syncopate.errors import OddAnswer
from syncopate.providers._tracker.raw import Raw, inside, text, whole
from syncopate.providers.lidarr.manifest import MANIFEST

_SIGNS = re.compile(r"[\W_]+")
_MANY = frozenset({"variousartists", "various", "va"})
_ALBUM = "Album"


@dataclass(frozen=True, slots=True)
class Ticket:
    """An album in Lidarr: its number there, and the release group it was when it was handed over."""

    number: int
    release_group: str

    @property
    def text(self) -> str:
        """What it is known by."""
        return f"{self.number}:{self.release_group}"


def ticket_of(said: str) -> Ticket | None:
    """Return the album that a ticket means, None where it is none."""
    number, _, group = said.partition(":")
    good = number.isascii() and number.isdigit() and group
    return Ticket(int(number), group) if good else None


def ticket_in(album: Raw) -> Ticket:
    """Return the ticket of an album that Lidarr has. Raises OddAnswer."""
    number, group = whole(album, "id"), text(album, "foreignAlbumId")
    if not number or not group:
        raise OddAnswer(account=MANIFEST.name)
    return Ticket(number, group)


def release_group_of(wanted: Wanted) -> str | None:
    """Return the release group of what is wanted, as MusicBrainz has it."""
    found = sorted(each.value for each in wanted.ids if each.kind is IdKind.MB_RELEASE_GROUP)
    return found[0] if found else None


def album_title(wanted: Wanted) -> str | None:
    """Return what the album is called that is wanted, or that a wanted track is on."""
    return wanted.title if wanted.kind is WantKind.ALBUM else wanted.album


def term_of(wanted: Wanted) -> str:
    """Return what to look an album up by where its release group is not known."""
    return " ".join(filter(None, [_artist(wanted), album_title(wanted)]))


def chosen(found: Sequence[Raw], wanted: Wanted) -> Raw | None:
    """Return the one album that has the title and artist, None where there is none or nobody can tell.

    Of several of one name it is that of the year, then the one that is an album and no single.
    """
    title, artist = _plain(album_title(wanted) or ""), _plain(_artist(wanted) or "")
    many = artist in _MANY or not artist
    same = [
        each
        for each in found
        if _plain(text(each, "title")) == title
        and (many or _plain(text(inside(each, "artist"), "artistName")) == artist)
        and parse_uuid(IdKind.MB_RELEASE_GROUP, text(each, "foreignAlbumId"))
    ]
    if len(same) > 1 and wanted.year is not None:
        same = [each for each in same if text(each, "releaseDate")[:4] == str(wanted.year)] or same
    if len(same) > 1:
        kinds = {_ALBUM.casefold()} if wanted.release_type is None else set(wanted.release_type.split("; "))
        same = [each for each in same if text(each, "albumType").casefold() in kinds] or same
    return same[0] if len(same) == 1 and title else None


def handed(album: Raw, since: datetime | None) -> HandOver:
    """Return how far an album is. Raises OddAnswer."""
    numbers = inside(album, "statistics")
    have, of = whole(numbers, "trackFileCount") or 0, whole(numbers, "totalTrackCount") or None
    state = Handed.LOOKING
    if have:
        state = Handed.HERE if of is not None and have >= of else Handed.PART
    facts = {"title": text(album, "title"), "artist": text(inside(album, "artist"), "artistName")}
    return HandOver(
        ticket=ticket_in(album).text,
        state=state,
        have=have,
        of=of,
        since=since,
        facts={name: value for name, value in facts.items() if value},
    )


def gone(ticket: str) -> HandOver:
    """Return that Lidarr no longer has an album."""
    return HandOver(ticket=ticket, state=Handed.GONE)


def _artist(wanted: Wanted) -> str | None:
    named = wanted.album_artist if wanted.kind is WantKind.TRACK else None
    return named or (wanted.artists[0] if wanted.artists else None)


def _plain(said: str) -> str:
    """Return letters and digits alone, without accents: catalogues differ in all else."""
    apart = unicodedata.normalize("NFKD", said.casefold())
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _SIGNS.sub("", kept)
