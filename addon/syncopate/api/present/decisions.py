"""Decisions and what is accepted at once, dressed for the wire."""

from collections.abc import Mapping

from syncopate.access.identity import Origin
from syncopate.api.present.services import track_view
from syncopate.api.present.times import milliseconds
from syncopate.api.wire.base import Pagination
from syncopate.api.wire.matching import AcceptItem, AcceptResult, DecisionPage, DecisionView
from syncopate.domain.media import Track
from syncopate.store.decisions import Made
from syncopate.store.paging import Page
from syncopate.sync.decisions import Accepting

ITEMS_SHOWN = 100
_WAYS = {origin.value: origin for origin in Origin}


def decision_page(page: Page[Made], now: Mapping[int, Track | None]) -> DecisionPage:
    """Dress a page of the history; `now` holds the present track of each decision that named one."""
    return DecisionPage(
        items=[decision_view(item, now.get(item.id)) for item in page.items],
        page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
    )


def decision_view(made: Made, present: Track | None) -> DecisionView:
    """Dress one decision; `present` is its track as it is in the library now."""
    decision, entry = made.decision, made.decision.entry
    return DecisionView(
        id=made.id,
        ruling=decision.ruling,
        title="" if entry is None else entry.title,
        artists=[] if entry is None else list(entry.artists),
        album=None if entry is None else entry.album,
        duration_ms=None if entry is None else milliseconds(entry.duration),
        library_id=decision.library_id,
        track_key=decision.track_key,
        present_key=None if present is None else present.key,
        track_title=None if decision.track is None else decision.track.title,
        track_artists=[] if decision.track is None else list(decision.track.artists),
        playlist_id=made.mirror_id,
        playlist_name=made.mirror_name,
        score=made.score,
        batch_id=made.signed.batch,
        decided_at=made.signed.at,
        decided_by=made.signed.by,
        via=_WAYS.get(made.signed.via),
        counts=made.undone_at is None,
        undone_at=made.undone_at,
        undone_by=made.undone_by,
    )


def accept_result(
    accepting: Accepting, tracks: Mapping[str, Mapping[str, Track]], *, dry_run: bool
) -> AcceptResult:
    """Dress what would be accepted or was; `tracks` by library and key."""
    return AcceptResult(
        dry_run=dry_run,
        total=len(accepting.items) + accepting.rest,
        rest=accepting.rest,
        left_out=accepting.left_out,
        items=[
            AcceptItem(
                playlist_id=item.mirror_id,
                playlist_name=item.mirror_name,
                library_id=item.library_id,
                position=item.entry.position,
                title=item.entry.title,
                artists=list(item.entry.artists),
                track=None if track is None else track_view(item.library_id, track),
                track_key=item.best.track_key,
                score=item.best.score,
            )
            for item in accepting.items[:ITEMS_SHOWN]
            for track in (tracks.get(item.library_id, {}).get(item.best.track_key),)
        ],
        batch_id=accepting.batch,
    )
