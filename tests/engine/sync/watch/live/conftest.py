"""A server and a tracker, both as real services speak, linked; what happens at the server is heard."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stamina
from engine.providers.asking import Unhurried
from engine.providers.plex.conftest import CLIENT
from engine.sync.conftest import Household
from fakes.plex import Episode, FakePlex, Video, hooks, pms_playing
from fakes.plex.people import User
from fakes.plex.server import Session
from fakes.trakt.server import Trakt
from fakes.trakt.users import Play, User as Watcher
from syncopate.domain.link import FeaturePolicy
from syncopate.domain.run import ItemResult
from syncopate.domain.watch import Feature
from syncopate.errors import JobAlreadyRunning
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.plex import client, tv, wire
from syncopate.providers.trakt import client as talking, tokens
from syncopate.providers.watching import HookBody
from syncopate.store import links
from syncopate.store.accounts import Account
from syncopate.store.links import Link
from syncopate.sync import worker_database
from syncopate.sync.accounts import add_account
from syncopate.sync.kit import Kit
from syncopate.sync.watch.deciding import approve_plan
from syncopate.sync.watch.linking import NewLink, add_link
from syncopate.sync.watch.live.hooks import make_hook, take_hook
from syncopate.sync.watch.live.service import Live
from syncopate.sync.watch.live.timing import Timing
from syncopate.sync.watch.live.whose import Source
from syncopate.sync.watch.running import run_link

_LONG = 30 * 86_400
SOON = Timing(
    settle=0.05,
    apart=0.3,
    quiet=0.3,
    longest=2.0,
    between=0.6,
    busy=0.1,
    first_pause=0.05,
    last_pause=0.2,
    look=0.1,
    remember=600.0,
    retry=0.2,
)
"""As in life, but for the waiting."""
HISTORY = {Feature.HISTORY: FeaturePolicy(to_left=False, to_right=True)}


@dataclass
class Home:
    """A server with a film and an episode, its owner, a child, and their tracker."""

    kit: Kit
    plex: FakePlex
    trakt: Trakt
    watcher: Watcher
    matrix: Video
    pilot: Episode
    household: Household
    asked: list[Sequence[str]] = field(default_factory=list)
    busy: int = 0
    behind: timedelta = timedelta()
    left: Account = field(init=False)
    right: Account = field(init=False)
    live: Live = field(init=False)
    secret: str = field(init=False)

    @property
    def owner(self) -> User:
        return self.plex.people.owner

    def now(self) -> datetime:
        """Return the time of our clock."""
        return datetime.now(UTC) - self.behind

    async def begin(self) -> None:
        """Add both accounts."""
        server = self.plex.server
        self.left = await add_account(
            self.kit,
            provider="plex",
            name="Server",
            settings={
                "token": self.plex.token,
                "server_token": server.token_of(self.owner),
                "client_identifier": CLIENT,
                "server": server.machine,
            },
        )
        access, refresh = self.trakt.let_in(self.watcher, "app")
        self.right = await add_account(
            self.kit,
            provider="trakt",
            name="Tracker",
            settings={
                "client_id": "app",
                "client_secret": "secret",
                "user_id": self.watcher.uuid,
                "access_token": access,
                "refresh_token": refresh,
                "expires_at": (datetime.now(UTC) + timedelta(days=7)).isoformat(),
            },
        )
        self.live = Live(self.kit, self._asked, SOON)

    async def _asked(self, link_ids: Sequence[str]) -> None:
        if self.busy > 0:
            self.busy -= 1
            raise JobAlreadyRunning(job="sync_links", run="another")
        self.asked.append(link_ids)

    async def link(self, features: Any = None, *, approved: bool = True, **more: Any) -> Link:
        """Link the server to the tracker, run it once, and approve what it plans."""
        link = await add_link(
            self.kit,
            NewLink(
                left_account_id=self.left.id,
                right_account_id=self.right.id,
                features=features or HISTORY,
                two_way_understood=True,
                **more,
            ),
        )
        if approved:
            await self.run(link)
            await self.kit.database.write(links.approve, link.id, self.kit.now())
        return await self.kit.database.read(links.get, link.id)

    async def run(self, link: Link) -> ItemResult:
        """Run a link as its schedule does."""
        return await run_link(self.kit, link.id, None, report=self.household.report)

    async def go_on(self, link: Link) -> ItemResult:
        """Say yes to what waits."""
        plan = await approve_plan(self.kit, link.id)
        return await run_link(self.kit, link.id, None, report=self.household.report, approve=plan.id)

    async def listen(self) -> None:
        """Begin to hear, by the open connection and by a webhook."""
        await self.live.start()
        await self.until(lambda: self.live.state(self.left.id).connected_at is not None)
        await pms_playing.listened_to(self.plex.server)
        await self.listen_to_hooks()

    async def listen_to_hooks(self) -> None:
        """Give the server an address to send to."""
        self.secret, _ = await make_hook(self.kit, self.left.id)

    def play(self, item: Any, user: User | None = None) -> Session:
        """Have somebody put something on."""
        return self.plex.server.play(user or self.owner, item)

    async def tell(self, session: Session, state: str, seconds: float) -> None:
        """Have the server tell a state over the open connection; near the end it was seen."""
        if state == "stopped":
            self.plex.server.report(session.user, session.item, round(seconds * 1000), session.item.duration)
        await pms_playing.tell_state(self.plex.server, session, state, round(seconds * 1000))

    async def hook(self, event: str, item: Any, user: User | None = None, **more: Any) -> None:
        """Have the server send to the webhook."""
        told = hooks.payload(self.plex.server, event, user or self.owner, item, **more)
        body = HookBody(content_type=hooks.TYPE, body=hooks.form(told))
        account_id, heard = await take_hook(self.kit, self.secret, body)
        assert account_id == self.left.id
        if heard is not None:
            self.live.hear(account_id, heard, Source.HOOK)

    def scrobbles(self, action: str = "*") -> list[str]:
        """Return what the tracker was told, by its path."""
        told = self.trakt.wire.asked("POST", f"/scrobble/{action}")
        return [each.path.removeprefix("/scrobble/") for each in told]

    @property
    def plays(self) -> list[Play]:
        """What the tracker has of plays."""
        return self.watcher.plays

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(10):
            while not is_so():  # noqa: ASYNC110 -- nobody tells when it is so
                await asyncio.sleep(0.01)

    async def settled(self) -> None:
        """Wait until nothing more can follow from what was told."""
        await asyncio.sleep(1.0)
        await self.trakt.wire.settled()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave out pauses between tries and requests."""
    monkeypatch.setattr(client, "_LIMIT", RateLimit(requests=10_000, seconds=1.0, concurrency=2))
    monkeypatch.setattr(wire, "READ_SECONDS", 5.0)
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=1))
    monkeypatch.setattr(talking, "WRITE_TIMEOUT", timedelta(seconds=1))
    monkeypatch.setattr(tokens, "TIMEOUT", timedelta(seconds=1))
    monkeypatch.setattr("syncopate.providers.pace.FIRST_REST", 0.01)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def home(
    household: Household, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Home]:
    caplog.set_level(logging.DEBUG)
    database = household.kit.database
    monkeypatch.setattr(worker_database, "_opened", {database.address: database})
    plex, trakt = FakePlex(), Trakt()
    trakt.access.applications["app"] = "secret"
    plex.clock.advance(-_LONG)
    for section in (plex.films, plex.shows):
        plex.library.remove(*[one for kind in list(section.items) for one in section.of(kind).values()])
    matrix = plex.library.add_film(
        plex.films, "The Matrix", "imdb://tt0133093", "tmdb://603", year=1999, duration=6_000_000
    )
    lost = plex.library.add_video(plex.shows, "Lost", year=2004, ids=("imdb://tt0411008", "tvdb://73739"))
    pilot = plex.library.add_episode(lost, 1, 1, title="Pilot")
    plex.clock.advance(_LONG)
    trakt.catalogue.movie("The Matrix", 1999, imdb="tt0133093", tmdb=603)
    trakt.catalogue.show("Lost", {1: 3}, 2004, tvdb=73739, imdb="tt0411008")
    async with plex, trakt:
        monkeypatch.setattr(tv, "PLEX_TV", plex.tv_address)
        kit = replace(
            household.kit,
            connections=Connections(Unhurried()),
            endpoints={"discover.provider.plex.tv": plex.tv_address, "*": trakt.address},
        )
        home = Home(kit, plex, trakt, trakt.add_user("anna"), matrix, pilot, household)
        home.kit = replace(kit, now=home.now)
        await home.begin()
        yield home
        await home.live.stop()
        await kit.connections.close()
        told = "\n".join(record.getMessage() for record in caplog.records)
        assert not hasattr(home, "secret") or home.secret not in told
