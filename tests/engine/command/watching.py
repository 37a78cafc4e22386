"""A SageTV and a Plex that have the same films and episodes, and a shell beside them."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fakes.plex import Episode, FakePlex, Video
from fakes.plex.media import Kind, Versions
from fakes.sagex import FakeSageX, Media, Show

if TYPE_CHECKING:
    from conftest import Done, Shell

LENGTH = 2_400
"""Seconds: forty minutes."""
AIRED = datetime(2026, 1, 10, 20, tzinfo=UTC)
SAGE_FOLDER, PLEX_FOLDER = "F:\\SageTV", "/storage/tv"


@dataclass
class Home:
    """Two servers with three episodes of "Lost" and a film, all under one file name at both.

    `media` and `items` are the same titles, in the same order.
    """

    shell: Shell
    sage: FakeSageX
    plex: FakePlex
    media: list[Media] = field(default_factory=list)
    items: list[Episode | Video] = field(default_factory=list)

    @classmethod
    def at(cls, shell: Shell, sage: FakeSageX, plex: FakePlex) -> Home:
        home = cls(shell, sage, plex)
        for section in (plex.films, plex.shows):
            plex.library.remove(*[one for kind in list(section.items) for one in section.of(kind).values()])
        lost = plex.library.add_video(plex.shows, "Lost", year=2004, ids=("tvdb://73739",))
        for number in (1, 2, 3):
            name = f"Lost-Part{number}-{number}-0.mpg"
            show = Show("Lost", f"EP0108558800{number:02}", f"Part {number}", 1, number)
            home.media.append(home.record(show, name, number))
            more = {"title": f"Part {number}", "versions": _lies_in(name)}
            home.items.append(plex.library.add_episode(lost, 1, number, duration=LENGTH * 1000, **more))
        name = "Heat-4-0.mpg"
        home.media.append(home.record(Show("Heat", "MV1", categories=["Movie"], year="1995"), name, 4))
        more = {"year": 1995, "duration": LENGTH * 1000, "versions": _lies_in(name)}
        home.items.append(plex.library.add_film(plex.films, "Heat", **more))
        return home

    def record(self, show: Show, name: str, day: int) -> Media:
        """Have SageTV record something of forty minutes."""
        start = round((AIRED + timedelta(days=day)).timestamp() * 1000)
        scraped = {"MediaType": "TV", "MediaProviderID": "tvdb", "MediaProviderDataID": "73739"}
        return self.sage.add(show, f"{SAGE_FOLDER}\\{name}", start=start, **({} if show.is_film else scraped))

    def key(self, number: int) -> str:
        """Return the media id of a title on Plex."""
        return str(self.items[number].key)

    def sage_sees(self, number: int, minutes: float) -> None:
        self.sage.watch(self.media[number], minutes)

    def plex_sees(self, number: int, seconds: float | None = None) -> None:
        """Let the owner see a title to its end, or so many seconds of it."""
        owner, item = self.plex.people.owner, self.items[number]
        if seconds is None:
            self.plex.server.see(owner, item)
        else:
            # Whatever it takes players' words for: it may have been told otherwise.
            views, now = self.plex.server.views(owner), self.plex.clock.now()
            views.stop(item.guid, round(seconds * 1000), now)

    def on_plex(self, number: int) -> tuple[bool, float]:
        """Return whether a title was seen, and how far, in seconds."""
        views, item = self.plex.server.views(self.plex.people.owner), self.items[number]
        place = views.positions.get(item.guid, (0, 0))[0]
        return views.plays.get(item.guid, (0, 0))[0] > 0, place / 1000

    def on_sage(self, number: int) -> tuple[bool, float]:
        """Return whether a title was seen, and how far, in seconds; what was seen to its end is nowhere."""
        media = self.media[number]
        airing, library = media.airing, self.sage.library
        watch = airing.watch
        place = 0.0 if watch is None or library.is_complete(airing) else (watch.end - media.start) / 1000
        return library.is_watched(airing), place

    @property
    def writes(self) -> list[str]:
        """Return what was written to both so far."""
        plex = [f"{one.method} {one.path}" for one in self.plex.wire.journal if one.writes]
        return [*self.sage.written, *plex]

    def config(self, **changed: Any) -> Path:
        """Write the file of the old tool."""
        sage, plex = self.sage.address, self.plex.address
        known = {
            "sagex": {
                "host": "127.0.0.1",
                "port": int(sage.rpartition(":")[2]),
                "user": self.sage.user,
                "password": self.sage.password,
            },
            "plex": {"host": "127.0.0.1", "port": plex.rpartition(":")[2], "token": self.plex.token},
            "scanner": {"ext": [".mpg"]},
        }
        file = self.shell.folder / "sageplex_cfg.json"
        file.write_text(json.dumps(known | changed))
        return file

    async def run(self, *words: str, **more: str) -> Done:
        return await asyncio.to_thread(self.shell, *words, **more)

    async def typed(self, answer: str, *words: str) -> Done:
        return await asyncio.to_thread(self.shell.at_a_terminal, answer, *words)

    async def told(self, *words: str, rc: int = 0) -> Any:
        return await asyncio.to_thread(self.shell.document, *words, rc=rc)

    async def begin(self) -> Any:
        """Make accounts and link of the file."""
        return await self.told("watch", "import-config", str(self.config()))

    def shelves(self, kind: Kind) -> list[str]:
        return [one.title for one in self.plex.library.sections.values() if one.kind is kind]


def _lies_in(name: str) -> Versions:
    return (((f"{PLEX_FOLDER}/{name}", LENGTH * 1000),),)
