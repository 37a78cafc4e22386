"""Which records of two sides, and what is known of them from before, are about one title.

Records are one when they share an id of their type. Only then do places in a show count, and files last: an
id is surer than a number, and two orders of episodes number them apart. Where that would make one of what
names itself differently, none of it is touched. The order in which records come does not matter.

A file of several episodes is a part of each of them, and a title of its own besides, which only another file
of the same episodes is: what is said of all of it together, how far it was seen, is said of none of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from syncopate.domain.link import Base, LinkPolicy, Quarantined
from syncopate.domain.watch import MediaType, Record, Side, Title, TitleId, TitleIdKind, View
from syncopate.planning.watching.paths import same_files
from syncopate.planning.watching.renaming import named_base, named_view

MOST_EPISODES = 100
"""A file that says that it holds more was misread, and is taken to hold just its first one."""

_NONE = frozenset[TitleId]()

type Token = tuple[object, ...]
type Order = tuple[str, str, int, int, int, int, tuple[TitleId, ...], tuple[TitleId, ...], str]


@dataclass(slots=True)
class Part:
    """What one side has of a title, and what was known of it there."""

    records: list[Record] = field(default_factory=list)
    bases: list[Base] = field(default_factory=list)


@dataclass(slots=True)
class Subject:
    """One title at both sides."""

    title: Title
    left: Part
    right: Part

    def part(self, side: Side) -> Part:
        """Return what a side has of it."""
        return self.left if side is Side.LEFT else self.right


@dataclass(frozen=True, slots=True)
class Joined:
    """All titles, those that are not to be touched apart; in a fixed order."""

    subjects: tuple[Subject, ...]
    quarantined: tuple[Quarantined, ...]
    aside: tuple[Base, ...] = ()
    """What is known of those that are not to be touched: it stays as it is."""


@dataclass(slots=True, eq=False)
class _Node:
    """A record, or what was known of one."""

    side: Side
    title: Title
    record: Record | None = None
    base: Base | None = None


def join(left: View, right: View, bases: Iterable[Base], policy: LinkPolicy) -> Joined:
    """Bring together what is one title."""
    if policy.named_records:
        left, right = named_view(left, Side.LEFT, policy), named_view(right, Side.RIGHT, policy)
        bases = _named_bases((left, right), bases, policy)
    nodes = [
        *(_Node(Side.LEFT, title, record=each) for one in left.records for title, each in _titles_of(one)),
        *(_Node(Side.RIGHT, title, record=each) for one in right.records for title, each in _titles_of(one)),
        *(_Node(each.side, each.title, base=each) for each in bases),
    ]
    groups = _Groups(len(nodes))
    ids = [_own_ids(node.title, policy.same) for node in nodes]
    for kind in MediaType:
        groups.unite((place, ids[place]) for place, node in enumerate(nodes) if node.title.type is kind)
    _unite_by_key(groups, nodes, ids)
    _unite_weak(groups, nodes, ids, policy.same)
    for one, other in same_files(_without_ids(nodes, ids)):
        groups.merge(one, other)
    return _told(groups, nodes, ids, policy)


def _named_bases(views: tuple[View, View], bases: Iterable[Base], policy: LinkPolicy) -> Iterator[Base]:
    """Return what is known, by what the user said since; of a file of several episodes of its first one."""
    numbers = {
        (side, record.key): record.title.number
        for side, view in zip(Side, views, strict=True)
        for record in view.records
        if (side, record.key) in policy.named_records
    }
    for each in bases:
        mine = any(numbers.get((each.side, key), -1) == each.title.number for key in each.keys)
        yield named_base(each, policy) if mine else each


def spans(title: Title) -> int:
    """Return how many episodes a file holds, 1 of what holds no more, or says what cannot be."""
    first, last = title.number, title.last_number
    if first is None or last is None or not first < last < first + MOST_EPISODES:
        return 1
    return last - first + 1


def is_part(record: Record, title: Title) -> bool:
    """Tell whether a record is a file that holds other episodes besides that title."""
    return record.title.last_number is not None and title.last_number is None and spans(record.title) > 1


def is_seen_alone(subject: Subject, side: Side) -> bool:
    """Tell whether a side says that a title was seen by a record that holds no other one."""
    return any(
        each.values.watched is not None and not is_part(each, subject.title)
        for each in subject.part(side).records
    )


def _titles_of(record: Record) -> Iterator[tuple[Title, Record]]:
    """Return what a record is about: of a file with several episodes each of them, and all of it."""
    title, count = record.title, spans(record.title)
    if count == 1:
        yield (title if title.last_number is None else replace(title, last_number=None)), record
        return
    yield title, record
    # That it was seen is said of each of them; its place is known to be that of none.
    part = replace(record, values=replace(record.values, rating=None, listed=None, lists=None))
    yield replace(title, last_number=None), part
    for more in range(1, count):
        absolute = None if title.absolute is None else title.absolute + more
        number = (title.number or 0) + more
        yield (
            replace(title, ids=_NONE, number=number, last_number=None, absolute=absolute, aired=None),
            part,
        )


def tokens_of_place(title: Title, same: Mapping[tuple[MediaType, TitleId], TitleId]) -> Iterator[Token]:
    """Return what names a season or an episode by its place in its show, specials included."""
    if title.type not in {MediaType.SEASON, MediaType.EPISODE}:
        return
    for each in title.show_ids:
        show = same.get((MediaType.SHOW, each), each)
        if title.season is not None and (title.type is MediaType.SEASON or title.number is not None):
            place = title.number if title.last_number is None else (title.number, title.last_number)
            yield title.type, show, title.season, place
        elif title.absolute is not None:
            yield title.type, show, "absolute", title.absolute
        elif title.aired is not None:
            yield title.type, show, "aired", title.aired


def _own_ids(title: Title, same: Mapping[tuple[MediaType, TitleId], TitleId]) -> frozenset[TitleId]:
    """Return the ids of a title itself: some servers give an episode those of its show.

    Those of a file with several episodes are its first one's.
    """
    if title.last_number is not None:
        return _NONE
    own = title.ids if title.ids.isdisjoint(title.show_ids) else title.ids - title.show_ids
    if not same:
        return own
    return frozenset(same.get((title.type, each), each) for each in own)


def _unite_by_key(groups: _Groups, nodes: Sequence[_Node], ids: Sequence[frozenset[TitleId]]) -> None:
    """Unite what was known of records with them; a key that has another title now is a new one."""
    if all(node.base is None for node in nodes):
        return
    records = {
        (node.side, node.title.type, node.record.key, node.title.number, node.title.last_number): place
        for place, node in enumerate(nodes)
        if node.record is not None
    }
    for place, node in enumerate(nodes):
        if node.base is None:
            continue
        for key in node.base.keys:
            title = node.title
            record = records.get((node.side, title.type, key, title.number, title.last_number))
            if record is None or groups.find(place) == groups.find(record):
                continue
            if not conflicts(ids[place] | ids[record]):
                groups.merge(place, record)


def _unite_weak(
    groups: _Groups,
    nodes: Sequence[_Node],
    ids: Sequence[frozenset[TitleId]],
    same: Mapping[tuple[MediaType, TitleId], TitleId],
) -> None:
    """Unite what has one place in a show, where nothing of it names itself differently."""
    first_with: dict[Token, int] = {}
    alike: list[tuple[int, int]] = []
    for place, node in enumerate(nodes):
        for token in tokens_of_place(node.title, same):
            root = groups.find(place)
            first = first_with.setdefault(token, root)
            if first != root:
                alike.append((first, root))
    if not alike:
        return
    named = _named(groups, ids)
    over = _Groups(len(nodes))
    for one, other in alike:
        over.merge(one, other)
    together: dict[int, list[int]] = defaultdict(list)
    for root in sorted({root for pair in alike for root in pair}):
        together[over.find(root)].append(root)
    for roots_of_one in together.values():
        if not conflicts(each for root in roots_of_one for each in named[root]):
            first, *others = roots_of_one
            for other in others:
                groups.merge(first, other)


def conflicts(ids: Iterable[TitleId]) -> tuple[TitleId, ...]:
    """Return those that say of one title that it is several, in order."""
    said = set(ids)
    if len(said) <= 1 or len({each.kind for each in said}) == len(said):
        return ()
    counts = Counter(each.kind for each in said)
    return tuple(sorted(each for each in said if counts[each.kind] > 1))


def _conflict(named: Sequence[frozenset[TitleId]]) -> tuple[TitleId, ...]:
    """Return what `conflicts` does of all together; most name themselves alike."""
    first = named[0]
    if all(each == first for each in named[1:]) and len(first) <= 1:
        return ()
    return conflicts(frozenset[TitleId]().union(*named))


def _named(groups: _Groups, ids: Sequence[frozenset[TitleId]]) -> dict[int, set[TitleId]]:
    named: dict[int, set[TitleId]] = defaultdict(set)
    for place, own in enumerate(ids):
        named[groups.find(place)] |= own
    return named


def _without_ids(
    nodes: Sequence[_Node], ids: Sequence[frozenset[TitleId]]
) -> Iterator[tuple[int, Side, str, bool]]:
    """Return the files of records: whose, at which side, where, and whether an id names it for the other.

    Only ids of a kind that the other side has too can be held against each other.
    """
    kinds = {(node.side, kind) for place, node in enumerate(nodes) for kind in _kinds(node, ids[place])}
    for place, node in enumerate(nodes):
        if node.record is not None and node.title.path and node.title.last_number is None:
            other = node.side.other
            named = any((other, kind) in kinds for kind in _kinds(node, ids[place]))
            yield place, node.side, node.title.path, named


def _kinds(node: _Node, ids: frozenset[TitleId]) -> Iterator[tuple[MediaType, TitleIdKind]]:
    """Return of which kinds ids are that name a title, its own or those of its show."""
    for each in ids:
        yield node.title.type, each.kind
    for each in node.title.show_ids:
        yield MediaType.SHOW, each.kind


def _told(
    groups: _Groups, nodes: Sequence[_Node], ids: Sequence[frozenset[TitleId]], policy: LinkPolicy
) -> Joined:
    members: dict[int, list[int]] = defaultdict(list)
    for place in range(len(nodes)):
        members[groups.find(place)].append(place)
    subjects: list[tuple[Order, Subject]] = []
    quarantined: list[Quarantined] = []
    aside: list[Base] = []
    blocks = bool(policy.blocked or policy.blocked_records)
    for places in members.values():
        # An id that no record says any more was put right: it contradicts nobody.
        said = [ids[place] for place in places if nodes[place].record is not None]
        odd = _conflict(said or [ids[place] for place in places])
        if odd:
            titles = {nodes[place].title for place in places}
            quarantined.append(Quarantined(titles=tuple(sorted(titles, key=order_of)), ids=odd))
            aside += _bases_of(nodes, places)
            continue
        if blocks and _is_blocked([nodes[place] for place in places], policy):
            aside += _bases_of(nodes, places)
            continue
        subjects.append(_subject([nodes[place] for place in places]))
    subjects.sort(key=lambda pair: pair[0])
    quarantined.sort(key=lambda each: order_of(each.titles[0]))
    return Joined(tuple(subject for _, subject in subjects), tuple(quarantined), tuple(aside))


def _bases_of(nodes: Sequence[_Node], places: Iterable[int]) -> Iterator[Base]:
    for place in places:
        base = nodes[place].base
        if base is not None:
            yield base


def _is_blocked(nodes: Sequence[_Node], policy: LinkPolicy) -> bool:
    """Tell whether a title is never touched, by any of its ids or records."""
    blocked, records = policy.blocked, policy.blocked_records
    if blocked and any(
        (node.title.type, each) in blocked or (MediaType.SHOW, each) in blocked
        for node in nodes
        for each in node.title.ids | node.title.show_ids
    ):
        return True
    return bool(records) and any((node.side, key) in records for node in nodes for key in _keys(node))


def _keys(node: _Node) -> Iterable[str]:
    if node.record is not None:
        return (node.record.key,)
    return () if node.base is None else node.base.keys


def _subject(nodes: list[_Node]) -> tuple[Order, Subject]:
    """Return what belongs together, and its place in the order of all."""
    if len(nodes) > 1:
        places = {(node.side, node.base is not None, _key(node)): node for node in nodes}
        if len(places) == len(nodes):
            nodes = [places[place] for place in sorted(places)]
        else:
            nodes.sort(key=lambda node: (node.side, node.base is not None, _key(node), order_of(node.title)))
    subject = Subject(_title(nodes), Part(), Part())
    for node in nodes:
        part = subject.part(node.side)
        if node.record is not None:
            part.records.append(node.record)
        elif node.base is not None:
            part.bases.append(node.base)
    return order_of(subject.title), subject


def _title(nodes: Sequence[_Node]) -> Title:
    """Return what is said of all of them together: the ids of all, the rest as the first one says it."""
    first = nodes[0].title
    if all(node.title is first or node.title == first for node in nodes):
        return first
    ids = frozenset[TitleId]().union(*(node.title.ids for node in nodes))
    show_ids = frozenset[TitleId]().union(*(node.title.show_ids for node in nodes))
    if ids == first.ids and show_ids == first.show_ids:
        return first
    return replace(first, ids=ids, show_ids=show_ids)


def _key(node: _Node) -> str:
    return node.record.key if node.record is not None else ""


def order_of(title: Title) -> Order:
    """Return the place of a title in a fixed order of all that people can follow."""
    return (
        title.type,
        title.show_name or title.name,
        title.year or 0,
        -1 if title.season is None else title.season,
        -1 if title.number is None else title.number,
        title.last_number or -1,
        tuple(sorted(title.ids)) if len(title.ids) > 1 else tuple(title.ids),
        tuple(sorted(title.show_ids)) if len(title.show_ids) > 1 else tuple(title.show_ids),
        title.path or "",
    )


class _Groups:
    """Disjoint sets of numbers (union by size, paths halved)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))
        self._size = [1] * count

    def find(self, place: int) -> int:
        """Return what stands for the set of a number."""
        above = self._above
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    def merge(self, one: int, other: int) -> None:
        """Make one set of two."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return
        if self._size[one] < self._size[other]:
            one, other = other, one
        self._above[other] = one
        self._size[one] += self._size[other]

    def unite(self, named: Iterable[tuple[int, frozenset[TitleId]]]) -> None:
        """Make one set of all numbers that share an id."""
        held: dict[TitleId, int] = {}
        for place, own in named:
            for each in own:
                first = held.setdefault(each, place)
                if first != place:
                    self.merge(first, place)
