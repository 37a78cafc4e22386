"""Matches with their evidence dressed for the wire."""

from collections.abc import Iterable, Mapping

from syncopate.api.present.services import track_view
from syncopate.api.present.times import milliseconds
from syncopate.api.wire.base import Pagination
from syncopate.api.wire.media import CandidateView, EvidenceView, MatchPage, MatchView
from syncopate.domain.match import Candidate, Evidence
from syncopate.domain.media import Track
from syncopate.store.matches import MatchRow
from syncopate.store.paging import Page
from syncopate.sync.missing import link_of

type TracksOf = Mapping[str, Mapping[str, Track]]
"""Tracks by library and key."""


def match_page(page: Page[MatchRow], tracks: TracksOf) -> MatchPage:
    """Dress a page of matches; `tracks` holds those of the candidates."""
    return MatchPage(
        items=[match_view(row, tracks) for row in page.items],
        page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
    )


def match_view(row: MatchRow, tracks: TracksOf) -> MatchView:
    """Dress an entry with its verdict."""
    entry, match = row.entry, row.match
    known = tracks.get(row.library_id, {})
    return MatchView(
        playlist_id=row.mirror_id,
        playlist_name=row.mirror_name,
        library_id=row.library_id,
        position=row.position,
        identity=row.identity,
        title=entry.title,
        artists=list(entry.artists),
        album=entry.album,
        duration_ms=milliseconds(entry.duration),
        link=link_of(entry),
        verdict=match.verdict,
        reason=match.reason,
        confidence=match.confidence,
        track=None if row.track is None else track_view(row.library_id, row.track),
        candidates=[
            _candidate(row.library_id, candidate, known.get(candidate.track_key))
            for candidate in match.candidates
        ],
        decision=None if row.decision is None else row.decision.ruling,
        decision_id=None if row.decision is None else row.decision.id,
    )


def wanted_keys(rows: Iterable[MatchRow]) -> dict[str, set[str]]:
    """Return the keys of all candidates, by library."""
    keys: dict[str, set[str]] = {}
    for row in rows:
        keys.setdefault(row.library_id, set()).update(item.track_key for item in row.match.candidates)
    return keys


def _candidate(library_id: str, candidate: Candidate, track: Track | None) -> CandidateView:
    return CandidateView(
        track=None if track is None else track_view(library_id, track),
        track_key=candidate.track_key,
        score=candidate.score,
        evidence=[evidence_view(item) for item in candidate.evidence],
    )


def evidence_view(item: Evidence) -> EvidenceView:
    """Dress what one aspect says."""
    return EvidenceView(
        aspect=item.aspect, says=item.says, detail=item.detail, penalty=item.penalty, gate=item.gate
    )
