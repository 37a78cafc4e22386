"""An engine that dies while it listens: what it heard and had not passed on yet, the next run finds, once.

What is gathered lies in memory alone, and a scrobble is one request after one commit: a process that is really
killed would leave nothing else than what is left here.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from engine.sync.watch.live.conftest import SOON, Home
from fakes.plex import pms_playing
from syncopate.domain.link import FeaturePolicy
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import Feature
from syncopate.providers.http import HttpClient
from syncopate.store.database import Database
from syncopate.store.links import Link
from syncopate.sync.watch.live import intending
from syncopate.sync.watch.live.service import Live

BOTH = FeaturePolicy(to_left=True, to_right=True, removes=True)
MOMENTS = ("before it is noted", "noted, not sent", "sent, not answered")


class PowerCut(BaseException):
    """Nobody catches it."""


@dataclass
class Power:
    """Goes at one of the moments around the telling of an end, and is gone from then on."""

    at: str
    gone: bool = False
    passed: list[str] = field(default_factory=list)

    def reach(self, moment: str) -> None:
        """Come to a moment."""
        self.passed.append(moment)
        if self.gone or moment == self.at:
            self.gone = True
            raise PowerCut

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Watch the store and what is sent."""
        change, send = Database.change, HttpClient._send

        def changed(database: Database, function: Any, *args: Any, **kwargs: Any) -> Any:
            if function is not intending._intend:
                return change(database, function, *args, **kwargs)
            self.reach(MOMENTS[0])
            result = change(database, function, *args, **kwargs)
            self.reach(MOMENTS[1])
            return result

        async def sent(client: HttpClient, call: Any, url: Any) -> Any:
            answer = await send(client, call, url)
            if url.path == "/scrobble/stop":
                self.reach(MOMENTS[2])
            return answer

        monkeypatch.setattr(Database, "change", changed)
        monkeypatch.setattr(HttpClient, "_send", sent)


async def begin_anew(home: Home) -> None:
    """Begin as an engine does that knows only what is stored."""
    await home.live.stop()
    home.live = Live(home.kit, home._asked, SOON)
    await home.live.start()
    await home.until(lambda: home.live.state(home.left.id).connected_at is not None)
    await pms_playing.listened_to(home.plex.server)


async def runs_bring_it_once(home: Home, link: Link) -> None:
    """Hold that the runs to come bring the play where it is missing, and nothing back."""
    seen = home.plex.server.views(home.owner).plays[home.matrix.guid]
    assert seen[0] == 1
    for _ in range(3):
        await home.run(link)
        assert [play.thing.title for play in home.plays] == ["The Matrix"]
        assert home.plex.server.views(home.owner).plays[home.matrix.guid] == seen
    assert (await home.run(link)).status is ItemStatus.UNCHANGED


@pytest.mark.parametrize("policy", [FeaturePolicy(), BOTH], ids=["one way", "both ways"])
@pytest.mark.parametrize("moment", MOMENTS)
async def test_an_end_that_was_being_told_when_it_died_is_told_once(
    home: Home, moment: str, policy: FeaturePolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = await home.link({Feature.HISTORY: policy})
    await home.listen()
    session = home.play(home.matrix)
    await home.tell(session, "playing", 100)
    await home.until(lambda: home.scrobbles() == ["start"])
    power = Power(moment)
    with monkeypatch.context() as patched:
        power.watch(patched)
        await home.tell(session, "stopped", 5900)
        await home.until(lambda: power.gone)
        await home.live.stop()
    assert power.passed == list(MOMENTS[: MOMENTS.index(moment) + 1])
    await home.trakt.wire.settled()
    assert len(home.plays) == (moment == MOMENTS[2])
    await begin_anew(home)
    await runs_bring_it_once(home, link)


async def test_a_burst_that_was_being_gathered_when_it_died_is_found_by_the_schedule(home: Home) -> None:
    link = await home.link({Feature.HISTORY: BOTH})
    await home.listen()
    home.plex.server.see(home.owner, home.matrix)
    for _ in range(3):
        await home.hook("media.scrobble", home.matrix)
    await home.until(lambda: home.live.is_asked([link.id]))
    await begin_anew(home)
    assert home.asked == []
    assert home.plays == []
    await runs_bring_it_once(home, link)


async def test_what_is_played_while_it_is_dead_is_not_told_as_new_by_what_comes_after(home: Home) -> None:
    """It hears the end of a play whose beginning it never heard: the run brings that, and nobody twice."""
    link = await home.link({Feature.HISTORY: BOTH})
    await home.listen()
    session = home.play(home.matrix)
    await home.tell(session, "playing", 100)
    await home.until(lambda: home.scrobbles() == ["start"])
    await begin_anew(home)
    await home.tell(session, "stopped", 5900)
    await home.settled()
    await runs_bring_it_once(home, link)
