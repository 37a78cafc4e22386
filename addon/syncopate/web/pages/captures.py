"""Captures: what accounts said before something was taken away there, and bringing that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.run import JobName, Trigger
from syncopate.errors import NotFound, SyncopateError
from syncopate.store import accounts, links, watch_captures
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.watch_captures import Capture
from syncopate.sync.watch.linking import ORDER
from syncopate.web.link_words import OUTCOMES
from syncopate.web.pages.links import service_of
from syncopate.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A capture with its account, and the name of the link it was made for, "" for none."""

    capture: Capture
    account: Account
    link: str

    @property
    def service(self) -> str:
        """What the account's service is called."""
        return service_of(self.account)

    @property
    def features(self) -> Sequence[str]:
        """What it is of."""
        return [each.value for each in ORDER if each in self.capture.features]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All captures, or those of one account. `asked` is the one of which the user wants to know first."""

    accounts: Sequence[Account]
    account: str
    shown: Sequence[Shown]
    asked: Shown | None


def told_sums(sums: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return how many writes ended in which way, in a fixed order."""
    return [(name, sums[name]) for name in OUTCOMES if sums.get(name)]


async def show(visit: Visit) -> Response:
    """Show them; with `restore` it is asked about one of them first."""
    return await _page(visit, visit.parameter("restore"))


async def _page(visit: Visit, asked: str = "", *, error: SyncopateError | None = None) -> Response:
    view = await visit.kit.database.read(_gather, visit.parameter("account"), asked)
    if asked and view.asked is None and error is None:
        raise NotFound(what="capture", id=asked)
    at = "/captures" if error else ""
    return visit.page("captures.html", view, active="links", error=error, at=at)


def _gather(connection: Connection, account: str, asked: str) -> View:
    known = {each.id: each for each in accounts.every(connection)}
    names = {each.id: each.name for each in links.every(connection)}
    shown = [
        Shown(capture=each, account=known[each.account_id], link=names.get(each.link_id or "", ""))
        for each in watch_captures.every(connection)
    ]
    of = [each for each in known.values() if any(one.account is each for one in shown)]
    chosen = account if any(each.id == account for each in of) else ""
    return View(
        accounts=of,
        account=chosen,
        shown=[each for each in shown if not chosen or each.account.id == chosen],
        asked=next((each for each in shown if each.capture.id == asked), None),
    )


async def restore(visit: Visit) -> Response:
    """Bring an account back to what it was, in a run whose page is shown."""
    capture_id = visit.request.path_params["id"]
    try:
        run = await visit.context.jobs.run(JobName.RESTORE_CAPTURE, Trigger.WEB, {"capture_id": capture_id})
    except SyncopateError as error:
        return await _page(visit, capture_id, error=error)
    return visit.to(f"log/{run.id}", said="returning")


async def remove(visit: Visit) -> Response:
    """Forget one."""
    await visit.kit.database.write(watch_captures.remove, visit.request.path_params["id"])
    return visit.back("removed")
