"""Two accounts that behave by their rules, a user who does things there, and a link that keeps them in step."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syncopate.apply.watching import Batches, Numbered
from syncopate.domain.link import (
    Action,
    Base,
    FeaturePolicy,
    LinkPolicy,
    Ready,
    WatchOperation,
)
from syncopate.domain.watch import (
    Ending,
    Feature,
    InLists,
    Listed,
    MediaType,
    Plays,
    Position,
    Rating,
    Record,
    Side,
    TimeKind,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    View,
    Watched,
    WatchRules,
    list_key,
)
from syncopate.planning.watching.deciding import Decided, decide
from syncopate.planning.watching.joining import spans
from syncopate.planning.watching.settling import intended, known_of, settle
from syncopate.planning.watching.sides import Account, Sides

START = datetime(2026, 3, 1, 20, tzinfo=UTC)
LENGTH = 2400.0
ALL = frozenset(Feature)
ANYTHING = dict.fromkeys(Feature, frozenset(MediaType))
MINUTE = timedelta(minutes=1)


def server(plays: Plays = Plays.FLAG, **more: object) -> WatchRules:
    """Return the rules of a server with a library, which stamps what is written."""
    rules: dict[str, object] = {
        "closed": ALL,
        "writes_dates": False,
        "features": ALL,
        "holds": ANYTHING,
        "plays": plays,
    }
    return WatchRules(**(rules | more))  # type: ignore[arg-type]


def tracker(**more: object) -> WatchRules:
    """Return the rules of a service that holds whatever it is given, each play with its date."""
    rules: dict[str, object] = {
        "closed": frozenset(),
        "writes_dates": True,
        "features": ALL,
        "holds": ANYTHING,
        "plays": Plays.EVERY,
    }
    return WatchRules(**(rules | more))  # type: ignore[arg-type]


SAGE = server(
    times=TimeKind.WALL_CLOCK,
    clears_on_rewatch=True,
    ending=Ending(share=0.66, left=300.0, left_of_film=600.0),
)
PLEX = server(Plays.LAST)


def film(number: int = 1, **more: object) -> Title:
    """Return a film."""
    ids = frozenset({TitleId(TitleIdKind.TMDB, str(number))})
    return Title(**({"type": MediaType.MOVIE, "name": f"Film {number}", "ids": ids} | more))  # type: ignore[arg-type]


def episode(number: int = 1, season: int = 1, show: int = 1, **more: object) -> Title:
    """Return an episode, known by its place in its show."""
    known: dict[str, object] = {
        "type": MediaType.EPISODE,
        "name": f"Show {show}",
        "show_ids": frozenset({TitleId(TitleIdKind.TVDB, str(show))}),
        "season": season,
        "number": number,
    }
    return Title(**(known | more))  # type: ignore[arg-type]


@dataclass
class Thing:
    """One record, as its side keeps it."""

    key: str
    title: Title
    added_at: datetime
    plays: list[datetime | None] = field(default_factory=list)
    position: Position | None = None
    rating: Rating | None = None
    listed: Listed | None = None
    lists: set[str] = field(default_factory=set)
    playing: bool = False
    section: str | None = None

    def values(self, rules: WatchRules) -> Values:
        """Return what is told of it."""
        dated = sorted(play for play in self.plays if play is not None)
        told = tuple(dated if rules.plays is Plays.EVERY or rules.tells_each else dated[-1:])
        position = self.position
        if rules.plays is Plays.FLAG and rules.times is TimeKind.NONE:
            told = ()
            position = None if position is None else Position(position.seconds)
        return Values(
            watched=Watched(told, len(self.plays)) if self.plays else None,
            position=position,
            rating=self.rating,
            listed=self.listed,
            lists=InLists(frozenset(self.lists)) if self.lists else None,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of it."""
        return not (self.plays or self.position or self.rating or self.listed or self.lists)


