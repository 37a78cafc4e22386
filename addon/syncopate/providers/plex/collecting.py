"""Collections of films and of shows: which there are in a section, and what is in each."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.domain.watch import MediaType
from syncopate.providers.plex.client import Client
from syncopate.providers.plex.fields import Raw, positive, text
from syncopate.providers.plex.parse import SectionState, kept, key_of

KINDS = {"movie": MediaType.MOVIE, "show": MediaType.SHOW}
"""What sections are of, and whole collections in them: those of seasons or episodes are others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoCollection:
    """One collection, without what is in it. `of` is what it takes, films or shows.

    `mark` is another one once something changes; `updated` is when that was last, in the server's seconds, 0
    where it does not tell.
    """

    key: str
    name: str
    of: str
    smart: bool
    mark: str
    updated: int

    @property
    def path(self) -> str:
        """Where it is on the server."""
        return f"/library/collections/{self.key}"


async def collections_in(client: Client, section: str) -> Sequence[VideoCollection]:
    """Return the collections of a section's films or shows, smart ones as well. Raises as `Client`."""
    found = await client.every(f"/library/sections/{section}/collections", _collection)
    return [one for one in found if one.of in KINDS]


async def members_of(client: Client, one: VideoCollection) -> frozenset[str]:
    """Return the keys of what is in a collection. Raises NotFound, and as `Client`."""
    return frozenset(await client.every(f"{one.path}/children", key_of))


def kind_of_section(state: SectionState) -> MediaType:
    """Return what a section of films or shows is of."""
    return KINDS[state.kind]


def _collection(raw: Raw) -> VideoCollection:
    told = kept(raw)
    updated = positive(raw, "updatedAt") or 0
    return VideoCollection(
        key=told.key,
        name=told.title,
        of=told.kind,
        smart=told.smart,
        mark=f"{updated}/{text(raw, 'childCount') or ''}",
        updated=updated,
    )
