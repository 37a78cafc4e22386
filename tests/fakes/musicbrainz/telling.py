"""How things are told, by what was asked to be included."""

from collections.abc import Collection, Sequence
from typing import Any

from fakes.musicbrainz.model import Artist, Medium, Place, Recording, Release, ReleaseGroup, credited, new_id

type Told = dict[str, Any]

_MOST_LINKED = 25
"""How many linked things a look-up tells at most."""


def recording(one: Recording, inc: Collection[str], releases: Sequence[Release] = ()) -> Told:
    """Return a recording."""
    told: Told = {"id": one.id, "title": one.title, "length": one.length, "video": one.video}
    told |= {"disambiguation": "", "first-release-date": one.first}
    if "artist-credits" in inc:
        told["artist-credit"] = credited(one.credit)
    if "isrcs" in inc:
        told["isrcs"] = one.isrcs
    if "releases" in inc:
        told["releases"] = [release(each, ()) for each in releases[:_MOST_LINKED]]
    if "url-rels" in inc:
        told["relations"] = [
            {"type": "free streaming", "target-type": "url", "ended": ended, "url": {"resource": resource}}
            for resource, ended in one.urls
        ]
    return told


def page(resource: str, linked: Sequence[tuple[Recording, bool]]) -> Told:
    """Return a page elsewhere with the recordings it is linked with, and whether it is no more."""
    relations = [
        {
            "type": "free streaming",
            "target-type": "recording",
            "direction": "backward",
            "ended": ended,
            "recording": recording(one, ()),
        }
        for one, ended in linked
    ]
    return {"id": new_id(), "resource": resource, "relations": relations}


def group(one: ReleaseGroup) -> Told:
    """Return a release group."""
    told = {"id": one.id, "title": one.title, "primary-type": one.kind, "secondary-types": one.also}
    return told | {"first-release-date": one.first, "disambiguation": ""}


def release(one: Release, inc: Collection[str], *, emptied: bool = False) -> Told:
    """Return a release; `emptied`: its tracks are missing, though their number is told."""
    told: Told = {"id": one.id, "title": one.title, "status": one.status, "barcode": one.barcode or None}
    if one.date:
        told |= {"date": one.date, "country": "XW"}
    if "artist-credits" in inc:
        told["artist-credit"] = credited(one.credit)
    if "release-groups" in inc:
        told["release-group"] = group(one.group)
    if "media" in inc or "recordings" in inc:
        told["media"] = [_medium(medium, at, inc, emptied=emptied) for at, medium in enumerate(one.media, 1)]
        told["cover-art-archive"] = {"front": one.front, "back": False, "artwork": one.front, "count": 1}
    return told


def artist(one: Artist) -> Told:
    """Return an artist."""
    aliases = [{"name": name, "sort-name": name, "type": None, "primary": None} for name in one.aliases]
    return {"id": one.id, "name": one.name, "sort-name": one.name, "aliases": aliases}


def _medium(one: Medium, at: int, inc: Collection[str], *, emptied: bool) -> Told:
    told: Told = {"position": at, "format": one.format, "title": "", "track-count": len(one.tracks)}
    if "recordings" not in inc:
        return told
    tracks = [_track(place, number, inc) for number, place in enumerate(one.tracks, 1)]
    if one.data:
        told["data-tracks"] = [_track(place, number, inc) for number, place in enumerate(one.data, 1)]
    return told | {"track-offset": 0, "tracks": [] if emptied else tracks}


def _track(one: Place, number: int, inc: Collection[str]) -> Told:
    told: Told = {"id": one.id, "position": number, "number": f"A{number}", "length": one.recording.length}
    told |= {"title": one.title or one.recording.title, "recording": recording(one.recording, inc)}
    if "artist-credits" in inc:
        told["artist-credit"] = credited(one.credit or one.recording.credit)
    return told
