"""Where a browser comes back to from a service that was asked to let us in.

It is open: who comes has no session here, for services send people on from elsewhere. What it brings is of
use for the one login that it was made for.
"""

from dataclasses import dataclass

from starlette.responses import Response

from syncopate.errors import SyncopateError
from syncopate.store.accounts import Account
from syncopate.sync.logins import answer_login
from syncopate.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What came of it: an account, or why not."""

    account: Account | None


async def show(visit: Visit) -> Response:
    """Take the answer, and say that the page can be closed."""
    account, error = None, None
    try:
        state = await answer_login(visit.kit, visit.parameter("state"), str(visit.request.url))
        account = state.account
    except SyncopateError as wrong:
        error = wrong
    return visit.page("returning.html", View(account=account), active="", error=error, at="")
