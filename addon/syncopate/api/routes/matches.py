"""Routes of matches and decisions."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller, Reader
from syncopate.api.inputs import Id, Limit, Offset, Position, Text
from syncopate.api.present.matches import TracksOf, match_page, match_view, wanted_keys
from syncopate.api.wire.media import DecisionRequest, MatchPage, MatchView
from syncopate.domain.match import Verdict
from syncopate.store import matches, mirrors, tracks
from syncopate.store.database import Connection
from syncopate.store.matches import MatchRow
from syncopate.sync.decisions import decide

router = APIRouter(tags=["matches"])

Verdicts = Annotated[list[Verdict] | None, Query(max_length=10, description="Only these verdicts.")]


@router.get("/playlists/{playlist_id}/matches", responses=problems(404))
async def list_playlist_matches(
    context: Context,
    _caller: Reader,
    playlist_id: Id,
    verdict: Verdicts = None,
    query: Text = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> MatchPage:
    """Return its entries, their verdicts and why."""

    def found(connection: Connection) -> MatchPage:
        mirrors.get(connection, playlist_id)
        return _page(connection, playlist_id, verdict, query, limit, offset)

    return await context.kit.database.read(found)


@router.get("/matches", responses=problems())
async def list_matches(
    context: Context,
    _caller: Reader,
    verdict: Verdicts = None,
    query: Text = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> MatchPage:
    """Return entries across all playlists, e.g. those to review."""
    return await context.kit.database.read(_page, None, verdict, query, limit, offset)


@router.post("/playlists/{playlist_id}/matches/{position}/decision", responses=problems(404, 409, 413))
async def decide_match(
    context: Context, caller: Controller, playlist_id: Id, position: Position, decision: DecisionRequest
) -> MatchView:
    """Say which track an entry is, is not, or that it shall not be looked for; null takes all back."""
    row = await decide(
        context.kit,
        playlist_id,
        position,
        ruling=decision.ruling,
        track_key=decision.track_key,
        by=caller.name,
    )
    return match_view(row, await context.kit.database.read(_tracks, [row]))


def _page(
    connection: Connection,
    playlist_id: str | None,
    verdicts: list[Verdict] | None,
    query: str | None,
    limit: int,
    offset: int,
) -> MatchPage:
    page = matches.detail_page(
        connection, mirror_id=playlist_id, verdicts=verdicts, query=query, limit=limit, offset=offset
    )
    return match_page(page, _tracks(connection, page.items))


def _tracks(connection: Connection, rows: Sequence[MatchRow]) -> TracksOf:
    keys = wanted_keys(rows)
    return {library_id: tracks.many(connection, library_id, wanted) for library_id, wanted in keys.items()}
