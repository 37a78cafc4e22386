"""A household of linked accounts that can be put back as it was, and what it comes to."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import override

from house import House, in_a_thread
from services import Services
from sqlalchemy import create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from state import State, open_workflows, told_twice
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.link import FeaturePolicy
from syncopate.domain.run import ItemStatus, Progress
from syncopate.domain.watch import (
    Feature,
    MediaType,
    Position,
    Record,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    Watched,
)
from syncopate.jobs.catalog import DEFAULT_SCHEDULES, UNSCHEDULED
from syncopate.jobs.household import HOUSEHOLD
from syncopate.jobs.service import JobService
from syncopate.providers import registry
from syncopate.providers.connections import Connections
from syncopate.providers.importing import Importing
from syncopate.providers.local.keeping import Keeping
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Pace, Paces
from syncopate.store import accounts, links, schedules, tables, watch_captures, watch_plans
from syncopate.store.accounts import Account
from syncopate.store.database import Connection, with_driver
from syncopate.store.link_tables import watch_operations
from syncopate.sync.accounts import add_account
from syncopate.sync.kit import Kit
from syncopate.sync.providers import context_of
from syncopate.sync.watch.deciding import approve_plan
from syncopate.sync.watch.linking import NewLink, add_link
from syncopate.sync.watch.running import run_link

_BOTH = FeaturePolicy(to_left=True, to_right=True, adds=True, removes=True)


class Unhurried(Paces):
    """Paces that are never in the way."""

    @override
    def of(self, owner: str, limit: RateLimit, what: str) -> Pace:
        return super().of(owner, replace(limit, requests=10_000), what)


def unhurried(kit: Kit) -> Kit:
    """Return a kit that computes here, and asks services as fast as they answer."""
    return replace(kit, compute=in_a_thread, connections=Connections(Unhurried()))


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedHouse(House):
    """It, and the services its accounts are of."""

    services: Services

    @override
    def put_back(self) -> None:
        """Make both as they were before, and then have users do something."""
        House.put_back(self)
        self.services.start(changed=True)


async def fill_linked(house: LinkedHouse) -> None:
    """Link two pairs of accounts: one whose first plan was approved, and one that is in step."""
    async with opened_kit(house.environment) as opened:
        kit = unhurried(opened)
        made = {
            name: await add_account(kit, provider=name, name=name.title(), settings=settings)
            for name, settings in house.services.logins.items()
        }
        diary = await add_account(kit, provider="local", name="Diary", settings={})
        await _write_diary(kit, house.services, diary)
        await _approved(kit, diary, made["jellyfin"])
        await _in_step(kit, made["plex"], made["trakt"])
        await kit.database.write(_no_schedules, datetime.now(UTC))
        jobs = JobService(kit, HOUSEHOLD, database_url=house.jobs_url)
        await jobs.start()
        await jobs.stop()


async def _write_diary(kit: Kit, services: Services, diary: Account) -> None:
    """Let a tracker say what Jellyfin does not: films seen, one of them twice, one left in its middle."""
    made = registry.watch_account("local", context_of(kit, diary))
    if not isinstance(made, Importing):
        raise TypeError("the tracker of our own takes no files")
    times = [services.at(minutes) for minutes in (8000, 7000)]
    await made.bring_in(
        [
            _record(services, 0, Values(watched=Watched((services.at(5000),), 1))),
            _record(services, 4, Values(watched=Watched(tuple(times), 2))),
            _record(services, 5, Values(watched=Watched((times[1],), 1))),
            _record(services, 3, Values(position=Position(600.0, times[0]))),
        ]
    )


def _record(services: Services, number: int, values: Values) -> Record:
    name, tmdb = services.title(number)
    ids = frozenset({TitleId(TitleIdKind.TMDB, str(tmdb)), TitleId(TitleIdKind.IMDB, f"tt{tmdb:07}")})
    title = Title(type=MediaType.MOVIE, ids=ids, name=name, year=1990 + number)
    return Record(key=f"given {number}", title=title, values=values, length=6000.0)


async def _approved(kit: Kit, diary: Account, jellyfin: Account) -> None:
    """Link them both ways, and say yes to what the first run plans."""
    features = dict.fromkeys((Feature.HISTORY, Feature.PROGRESS, Feature.WATCHLIST), _BOTH)
    link_id = await _link(kit, "First", diary, jellyfin, features)
    result = await run_link(kit, link_id, None, report=_quiet)
    assert result.status is ItemStatus.HELD, result
    await approve_plan(kit, link_id)


async def _in_step(kit: Kit, plex: Account, trakt: Account) -> None:
    """Link them both ways, and see that they are in step already."""
    features = dict.fromkeys((Feature.HISTORY, Feature.RATINGS), _BOTH)
    link_id = await _link(kit, "Both ways", plex, trakt, features)
    result = await run_link(kit, link_id, None, report=_quiet)
    assert result.status is ItemStatus.UNCHANGED, result
    await kit.database.write(links.approve, link_id, kit.now())


async def _link(
    kit: Kit, name: str, left: Account, right: Account, features: Mapping[Feature, FeaturePolicy]
) -> str:
    new = NewLink(
        left_account_id=left.id,
        right_account_id=right.id,
        name=name,
        features=features,
        two_way_understood=True,
    )
    return (await add_link(kit, new)).id


def _no_schedules(connection: Connection, at: datetime) -> None:
    """Have nothing run by the clock: it is the real one, for services go by it too."""
    for job, schedule in {**DEFAULT_SCHEDULES, **UNSCHEDULED}.items():
        schedules.put(connection, job, replace(schedule, enabled=False), at)


async def run_once_more(kit: Kit) -> None:
    """Run every link again, outside of any job: nothing is left to be done."""
    for link in await kit.database.read(links.every):
        await run_link(kit, link.id, None, report=_quiet)


async def _quiet(_progress: Progress) -> None:
    """Progress nobody watches."""


def state_of_linked(house: LinkedHouse) -> State:
    """Return all that shall be the same however often it was killed."""
    services = {
        what: sorted(f"{name}: {value}" for name, value in held.items())
        if isinstance(held, dict)
        else [str(each) for each in held]
        for what, held in house.services.ask("state").items()
    }
    engine = create_engine(with_driver(make_url(house.database_url)), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            found = _stored(connection, house)
    finally:
        engine.dispose()
    return {**found, **services, "open workflows": open_workflows(house)}


def _stored(connection: Connection, house: LinkedHouse) -> State:
    runs = connection.execute(select(tables.runs)).all()
    events = connection.execute(select(tables.events)).all()
    found: State = {
        "runs": sorted(f"{run.job} {run.status} {run.error}" for run in runs),
        "told twice": told_twice((each.type, each.run_id, each.name, each.data.get("id")) for each in events),
        "events": sorted(f"{each.type} {each.name}" for each in events if each.run_id is not None),
        "items": sorted(
            f"{item.item_name} {item.error} {_changed(item.status)}"
            for item in connection.execute(select(tables.run_items))
        ),
    }
    for link in links.every(connection):
        found |= _of_link(connection, link.id, link.name)
    for account in accounts.every(connection):
        found |= _first_capture(connection, house.services, account)
        if account.provider == "local":
            storage = house.environment.data_dir / "storage" / account.id
            held = Keeping(storage).read(frozenset(Feature), None)
            found["diary"] = sorted(_told(house.services, each) for each in held.records)
    return found


def _changed(status: str) -> str:
    """Return how an item ended; what is in doubt and had arrived is no change of the run that goes on."""
    return "done" if status in {ItemStatus.SYNCED, ItemStatus.UNCHANGED} else status


def _of_link(connection: Connection, link_id: str, name: str) -> State:
    """Return what a link wrote in the end, and what of its plans does not add up."""
    plans = watch_plans.of_link(connection, link_id)
    written: set[str] = set()
    afterwards: list[str] = []
    wrong: list[str] = []
    known: set[str] = set()
    for plan in reversed(plans):
        rows = connection.execute(select(watch_operations).where(watch_operations.c.plan_id == plan.id)).all()
        sums = dict(watch_plans.sums(connection, plan.id))
        if plan.state is watch_plans.PlanState.DONE and dict(plan.counts) != sums:
            wrong.append(f"{plan.counts} is said of {sums}")
        total = sums.pop("planned", 0)
        if total != sum(sums.values()):
            wrong.append(f"{total} is not the sum of {sums}")
        wrong += [
            f"done again: {row.action} {row.label}" for row in rows if row.sent_at and row.mark in known
        ]
        known |= {row.mark for row in rows if row.became == "applied"}
        sent = [f"{row.side} {row.action} {row.label}" for row in rows if row.sent_at]
        if plan.run_id is None:
            afterwards += sent
        else:
            written.update(sent)
    states = Counter(plan.state.value for plan in plans)
    return {
        f"{name}: written": sorted(written),
        f"{name}: written afterwards": afterwards,
        f"{name}: wrong": wrong,
        f"{name}: under way": [states["applying"], states["held"], states["approved"]],
        f"{name}: link": _link_row(connection, link_id),
    }


def _link_row(connection: Connection, link_id: str) -> str:
    link = links.get(connection, link_id)
    left = None if link.knowledge is None else link.knowledge.left
    return f"{link.last_status} {link.last_error} {left} {link.approved_at is not None}"


def _first_capture(connection: Connection, services: Services, account: Account) -> State:
    """Return what was captured of an account before anything was taken back there."""
    made = watch_captures.every(connection, account.id)
    if not made:
        return {}
    capture, records = watch_captures.get(connection, made[-1].id)
    assert capture.records == len(records)
    said = [_told(services, record) for record in records]
    return {f"capture of {account.name}": sorted([*(each.value for each in capture.features), *said])}


def _told(services: Services, record: Record) -> str:
    """Return what a record says; dates since the services were made are told alike."""
    values = record.values
    watched = Watched((), 0) if values.watched is None else values.watched
    plays = ["since" if at >= services.began else at.isoformat() for at in watched.plays]
    seconds = None if values.position is None else values.position.seconds
    rating = None if values.rating is None else values.rating.value
    return json.dumps([record.title.name, watched.count, plays, seconds, rating, values.listed is not None])
