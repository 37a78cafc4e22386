"""What does not match at a link and why, with its remedy beside it; and what the user said of titles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from syncopate.domain.watch import MediaType, Side
from syncopate.errors import InvalidInput, SyncopateError
from syncopate.store import links, watch_findings, watch_overrides, watch_plans
from syncopate.store.database import Connection
from syncopate.store.paging import Page
from syncopate.store.watch_findings import Finding, FindingKind
from syncopate.store.watch_overrides import Override, OwnKey
from syncopate.sync.watch import saying
from syncopate.web.pages.links import Row, row_of
from syncopate.web.view.paging import paged
from syncopate.web.visit import Visit

PAGE = 40
_KINDS = {each.value: each for each in FindingKind}
_TYPES = {each.value: each for each in MediaType}
_FROM_THE_OTHER = frozenset({FindingKind.NO_COUNTERPART, FindingKind.UNRESOLVED})
"""What is lacking at a side: its records are at the other one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and where its record can be opened: at which side, by its key or its name."""

    finding: Finding

    @property
    def ids(self) -> Sequence[str]:
        """What it is called."""
        return [str(each) for each in self.finding.details.get("ids", ())]

    @property
    def kind(self) -> str:
        """What the title is, "" where that was not kept."""
        return str(self.finding.details.get("type", ""))

    @property
    def keys(self) -> Sequence[str]:
        """The records it is about."""
        one = self.finding.details.get("key")
        return [str(each) for each in self.finding.details.get("keys", [one] if one else [])]

    @property
    def own_key(self) -> str:
        """The one record that it is about, of what no id is known; "" where that is not one."""
        return self.keys[0] if len(self.keys) == 1 and not self.ids and len(self.sides) == 1 else ""

    @property
    def sides(self) -> Sequence[Side]:
        """Where its records are: of what one side lacks at the other side."""
        side = self.finding.side
        if side is None:
            return list(Side)
        return [side.other if self.finding.kind in _FROM_THE_OTHER else side]


@dataclass(frozen=True, slots=True)
class Word:
    """Something that was said of a title. `of` is the id or the key that it is said of.

    `account` is whose key that is, "" for an id.
    """

    override: Override
    of: str
    account: str = ""

    @property
    def label(self) -> str:
        """What the title is called."""
        return self.override.label or self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of findings. `sent` is the number of the one whose form was not taken, -1 for none."""

    row: Row
    counts: Mapping[FindingKind, int]
    kind: str
    q: str
    page: Page[Finding]
    words: Sequence[Word]
    planned: bool
    sent: int = -1

    @property
    def findings(self) -> int:
        """How much needs an eye."""
        return sum(self.counts.values())

    @property
    def found(self) -> Sequence[Found]:
        """What is on this page."""
        return [Found(each) for each in self.page.items]

    @property
    def query(self) -> Mapping[str, str]:
        """What is looked for."""
        return {"kind": self.kind, "q": self.q}


async def show(visit: Visit) -> Response:
    """Show them."""
    return await _page(visit)


async def _page(visit: Visit, error: SyncopateError | None = None) -> Response:
    link_id = visit.request.path_params["id"]
    kind = visit.parameter("kind") or visit.field("kind")
    q = (visit.parameter("q") or visit.field("q"))[:300]
    number = visit.whole("page") or _whole(visit.field("page"), 1)
    view = await visit.kit.database.read(
        _gather,
        link_id,
        kind if kind in _KINDS else "",
        q,
        max(number, 1),
        _whole(visit.field("number"), -1) if error else -1,
    )
    at = f"/links/{link_id}/findings" if error else ""
    return visit.page("link_findings.html", view, active="links", error=error, at=at)


def _whole(text: str, otherwise: int) -> int:
    return int(text[:6]) if text.isascii() and text.isdecimal() else otherwise


def _gather(connection: Connection, link_id: str, kind: str, q: str, number: int, sent: int) -> View:
    read = partial(watch_findings.page, connection, link_id, kind=_KINDS.get(kind), text=q)
    row = row_of(connection, link_id)
    return View(
        row=row,
        counts=watch_findings.counts(connection, link_id),
        kind=kind,
        q=q,
        page=paged(read, number, PAGE),
        words=[_word(each, row) for each in watch_overrides.every(connection, link_id)],
        planned=watch_plans.latest(connection, link_id) is not None,
        sent=sent,
    )


def _word(override: Override, row: Row) -> Word:
    match override.about:
        case OwnKey(account_id, key):
            side = Side.LEFT if row.seen.left.id == account_id else Side.RIGHT
            return Word(override, key, row.seen.at(side).name)
        case about:
            return Word(override, f"{about.kind.value}:{about.value}")


async def block(visit: Visit) -> Response:
    """Have a title never touched at this link."""
    await _say(visit)
    return visit.back("blocked")


async def same(visit: Visit) -> Response:
    """Say what an id or a record really is; what cannot be is shown again as it was typed."""
    try:
        await _say(visit, visit.field("same_as"))
    except InvalidInput as error:
        return await _page(visit, error)
    return visit.back("same_said")


async def _say(visit: Visit, same_as: str | None = None) -> None:
    """Say something of an id, or of an account's record that has none. Raises InvalidInput, NotFound."""
    link_id, label, account_id = visit.request.path_params["id"], visit.field("label"), visit.field("account")
    if account_id:
        await saying.say_of_record(
            visit.kit,
            account_id=account_id,
            key=visit.field("key"),
            same_as=same_as,
            link_id=link_id,
            label=label,
        )
        return
    await saying.say_of_id(
        visit.kit,
        kind=_kind(visit),
        about=visit.field("about"),
        same_as=same_as,
        link_id=link_id,
        label=label,
    )


def _kind(visit: Visit) -> MediaType:
    kind = _TYPES.get(visit.field("type"))
    if kind is None:
        raise InvalidInput("Choose at least one kind of titles.", field="type")
    return kind


async def take_back(visit: Visit) -> Response:
    """Take back what was said of a title."""
    await visit.kit.database.read(links.get, visit.request.path_params["id"])
    await saying.take_back(visit.kit, visit.request.path_params["override"])
    return visit.back("word_taken_back")
