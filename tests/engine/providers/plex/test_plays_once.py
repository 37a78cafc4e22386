"""Whatever happens at Plex: each play comes to a tracker once, and none that was not."""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine.planning.watching.worlds import Holder, tracker
from engine.providers.in_step import InStep
from engine.providers.plex.seen import Cinema
from syncopate.domain.link import Base, WatchOperation, WatchOutcome
from syncopate.domain.watch import Feature, Record, Values, Watched
from syncopate.providers.capability import Health
from syncopate.providers.plex.manifest import MANIFEST
from syncopate.providers.plex.reading_cursor import cursor_in
from syncopate.providers.plex.watching import PlexWatching
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted

_HISTORY = frozenset({Feature.HISTORY, Feature.PROGRESS})
_AROUND = timedelta(minutes=20)
_MORE = ("see", "see", "see", "mark", "glance", "leave", "forget", "elsewhere", "rows gone", "nothing")


@dataclass
class Followed:
    """An account that is read by its changes, and tells all that is known of it by them; now and then anew."""

    account: PlexWatching
    dice: random.Random
    cursors: dict[Feature, str] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)

    async def check(self) -> Health:
        return await self.account.check()

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        whole = self.dice.random() < 0.2
        asked = Wanted(features=_HISTORY, cursors=self.cursors, whole=whole)
        async for part in self.account.read(asked):
            if isinstance(part, ReadPart):
                assert part.missing is None
                told = {each.key: each for each in part.records}
                self.records = told if part.whole else self.records | told
                for key in part.gone:
                    del self.records[key]
                assert part.cursor is not None
                self.cursors = dict.fromkeys(part.features, part.cursor)
                yield ReadPart(features=_HISTORY & wanted.features, records=tuple(self.records.values()))
            else:
                yield part

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        return await self.account.write(operations)


@dataclass
class _World:
    """What was done since something was last called unseen, by title: that is what a tracker may hold."""

    cinema: Cinema
    link: InStep
    acts: dict[str, list[datetime]]
    done: list[str] = field(default_factory=list)
    """All of it, for people."""

    def __str__(self) -> str:
        held = [(each.title.name, each.plays) for each in self.link.other.things.values()]
        return "\n".join(map(str, (*self.done, self.acts, held)))

    def pass_by(self, hours: int) -> None:
        by = timedelta(hours=hours)
        self.done.append(f"{hours} h")
        self.cinema.pass_by(hours * 3600)
        for thing in self.link.other.things.values():
            thing.plays = [None if play is None else play - by for play in thing.plays]
            if thing.position is not None and thing.position.at is not None:
                thing.position = replace(thing.position, at=thing.position.at - by)
        self.link.bases = [_earlier(base, by) for base in self.link.bases]
        followed = self.link.account
        assert isinstance(followed, Followed)
        followed.records = {
            key: replace(one, values=_values(one.values, by), added_at=one.added_at and one.added_at - by)
            for key, one in followed.records.items()
        }
        # What happened in this very second is long ago now, and may happen in it again.
        for feature, cursor in followed.cursors.items():
            known = cursor_in(cursor)
            assert known is not None
            followed.cursors[feature] = str(replace(known, recent={}))
        self.acts = {name: [at - by for at in times] for name, times in self.acts.items()}

    def does(self, what: str, item: Any) -> None:
        now, times = datetime.now(UTC), self.acts[item.title]
        self.done.append(f"{what} {item.title}")
        match what:
            case "see" | "mark":
                (self.cinema.see if what == "see" else self.cinema.mark)(item)
                times.append(now)
            case "glance":
                self.cinema.stop(item, 5)
            case "leave":
                self.cinema.stop(item, 1200)
            case "forget":
                self.cinema.forget(item)
                times.clear()
            case "elsewhere":
                at = now - timedelta(hours=3)
                (thing,) = [
                    one for one in self.link.other.things.values() if one.title.name == item.title
                ] or [self.link.other.put(self._title(item), now)]
                thing.plays.append(at)
                times.append(at)
            case "rows gone":
                history = self.cinema.plex.server.history
                history[:] = [one for one in history if one.guid != item.guid]
            case _:
                pass

    def _title(self, item: Any) -> Any:
        followed = self.link.account
        assert isinstance(followed, Followed)
        return followed.records[str(item.key)].title

    def holds(self) -> None:
        """Hold that each play at the tracker stands for one act, and each of these for one play at most."""
        for thing in self.link.other.things.values():
            left = list(self.acts[thing.title.name])
            for play in thing.plays:
                assert play is not None
                near = [at for at in left if abs(at - play) <= _AROUND]
                assert near, f"{thing.title.name} {play}\n{self}"
                left.remove(near[0])


def _values(values: Values, by: timedelta) -> Values:
    watched, position = values.watched, values.position
    return replace(
        values,
        watched=watched and Watched(tuple(play - by for play in watched.plays), watched.count),
        position=position and replace(position, at=position.at and position.at - by),
    )


def _earlier(base: Base, by: timedelta) -> Base:
    return replace(
        base,
        keys={key: at and at - by for key, at in base.keys.items()},
        seen=_values(base.seen, by),
        seen_at={feature: at - by for feature, at in base.seen_at.items()},
        wrote=_values(base.wrote, by),
        wrote_at={feature: at - by for feature, at in base.wrote_at.items()},
    )


@pytest.mark.parametrize("seed", range(25))
async def test_no_play_is_written_twice_and_none_is_made_up(cinema: Cinema, seed: int) -> None:
    dice = random.Random(seed)
    items = [cinema.matrix, cinema.heat, cinema.pilot]
    rules = MANIFEST.watch
    assert rules is not None
    link = InStep(
        account=Followed(cinema.house.watching(), dice),
        rules=replace(rules, features=_HISTORY),
        other=Holder(tracker(features=_HISTORY)),
    )
    world = _World(cinema, link, {item.title: [] for item in items})
    await link.sync()
    for _ in range(16):
        world.pass_by(dice.randint(6, 60))
        world.does(dice.choice(_MORE), dice.choice(items))
        link.now = datetime.now(UTC)
        world.done += [f"{each.side} {each.action} {each.value}" for each in await link.sync()]
        world.holds()
    done = await link.sync()
    assert done == []
    # What was played there, and not called unseen since, is all at the tracker.
    for item in items:
        played = [thing for thing in link.other.things.values() if thing.title.name == item.title]
        held = played[0].plays if played else []
        assert len(held) == len(world.acts[item.title]), f"{item.title}\n{world}"
