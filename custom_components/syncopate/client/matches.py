"""Matches, and what the user says of them."""

from dataclasses import dataclass

from .connection import PATIENT, Connection
from .models import MatchPage, MatchView, Ruling, Verdict

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Matches:
    """Which track each entry of a playlist is."""

    connection: Connection

    async def reviews(
        self, *, limit: int, playlist_id: str | None = None, min_score: float | None = None
    ) -> tuple[list[MatchView], int]:
        """Return what waits for a decision, surest first, and how many that is in all. Raises EngineError."""
        asked: dict[str, str | int] = {"verdict": Verdict.REVIEW.value, "order": "confidence"}
        if playlist_id is not None:
            asked["playlist_id"] = playlist_id
        if min_score is not None:
            asked["min_score"] = str(min_score)
        found: list[MatchView] = []
        while True:
            query = asked | {"limit": min(_PAGE, limit - len(found)), "offset": len(found)}
            page = await self.connection.get(MatchPage, "/api/v1/matches", query)
            found.extend(page.items)
            if not page.items or len(found) >= min(limit, page.page.total):
                return found, page.page.total

    async def decide(
        self,
        playlist_id: str,
        position: int,
        ruling: Ruling | None,
        track_key: str | None = None,
        identity: str | None = None,
    ) -> MatchView:
        """Say what an entry is, is not, or never to look for it; None takes it back.

        `identity` is that of the entry meant. Raises EngineError, `conflict` when another stands there now.
        """
        said = {
            "ruling": None if ruling is None else ruling.value,
            "track_key": track_key,
            "identity": identity,
        }
        path = f"/api/v1/playlists/{playlist_id}/matches/{position}/decision"
        return await self.connection.post(MatchView, path, said, patience=PATIENT)
