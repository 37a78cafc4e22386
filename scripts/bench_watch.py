"""How long accounts are compared that have 100,000 titles each, and what an unchanged link costs in requests.

Plans are made in processes of their own, so that their memory can be told. Links run here, on a database of
their own; Plex, Trakt and SIMKL (stand-ins) run in another process and count.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_engine import command, environment
from bench_fakes import TESTS, heard, order, told
from bench_watch_plans import EPISODES, record_of, records_of
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.link import FeaturePolicy
from syncopate.domain.run import ItemResult, ItemStatus, Progress
from syncopate.domain.watch import (
    Feature,
)
from syncopate.providers import registry
from syncopate.providers.importing import Importing
from syncopate.settings import Environment
from syncopate.sync.accounts import add_account
from syncopate.sync.kit import Kit
from syncopate.sync.providers import context_of
from syncopate.sync.watch.deciding import approve_plan
from syncopate.sync.watch.linking import NewLink, add_link
from syncopate.sync.watch.running import run_link

_PLANS = Path(__file__).resolve().with_name("bench_watch_plans.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSize:
    """How many titles each account has: in plans, in the link that runs, at the stand-ins."""

    titles: Sequence[int] = (10_000, 100_000, 1_000_000)
    link: int = 40_000
    shows: int = 100


def run_watch_bench(size: WatchSize, say: Callable[[str], None]) -> dict[str, float]:
    """Measure it all."""
    found: dict[str, float] = {}
    for titles in size.titles:
        say(f"planning {titles:,} titles a side")
        found |= _planned(titles)
    say(f"running a link of {size.link:,} episodes a side, and links of Plex with Trakt and SIMKL")
    return found | asyncio.run(_ran(size))


def _planned(titles: int) -> dict[str, float]:
    """Plan in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(_PLANS), str(titles)], capture_output=True, text=True, check=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    name = f"{titles // 1_000_000}m" if titles >= 1_000_000 else f"{titles // 1000}k"  # noqa: PLR2004 -- SI
    return {f"{key}_{name}_{unit}": figures[f"{key}_{unit}"] for key, unit in _FIGURES}


_FIGURES = (("plan", "s"), ("plan", "mb"), ("replan", "s"))


async def _ran(size: WatchSize) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="syncopate-bench-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        await asyncio.to_thread(command, data, "migrate")
        with told(Path(__file__), str(size.shows)) as services:
            endpoints, settings = heard(services)
            hosts = " ".join(f"{host}={address}" for host, address in endpoints.items())
            told_of = {**environment(data), "SYNCOPATE_ENDPOINTS": hosts}
            async with opened_kit(Environment.read(told_of)) as kit:
                found = await _of_trackers(kit, size.link)
                return found | await _of_services(kit, services, settings)


async def _of_trackers(kit: Kit, episodes: int) -> dict[str, float]:
    """Run a link of two trackers of our own that say the same: nothing new, then one play that is."""
    link, tracker = await _trackers(kit, episodes)
    await _run(kit, link, ItemStatus.UNCHANGED)
    began = time.perf_counter()
    await _run(kit, link, ItemStatus.UNCHANGED)
    nothing = time.perf_counter() - began
    await tracker.bring_in([record_of(1, "new", seen=True)])
    await _approved(kit, link)
    await tracker.bring_in([record_of(11, "new", seen=True)])
    began = time.perf_counter()
    await _run(kit, link, ItemStatus.SYNCED)
    return {"noop_40k_s": round(nothing, 2), "one_new_40k_s": round(time.perf_counter() - began, 2)}


async def _trackers(kit: Kit, episodes: int) -> tuple[str, Importing]:
    made = []
    for name in ("One", "Other"):
        account = await add_account(kit, provider="local", name=name, settings={})
        tracker = registry.watch_account("local", context_of(kit, account))
        if not isinstance(tracker, Importing):
            raise TypeError("the tracker of our own takes no files")
        await tracker.bring_in(records_of(episodes, "", apart=0))
        made.append((account, tracker))
    both = {Feature.HISTORY: FeaturePolicy(to_left=True, removes=True)}
    new = NewLink(
        left_account_id=made[0][0].id, right_account_id=made[1][0].id, features=both, two_way_understood=True
    )
    return (await add_link(kit, new)).id, made[0][1]


