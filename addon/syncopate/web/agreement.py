"""What the evidence of a choice comes to, in one sentence."""

from collections.abc import Mapping

from syncopate.domain.match import Evidence, Match, Says
from syncopate.web.texts import N_

AGREEMENT: Mapping[str, str] = {
    "all": N_("Everything that is known agrees."),
    "but": N_("It agrees but for: %(aspects)s."),
    "alike": N_("It agrees; only alike: %(aspects)s."),
    "not_sure": N_("Not sure because of: %(aspects)s."),
}
"""What the evidence of the choice comes to."""


def agreement(match: Match) -> tuple[str, list[str]]:
    """Return which sentence of AGREEMENT fits ("" where another reason stands), and the aspects in it."""
    best = match.candidates[0] if match.candidates else None
    if match.reason not in {"agrees", "not_sure"} or best is None:
        return "", []
    against = [item.aspect.value for item in best.evidence if item.says is Says.DISAGREES]
    alike = [item.aspect.value for item in best.evidence if is_alike(item)]
    if match.reason == "not_sure":
        silent = [item.aspect.value for item in best.evidence if item.says is Says.NOTHING]
        doubtful = against or alike or silent
        return ("not_sure", doubtful) if doubtful else ("", [])
    if against:
        return "but", against
    return ("alike", alike) if alike else ("all", [])


def is_alike(evidence: Evidence) -> bool:
    """Tell whether it agrees, but not plainly: something was taken off for it."""
    return evidence.says is Says.AGREES and evidence.penalty > 0
