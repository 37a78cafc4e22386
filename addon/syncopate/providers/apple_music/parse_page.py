"""What a playlist's page says, by either of two ways: as sections to be shown, or as schema.org tells it.

Nobody promises how the first looks; so things are known by what they are, not by where they lie.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, LeftOut, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.apple_music.page import data_in, things_in
from syncopate.providers.apple_music.raw import WHAT, Raw, count, inside, many, milliseconds, text
from syncopate.providers.sifting import Listed, Sifted, sift

_TRACKS, _HEADER = "trackLockup", "HeaderLockup"
_SONG = "song"
_PLAYLIST = "MusicPlaylist"
_IN_LINK = re.compile(r"[?&]i=(\d+)|/song/(?:[^/?]+/)?(\d+)", re.ASCII)
_DURATION = re.compile(r"P(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)", re.ASCII)
_COVER_SIZE = "600"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedPlaylist:
    """A playlist as its page shows it. `count` is how many tracks it says it has.

    `shown` is how many are there and understood, `found` are the songs among them.
    """

    shown: int
    found: Sifted
    name: str | None = None
    count: int | None = None
    description: str | None = None
    owner: str | None = None
    cover_url: str | None = None


def playlist(html: str, key: str) -> PagedPlaylist:
    """Read the page of the playlist with this id. Raises OddAnswer when neither way tells what is in it."""
    data, linked = data_in(html)
    first, second = _of_sections(data, key), _of_schema(linked)
    # For search engines no artists are told, so that way is taken only where it shows more.
    found, other = (first, second) if first.shown >= second.shown else (second, first)
    count = found.count if found.count is not None else other.count
    if not found.shown and count != 0:
        raise OddAnswer(f"The page of this playlist at {WHAT} does not tell what is in it.", account=WHAT)
    return replace(
        found,
        count=count,
        name=first.name or second.name,
        description=first.description or second.description,
        owner=first.owner or second.owner,
        cover_url=first.cover_url or second.cover_url,
    )


def _of_sections(data: Sequence[object], key: str) -> PagedPlaylist:
    """Return what the sections tell: one of them is about the playlist, others hold its tracks."""
    sections = [
        cast("Raw", one)
        for one in things_in(list(data))
        if isinstance(one.get("itemKind"), str) and isinstance(one.get("items"), list)
    ]
    heads = [one for one in sections if str(one["itemKind"]).endswith(_HEADER)]
    head = next((item for one in heads for item in many(one, "items") if text(item, "title")), {})
    tracks = [item for one in sections if _holds_tracks_of(one, key) for item in many(one, "items")]
    told = [item for item in tracks if text(item, "title")]
    shown = inside(head, "modalPresentationDescriptor")
    return PagedPlaylist(
        shown=len(told),
        found=sift(_lockup(item) for item in told),
        name=text(head, "title"),
        count=count(head, "trackCount"),
        description=text(shown, "paragraphText") or text(head, "description"),
        owner=_titles(head, "subtitleLinks") or text(head, "subtitle") or text(shown, "headerSubtitle"),
        cover_url=_cover(head),
    )


def _holds_tracks_of(section: Raw, key: str) -> bool:
    """Tell whether a section lists the tracks of the playlist, not of another one that is shown beside it."""
    named = text(inside(section, "containerContentDescriptor", "identifiers"), "storeAdamID")
    return section.get("itemKind") == _TRACKS and named in {None, key}


def _lockup(raw: Raw) -> Listed:
    """Return a song; a video is left out."""
    about, title = inside(raw, "contentDescriptor"), text(raw, "title")
    if title is None or (text(about, "kind") or _SONG) != _SONG:
        return LeftOut(Unfit.VIDEO, title or "")
    links = tuple(name for one in many(raw, "subtitleLinks") if (name := text(one, "title")))
    together = text(raw, "artistName")
    number = text(inside(about, "identifiers"), "storeAdamID") or _number_in(text(about, "url"))
    return Entry(
        position=0,
        title=title,
        artists=tuple(dict.fromkeys(links)) or ((together,) if together else ()),
        album=_titles(raw, "tertiaryLinks"),
        duration=milliseconds(raw, "duration"),
        ids=_ids(number),
    )


def _of_schema(linked: Sequence[object]) -> PagedPlaylist:
    """Return what is told for search engines."""
    found = next((one for one in things_in(list(linked)) if _is_a(one, _PLAYLIST)), {})
    tracks = many(found, "track") or many(inside(found, "track"), "itemListElement")
    told = [item for one in tracks if text(item := inside(one, "item") or one, "name")]
    return PagedPlaylist(
        shown=len(told),
        found=sift(_recording(item) for item in told),
        name=text(found, "name"),
        count=count(found, "numTracks"),
        description=text(found, "description"),
        owner=text(inside(found, "author"), "name"),
        cover_url=text(found, "image") or text(inside(found, "image"), "url"),
    )


def _recording(raw: Raw) -> Listed:
    """Return a song; a video is left out."""
    title = text(raw, "name")
    if title is None or _is_a(raw, "MusicVideoObject") or _is_a(raw, "VideoObject"):
        return LeftOut(Unfit.VIDEO, title or "")
    by = many(raw, "byArtist") or [inside(raw, "byArtist")]
    return Entry(
        position=0,
        title=title,
        artists=tuple(dict.fromkeys(name for one in by if (name := text(one, "name")))),
        album=text(inside(raw, "inAlbum"), "name"),
        duration=_duration(text(raw, "duration")),
        ids=_ids(_number_in(text(raw, "url"))),
    )


def _is_a(raw: Raw, kind: str) -> bool:
    """Tell whether a thing of schema.org is of a kind; it may be of several."""
    said = raw.get("@type")
    return kind in said if isinstance(said, list) else said == kind


def _titles(raw: Raw, name: str) -> str | None:
    return ", ".join(title for one in many(raw, name) if (title := text(one, "title"))) or None


def _ids(number: str | None) -> frozenset[ExternalId]:
    good = number is not None and number.isascii() and number.isdecimal()
    return frozenset({ExternalId(IdKind.APPLE, number)} if good and number else ())


def _number_in(url: str | None) -> str | None:
    """Return the id of the track that a link names."""
    found = _IN_LINK.search(url or "")
    return None if found is None else found[1] or found[2]


def _cover(head: Raw) -> str | None:
    """Return the picture's address: size and format are left open in it."""
    url = text(inside(head, "artwork", "dictionary"), "url") or text(inside(head, "artwork"), "url")
    if url is None:
        return None
    for left_open, value in (("{w}", _COVER_SIZE), ("{h}", _COVER_SIZE), ("{c}", "bb"), ("{f}", "jpg")):
        url = url.replace(left_open, value)
    return url


def _duration(told: str | None) -> timedelta | None:
    """Read a duration of ISO 8601, e.g. PT3M25S."""
    found = _DURATION.fullmatch(told or "")
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
