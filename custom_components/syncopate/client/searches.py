"""Searches: in what the libraries hold, and in the catalogues of services."""

from dataclasses import dataclass

from .connection import PATIENT, Connection
from .models import BrowsedAlbumPage, BrowsedArtistPage, BrowsedTrackPage, CatalogueSearch, FoundKind

_ROOT = "/api/v1/library"

type LibraryPage = BrowsedTrackPage | BrowsedAlbumPage | BrowsedArtistPage


@dataclass(frozen=True, slots=True)
class Searches:
    """What is found by words."""

    connection: Connection

    async def library(
        self, words: str, kind: FoundKind, *, limit: int, library_id: str | None = None
    ) -> LibraryPage:
        """Return what a library has, or all of them, `limit` (200 at most) of it. Raises EngineError."""
        query: dict[str, str | int] = {"query": words, "limit": limit}
        if library_id is not None:
            query["library_id"] = library_id
        match kind:
            case FoundKind.ALBUM:
                return await self.connection.get(BrowsedAlbumPage, f"{_ROOT}/albums", query)
            case FoundKind.ARTIST:
                return await self.connection.get(BrowsedArtistPage, f"{_ROOT}/artists", query)
            case _:
                return await self.connection.get(BrowsedTrackPage, f"{_ROOT}/tracks", query)

    async def catalogue(
        self, words: str, kind: FoundKind, *, limit: int, provider: str | None = None
    ) -> CatalogueSearch:
        """Return what a service has, or the first that answers. Raises EngineError."""
        query: dict[str, str | int] = {"query": words, "kind": kind.value, "limit": limit}
        if provider is not None:
            query["provider"] = provider
        return await self.connection.get(CatalogueSearch, "/api/v1/sources/search", query, patience=PATIENT)
