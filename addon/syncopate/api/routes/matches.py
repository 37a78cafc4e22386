"""Routes of matches."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller, Reader
from syncopate.api.inputs import Id, Limit, Offset, Position, QueryId, Text
from syncopate.api.present.matches import TracksOf, match_page, match_view, wanted_keys
from syncopate.api.wire.media import DecisionRequest, MatchPage, MatchView
from syncopate.domain.match import Verdict
from syncopate.store import matches, mirrors, tracks
from syncopate.store.database import Connection
from syncopate.store.matches import MatchRow, Wanted
from syncopate.sync.decisions import Signer, decide

router = APIRouter(tags=["matches"])

Verdicts = Annotated[list[Verdict] | None, Query(max_length=10, description="Only these verdicts.")]

Score = Annotated[
    float | None, Query(ge=0, le=1, description="The score of the best candidate that may be it.")
]
Order = Annotated[
    Literal["playlist", "confidence"], Query(description="By playlist and place, or the surest first.")
]


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
        wanted = Wanted(mirror_id=playlist_id, verdicts=verdict, query=query)
        return _page(connection, wanted, limit, offset)

    return await context.kit.database.read(found)


@router.get("/matches", responses=problems())
async def list_matches(
    context: Context,
    _caller: Reader,
    verdict: Verdicts = None,
    playlist_id: QueryId = None,
    library_id: QueryId = None,
    min_score: Score = None,
    max_score: Score = None,
    query: Text = None,
    order: Order = "playlist",
    limit: Limit = 100,
    offset: Offset = 0,
) -> MatchPage:
    """Return entries across all playlists, e.g. those to review."""
    wanted = Wanted(
        mirror_id=playlist_id,
        library_id=library_id,
        verdicts=verdict,
        query=query,
        least=min_score,
        most=max_score,
    )
    surest = order == "confidence"
    return await context.kit.database.read(_page, wanted, limit, offset, surest=surest)


@router.post("/playlists/{playlist_id}/matches/{position}/decision", responses=problems(404, 409, 413))
async def decide_match(
    context: Context, caller: Controller, playlist_id: Id, position: Position, decision: DecisionRequest
) -> MatchView:
    """Say which track an entry is, is not, or that it shall not be looked for; null takes all back.

    It holds in every playlist and is matched again before the answer. With the `identity` of the entry that
    was shown, a playlist that changed meanwhile is answered with 409 and the key `conflict`.
    """
    row = await decide(
        context.kit,
        playlist_id,
        position,
        ruling=decision.ruling,
        track_key=decision.track_key,
        by=Signer(name=caller.name, via=caller.origin.value),
        expected=decision.identity,
        library_id=decision.library_id,
    )
    return match_view(row, await context.kit.database.read(_tracks, [row]))


def _page(
    connection: Connection, wanted: Wanted, limit: int, offset: int, *, surest: bool = False
) -> MatchPage:
    page = matches.detail_page(connection, wanted, surest=surest, limit=limit, offset=offset)
    return match_page(page, _tracks(connection, page.items))


def _tracks(connection: Connection, rows: Sequence[MatchRow]) -> TracksOf:
    keys = wanted_keys(rows)
    return {library_id: tracks.many(connection, library_id, wanted) for library_id, wanted in keys.items()}
