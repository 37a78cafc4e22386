"""Fingerprints' answers: version and part count as much as anywhere."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from syncopate.domain.download import Wanted, WantKind
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.verification import Finding, Gate, Heard, Result
from syncopate.matching.heard import judge_heard


def _track(song: str, key: str = "r") -> Track:
    artist, title, seconds = (*(part.strip() for part in song.split("|")), "")[:3]
    return Track(
        key=key,
        title=title,
        artists=(artist,) if artist else (),
        duration=timedelta(seconds=float(seconds)) if seconds else None,
    )


def _wanted(song: str, ids: Sequence[ExternalId] = ()) -> Wanted:
    track = _track(song)
    return Wanted(
        kind=WantKind.TRACK,
        title=track.title,
        artists=track.artists,
        duration=track.duration,
        ids=frozenset(ids),
    )


def _judged(wanted: str, *heard: str, score: float = 0.95) -> Finding:
    return judge_heard(_wanted(wanted), [Heard(score, tuple(map(_track, heard)))])


@pytest.mark.parametrize(
    ("wanted", "heard", "reason"),
    [
        (
            "Pink Floyd | Another Brick in the Wall, Pt. 1 | 191",
            "Pink Floyd | Another Brick in the Wall, Part 2 | 238",
            "other_part",
        ),
        ("Blur | Song 2 | 121", "Blur | Song 3 | 121", "other_part"),
        ("Taylor Swift | Love Story | 235", "Taylor Swift | Love Story (Taylor's Version) | 235", "other_version"),
        ("Madonna | Vogue | 285", "Madonna | Vogue (club mix) | 380", "other_version"),
        ("Oasis | Wonderwall | 258", "Oasis | Wonderwall (live) | 262", "other_version"),
        ("Oasis | Wonderwall | 258", "Oasis | Champagne Supernova | 447", "other_title"),
        ("Oasis | Wonderwall | 258", "Ryan Adams | Wonderwall | 258", "other_artists"),
    ],
)  # fmt: skip
def test_another_recording_fails(wanted: str, heard: str, reason: str) -> None:
    found = _judged(wanted, heard)
    assert (found.gate, found.result, found.reason) == (Gate.FINGERPRINT, Result.FAILED, reason)
    assert found.evidence["recording"] == "r"


@pytest.mark.parametrize(
    ("wanted", "heard"),
    [
        ("Eminem | Without Me (explicit) | 290", "Eminem | Without Me | 290"),
        ("Eminem | Without Me | 290", "Eminem | Without Me (Explicit) | 290"),
        ("Avicii | Levels (Radio Edit) | 199", "Avicii | Levels | 199"),
        ("David Bowie | Heroes - 2017 Remaster | 371", "David Bowie | “Heroes” | 371"),
        ("Oasis | Wonderwall | 258", "Oasis | Wonderwall"),
    ],
)
def test_the_same_recording_passes(wanted: str, heard: str) -> None:
    assert _judged(wanted, heard).result is Result.PASSED


def test_one_recording_that_is_it_is_enough() -> None:
    """The surest answer is another song; a lower one is what is wanted."""
    answers = [
        Heard(0.97, (_track("Edward Vesala Trio | Nana | 300", "first"),)),
        Heard(0.9, (_track("Geoxor | Nana | 201", "second"),)),
    ]
    found = judge_heard(_wanted("Geoxor | Nana | 201"), answers)
    assert (found.result, found.evidence["recording"]) == (Result.PASSED, "second")


@pytest.mark.parametrize(
    ("wanted", "heard", "reason"),
    [
        # Live takes often have a bare title where recordings are kept.
        ("Oasis | Wonderwall (Live) | 262", "Oasis | Wonderwall | 262", "version_not_told"),
        ("Oasis | Wonderwall | 258", "Oasis | Wonderwall | 1020", "other_length"),
        ("Oasis | Wonderwall | 258", "| Wonderwall | 258", "not_sure"),
    ],
)
def test_what_is_not_told_is_not_verified(wanted: str, heard: str, reason: str) -> None:
    found = _judged(wanted, heard)
    assert (found.result, found.reason) == (Result.UNVERIFIED, reason)


def test_without_a_good_answer_nothing_is_said() -> None:
    wanted = _wanted("Oasis | Wonderwall | 258")
    unsure = Heard(0.5, (_track("Somebody | Else | 100"),))
    unnamed = Heard(0.99, (Track(key="r", title=""),))
    for answers in ([], [unsure], [unnamed]):
        found = judge_heard(wanted, answers)
        assert (found.result, found.reason) == (Result.UNVERIFIED, "nothing_heard")


def test_the_same_id_passes_whatever_it_is_called() -> None:
    known = ExternalId(IdKind.MB_RECORDING, "1b0a7d0c-0000-4000-8000-000000000001")
    recording = Track(key="r", title="ワンダーウォール", artists=("オアシス",), ids=frozenset({known}))
    found = judge_heard(_wanted("Oasis | Wonderwall | 258", [known]), [Heard(0.9, (recording,))])
    assert found.result is Result.PASSED
