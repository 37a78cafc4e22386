"""What links lead to: a Plex, a Jellyfin and a Trakt that answer over HTTP from a process of their own.

They are made once. Each process that serves them is a fork of the one that made them, and so begins with all of it
as it was; whatever is written to it is gone with the process.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from fakes.jellyfin import JellyfinFake
from fakes.mediabrowser.model import UserData
from fakes.plex import FakePlex, Video
from fakes.trakt.model import Thing
from fakes.trakt.server import Trakt

_LONG = timedelta(days=30)
_FILMS = 12
_IN_STEP = range(9)
_APPLICATION = "app"


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@dataclass(eq=False, slots=True)
class Services:
    """All three. `began`: when they were made, `happened`: when users did something since, in whole seconds."""

    began: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    plex: FakePlex = field(init=False)
    trakt: Trakt = field(init=False)
    jellyfin: JellyfinFake = field(init=False)
    addresses: dict[str, str] = field(init=False)
    happened: datetime | None = None
    logins: dict[str, dict[str, str]] = field(init=False)
    """What logging in leaves at each of the three."""
    _films: list[Video] = field(default_factory=list)
    _things: list[Thing] = field(default_factory=list)
    _server: int | None = None
    _orders: int = -1
    _answers: int = -1

    def __post_init__(self) -> None:
        ports = free_ports(4)
        names = ("plex", "tv", "trakt", "jellyfin")
        self.addresses = {name: f"http://127.0.0.1:{port}" for name, port in zip(names, ports, strict=True)}
        self.plex = FakePlex(port=ports[0], tv_port=ports[1])
        self.trakt = Trakt(ports[2])
        self.jellyfin = JellyfinFake(port=ports[3])
        self._fill_plex_and_trakt()
        self._fill_jellyfin()
        self.logins = self._let_in()

    @property
    def endpoints(self) -> str:
        """What stands in for public hosts, as the environment says it."""
        tv, trakt = self.addresses["tv"], self.addresses["trakt"]
        return f"plex.tv={tv} discover.provider.plex.tv={tv} api.trakt.tv={trakt}"

    def _let_in(self) -> dict[str, dict[str, str]]:
        access, refresh = self.trakt.let_in(self._anna, _APPLICATION, lasts=timedelta(days=60))
        member = self.jellyfin.access.users[0]
        return {
            "plex": {
                "client_identifier": "sweep",
                "token": self.plex.token,
                "server": self.plex.server.machine,
                "server_token": self.plex.token,
                "address": self.addresses["plex"],
            },
            "trakt": {
                "client_id": _APPLICATION,
                "client_secret": "secret",
                "user_id": self._anna.uuid,
                "access_token": access,
                "refresh_token": refresh,
                "expires_at": (self.began + timedelta(days=30)).isoformat(),
            },
            "jellyfin": {
                "url": self.addresses["jellyfin"],
                "token": self.jellyfin.sign_in(member, "sweep"),
                "user_id": member.id,
                "device_id": "sweep",
                "server_id": self.jellyfin.id,
                "is_key": "false",
            },
        }

    @property
    def _anna(self) -> Any:
        return self.trakt.users["anna"]

    def at(self, minutes: int) -> datetime:
        """Return a time so long before they were made."""
        return self.began - timedelta(minutes=minutes)

    def title(self, number: int) -> tuple[str, int]:
        """Return what a film is called, and its number at TMDb."""
        return f"Film {number:02}", 7000 + number

    def _fill_plex_and_trakt(self) -> None:
        """Make films that both know; of most both say that they were seen, and when."""
        plex, trakt = self.plex, self.trakt
        trakt.access.applications[_APPLICATION] = "secret"
        anna = trakt.add_user("anna")
        plex.clock.advance(-round(_LONG.total_seconds()))
        for section in (plex.films, plex.shows):
            plex.library.remove(*[one for kind in list(section.items) for one in section.of(kind).values()])
        for number in range(_FILMS):
            name, tmdb = self.title(number)
            ids = (f"tmdb://{tmdb}", f"imdb://tt{tmdb:07}")
            self._films.append(plex.library.add_film(plex.films, name, *ids, year=1990 + number))
            self._things.append(trakt.catalogue.movie(name, 1990 + number, tmdb=tmdb, imdb=f"tt{tmdb:07}"))
        plex.clock.advance(round(_LONG.total_seconds()))
        for number in _IN_STEP:
            seen = self.at(20_000 - 100 * number)
            self._views.play(self._films[number].guid, round(seen.timestamp()))
            anna.watch(self._things[number], seen)
        self._views.rate(self._films[8].guid, 8.0, round(self.at(9000).timestamp()))
        anna.rate(self._things[8], 8, self.at(9000))

    @property
    def _views(self) -> Any:
        return self.plex.server.views(self.plex.people.owner)

    def _fill_jellyfin(self) -> None:
        fake, long_ago = self.jellyfin, self.began - _LONG
        member = fake.add_user("member")
        films = fake.add_library("Films", collection="movies")
        for number in range(6):
            name, tmdb = self.title(number)
            ids = {"Tmdb": str(tmdb), "Imdb": f"tt{tmdb:07}"}
            film = fake.shelf.movie(films, name, ids, year=1990 + number, at=long_ago)
            data = member.data.setdefault(film, UserData())
            data.saved = long_ago
            if number < 3:
                seen = self.at(5000 - number)
                data.plays, data.played, data.last_played, data.saved = 1, True, seen, seen
            elif number == 3:
                data.position, data.last_played, data.saved = 1500 * 10**7, self.at(4000), self.at(4000)
                data.plays = 1
            elif number == 4:
                data.favorite, data.saved = True, self.at(3000)
        fake.catalog.touch()

    def change(self) -> None:
        """Have much happen at Plex and Trakt: seen anew, taken back at both, rated, seen once more, left."""
        views, films, things, anna = self._views, self._films, self._things, self._anna
        for number in (0, 1, 2, 3):
            views.forget(films[number].guid)
        anna.unwatch([play for play in anna.plays if play.thing in (things[4], things[5])])
        self.happened = datetime.now(UTC).replace(microsecond=0)
        for number in (6, 9):
            views.play(films[number].guid, round(self.happened.timestamp()))
        for number in (7, 10):
            anna.watch(things[number], self.happened)
        anna.rate(things[6], 6, self.happened)
        views.rate(films[7].guid, 9.0, round(self.happened.timestamp()))

    def start(self, *, changed: bool) -> None:
        """Serve them from a process of its own, as they were made; `changed`: after what happened there."""
        self.stop()
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        self._server = os.fork()
        if not self._server:
            os.close(self._orders)
            os.close(self._answers)
            _be_server(self, orders, answers, changed=changed)
        os.close(orders)
        os.close(answers)
        self.ask("ready")

    def stop(self) -> None:
        """End that process."""
        if self._server is None:
            return
        os.kill(self._server, signal.SIGKILL)
        os.waitpid(self._server, 0)
        self._server = None
        os.close(self._orders)
        os.close(self._answers)

    def ask(self, order: str) -> Any:
        """Have the process that serves do something, and return what it says."""
        os.write(self._orders, f"{order}\n".encode())
        said = b""
        while not said.endswith(b"\n"):
            part = os.read(self._answers, 1 << 16)
            if not part:
                raise SystemExit("The services have died")
            said += part
        return json.loads(said)

    def state(self) -> dict[str, Any]:
        """Return what they hold. Dates of ours, as they write down when they were told, are told alike."""

        def date(at: datetime | None) -> str:
            if at is None or at < self.began:
                return "never" if at is None else at.isoformat()
            # An engine takes longer than a second to start: nothing of it is as early.
            return "<as it happened>" if at == self.happened else "<now>"

        def second(at: int) -> str:
            return date(datetime.fromtimestamp(at, UTC))

        views, names = self._views, {film.guid: film.title for film in self._films}
        member = self.jellyfin.access.users[0]
        return {
            "plex plays": {names[guid]: (count, second(at)) for guid, (count, at) in views.plays.items()},
            "plex positions": {names[guid]: at for guid, (at, _) in views.positions.items()},
            "plex ratings": {names[guid]: rating for guid, (rating, _) in views.ratings.items()},
            "trakt plays": sorted((play.thing.title, date(play.at)) for play in self._anna.plays),
            "trakt ratings": sorted((each.thing.title, each.rating) for each in self._anna.ratings),
            "trakt watchlist": sorted(each.thing.title for each in self._anna.watchlist),
            "jellyfin": {
                item.name: (data.plays, data.played, date(data.last_played), data.position, data.favorite)
                for item, data in member.data.items()
            },
        }


def _be_server(services: Services, orders: int, answers: int, *, changed: bool) -> None:
    code = 1
    try:
        if changed:
            services.change()
        asyncio.run(_serve(services, orders, answers))
        code = 0
    except BaseException:  # noqa: BLE001 -- the end of a process, which says why
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


async def _serve(services: Services, orders: int, answers: int) -> None:
    """Answer requests, and orders that come in lines, until there are no more."""
    async with services.plex, services.trakt, services.jellyfin:
        with os.fdopen(orders, "r") as lines:
            while order := (await asyncio.to_thread(lines.readline)).strip():
                await _settled(services)
                said = _obey(services, order)
                await asyncio.to_thread(os.write, answers, (json.dumps(said) + "\n").encode())


async def _settled(services: Services) -> None:
    """Wait until every request that came has taken effect: who asked may be dead."""
    for wire in (services.plex.wire, services.plex.tv_wire, services.trakt.wire, services.jellyfin.wire):
        while wire.under_way:  # noqa: ASYNC110 -- nothing else is to be told of it
            await asyncio.sleep(0.005)


def _obey(services: Services, order: str) -> Any:
    match order:
        case "state":
            return services.state()
        case "ready":
            return None
        case _:
            raise ValueError(order)
