"""Whether a fingerprint's answer is the recording that is wanted: version and part count as everywhere."""

from collections.abc import Sequence

from syncopate.domain.download import Wanted
from syncopate.domain.match import Aspect, Match, Verdict
from syncopate.domain.media import Track
from syncopate.domain.verification import Finding, Gate, Heard, Result
from syncopate.matching.aliases import Aliases
from syncopate.matching.known_names import KNOWN_ALIASES
from syncopate.matching.offers import entry_of
from syncopate.matching.reading import Reading, read_entry, read_track
from syncopate.matching.weighing import Weighed, by_id, by_score, weigh
from syncopate.matching.weights import DEFAULT

SURE_ENOUGH = 0.8
"""Answers that the service is less sure of say nothing."""

_OTHER = {
    Aspect.PART: "other_part",
    Aspect.VERSION: "other_version",
    Aspect.TITLE: "other_title",
    Aspect.ARTISTS: "other_artists",
}


def judge_heard(wanted: Wanted, heard: Sequence[Heard], aliases: Aliases = KNOWN_ALIASES) -> Finding:
    """Hold what was heard against what is wanted. One recording that is it is enough."""
    known = [
        recording
        for answer in sorted(heard, key=lambda each: -each.score)
        if answer.score >= SURE_ENOUGH
        for recording in answer.recordings
        if recording.title
    ]
    if not known:
        return _finding(Result.UNVERIFIED, "nothing_heard", "Nobody knows how this sounds.")
    entry = read_entry(entry_of(wanted), aliases)
    weighed = [_weighed(entry, recording) for recording in known]
    verdicts = [(each, _verdict(entry, each)) for each in weighed]
    for each, match in verdicts:
        if match.verdict is Verdict.MATCH:
            return _finding(Result.PASSED, "", "", each.track)
    for each, match in verdicts:
        if match.verdict is Verdict.REVIEW:
            detail = f'It sounds like "{_label(each.track)}", which may be it.'
            return _finding(Result.UNVERIFIED, "not_sure", detail, each.track)
    for each in weighed:
        gates = _gates(each)
        if gates == {Aspect.VERSION} and not each.reading.title.versions:
            detail = f'It sounds like "{_label(each.track)}"; which version that is, is not told.'
            return _finding(Result.UNVERIFIED, "version_not_told", detail, each.track)
        if gates == {Aspect.DURATION}:
            detail = f'It sounds like "{_label(each.track)}", which is said to have another length.'
            return _finding(Result.UNVERIFIED, "other_length", detail, each.track)
    nearest = min(weighed, key=lambda each: (len(_gates(each)), -each.candidate.score))
    reason = next((key for aspect, key in _OTHER.items() if aspect in _gates(nearest)), "other_title")
    detail = f'It sounds like "{_label(nearest.track)}".'
    return _finding(Result.FAILED, reason, detail, nearest.track)


def _weighed(entry: Reading, recording: Track) -> Weighed:
    read = read_track(recording)
    return weigh(entry, recording, read, (entry.artists | read.artists).__contains__, DEFAULT)


def _verdict(entry: Reading, weighed: Weighed) -> Match:
    shared = by_id(entry, [weighed]) if entry.ids & weighed.reading.ids else None
    return shared if shared is not None else by_score(entry, [weighed], DEFAULT)


def _gates(weighed: Weighed) -> set[Aspect]:
    return {item.aspect for item in weighed.candidate.evidence if item.gate}


def _label(track: Track) -> str:
    return f"{', '.join(track.artists)} - {track.title}" if track.artists else track.title


def _finding(result: Result, reason: str, detail: str, track: Track | None = None) -> Finding:
    evidence = {} if track is None else {"heard": _label(track), "recording": track.key}
    return Finding(gate=Gate.FINGERPRINT, result=result, reason=reason, detail=detail, evidence=evidence)
