"""What the encyclopedia holds: artists, recordings, and release groups of releases that recordings are on."""

import uuid
from dataclasses import dataclass, field
from typing import Any

type Credit = list[tuple["Artist", str]]
"""Artists, and what joins each to the next."""


def new_id() -> str:
    """Return an id that nothing has yet."""
    return str(uuid.uuid4())


@dataclass(slots=True, kw_only=True)
class Artist:
    """An artist."""

    name: str
    id: str = field(default_factory=new_id)
    aliases: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Recording:
    """A recording. `urls` are its pages elsewhere, and whether they are no more."""

    title: str
    credit: Credit
    id: str = field(default_factory=new_id)
    length: int | None = 200_000
    isrcs: list[str] = field(default_factory=list)
    video: bool = False
    first: str = ""
    urls: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Place:
    """A recording's place on a medium; it may be called and credited otherwise there."""

    recording: Recording
    id: str = field(default_factory=new_id)
    title: str | None = None
    credit: Credit | None = None


@dataclass(slots=True, kw_only=True)
class Medium:
    """A disc. `data` are tracks on it that are no sound."""

    tracks: list[Place] = field(default_factory=list)
    format: str = "CD"
    data: list[Place] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ReleaseGroup:
    """An album in all its editions."""

    title: str
    credit: Credit
    id: str = field(default_factory=new_id)
    kind: str = "Album"
    also: list[str] = field(default_factory=list)
    first: str = ""


@dataclass(slots=True, kw_only=True)
class Release:
    """One edition of an album."""

    title: str
    credit: Credit
    group: ReleaseGroup
    id: str = field(default_factory=new_id)
    date: str = ""
    status: str = "Official"
    barcode: str = ""
    front: bool = False
    media: list[Medium] = field(default_factory=list)


def credited(credit: Credit) -> list[dict[str, Any]]:
    """Return a credit as it is told."""
    return [
        {
            "name": artist.name,
            "joinphrase": join,
            "artist": {"id": artist.id, "name": artist.name, "sort-name": artist.name, "disambiguation": ""},
        }
        for artist, join in credit
    ]


def joined(credit: Credit) -> str:
    """Return a credit in one line."""
    return "".join(artist.name + join for artist, join in credit)
