"""What was found out about a file before it enters a library, and what is to become of it.

Each gate gives one finding with its evidence. What a finding leads to is the policy's business: a file
passes, waits for somebody's word, or is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from syncopate.domain.media import Track


class Gate(StrEnum):
    """What is looked at, in the order in which it is asked for."""

    PRESENT = "present"
    """It is there and not empty."""
    AUDIO = "audio"
    """It is sound, neither a video nor something else."""
    PROTECTED = "protected"
    """It can be played by everyone: no copy protection."""
    EXTENSION = "extension"
    """Its name says what it is."""
    DECODES = "decodes"
    """It can be played to its end."""
    DURATION = "duration"
    """It is as long as what is wanted."""
    CLAIM = "claim"
    """It sounds as was claimed."""
    SPECTRUM = "spectrum"
    """What is lossless was never lossy."""
    QUALITY = "quality"
    """It fits the profile."""
    FINGERPRINT = "fingerprint"
    """It sounds like the recording that is wanted."""


class Result(StrEnum):
    """What a gate says. UNVERIFIED: it could not be told, or there was nothing to hold it against."""

    PASSED = "passed"
    FAILED = "failed"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one gate says of a file. `reason` is a stable key, `detail` a sentence for people.

    `evidence` are the facts it rests on, by name, as text: what was measured and what was expected.
    """

    gate: Gate
    result: Result
    reason: str = ""
    detail: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verification:
    """All findings on a file, each gate once, in the order of the gates."""

    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        """Refuse two answers of one gate, and keep them in order."""
        gates = [finding.gate for finding in self.findings]
        if len(set(gates)) != len(gates):
            raise ValueError("a gate gives one finding")
        ordered = tuple(sorted(self.findings, key=lambda finding: _ORDER[finding.gate]))
        object.__setattr__(self, "findings", ordered)

    def of(self, gate: Gate) -> Finding | None:
        """Return what a gate says, None where it was not asked."""
        return next((finding for finding in self.findings if finding.gate is gate), None)

    def and_also(self, *findings: Finding) -> Verification:
        """Return this with more findings; a gate that is asked again gives its new answer."""
        new = {finding.gate for finding in findings}
        return Verification((*(each for each in self.findings if each.gate not in new), *findings))


_ORDER = {gate: place for place, gate in enumerate(Gate)}


class Measure(StrEnum):
    """What is done with a file that a gate does not let through."""

    PASS = "pass"  # noqa: S105 -- no password
    REVIEW = "review"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a service of fingerprints knows of a sound: how sure it is, 0..1, and the recordings it may be."""

    score: float
    recordings: tuple[Track, ...]
