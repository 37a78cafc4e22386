"""Several links pasted at once: each is looked at for itself, and what is ticked is added together."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.errors import InvalidInput, SyncopateError
from syncopate.providers.links import Link, take_all_apart, take_lines_apart
from syncopate.sync.adding import Added
from syncopate.sync.linking import Looked, is_ours
from syncopate.sync.mirrors import NewMirror
from syncopate.web.pages.looking import NOBODY, Look, look
from syncopate.web.pages.new_mirror import as_entered
from syncopate.web.texts import N_
from syncopate.web.visit import Visit

MOST = 10
"""Links that are looked at on one page: a service is asked for each."""

_AT_A_TIME = 4
_LONGEST_PICK = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One link: what it is, or why that cannot be told (`error`)."""

    link: str
    look: Look | None = None
    error: SyncopateError | None = None

    @property
    def looked(self) -> Looked | None:
        """Return what would be added, if anything."""
        return None if self.look is None else self.look.looked

    @property
    def pick(self) -> str:
        """Return what a form says of it, "" where there is nothing to add."""
        looked = self.looked
        if looked is None or looked.mirror_id is not None:
            return ""
        return f"{looked.provider}/{looked.account_id or NOBODY}/{looked.reference}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """All that was pasted. `left` are the links that are one too many for a page, `foreign` those not ours.

    `without` are lines that have no link, `again` links that name what another one names, too. `ticked` are
    picks, None: all. `added` is what became of those that were ticked before.
    """

    items: Sequence[Item]
    left: Sequence[str]
    foreign: Sequence[str]
    without: Sequence[str] = ()
    again: Sequence[str] = ()
    ticked: frozenset[str] | None = None
    added: Sequence[Added] = ()

    @property
    def fresh(self) -> int:
        """Return how many can be added."""
        return sum(bool(item.pick) for item in self.items)

    @property
    def notes(self) -> Sequence[tuple[str, Sequence[str]]]:
        """Return what was pasted and is not looked at, with what is to be said of it."""
        told = (
            (N_("Nothing is added from these addresses:"), self.foreign),
            (N_("There is no link in these lines:"), self.without),
            (N_("These name what another link names, too, so they are taken once:"), self.again),
        )
        return [(said, those) for said, those in told if those]

    def is_ticked(self, item: Item) -> bool:
        """Tell whether one is ticked."""
        return self.ticked is None or item.pick in self.ticked

    def name_of(self, reference: str) -> str:
        """Return what something that was ticked is called."""
        known = (item.looked for item in self.items)
        names = (each.playlist.name for each in known if each is not None and each.reference == reference)
        return next(names, reference)


def links_of(text: str) -> Sequence[Link]:
    """Return the links to services of ours in what was pasted."""
    return [link for link in take_all_apart(text) if is_ours(link)]


async def look_at_each(
    visit: Visit, text: str, ticked: frozenset[str] | None = None, added: Sequence[Added] = ()
) -> Pasted:
    """Return what each of several links is; one that fails fails alone."""
    slots = asyncio.Semaphore(_AT_A_TIME)

    async def one(link: str) -> Item:
        async with slots:
            try:
                found = await look(visit, link, "")
            except SyncopateError as error:
                return Item(link=link, error=error)
        return Item(link=link, look=found, error=found.error)

    lines = take_lines_apart(text)
    ours = [link.text for link in lines.links if is_ours(link)]
    looked = await asyncio.gather(*(one(link) for link in ours[:MOST]))
    items = _each_once(looked)
    same = [item.link for item in looked if item not in items]
    return Pasted(
        items=items,
        left=ours[MOST:],
        foreign=[link.text for link in lines.links if not is_ours(link)],
        without=lines.without,
        again=list(dict.fromkeys([*lines.again, *same])),
        ticked=ticked,
        added=added,
    )


def _each_once(items: Sequence[Item]) -> Sequence[Item]:
    """Leave out links that name what another one names, too."""
    known = {item.pick or item.link: item for item in reversed(items)}
    return [item for item in items if known[item.pick or item.link] is item]


def picked(visit: Visit) -> Sequence[str]:
    """Return what is ticked in a form, each once."""
    said = [value for value in visit.form.getlist("pick") if isinstance(value, str)]
    return list(dict.fromkeys(value for value in said if value))


def wanted(visit: Visit, picks: Sequence[str]) -> Sequence[NewMirror]:
    """Return what is to be added as the form says. Raises InvalidInput."""
    new: list[NewMirror] = []
    for pick in picks:
        provider, _, rest = pick.partition("/")
        account, _, reference = rest.partition("/")
        if not reference or len(pick) > _LONGEST_PICK:
            raise InvalidInput("Tick one at least.", field="pick")
        by = None if account == NOBODY else account
        new.append(as_entered(visit, provider=provider, account=by, reference=reference, named=False))
    return new


def pick_of(new: NewMirror) -> str:
    """Return the pick that something to add was made of."""
    return f"{new.provider}/{new.account_id or NOBODY}/{new.reference}"
