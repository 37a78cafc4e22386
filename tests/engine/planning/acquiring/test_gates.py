"""What becomes of a file that was verified."""

import pytest
from hypothesis import given, strategies as st
from syncopate.domain.media import AudioFormat
from syncopate.domain.quality import BALANCED, Level, Profile
from syncopate.domain.verification import Finding, Gate, Measure, Result, Verification
from syncopate.planning.acquiring.gates import DEFAULT, STRICT, Policy, approve, judge, quality_finding


def _verified(**results: Result) -> Verification:
    return Verification(tuple(Finding(gate=Gate(gate), result=result) for gate, result in results.items()))


def test_what_passes_every_gate_passes() -> None:
    verification = Verification(tuple(Finding(gate=gate, result=Result.PASSED) for gate in Gate))
    for policy in (DEFAULT, STRICT):
        assert judge(verification, policy).measure is Measure.PASS
        assert judge(verification, policy).against == ()
    with pytest.raises(ValueError, match="nothing waits"):
        approve(verification)


@pytest.mark.parametrize(
    ("gate", "measure"),
    [
        (Gate.PRESENT, Measure.REJECT),
        (Gate.AUDIO, Measure.REJECT),
        (Gate.PROTECTED, Measure.REJECT),
        (Gate.DECODES, Measure.REJECT),
        (Gate.EXTENSION, Measure.REVIEW),
        (Gate.DURATION, Measure.REVIEW),
        (Gate.CLAIM, Measure.REVIEW),
        (Gate.SPECTRUM, Measure.REVIEW),
        (Gate.QUALITY, Measure.REVIEW),
        (Gate.FINGERPRINT, Measure.REVIEW),
    ],
)
def test_a_failed_gate_lets_nothing_through(gate: Gate, measure: Measure) -> None:
    assert judge(_verified(**{gate.value: Result.FAILED})).measure is measure


def test_what_could_not_be_told_is_up_to_the_policy() -> None:
    verification = _verified(present=Result.PASSED, decodes=Result.UNVERIFIED, fingerprint=Result.UNVERIFIED)
    assert judge(verification).measure is Measure.PASS
    assert [finding.gate for finding in judge(verification, STRICT).against] == [
        Gate.DECODES,
        Gate.FINGERPRINT,
    ]
    own = Policy(unverified={Gate.FINGERPRINT: Measure.REJECT})
    assert judge(verification, own).measure is Measure.REJECT


def test_a_yes_passes_exactly_one_gate() -> None:
    verification = _verified(duration=Result.FAILED, claim=Result.FAILED, fingerprint=Result.FAILED)
    approved: frozenset[Gate] = frozenset()
    for expected in (Gate.DURATION, Gate.CLAIM, Gate.FINGERPRINT):
        assert judge(verification, DEFAULT, approved).measure is Measure.REVIEW
        before, approved = approved, approve(verification, DEFAULT, approved)
        assert approved - before == {expected}
    assert judge(verification, DEFAULT, approved).measure is Measure.PASS


_RESULTS = st.dictionaries(st.sampled_from(list(Gate)), st.sampled_from(list(Result)))


@given(_RESULTS, st.frozensets(st.sampled_from(list(Gate))))
def test_a_yes_never_opens_another_gate(results: dict[Gate, Result], approved: frozenset[Gate]) -> None:
    verification = Verification(tuple(Finding(gate=gate, result=result) for gate, result in results.items()))
    before = judge(verification, STRICT, approved).against
    if before:
        after = judge(verification, STRICT, approve(verification, STRICT, approved)).against
        assert after == before[1:]


def test_findings_stand_in_the_order_of_the_gates_and_once() -> None:
    late, early = (
        Finding(gate=Gate.FINGERPRINT, result=Result.FAILED),
        Finding(gate=Gate.AUDIO, result=Result.PASSED),
    )
    verification = Verification((late, early))
    assert verification.findings == (early, late)
    again = verification.and_also(Finding(gate=Gate.FINGERPRINT, result=Result.PASSED))
    assert again.of(Gate.FINGERPRINT) == Finding(gate=Gate.FINGERPRINT, result=Result.PASSED)
    assert again.of(Gate.SPECTRUM) is None
    with pytest.raises(ValueError, match="one finding"):
        Verification((late, late))


def test_the_profile_is_held_against_how_a_file_really_sounds() -> None:
    strict = Profile(levels=(Level(codecs=frozenset({"flac"})),), fall_back=False)
    flac, mp3 = AudioFormat(codec="flac", lossless=True), AudioFormat(codec="mp3", bitrate=128)
    assert quality_finding(flac, strict).result is Result.PASSED
    failed = quality_finding(mp3, strict)
    assert (failed.result, failed.reason, failed.evidence) == (
        Result.FAILED,
        "format",
        {"measured": "mp3 128 kbit/s"},
    )
    assert (quality_finding(mp3, BALANCED).result, quality_finding(mp3, BALANCED).reason) == (
        Result.PASSED,
        "fall_back",
    )
    assert quality_finding(None, strict).result is Result.UNVERIFIED
