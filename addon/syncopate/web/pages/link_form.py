"""The form of a link: what passes which way, of what, how much may be taken back, how often it runs."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from syncopate.domain.link import FeaturePolicy
from syncopate.domain.snapshot import Complete, Failed
from syncopate.domain.watch import Feature, MediaType, Side
from syncopate.errors import InvalidInput, SyncopateError, Unreachable, error_with_key
from syncopate.planning.watching.guarding import Limits
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.providers.watching import Section
from syncopate.store.accounts import Account
from syncopate.store.links import Link, LinkSettings
from syncopate.sync.providers import isolated, sections_of
from syncopate.sync.watch.linking import ORDER, Direction, Offer, direction_of, policy_for, rules_of
from syncopate.web.link_words import PACES
from syncopate.web.visit import Visit

PATIENCE = 30
"""Seconds that a page waits for a server."""

LONGEST_NAME = 300
_MOST = 1_000_000
_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRow:
    """One feature: whether it is on and how it passes; `known`: it passes both ways already."""

    feature: Feature
    ways: Sequence[Direction]
    on: bool
    way: Direction
    adds: bool = True
    removes: bool = False
    tie: Side = Side.LEFT
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The libraries of a side. `known` False: its server was not asked; `chosen` None: all of them."""

    side: Side
    account: Account
    chosen: frozenset[str] | None
    known: bool = False
    sections: Sequence[Section] = ()
    error: SyncopateError | None = None

    def has(self, key: str) -> bool:
        """Tell whether a library is kept in step."""
        return self.chosen is None or key in self.chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What stands in the form. `pace` is in minutes, "" for every run of the job.

    `tellers` are those of the two whose servers can tell what happens there. `lists` are names, one on each
    line, None where the two have no lists in common.
    """

    offer: Offer
    name: str
    rows: Sequence[FeatureRow]
    kinds: Sequence[MediaType]
    types: frozenset[MediaType]
    told: Sequence[Told]
    lists: str | None
    few: str
    share: str
    pace: str
    live: bool
    tellers: Sequence[Account]
    paces: Sequence[tuple[str, int, str]] = field(default_factory=list)

    def account(self, side: Side) -> Account:
        """Return the account of a side."""
        return self.offer.left if side == Side.LEFT else self.offer.right


async def form_of(visit: Visit, offer: Offer, link: Link | None = None) -> Form:
    """Return the form as it was sent, else as the link is, else as it is proposed."""
    settings = None if link is None else link.settings
    limits = Limits() if settings is None else settings.limits
    kinds = kinds_of(offer)
    chosen = settings.types if settings is not None and settings.types is not None else frozenset(kinds)
    minutes = "" if link is None or link.every is None else str(link.every // timedelta(minutes=1))
    return Form(
        offer=offer,
        name=str(visit.typed("name", "" if link is None else link.name)),
        rows=_rows(visit, offer, settings),
        kinds=kinds,
        types=_types(visit) if visit.form else chosen,
        told=[each for side in Side if (each := await _told(visit, offer, settings, side)) is not None],
        lists=_lists(visit, settings) if Feature.LISTS in offer.features else None,
        few=str(visit.typed("few", limits.few)),
        share=str(visit.typed("share", f"{limits.share * _WHOLE:g}")),
        pace=str(visit.typed("every", minutes)),
        live=sent_live(visit) if visit.form else settings is None or settings.live,
        tellers=[each for each in (offer.left, offer.right) if _tells(each)],
        paces=_paces(minutes),
    )


def _paces(minutes: str) -> list[tuple[str, int, str]]:
    """Return what can be chosen, and what is set already: its value, minutes, and what it is called."""
    known = [(str(each), each, said) for each, said in PACES]
    return (
        known
        if not minutes or minutes in {name for name, _, _ in known}
        else [*known, (minutes, int(minutes), "")]
    )


def _tells(account: Account) -> bool:
    able = registry.manifest_of(account.provider).capabilities
    return not able.isdisjoint({Capability.LISTENING, Capability.HOOKS})


def kinds_of(offer: Offer) -> list[MediaType]:
    """Return the kinds of titles of which both can say something that they have in common."""
    left, right = rules_of(offer.left), rules_of(offer.right)
    return [
        kind
        for kind in MediaType
        if any(left.can_hold(each, kind) and right.can_hold(each, kind) for each in offer.features)
    ]


def _rows(visit: Visit, offer: Offer, settings: LinkSettings | None) -> list[FeatureRow]:
    first = next(iter(offer.features), None)
    rows = []
    for feature, ways in offer.features.items():
        if settings is None:
            policy = policy_for(ways[0]) if feature is first else None
        else:
            policy = settings.features.get(feature)
        known = policy is not None and policy.to_left and policy.to_right
        if visit.form:
            rows.append(_sent(visit, feature, ways, known=known))
            continue
        shown = policy or policy_for(ways[0])
        rows.append(
            FeatureRow(
                feature=feature,
                ways=ways,
                on=policy is not None,
                way=direction_of(shown) if direction_of(shown) in ways else ways[0],
                adds=shown.adds,
                removes=shown.removes,
                tie=shown.tie,
                known=known,
            )
        )
    return rows


def _sent(visit: Visit, feature: Feature, ways: Sequence[Direction], *, known: bool) -> FeatureRow:
    way = next((each for each in ways if each.value == visit.field(f"way.{feature}")), ways[0])
    return FeatureRow(
        feature=feature,
        ways=ways,
        on=visit.field(f"on.{feature}") == "on",
        way=way,
        adds=visit.field(f"adds.{feature}") == "on",
        removes=visit.field(f"removes.{feature}") == "on",
        tie=Side.RIGHT if visit.field(f"tie.{feature}") == Side.RIGHT else Side.LEFT,
        known=known,
    )


def sent_features(visit: Visit, offer: Offer) -> Mapping[Feature, FeaturePolicy]:
    """Return what shall pass, as it was sent."""
    rows = {each: _sent(visit, each, ways, known=False) for each, ways in offer.features.items()}
    return {
        each: FeaturePolicy(
            to_left=rows[each].way is not Direction.TO_RIGHT,
            to_right=rows[each].way is not Direction.TO_LEFT,
            adds=rows[each].adds,
            removes=rows[each].removes,
            tie=rows[each].tie,
        )
        for each in ORDER
        if each in rows and rows[each].on
    }


def _types(visit: Visit) -> frozenset[MediaType]:
    sent = {str(each) for each in visit.form.getlist("type")}
    return frozenset(each for each in MediaType if each.value in sent)


def sent_types(visit: Visit, offer: Offer) -> frozenset[MediaType] | None:
    """Return the kinds of titles that were ticked, None where all were."""
    chosen = _types(visit)
    return None if chosen >= frozenset(kinds_of(offer)) else chosen


def sent_limits(visit: Visit) -> Limits:
    """Return how much may be taken back. Raises InvalidInput."""
    few, share = visit.field("few"), visit.field("share")
    if not few.isascii() or not few.isdecimal() or int(few[:9]) > _MOST:
        raise _odd_limit()
    try:
        part = float(share.replace(",", "."))
    except ValueError:
        raise _odd_limit() from None
    if not 0 <= part <= _WHOLE:
        raise _odd_limit()
    return Limits(few=int(few[:9]), share=part / _WHOLE)


def _lists(visit: Visit, settings: LinkSettings | None) -> str:
    known = frozenset[str]() if settings is None else settings.lists
    return str(visit.typed("lists", "\n".join(sorted(known))))


def sent_lists(visit: Visit, before: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the names of the lists that were chosen, () for all; what was not asked stays as it was."""
    if "lists" not in visit.form:
        return before
    return frozenset(name for line in visit.field("lists").splitlines() if (name := line.strip()))


