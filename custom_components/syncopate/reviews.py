"""What waits for a decision, as an action answers it: all that one needs to ask, and then to resolve it."""

from typing import Any

from .client.models import CandidateView, MatchView


def review_item(match: MatchView) -> dict[str, Any]:
    """Return an entry in review with its candidates, the best first."""
    candidates = [_candidate(each) for each in match.candidates]
    return {
        "playlist_id": match.playlist_id,
        "playlist": match.playlist_name,
        "position": match.position,
        "identity": match.identity,
        "title": match.title,
        "artists": match.artists,
        "album": match.album,
        "duration_ms": match.duration_ms,
        "link": match.link,
        "confidence": match.confidence,
        # One that is barred may be what is meant all the same, but it is never the first guess.
        "candidates": sorted(candidates, key=lambda each: each["barred"]),
    }


def _candidate(candidate: CandidateView) -> dict[str, Any]:
    """Return a candidate; `title` is None when its file has gone since."""
    track = candidate.track
    return {
        "track_key": candidate.track_key,
        "title": None if track is None else track.title,
        "artists": [] if track is None else track.artists,
        "album": None if track is None else track.album,
        "duration_ms": None if track is None else track.duration_ms,
        "score": candidate.score,
        "barred": any(item.gate for item in candidate.evidence),
        "why": [
            {"aspect": item.aspect.value, "says": item.says.value, "detail": item.detail}
            for item in candidate.evidence
        ],
    }
