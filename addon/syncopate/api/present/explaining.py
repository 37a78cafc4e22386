"""Explanations dressed for the wire."""

from syncopate.api.present.matches import evidence_view
from syncopate.api.present.services import track_view
from syncopate.api.present.times import milliseconds
from syncopate.api.wire.matching import ExplanationView, ReadNameView, WeightedView
from syncopate.matching.explain import ReadName, Weighted
from syncopate.sync.explaining import Explained


def explanation_view(explained: Explained) -> ExplanationView:
    """Dress all that led to a verdict."""
    told, library = explained.explanation, explained.library
    return ExplanationView(
        library_id=library.id,
        library_name=library.name,
        tracks=told.tracks,
        read=_read(told.read),
        decision=None if told.decision is None else told.decision.ruling,
        verdict=told.match.verdict,
        reason=told.match.reason,
        track_key=told.match.track_key,
        candidates=[_weighted(library.id, each) for each in told.candidates],
        compared=told.compared,
        threshold=told.threshold,
        gap=told.gap,
        lead=told.lead,
    )


def _read(read: ReadName) -> ReadNameView:
    return ReadNameView(
        base=read.base,
        full=read.full,
        keys=list(read.keys),
        versions=list(read.versions),
        packaging=list(read.packaging),
        part=read.part,
        featured=list(read.featured),
        artists=list(read.artists),
        perhaps_artists=[list(names) for names in read.perhaps_artists],
        album=read.album,
        duration_ms=milliseconds(read.duration),
        ids=[f"{each.kind.value}:{each.value}" for each in read.ids],
    )


def _weighted(library_id: str, weighted: Weighted) -> WeightedView:
    return WeightedView(
        track=track_view(library_id, weighted.track),
        origins=list(weighted.origins),
        score=weighted.candidate.score,
        barred=weighted.candidate.barred,
        refused=weighted.refused,
        evidence=[evidence_view(item) for item in weighted.candidate.evidence],
    )
