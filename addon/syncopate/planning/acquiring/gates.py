"""What becomes of a file that was verified: it passes, waits for somebody's word, or is refused."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from syncopate.domain.media import AudioFormat
from syncopate.domain.quality import Profile
from syncopate.domain.verification import Finding, Gate, Measure, Result, Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What follows where a gate failed, and where it could not tell; gates that are not named let through."""

    failed: Mapping[Gate, Measure] = field(default_factory=lambda: _FAILED)
    unverified: Mapping[Gate, Measure] = field(default_factory=lambda: _UNVERIFIED)

    def measure(self, finding: Finding) -> Measure:
        """Return what follows of a finding."""
        if finding.result is Result.PASSED:
            return Measure.PASS
        measures = self.failed if finding.result is Result.FAILED else self.unverified
        return measures.get(finding.gate, Measure.PASS)


_FAILED: Mapping[Gate, Measure] = {
    Gate.PRESENT: Measure.REJECT,
    Gate.AUDIO: Measure.REJECT,
    Gate.PROTECTED: Measure.REJECT,
    Gate.EXTENSION: Measure.REVIEW,
    Gate.DECODES: Measure.REJECT,
    Gate.DURATION: Measure.REVIEW,
    Gate.CLAIM: Measure.REVIEW,
    Gate.SPECTRUM: Measure.REVIEW,
    Gate.QUALITY: Measure.REVIEW,
    Gate.FINGERPRINT: Measure.REVIEW,
}
_UNVERIFIED: Mapping[Gate, Measure] = {Gate.PRESENT: Measure.REVIEW, Gate.AUDIO: Measure.REVIEW}

DEFAULT = Policy()
"""Damaged files are refused, others than wanted wait; what could not be told is let through."""

STRICT = Policy(
    unverified=dict.fromkeys(
        (Gate.PRESENT, Gate.AUDIO, Gate.DECODES, Gate.DURATION, Gate.FINGERPRINT), Measure.REVIEW
    )
)
"""The same, but what could not be told waits, too."""

_HARDNESS = (Measure.PASS, Measure.REVIEW, Measure.REJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What becomes of a file, and the findings that stand in its way, in the order of the gates."""

    measure: Measure
    against: tuple[Finding, ...] = ()


def judge(verification: Verification, policy: Policy = DEFAULT, approved: Collection[Gate] = ()) -> Judgement:
    """Return what becomes of a file. Gates that somebody approved let it through, and no others."""
    against = tuple(
        finding
        for finding in verification.findings
        if finding.gate not in approved and policy.measure(finding) is not Measure.PASS
    )
    hardest = max((policy.measure(finding) for finding in against), key=_HARDNESS.index, default=Measure.PASS)
    return Judgement(measure=hardest, against=against)


def approve(
    verification: Verification, policy: Policy = DEFAULT, approved: Collection[Gate] = ()
) -> frozenset[Gate]:
    """Return the approved gates after somebody said yes: one more, the first that stands in the way.

    What else speaks against the file is asked for anew, however it was found. ValueError where nothing waits.
    """
    against = judge(verification, policy, approved).against
    if not against:
        raise ValueError("nothing waits for a yes")
    return frozenset(approved) | {against[0].gate}


def quality_finding(sound: AudioFormat | None, profile: Profile) -> Finding:
    """Hold how a file really sounds against the profile."""
    unfit = profile.refuses(sound)
    if unfit is None:
        return Finding(gate=Gate.QUALITY, result=Result.PASSED)
    if sound is None:
        return Finding(gate=Gate.QUALITY, result=Result.UNVERIFIED, reason="unknown")
    told = f"{sound.codec} {sound.bitrate} kbit/s" if sound.bitrate else sound.codec
    if profile.fall_back:
        return Finding(
            gate=Gate.QUALITY, result=Result.PASSED, reason="fall_back", evidence={"measured": told}
        )
    return Finding(
        gate=Gate.QUALITY,
        result=Result.FAILED,
        reason=unfit.value,
        detail=f"{told} is not what the profile wants.",
        evidence={"measured": told},
    )