def sent_live(visit: Visit) -> bool:
    """Tell whether what happens at one side shall be told to the other at once."""
    return visit.field("live") == "on"


def _odd_limit() -> InvalidInput:
    return InvalidInput("A number from 0 on is needed, and a share from 0 to 100 per cent.", field="limits")


def sent_pace(visit: Visit, before: timedelta | None = None) -> timedelta | None:
    """Return how often it shall run, None for every run of the job. Raises InvalidInput."""
    text = visit.field("every")
    if not text:
        return None
    known = {str(each): timedelta(minutes=each) for each, _ in PACES}
    if before is not None:
        known[str(before // timedelta(minutes=1))] = before
    if text not in known:
        raise InvalidInput("Choose how often it runs.", field="every")
    return known[text]


def sent_sections(
    visit: Visit, offer: Offer, before: Mapping[Side, frozenset[str]]
) -> Mapping[Side, frozenset[str]]:
    """Return the libraries that were chosen of each side; a side that was not asked stays as it was.

    Raises InvalidInput where none is left.
    """
    found = dict(before)
    for side in Side:
        if visit.field(f"asked.{side}") != "on":
            continue
        there = {str(each) for each in visit.form.getlist(f"section_of.{side}")}
        chosen = {str(each) for each in visit.form.getlist(f"section.{side}")} & there
        if there and not chosen:
            name = (offer.left if side is Side.LEFT else offer.right).name
            raise InvalidInput(f"Choose at least one library of {name}.", field=f"sections.{side}")
        found[side] = frozenset() if chosen == there else frozenset(chosen)
    return found


async def _told(visit: Visit, offer: Offer, settings: LinkSettings | None, side: Side) -> Told | None:
    """Return what a side has to choose from; its server is asked when the user wants that."""
    account = offer.left if side is Side.LEFT else offer.right
    if Capability.SECTIONS not in registry.manifest_of(account.provider).capabilities:
        return None
    chosen = None if settings is None else settings.sections.get(side)
    asked = visit.field(f"asked.{side}") == "on"
    if asked:
        chosen = frozenset(str(each) for each in visit.form.getlist(f"section.{side}"))
    if not asked and not visit.field("ask"):
        return Told(side=side, account=account, chosen=chosen)
    try:
        async with asyncio.timeout(PATIENCE):
            sections = await _sections(visit, account)
    except TimeoutError:
        late = Unreachable(f"{account.name} did not answer within {PATIENCE} s.", what=account.name)
        return Told(side=side, account=account, chosen=chosen, error=late)
    except SyncopateError as error:
        return Told(side=side, account=account, chosen=chosen, error=error)
    return Told(side=side, account=account, chosen=chosen, known=True, sections=sections)


async def _sections(visit: Visit, account: Account) -> Sequence[Section]:
    source = await sections_of(visit.kit, account.id)
    told = await isolated(source.sections(), account.name)
    if isinstance(told, Complete):
        return told.items
    raise error_with_key(told.reason, Unreachable)(told.detail if isinstance(told, Failed) else "")