async def _of_services(
    kit: Kit, services: subprocess.Popen[str], settings: dict[str, dict[str, str]]
) -> dict[str, float]:
    accounts = {
        name: await add_account(kit, provider=name, name=name, settings=given)
        for name, given in settings.items()
    }
    if not all(each.health_ok for each in accounts.values()):
        raise RuntimeError(f"a login did not work: {accounts}")
    links: list[str] = []
    for name in ("trakt", "simkl"):
        policy = {Feature.HISTORY: FeaturePolicy()}
        new = NewLink(
            left_account_id=accounts["plex"].id, right_account_id=accounts[name].id, features=policy
        )
        link = await add_link(kit, new)
        await _approved(kit, link.id)
        # What was written comes back once.
        await _run(kit, link.id, None)
        links.append(link.id)
    for link_id in links:
        await _run(kit, link_id, None)
    order(services, "traffic")
    found: dict[str, float] = {"noop_writes": 0}
    for name, link_id in zip(("trakt", "simkl"), links, strict=True):
        await _run(kit, link_id, ItemStatus.UNCHANGED)
        traffic = order(services, "traffic")
        found[f"{name}_noop_requests"] = traffic[name][0]
        found["plex_noop_requests"] = traffic["plex"][0]
        found["noop_writes"] += sum(writes for _, writes in traffic.values())
    return found


async def _approved(kit: Kit, link_id: str) -> None:
    """Say yes to the first plan of a link, as its owner does."""
    await _run(kit, link_id, ItemStatus.HELD)
    plan = await approve_plan(kit, link_id)
    result = await run_link(kit, link_id, None, report=_quiet, approve=plan.id)
    if result.status is not ItemStatus.SYNCED:
        raise RuntimeError(f"the first run of a link ended so: {result}")


async def _run(kit: Kit, link_id: str, wanted: ItemStatus | None) -> ItemResult:
    result = await run_link(kit, link_id, None, report=_quiet)
    good = {wanted} if wanted is not None else {ItemStatus.SYNCED, ItemStatus.UNCHANGED}
    if result.status not in good:
        raise RuntimeError(f"a link's run ended so: {result}")
    return result


async def _quiet(_progress: Progress) -> None:
    """Progress nobody watches."""


async def _serve(shows: int) -> None:
    """Be all three: tell how they are reached and as whom, then answer orders until there are no more."""
    from fakes.plex import FakePlex  # noqa: PLC0415 -- found only once the path is set
    from fakes.simkl import FakeSimkl  # noqa: PLC0415
    from fakes.trakt.server import Trakt  # noqa: PLC0415

    plex, trakt, simkl = FakePlex(), Trakt(), FakeSimkl()
    plex.clock.advance(-86_400)
    for number in range(shows):
        _add_show(plex, trakt, simkl, number)
    plex.clock.advance(86_400)
    async with plex, trakt, simkl:
        endpoints = {
            "plex.tv": plex.tv_address,
            "discover.provider.plex.tv": plex.tv_address,
            "api.trakt.tv": trakt.address,
            "api.simkl.com": simkl.address,
        }
        print(json.dumps([endpoints, _logins(plex, trakt, simkl)]), flush=True)
        wires = {"plex": plex.wire, "trakt": trakt.wire, "simkl": simkl.wire}
        while (await asyncio.to_thread(sys.stdin.readline)).strip():
            counted = {
                name: (len(wire.journal), sum(one.writes for one in wire.journal))
                for name, wire in wires.items()
            }
            print(json.dumps(counted), flush=True)
            for wire in wires.values():
                wire.journal.clear()


def _add_show(plex: Any, trakt: Any, simkl: Any, number: int) -> None:
    """Add a show to all three; every second episode was seen on Plex."""
    from fakes.simkl.model import Title as SimklTitle  # noqa: PLC0415 -- found only once the path is set

    known = trakt.catalogue.show(f"Show {number}", {1: EPISODES})
    ids = {name: str(known.ids[name]) for name in ("imdb", "tvdb", "tmdb")}
    seasons = {1: EPISODES}
    simkl.catalogue.add(
        SimklTitle(simkl=number + 1, kind="shows", name=known.title, year=2008, ids=ids, seasons=seasons)
    )
    guids = tuple(f"{name}://{value}" for name, value in ids.items())
    show = plex.library.add_video(plex.shows, known.title, year=2008, ids=guids)
    for place in range(1, EPISODES + 1):
        episode = plex.library.add_episode(show, 1, place)
        if place % 2:
            plex.server.see(plex.people.owner, episode)


def _logins(plex: Any, trakt: Any, simkl: Any) -> dict[str, dict[str, str]]:
    """Return what logging in leaves at each of the three."""
    anna, ben = trakt.add_user("anna"), simkl.add_user("anna")
    trakt.access.applications["app"] = "secret"
    access, refresh = trakt.let_in(anna, "app")
    return {
        "plex": {
            "client_identifier": "bench",
            "token": plex.token,
            "server": plex.server.machine,
            "server_token": plex.token,
            "address": plex.address,
        },
        "trakt": {
            "client_id": "app",
            "client_secret": "secret",
            "user_id": anna.uuid,
            "access_token": access,
            "refresh_token": refresh,
            "expires_at": (datetime.now(UTC) + timedelta(days=7)).isoformat(),
        },
        "simkl": {"client_id": "app", "access_token": ben.token, "user_id": str(ben.id)},
    }


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    asyncio.run(_serve(int(sys.argv[1])))