@dataclass
class Holder:
    """One side: what it holds, and how it takes what is written."""

    rules: WatchRules
    things: dict[str, Thing] = field(default_factory=dict)
    writes: int = 0
    made: int = 0
    skew: timedelta = timedelta()
    """How far its clock is ahead: what it stamps itself is told so."""
    section: str | None = None
    """The library that a new file comes into."""

    def put(self, title: Title, now: datetime) -> Thing:
        """Have a title, as a new file or a new row."""
        self.made += 1
        thing = Thing(f"{title.name or 'key'}-{self.made}", title, now, section=self.section)
        self.things[thing.key] = thing
        return thing

    def find(self, title: Title) -> Thing | None:
        """Return the record of a title."""
        return next((thing for thing in self.things.values() if alike(thing.title, title)), None)

    def at(self, title: Title, now: datetime) -> Thing | None:
        """Return the record of a title; who holds what it is given makes one."""
        found = self.find(title)
        return found if found is not None or self.rules.closed else self.put(title, now)

    def view(self, now: datetime, complete: Collection[Feature] = ALL, *, shown: int | None = None) -> View:
        """Return what it says; of what is not complete only some, or none."""
        things = [one for one in self.things.values() if self.rules.closed or not one.is_empty]
        shown = len(things) if shown is None else shown
        records = []
        for place, thing in enumerate(things):
            values = thing.values(self.rules)
            for feature in ALL - set(complete):
                values = values if place < shown else values.having(feature, _in_part(values.of(feature)))
            records.append(
                Record(
                    key=thing.key,
                    title=thing.title,
                    values=values,
                    added_at=thing.added_at,
                    length=LENGTH * spans(thing.title),
                    section=thing.section,
                    playing=thing.playing,
                )
            )
        return View(records=tuple(records), complete=frozenset(complete), taken_at=now, skew=self.skew)

    def apply(self, operation: WatchOperation, now: datetime) -> None:
        """Take a write as its rules are."""
        self.writes += 1
        things = [self.things[key] for key in operation.keys if key in self.things]
        if not things:
            assert not self.rules.closed, operation
            things = [self.find(operation.title) or self.put(operation.title, now)]
        for thing in things:
            self._take(thing, operation, now)
        for key in [key for key, thing in self.things.items() if not self.rules.closed and thing.is_empty]:
            del self.things[key]

    def begin(self, operation: WatchOperation) -> None:
        """Take the first half of a write that needs two: before somebody can be put elsewhere, all is taken."""
        if operation.feature is Feature.PROGRESS and self.rules.clears_on_rewatch:
            for thing in (self.things[key] for key in operation.keys if key in self.things):
                thing.plays, thing.position = [], None

    def _take(self, thing: Thing, operation: WatchOperation, now: datetime) -> None:
        value, stamp = operation.value, now + self.skew
        match operation.action:
            case Action.WATCH:
                assert isinstance(value, Watched)
                times: list[datetime | None] = [*value.plays] if self.rules.writes_dates else [stamp]
                thing.plays += times or [None]
                thing.position = None
            case Action.UNWATCH:
                taken = set(value.plays) if isinstance(value, Watched) else set()
                thing.plays = [play for play in thing.plays if taken and play not in taken]
                if not thing.plays:
                    thing.position = None
            case Action.PLACE:
                assert isinstance(value, Position)
                if self.rules.clears_on_rewatch:
                    thing.plays = []
                thing.position = Position(value.seconds, value.at if self.rules.writes_dates else stamp)
            case Action.UNPLACE:
                thing.position = None
            case Action.RATE:
                assert isinstance(value, Rating)
                thing.rating = Rating(value.value, value.at if self.rules.writes_dates else stamp)
            case Action.UNRATE:
                thing.rating = None
            case Action.LIST:
                assert isinstance(value, Listed)
                thing.listed = Listed(value.at if self.rules.writes_dates else stamp)
            case Action.UNLIST:
                thing.listed = None
            case _:
                self._take_list(thing, operation)

    def _take_list(self, thing: Thing, operation: WatchOperation) -> None:
        assert operation.value == InLists(frozenset({operation.list_name}))
        if operation.action is Action.ENLIST:
            thing.lists.add(self.spelled(operation.list_name))
        else:
            thing.lists.discard(operation.list_name)

    def spelled(self, name: str) -> str:
        """Return a list as it is called here: who has it keeps its spelling."""
        known = sorted(each for thing in self.things.values() for each in thing.lists)
        return next((each for each in known if list_key(each) == list_key(name)), name)


def _in_part(value: object) -> InLists | None:
    """Return what is read of something before reading broke off: of lists some, of the rest nothing."""
    if not isinstance(value, InLists) or len(value.names) == 1:
        return None
    return InLists(frozenset(sorted(value.names)[:1]))


def alike(one: Title, other: Title) -> bool:
    """Tell whether two titles are one, as a test makes them."""
    place, there = ((each.type, each.season, each.number, each.last_number) for each in (one, other))
    return place == there and bool((one.ids & other.ids) or (one.show_ids & other.show_ids))


