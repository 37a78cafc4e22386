"""Spotify's embedded player: a page with what is public of a playlist or album, 100 tracks at most."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import AlbumFacts, Entry, LeftOut, SourcePlaylist, Unfit
from syncopate.errors import OddAnswer, SourceGone
from syncopate.providers.sifting import Listed
from syncopate.providers.spotify.answers import Raw, inside, many, text, whole
from syncopate.providers.spotify.wire import WHAT

VISIBLE = 100
WITHHELD = (
    "Spotify shows this playlist to nobody without a login: it is private, deleted, or made by Spotify for"
    " one listener. Sign in if it is yours."
)
_DATA = "__NEXT_DATA__"
_BETWEEN_ARTISTS = ",\u00a0"
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows; `visible` is VISIBLE where there may be more than that."""

    source: SourcePlaylist
    listed: tuple[Listed, ...]
    visible: int | None


def shown(kind: str, key: str, page: str) -> Shown:
    """Read the page of a "playlist" or "album". Raises SourceGone, OddAnswer for another page."""
    props = inside(inside(_data(page), "props"), "pageProps")
    if "state" not in props and whole(props, "status") == _NOT_FOUND:
        raise SourceGone(WITHHELD if kind == "playlist" else "", name=key)
    entity = inside(inside(inside(props, "state"), "data"), "entity")
    tracks = entity.get("trackList")
    if text(entity, "uri") != f"spotify:{kind}:{key}" or not isinstance(tracks, list):
        raise OddAnswer(account=WHAT)
    named = text(entity, "name") or text(entity, "title") or key
    visible = VISIBLE if len(tracks) >= VISIBLE else None
    count = None if visible else len(tracks)
    by = _artists(entity)
    if kind == "album":
        listed = _listed(many(entity, "trackList"), album=named)
        ids = frozenset({ExternalId(IdKind.SPOTIFY, key)})
        facts = AlbumFacts(artists=by, year=_year(entity), count=count, ids=ids)
        owner = None
    else:
        listed, facts, owner = _listed(many(entity, "trackList")), None, ", ".join(by) or None
    source = SourcePlaylist(
        reference=f"{kind}:{key}",
        name=named,
        cover_url=_cover(entity),
        album=facts,
        count=count,
        owner=owner,
    )
    return Shown(source=source, listed=listed, visible=visible)


class _Scripts(HTMLParser):
    """Finds the script that holds the data."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("id") == _DATA

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.parts.append(data)


def _data(page: str) -> Raw:
    scripts = _Scripts()
    scripts.feed(page)
    scripts.close()
    with suppress(ValueError, RecursionError):
        found = json.loads("".join(scripts.parts))
        if isinstance(found, dict):
            return found
    raise OddAnswer(f"{WHAT} shows another page than its player.", account=WHAT)


def _listed(tracks: Sequence[Raw], album: str | None = None) -> tuple[Listed, ...]:
    """Return what is listed; an album's tracks are numbered as they stand, its discs are not told."""
    found: list[Listed] = []
    for place, track in enumerate(tracks, 1):
        title, uri = text(track, "title"), text(track, "uri") or ""
        kind, _, key = uri.removeprefix("spotify:").partition(":")
        if title is None or kind not in {"track", "local"}:
            why = Unfit.PODCAST if kind in {"episode", "chapter"} else Unfit.UNAVAILABLE
            found.append(LeftOut(why, title or ""))
            continue
        found.append(
            Entry(
                position=0,
                title=title,
                artists=_artists(track),
                album=album,
                duration=_duration(track),
                number=None if album is None else place,
                ids=frozenset({ExternalId(IdKind.SPOTIFY, key)} if kind == "track" else ()),
            )
        )
    return tuple(found)


def _artists(raw: Raw) -> tuple[str, ...]:
    """Return who stands below a title; only this comma stands between them, others are of a name."""
    parts = (text(raw, "subtitle") or "").split(_BETWEEN_ARTISTS)
    return tuple(part.strip() for part in parts if part.strip())


def _duration(track: Raw) -> timedelta | None:
    length = whole(track, "duration")
    return timedelta(milliseconds=length) if length else None


def _year(entity: Raw) -> int | None:
    said = (text(inside(entity, "releaseDate"), "isoString") or "")[:4]
    return int(said) if said.isdecimal() and said.isascii() and int(said) else None


def _cover(entity: Raw) -> str | None:
    pictures = [
        *many(inside(entity, "coverArt"), "sources"),
        *many(inside(entity, "visualIdentity"), "image"),
    ]
    best = max(
        (one for one in pictures if text(one, "url")),
        key=lambda one: whole(one, "width") or whole(one, "maxWidth") or 0,
        default=None,
    )
    return None if best is None else text(best, "url")
