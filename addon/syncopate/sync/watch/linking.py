"""Links as the user makes them: which accounts, what passes, checked against what both can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum

from syncopate.domain.event import Event, EventType
from syncopate.domain.link import FeaturePolicy
from syncopate.domain.watch import Feature, MediaType, Side, WatchRules, list_key
from syncopate.errors import AlreadyExists, InvalidInput
from syncopate.planning.watching.guarding import Limits
from syncopate.providers import registry
from syncopate.store import accounts, links, watch_forgetting
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.encoding import clean
from syncopate.store.ids import new_id
from syncopate.store.links import Link, LinkSettings
from syncopate.store.mirrors import UNSET, Unset
from syncopate.sync.accounts import checked_name
from syncopate.sync.kit import Kit
from syncopate.sync.watch.shelves import keys_of

ORDER = (Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST, Feature.PROGRESS, Feature.LISTS)
"""How features are offered: a new link begins with the first that both have."""
SHORTEST_EVERY = timedelta(minutes=5)
_MOST_SHARE, _MOST_FEW = 1.0, 1_000_000
_MOST_LISTS, _LONGEST_NAME = 500, 300


class Direction(Enum):
    """Which way something passes."""

    TO_RIGHT = "to_right"
    TO_LEFT = "to_left"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What could be kept in step between two accounts.

    `features` are those that both have and at least one can be written to, with the ways that each may pass,
    the proposed one first.
    """

    left: Account
    right: Account
    features: Mapping[Feature, tuple[Direction, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """What a link shall be; features None: the first that both accounts have, one way, adds alone.

    `lists` are the names of those that are kept in step, () all.
    `two_way_understood`: whoever chose ⇄ has read what it may do.
    """

    left_account_id: str
    right_account_id: str
    name: str = ""
    features: Mapping[Feature, FeaturePolicy] | None = None
    types: frozenset[MediaType] | None = None
    sections: Mapping[Side, frozenset[str]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    every: timedelta | None = None
    enabled: bool = True
    live: bool = True
    two_way_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChanges:
    """What the user changes of a link."""

    name: str | Unset = UNSET
    features: Mapping[Feature, FeaturePolicy] | Unset = UNSET
    types: frozenset[MediaType] | Unset | None = UNSET
    sections: Mapping[Side, frozenset[str]] | Unset = UNSET
    lists: frozenset[str] | Unset = UNSET
    limits: Limits | Unset = UNSET
    every: timedelta | Unset | None = UNSET
    enabled: bool | Unset = UNSET
    live: bool | Unset = UNSET
    two_way_understood: bool = False


def rules_of(account: Account) -> WatchRules:
    """Return how an account behaves. Raises InvalidInput for one that has nothing to keep in step."""
    rules = registry.manifest_of(account.provider).watch
    if rules is None:
        raise InvalidInput(f"{account.name} tells nothing of what was watched.", field="account_id")
    return rules


async def watch_accounts(kit: Kit) -> Sequence[Account]:
    """Return the accounts that can be linked."""
    known = await kit.database.read(accounts.every)
    return [each for each in known if registry.manifest_of(each.provider).watch is not None]


async def offer(kit: Kit, left_account_id: str, right_account_id: str) -> Offer:
    """Return what could be kept in step. Raises NotFound, InvalidInput for one account twice."""
    if left_account_id == right_account_id:
        raise InvalidInput("A link is between two accounts.", field="right_account_id")
    left = await kit.database.read(accounts.get, left_account_id)
    right = await kit.database.read(accounts.get, right_account_id)
    return Offer(left=left, right=right, features=in_common(left, right))


def in_common(left: Account, right: Account) -> Mapping[Feature, tuple[Direction, ...]]:
    """Return what could be kept in step between two accounts, with its ways. Raises InvalidInput."""
    return _offered(rules_of(left), rules_of(right))


def _offered(left: WatchRules, right: WatchRules) -> Mapping[Feature, tuple[Direction, ...]]:
    found: dict[Feature, tuple[Direction, ...]] = {}
    for feature in ORDER:
        if feature not in left.features & right.features:
            continue
        # From what lies at home to what is elsewhere: what is complete tells what is not.
        first, then = Direction.TO_RIGHT, Direction.TO_LEFT
        if feature in right.closed - left.closed:
            first, then = then, first
        ways = [way for way in (first, then) if (right if way is Direction.TO_RIGHT else left).writes]
        if len(ways) > 1:
            ways.append(Direction.BOTH)
        if ways:
            found[feature] = tuple(ways)
    return found


def policy_for(direction: Direction, *, removes: bool = False, tie: Side = Side.LEFT) -> FeaturePolicy:
    """Return what passes in a direction: adds, and removals where that is wanted."""
    return FeaturePolicy(
        to_left=direction is not Direction.TO_RIGHT,
        to_right=direction is not Direction.TO_LEFT,
        removes=removes,
        tie=tie,
    )


def direction_of(policy: FeaturePolicy) -> Direction:
    """Return which way something passes."""
    if policy.to_left and policy.to_right:
        return Direction.BOTH
    return Direction.TO_LEFT if policy.to_left else Direction.TO_RIGHT


async def add_link(kit: Kit, new: NewLink) -> Link:
    """Make a link: until its first plan is approved it only plans.

    Raises NotFound, InvalidInput, AlreadyExists where another keeps the same in step, Unreachable where the
    libraries that are chosen cannot be looked up.
    """
    offered = await offer(kit, new.left_account_id, new.right_account_id)
    features = new.features
    if features is None:
        first = next(iter(offered.features.items()), None)
        features = {} if first is None else {first[0]: policy_for(first[1][0])}
    settings = LinkSettings(
        features=features,
        types=new.types,
        sections=await _sections(kit, offered, new.sections, {}),
        lists=_lists(new.lists),
        limits=_limits(new.limits),
        live=new.live,
    )
    _check(offered, settings, understood=new.two_way_understood)
    link = Link(
        id=new_id(),
        name=checked_name(new.name or f"{offered.left.name} & {offered.right.name}"),
        left_account_id=new.left_account_id,
        right_account_id=new.right_account_id,
        settings=settings,
        enabled=new.enabled,
        every=_every(new.every),
        created_at=kit.now(),
    )
    await kit.database.write(_add, link)
    await _tell(kit, EventType.LINK_ADDED, link, "added")
    return link


def _add(connection: Connection, link: Link) -> None:
    if link.enabled:
        _hold_to_one_link(connection, link)
    links.add(connection, link)


def _change(connection: Connection, before: Link, link: Link) -> None:
    # What was so before, another change of it does not have to put right.
    if link.enabled and (not before.enabled or _passing(before) != _passing(link)):
        _hold_to_one_link(connection, link)
    links.change(connection, link)


def _passing(link: Link) -> tuple[object, ...]:
    settings = link.settings
    return frozenset(settings.features), settings.types, settings.sections


def _hold_to_one_link(connection: Connection, link: Link) -> None:
    """Raise AlreadyExists where another link that is on keeps the same of the same titles in step.

    Each would take what the other wrote for news. Which way it passes makes no difference.
    """
    for other in links.every(connection):
        if other.id == link.id or not other.enabled:
            continue
        shared = [each for each in ORDER if each in link.settings.features.keys() & other.settings.features]
        if shared and _shares_titles(link, other):
            left = accounts.get(connection, link.left_account_id).name
            right = accounts.get(connection, link.right_account_id).name
            raise AlreadyExists(
                f"{left} and {right} are linked for {shared[0].value} already, by {other.name}: change that "
                "link, or choose other kinds of titles or other libraries.",
                what="link",
                id=other.name,
            )


def _shares_titles(link: Link, other: Link) -> bool:
    """Tell whether two links are about the same titles of the same two accounts."""
    ends = {link.left_account_id, link.right_account_id}
    if ends != {other.left_account_id, other.right_account_id}:
        return False
    types, others = link.settings.types, other.settings.types
    if types is not None and others is not None and types.isdisjoint(others):
        return False
    for side in Side:
        there = side if other.account_at(side) == link.account_at(side) else side.other
        mine, theirs = link.settings.sections.get(side), other.settings.sections.get(there)
        if mine is not None and theirs is not None and mine.isdisjoint(theirs):
            return False
    return True


async def change_link(kit: Kit, link_id: str, changes: LinkChanges) -> Link:
    """Change a link. What it knows stays: a feature that is added later touches no other.

    Raises NotFound, InvalidInput, AlreadyExists where another keeps the same in step, Unreachable where the
    libraries that are chosen anew cannot be looked up.
    """
    link = await kit.database.read(links.get, link_id)
    offered = await offer(kit, link.left_account_id, link.right_account_id)
    old = link.settings
    settings = replace(
        old,
        features=old.features if isinstance(changes.features, Unset) else changes.features,
        types=old.types if isinstance(changes.types, Unset) else changes.types,
        sections=old.sections
        if isinstance(changes.sections, Unset)
        else await _sections(kit, offered, changes.sections, old.sections),
        lists=old.lists if isinstance(changes.lists, Unset) else _lists(changes.lists),
        limits=old.limits if isinstance(changes.limits, Unset) else _limits(changes.limits),
        live=old.live if isinstance(changes.live, Unset) else changes.live,
    )
    was_two_way = {name for name, policy in old.features.items() if policy.to_left and policy.to_right}
    _check(offered, settings, understood=changes.two_way_understood, known=was_two_way)
    changed = replace(
        link,
        name=link.name if isinstance(changes.name, Unset) else checked_name(changes.name),
        settings=settings,
        enabled=link.enabled if isinstance(changes.enabled, Unset) else changes.enabled,
        every=link.every if isinstance(changes.every, Unset) else _every(changes.every),
    )
    await kit.database.write(_change, link, changed)
    await _tell(kit, EventType.LINK_UPDATED, changed, "updated")
    return changed


async def remove_link(kit: Kit, link_id: str) -> None:
    """Remove a link; nothing happens at its accounts. Raises NotFound."""
    link = await kit.database.read(links.get, link_id)
    await kit.database.write(links.remove, link_id)
    await _tell(kit, EventType.LINK_REMOVED, link, "removed")


async def forget_link(kit: Kit, link_id: str) -> Link:
    """Forget what a link knows: its next run is as its first, and waits for approval. Raises NotFound."""
    await kit.database.write(_forget, link_id)
    link = await kit.database.read(links.get, link_id)
    await _tell(kit, EventType.LINK_UPDATED, link, "updated")
    return link


def _forget(connection: Connection, link_id: str) -> None:
    links.get(connection, link_id)
    watch_forgetting.forget_link(connection, link_id)


def _check(
    offered: Offer, settings: LinkSettings, *, understood: bool, known: set[Feature] | None = None
) -> None:
    """Raise InvalidInput for what the two accounts cannot do, or nobody has confirmed."""
    if not settings.features:
        raise InvalidInput(
            f"{offered.left.name} and {offered.right.name} have nothing in common to keep in step."
            if not offered.features
            else "Choose at least one of history, ratings, watchlist, progress and lists.",
            field="features",
        )
    for feature, policy in settings.features.items():
        ways = offered.features.get(feature)
        if ways is None:
            raise InvalidInput(f"Not both accounts have {feature.value}.", field="features")
        if not policy.to_left and not policy.to_right:
            raise InvalidInput(f"Say which way {feature.value} passes.", field="features")
        if direction_of(policy) not in ways:
            side = offered.right if policy.to_right and Direction.TO_RIGHT not in ways else offered.left
            raise InvalidInput(f"{side.name} can only be read.", field="features")
        if not policy.adds and not policy.removes:
            raise InvalidInput(f"Of {feature.value} nothing would pass.", field="features")
        both = policy.to_left and policy.to_right
        if both and not understood and feature not in (known or set()):
            raise InvalidInput(
                "Both ways can bring conflicts, doubles, overwritten and removed entries: say that you know.",
                field="two_way_understood",
            )
    if settings.types is not None and not settings.types:
        raise InvalidInput("Choose at least one kind of titles.", field="types")


async def _sections(
    kit: Kit,
    ends: Offer,
    wanted: Mapping[Side, frozenset[str]],
    before: Mapping[Side, frozenset[str]],
) -> Mapping[Side, frozenset[str]]:
    """Return the ids of libraries; those chosen before are not asked for again: their server may be away."""
    found: dict[Side, frozenset[str]] = {}
    for side, texts in wanted.items():
        if texts and texts == before.get(side):
            found[side] = texts
        elif texts:
            account = ends.left if side is Side.LEFT else ends.right
            found[side] = await keys_of(kit, account, texts, f"{side.value}_sections")
    return found


def _lists(names: frozenset[str]) -> frozenset[str]:
    """Return names of lists, each once: of those that are the same one the first in order counts."""
    found: dict[str, str] = {}
    for name in sorted(clean(" ".join(each.split())) for each in names):
        if name:
            found.setdefault(list_key(name), name)
    if len(found) > _MOST_LISTS or any(len(name) > _LONGEST_NAME for name in found.values()):
        raise InvalidInput(f"At most {_MOST_LISTS} lists can be named, each in 300 letters.", field="lists")
    return frozenset(found.values())


def _limits(limits: Limits) -> Limits:
    if not 0 <= limits.few <= _MOST_FEW or not 0.0 <= limits.share <= _MOST_SHARE:
        raise InvalidInput("A limit is a number from 0 on, a share one from 0 to 1.", field="limits")
    return limits


def _every(every: timedelta | None) -> timedelta | None:
    if every is not None and every < SHORTEST_EVERY:
        raise InvalidInput("A link runs every five minutes at most.", field="every")
    return every


async def _tell(kit: Kit, kind: EventType, link: Link, status: str) -> None:
    data = {"id": link.id, "link_id": link.id}
    await kit.tell(Event(type=kind, at=kit.now(), name=link.name, status=status, data=data))
