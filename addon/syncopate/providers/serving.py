"""What a library of a media server can do besides being read: each a protocol that a library may fulfil.

Use cases ask with `isinstance`: a folder has no users, a Subsonic server no partial scan.
"""

from typing import Protocol, runtime_checkable

from syncopate.domain.server import Picture, PlayId, Section, ServerUser
from syncopate.domain.snapshot import Maybe, Snapshot
from syncopate.domain.target import Site


@runtime_checkable
class Sectioned(Protocol):
    """It has parts to choose from."""

    async def sections(self) -> Snapshot[Section]:
        """Return the parts that hold music."""
        ...


@runtime_checkable
class Peopled(Protocol):
    """It has users whose playlists are their own, and we can act for them."""

    async def users(self) -> Snapshot[ServerUser]:
        """Return whom this account can act for."""
        ...


@runtime_checkable
class Refreshing(Protocol):
    """It can be asked to look at its files."""

    async def refresh(self, section: str, folder: str | None) -> None:
        """Begin to look at a folder (a path as the server sees it), None: at all of the section.

        Raises Unreachable, NotFound for a folder that is not the section's.
        """
        ...

    async def refreshing(self, section: str) -> Maybe[bool]:
        """Tell whether it is still looking."""
        ...

    async def listed(self, section: str, path: str) -> Maybe[str | None]:
        """Return the key of the track whose file this is, Known(None) when it is not listed."""
        ...


@runtime_checkable
class Pictured(Protocol):
    """Its tracks and albums have covers."""

    async def picture(self, track_key: str, size: int) -> Maybe[Picture | None]:
        """Return the cover of a track's album, None when it has none.

        It is at most `size` pixels wide where the server scales.
        """
        ...


@runtime_checkable
class Playable(Protocol):
    """Media players of Home Assistant can play what is kept on it."""

    async def play_ids(self, site: Site, target_key: str) -> tuple[PlayId, ...]:
        """Return what each of them takes to play a target; no request is made for each target."""
        ...
