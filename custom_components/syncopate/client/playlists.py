"""Playlists and what is missing of them."""

from dataclasses import dataclass

from aiohttp import FormData

from .connection import PATIENT, Connection, Query
from .models import (
    ExportFormat,
    MissingItem,
    MissingPage,
    PlaylistPage,
    PlaylistView,
    RunStarted,
    RunView,
)

_ROOT = "/api/v1/playlists"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Playlists:
    """The playlists the engine keeps."""

    connection: Connection

    async def all(self) -> list[PlaylistView]:
        """Return every playlist, by name. Raises EngineError."""
        found: list[PlaylistView] = []
        while True:
            page = await self.connection.get(PlaylistPage, _ROOT, {"limit": _PAGE, "offset": len(found)})
            found.extend(page.items)
            if not page.items or len(found) >= page.page.total:
                return found

    async def sync(self, playlist_id: str) -> RunView:
        """Sync one now, due or not. Raises EngineError."""
        return (await self.connection.post(RunStarted, f"{_ROOT}/{playlist_id}/sync")).run

    async def add(self, wanted: dict[str, object]) -> PlaylistView:
        """Add one from the fields of PlaylistCreate. Raises EngineError."""
        return await self.connection.post(PlaylistView, _ROOT, wanted, patience=PATIENT)

    async def remove(self, playlist_id: str, *, delete_target: bool) -> None:
        """Remove one, and what was written to libraries if it shall go too. Raises EngineError."""
        query = {"delete_target": "true"} if delete_target else {}
        await self.connection.delete(f"{_ROOT}/{playlist_id}", query)

    async def upload(self, filename: str, content: bytes, fields: dict[str, object]) -> PlaylistView:
        """Add a playlist file. Raises EngineError, `unreadable_playlist` among them."""
        form = FormData(quote_fields=False)
        for name, value in fields.items():
            form.add_field(name, str(value))
        form.add_field("file", content, filename=filename, content_type="application/octet-stream")
        return await self.connection.upload(PlaylistView, f"{_ROOT}/upload", form)

    async def export(
        self, playlist_id: str, form: ExportFormat, more: Query, *, most: int
    ) -> tuple[str, bytes]:
        """Return one as a file: its name, and what it holds, of which more than `most` bytes are cut off.

        `more`: `links`, `library_id`, `path_from`, `path_to`. Raises EngineError.
        """
        query = {**more, "format": form.value}
        return await self.connection.file(f"{_ROOT}/{playlist_id}/export", query, most)

    async def missing(self, *, limit: int, playlist_id: str | None = None) -> tuple[list[MissingItem], int]:
        """Return what no library has, `limit` at most, and how many there are in all. Raises EngineError."""
        only = {"playlist_id": playlist_id} if playlist_id else {}
        found: list[MissingItem] = []
        while True:
            query = {"limit": min(_PAGE, limit - len(found)), "offset": len(found)} | only
            page = await self.connection.get(MissingPage, "/api/v1/missing", query)
            found.extend(page.items)
            if not page.items or len(found) >= min(limit, page.page.total):
                return found, page.page.total
