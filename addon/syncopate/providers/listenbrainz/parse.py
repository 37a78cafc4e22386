"""JSPF with the extensions of MusicBrainz, and feedback, as domain values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from syncopate.domain.ids import ExternalId, IdKind, parse_album_link, parse_link, parse_uuid
from syncopate.domain.playlist import Entry, LeftOut, SourcePlaylist, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers._metabrainz.raw import (
    Raw,
    inside,
    listed,
    millis,
    moment,
    text,
    texts,
    things,
    whole,
)
from syncopate.providers.sifting import Sifted, sift

_PLAYLIST_FACTS = "https://musicbrainz.org/doc/jspf#playlist"
_TRACK_FACTS = "https://musicbrainz.org/doc/jspf#track"
_TAG = re.compile(r"<[^<>]*>")
_ID = re.compile(r"/playlist/([0-9a-fA-F-]{36})/?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is said of a playlist without its tracks. `patch` is what makes it anew time and again, if any.

    `mark` stays the same as long as it does.
    """

    mbid: str
    name: str
    description: str | None
    owner: str | None
    patch: str | None
    mark: str

    def source(self, reference: str, count: int | None = None) -> SourcePlaylist:
        """Return it as it is told, under a reference."""
        return SourcePlaylist(
            reference=reference,
            name=self.name,
            description=self.description,
            count=count,
            owner=self.owner,
            version=self.mark,
        )


def listed_playlist(raw: Raw, what: str) -> Listed:
    """Return what is said of a playlist. Raises OddAnswer where it has no id."""
    found = _ID.search(text(raw, "identifier") or "")
    mbid = parse_uuid(IdKind.MB_RECORDING, found[1]) if found else None
    if mbid is None:
        raise OddAnswer(f"{what} tells of a playlist without an id.", account=what)
    facts = inside(inside(raw, "extension"), _PLAYLIST_FACTS)
    # One that was never changed tells only when it was made.
    changed = moment(facts, "last_modified_at") or moment(raw, "date")
    return Listed(
        mbid=mbid.value,
        name=text(raw, "title") or mbid.value,
        description=plain(text(raw, "annotation") or ""),
        owner=text(facts, "creator") or text(raw, "creator"),
        patch=text(inside(inside(facts, "additional_metadata"), "algorithm_metadata"), "source_patch"),
        mark=f"{mbid.value} {changed.isoformat() if changed else ''}".strip(),
    )


def plain(html: str) -> str | None:
    """Return a description without its markup: what is made for users comes as HTML."""
    return " ".join(unescape(_TAG.sub(" ", html)).split()) or None


def playlist_entries(raw: Raw, what: str) -> tuple[Sifted, int]:
    """Return the tracks that have a title, and how many there are in all. Raises OddAnswer."""
    tracks = things(raw, "track", what)
    return _with_titles([_of_track(track) for track in tracks], what), len(tracks)


def loved_entries(feedback: Sequence[Raw], what: str) -> Sifted:
    """Return the loved recordings that have a title. Raises OddAnswer where none of them has."""
    return _with_titles([_of_feedback(one) for one in feedback], what)


def loved_mark(latest: Raw | None, count: int) -> str:
    """Return a mark of what a user loves: whatever comes is the latest, whatever goes is one less."""
    when = None if latest is None else whole(latest, "created")
    return f"{count}" if when is None else f"{count} {when}"


def _of_track(raw: Raw) -> Entry | None:
    title = text(raw, "title")
    facts = inside(inside(raw, "extension"), _TRACK_FACTS)
    credit = _credit(listed(inside(facts, "additional_metadata"), "artists"))
    links = (parse_link(link) for link in texts(raw, "identifier"))
    albums = (parse_album_link(link) for link in texts(facts, "release_identifier"))
    if title is None:
        return None
    return Entry(
        position=0,
        title=title,
        artists=credit or texts(raw, "creator"),
        album=text(raw, "album"),
        duration=millis(raw, "duration"),
        ids=_known(*links, *albums),
        added_at=moment(facts, "added_at"),
        added_by=text(facts, "added_by"),
    )


def _of_feedback(raw: Raw) -> Entry | None:
    said = inside(raw, "track_metadata")
    mapped = inside(said, "mbid_mapping")
    title = text(said, "track_name")
    if title is None:
        return None
    recording = text(raw, "recording_mbid") or text(mapped, "recording_mbid") or ""
    return Entry(
        position=0,
        title=title,
        artists=_credit(listed(mapped, "artists")) or texts(said, "artist_name"),
        album=text(said, "release_name"),
        duration=millis(inside(said, "additional_info"), "duration_ms"),
        ids=_known(
            parse_uuid(IdKind.MB_RECORDING, recording),
            parse_uuid(IdKind.MB_RELEASE, text(mapped, "release_mbid") or ""),
        ),
        added_at=moment(raw, "created"),
    )


def _credit(artists: Sequence[Raw]) -> tuple[str, ...]:
    """Return the artists one by one, as they are credited."""
    return tuple(name for one in artists if (name := text(one, "artist_credit_name")))


def _known(*ids: ExternalId | None) -> frozenset[ExternalId]:
    return frozenset(one for one in ids if one is not None)


def _with_titles(found: Sequence[Entry | None], what: str) -> Sifted:
    """Return the entries, numbered anew. Raises OddAnswer where titles are missing altogether."""
    if found and all(entry is None for entry in found):
        raise OddAnswer(f"{what} tells no title of any track.", account=what)
    return sift(entry or LeftOut(Unfit.UNTITLED) for entry in found)
