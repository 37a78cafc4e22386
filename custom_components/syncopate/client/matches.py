"""Matches, and what the user says of them."""

from dataclasses import dataclass

from .connection import PATIENT, Connection
from .models import MatchView, Ruling


@dataclass(frozen=True, slots=True)
class Matches:
    """Which track each entry of a playlist is."""

    connection: Connection

    async def decide(
        self, playlist_id: str, position: int, ruling: Ruling | None, track_key: str | None = None
    ) -> MatchView:
        """Say what an entry is, is not, or never to look for it; None takes it back. Raises EngineError."""
        said = {"ruling": None if ruling is None else ruling.value, "track_key": track_key}
        path = f"/api/v1/playlists/{playlist_id}/matches/{position}/decision"
        return await self.connection.post(MatchView, path, said, patience=PATIENT)
