"""Identified titles: which recordings of catalogues entries were found to be, and putting that right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from syncopate.domain.match import Verdict
from syncopate.errors import InvalidInput
from syncopate.store import identities
from syncopate.store.database import Connection
from syncopate.store.identities import Identity, IdentityCount
from syncopate.store.paging import Page
from syncopate.sync.identifying import forget_identity, put_right
from syncopate.web.view.paging import paged
from syncopate.web.visit import Visit

PAGE = 15
TABS = (Verdict.REVIEW, Verdict.MISSING, Verdict.MATCH)
"""What is worth looking at first comes first."""

_LONGEST_NAME, _LONGEST_KEY = 4096, 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of what has one verdict. `counts` is how many there are of each, in the catalogue shown."""

    shown: Verdict
    counts: Mapping[Verdict, int]
    catalogues: Sequence[str]
    catalogue: str
    by_hand: int
    page: Page[Identity]

    tabs = TABS

    @property
    def query(self) -> Mapping[str, object]:
        """What an address needs to hold of it."""
        return {"show": self.shown.value, "catalogue": self.catalogue}


async def show(visit: Visit) -> Response:
    """Show a page of them; without a choice, of what is not sure if there is any."""
    number, catalogue = max(visit.whole("page", 1), 1), visit.parameter("catalogue")[:64]
    asked = next((each for each in TABS if each == visit.parameter("show")), None)
    view = await visit.kit.database.read(_gather, asked, catalogue, number)
    return visit.page("identities.html", view, active="review")


def _gather(connection: Connection, asked: Verdict | None, catalogue: str, number: int) -> View:
    known = identities.counts(connection)
    counts = _counted(known, catalogue)
    shown = asked or next((each for each in TABS if counts[each]), Verdict.REVIEW)
    read = partial(identities.list_page, connection, verdict=shown, catalogue=catalogue or None)
    return View(
        shown=shown,
        counts=counts,
        catalogues=list(dict.fromkeys(each.catalogue for each in known)),
        catalogue=catalogue,
        by_hand=sum(each.by_hand for each in known if catalogue in {"", each.catalogue}),
        page=paged(read, number, PAGE),
    )


def _counted(known: Sequence[IdentityCount], catalogue: str) -> dict[Verdict, int]:
    mine = [each for each in known if catalogue in {"", each.catalogue}]
    return {verdict: sum(each.count for each in mine if each.verdict is verdict) for verdict in TABS}


async def decide(visit: Visit) -> Response:
    """Say which recording an entry is, by the key of a candidate or a link; without: it is none of them."""
    key, link = _exact(visit, "key", _LONGEST_KEY), _exact(visit, "link", _LONGEST_KEY).strip()
    await put_right(visit.kit, *_named(visit), key=key or None, link=link or None)
    return visit.back("identity_said")


async def forget(visit: Visit) -> Response:
    """Forget what an entry is, also what was said by hand."""
    await forget_identity(visit.kit, *_named(visit))
    return visit.back("identity_forgotten")


def _named(visit: Visit) -> tuple[str, str]:
    """Return an entry's identity and the catalogue. Raises InvalidInput."""
    identity = _exact(visit, "identity", _LONGEST_NAME)
    if not identity:
        raise InvalidInput("It is not said which entry is meant.", field="identity")
    return identity, visit.field("catalogue")[:64]


def _exact(visit: Visit, name: str, longest: int) -> str:
    """Return a field as it was sent: spaces may be part of a name."""
    value = visit.form.get(name)
    return value[:longest] if isinstance(value, str) else ""