def two_way(**more: object) -> LinkPolicy:
    """Let everything pass, both ways."""
    both = FeaturePolicy(to_left=True, to_right=True, adds=True, removes=True)
    return LinkPolicy(features=dict.fromkeys(Feature, both), **more)  # type: ignore[arg-type]


def one_way(**more: object) -> LinkPolicy:
    """Let everything pass from left to right."""
    right = FeaturePolicy(to_left=False, to_right=True, adds=True, removes=True)
    return LinkPolicy(features=dict.fromkeys(Feature, right), **more)  # type: ignore[arg-type]


@dataclass
class World:
    """Two accounts and a link; time goes by a minute with everything that is done."""

    left: Holder
    right: Holder
    policy: LinkPolicy = field(default_factory=two_way)
    bases: list[Base] = field(default_factory=list)
    now: datetime = START

    def at(self, side: Side) -> Holder:
        """Return one side."""
        return self.left if side is Side.LEFT else self.right

    def later(self, by: timedelta = timedelta(hours=1)) -> datetime:
        """Let time go by."""
        self.now += by
        return self.now

    def both(self, title: Title) -> tuple[Thing, Thing]:
        """Have a title at both sides."""
        return self.left.put(title, self.now), self.right.put(title, self.now)

    def plan(
        self,
        left: Collection[Feature] = ALL,
        right: Collection[Feature] = ALL,
        *,
        shown: int | None = None,
    ) -> Decided:
        """Return what would be done, with these features read to their end."""
        return decide(
            self.bases,
            Account(view=self.left.view(self.now, left, shown=shown), rules=self.left.rules),
            Account(view=self.right.view(self.now, right, shown=shown), rules=self.right.rules),
            self.policy,
        )

    def sync(
        self,
        left: Collection[Feature] = ALL,
        right: Collection[Feature] = ALL,
        *,
        fails: Callable[[WatchOperation], bool] = lambda _: False,
        doubtful: Callable[[WatchOperation], bool] = lambda _: False,
        stops_after: int | None = None,
        halfway: bool = False,
        shown: int | None = None,
    ) -> list[WatchOperation]:
        """Do what is planned; who is killed in the middle stores no more than what it meant to do.

        `halfway`: the next write had been begun. Of what is `doubtful` nobody is told whether it was done, or failed.
        """
        self.later(MINUTE)
        decided = self.plan(left, right, shown=shown)
        planned = decided.plan.operations
        done: set[int] = set()
        sent: dict[WatchOperation, datetime] = {}
        batches = Batches(
            [Numbered(*each) for each in enumerate(planned) if each[1].ready is Ready.READY],
            dict.fromkeys(Side, 1),
        )
        for batch in batches:
            operations = [each.operation for each in batch.writes]
            numbers = {each.number for each in batch.writes}
            if stops_after is not None and len(done) >= stops_after:
                for operation in operations if halfway else ():
                    self._intend(decided, operation)
                    self.at(batch.side).begin(operation)
                return [planned[number] for number in sorted(done)]
            for operation in operations:
                self._intend(decided, operation)
                sent[operation] = self.now
            fail = any(fails(each) for each in operations)
            for each in () if fail else batch.sent:
                self.at(batch.side).apply(each.operation, self.now)
            if fail or any(doubtful(each) for each in operations):
                batches.failed(numbers)
            else:
                done |= numbers
        applied = [planned[number] for number in sorted(done)]
        self.bases = settle(decided, applied, self.now, sent)
        return applied

    def _intend(self, decided: Decided, operation: WatchOperation) -> None:
        (subject,) = (each for each in decided.joined.subjects if each.title == operation.title)
        base = next((each for each in self.bases if self._is_of(each, operation)), None)
        if base is None:
            base = known_of(subject, operation.side, Sides.of(subject, decided.link))
        others = [each for each in self.bases if not self._is_of(each, operation)]
        self.bases = [*others, self._intended(base, operation)]

    def _intended(self, base: Base, operation: WatchOperation) -> Base:
        account = self.at(operation.side)
        clears = account.rules.clears_on_rewatch
        return intended(base, operation, self.now + account.skew, clears=clears)

    def _is_of(self, base: Base, operation: WatchOperation) -> bool:
        return base.side is operation.side and alike(base.title, operation.title)


def told(operations: Iterable[WatchOperation]) -> list[tuple[str, str]]:
    """Return where operations are written and what they are, for short."""
    return [(each.side.value, each.action.value) for each in operations]
