"""A release with its tracks, and the releases of a release group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syncopate.domain.ids import ExternalId, IdKind, parse_uuid
from syncopate.domain.playlist import AlbumFacts, Entry, SourcePlaylist
from syncopate.errors import OddAnswer
from syncopate.providers._metabrainz.raw import Raw, inside, listed, millis, text, things, whole, year
from syncopate.providers.musicbrainz.parse import WHAT, credit, isrcs, mbid, release_ids

_OFFICIAL = "Official"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release, its tracks in order. `has_cover`: the Cover Art Archive has a picture of its front."""

    mbid: str
    title: str
    facts: AlbumFacts
    entries: tuple[Entry, ...]
    has_cover: bool

    def source(self, reference: str, cover_url: str) -> SourcePlaylist:
        """Return it as it is told, under a reference."""
        return SourcePlaylist(
            reference=reference,
            name=self.title,
            cover_url=cover_url if self.has_cover else None,
            album=self.facts,
            count=self.facts.count,
            owner=", ".join(self.facts.artists) or None,
        )


@dataclass(frozen=True, slots=True)
class Edition:
    """One release of a group; `date` may be told in part, "" where it is not told."""

    mbid: str
    official: bool
    date: str

    @property
    def order(self) -> tuple[bool, str, str]:
        """What sorts the earliest official one first; of two the one whose date is told better."""
        parts = self.date.split("-") if self.date else ["9999"]
        return not self.official, "-".join([*parts, "99", "99"][:3]), self.mbid


@dataclass(frozen=True, slots=True)
class Editions:
    """A page of a group's releases, of `total` there are."""

    found: tuple[Edition, ...]
    total: int


def release(raw: Raw) -> Release:
    """Return a release. Raises OddAnswer where tracks are missing."""
    external, artists = mbid(raw, IdKind.MB_RELEASE), credit(raw)
    entries = tuple(_entries(things(raw, "media", WHAT), text(raw, "title"), artists))
    group = inside(raw, "release-group")
    return Release(
        mbid=external.value,
        title=text(raw, "title") or external.value,
        facts=AlbumFacts(
            artists=artists,
            year=year(group, "first-release-date") or year(raw, "date"),
            count=len(entries),
            ids=release_ids(raw, group),
        ),
        entries=entries,
        has_cover=inside(raw, "cover-art-archive").get("front") is True,
    )


def editions(raw: Raw) -> Editions:
    """Return a page of the releases of a group. Raises OddAnswer where it is no page of it."""
    total = whole(raw, "release-count")
    found = tuple(
        Edition(mbid(one, IdKind.MB_RELEASE).value, text(one, "status") == _OFFICIAL, text(one, "date") or "")
        for one in things(raw, "releases", WHAT)
    )
    if total is None:
        raise OddAnswer(account=WHAT)
    return Editions(found, total)


def _entries(media: Sequence[Raw], album: str | None, artists: tuple[str, ...]) -> Iterator[Entry]:
    position = 0
    for at, medium in enumerate(media, 1):
        tracks, told = listed(medium, "tracks"), whole(medium, "track-count")
        # Films and files on a disc stand apart, and may be counted along.
        apart = len(listed(medium, "data-tracks")) + ("pregap" in medium)
        if told is None or len(tracks) + apart < told:
            raise OddAnswer(f"{WHAT} gives {len(tracks)} of {told} tracks of a disc.", account=WHAT)
        for track in tracks:
            recording = inside(track, "recording")
            title = text(track, "title") or text(recording, "title")
            if title is None or recording.get("video") is True:
                continue
            yield Entry(
                position=position,
                title=title,
                artists=credit(track) or credit(recording) or artists,
                album=album,
                duration=millis(track, "length") or millis(recording, "length"),
                disc=whole(medium, "position") or at,
                number=whole(track, "position") or None,
                ids=_ids(track, recording),
            )
            position += 1


def _ids(track: Raw, recording: Raw) -> frozenset[ExternalId]:
    named = (
        parse_uuid(IdKind.MB_TRACK, text(track, "id") or ""),
        parse_uuid(IdKind.MB_RECORDING, text(recording, "id") or ""),
    )
    return frozenset({*isrcs(recording), *(one for one in named if one is not None)})
