"""Repairs: what needs the user, in the words of their language where we have them."""

from collections.abc import Collection

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from yarl import URL

from .client import EngineIncompatible
from .client.models import OpenProblem, ProblemSeverity, Status
from .const import DOMAIN, LINK_HELD, PROBLEMS


@callback
def async_tell_problems(hass: HomeAssistant, entry_id: str, status: Status) -> None:
    """Raise an issue for each open problem of the engine, and take back those that are no more."""
    open_ids: set[str] = set()
    for problem in status.problems:
        issue_id = f"{entry_id}_{problem.id}"
        open_ids.add(issue_id)
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            data=(waiting := _held_plan(entry_id, problem)),
            is_fixable=waiting is not None,
            learn_more_url=_page(status.info.configuration_url, problem),
            severity=(
                ir.IssueSeverity.WARNING
                if problem.severity is ProblemSeverity.WARNING
                else ir.IssueSeverity.ERROR
            ),
            translation_key=_text(problem, fixable=waiting is not None),
            translation_placeholders={"title": problem.title, "detail": problem.detail},
        )
    async_forget(hass, entry_id, but=open_ids)


def _held_plan(entry_id: str, problem: OpenProblem) -> dict[str, str | int | float | None] | None:
    """Return what the repair needs to let a plan of a link through; None of any other problem."""
    known = problem.placeholders or {}
    if problem.key != LINK_HELD or not {"link_id", "plan_id"} <= known.keys():
        return None
    return {"entry_id": entry_id, "link_id": known["link_id"], "plan_id": known["plan_id"]}


def _text(problem: OpenProblem, *, fixable: bool) -> str:
    return problem.key if fixable or problem.key in PROBLEMS else "problem"


def _page(url: str | None, problem: OpenProblem) -> str | None:
    """Return where the engine's page is on which a problem can be settled, None where nobody reaches it."""
    if url is None:
        return None
    if problem.key in _OF_ACCOUNTS:
        return str(URL(url) / "accounts")
    if problem.key == LINK_HELD and (link_id := (problem.placeholders or {}).get("link_id")):
        return str(URL(url) / "links" / link_id)
    return url


_OF_ACCOUNTS = frozenset({"login_lacks_rights", "login_rejected"})
"""Problems that are settled on the page of accounts."""


@callback
def async_tell_incompatible(hass: HomeAssistant, entry_id: str, error: EngineIncompatible) -> None:
    """Raise an issue that says which of engine and integration wants an update."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{entry_id}_versions",
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key="engine_too_old" if error.engine_is_older else "integration_too_old",
        translation_placeholders={"version": error.engine_version},
    )


@callback
def async_forget(hass: HomeAssistant, entry_id: str, *, but: Collection[str] = ()) -> None:
    """Take back the issues of this entry."""
    registry = ir.async_get(hass)
    for domain, issue_id in list(registry.issues):
        if domain == DOMAIN and issue_id.startswith(f"{entry_id}_") and issue_id not in but:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
