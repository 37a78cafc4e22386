"""A match names its track, and only a match does."""

import pytest
from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Says, Verdict


def test_a_match_names_its_track() -> None:
    assert Match(Verdict.MATCH, "agrees", "1").track_key == "1"
    with pytest.raises(ValueError, match="names its track"):
        Match(Verdict.MATCH, "agrees")


@pytest.mark.parametrize("verdict", [Verdict.REVIEW, Verdict.MISSING, Verdict.UNKNOWN])
def test_nothing_else_does(verdict: Verdict) -> None:
    assert Match(verdict, "not_sure").track_key is None
    with pytest.raises(ValueError, match="names its track"):
        Match(verdict, "not_sure", "1")


def test_a_gate_bars_a_candidate() -> None:
    fine = Evidence(Aspect.TITLE, Says.AGREES)
    gate = Evidence(Aspect.VERSION, Says.DISAGREES, "live is not studio", 0.5, gate=True)
    assert not Candidate("1", 1.0, (fine,)).barred
    assert Candidate("1", 0.5, (fine, gate)).barred
