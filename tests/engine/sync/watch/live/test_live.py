"""What happens at a server reaches the tracker at once, once, and no run doubles it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from engine.sync.watch.live.conftest import Home
from fakes.plex import pms_playing
from fakes.serving import Fault
from syncopate.domain.link import FeaturePolicy
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import Feature, MediaType, Side, TimeKind
from syncopate.providers import registry
from syncopate.store import accounts
from syncopate.sync.watch.linking import LinkChanges, change_link, remove_link
from syncopate.sync.watch.saying import say_of_id

BOTH = FeaturePolicy(to_left=True, to_right=True)


async def watch(home: Home, item: object = None, *, hooks: bool = True, listener: bool = True) -> None:
    """Have the owner see a film to its end, told by both ways."""
    item = item or home.matrix
    length = item.duration / 1000  # type: ignore[attr-defined]
    session = home.play(item)
    # Told sooner, it would be waited for until a minute was seen.
    home.plex.server.report(home.owner, item, 100_000, item.duration)  # type: ignore[arg-type,attr-defined]
    if listener:
        await home.tell(session, "playing", 100)
    if hooks:
        await home.hook("media.play", item)
    await home.until(lambda: home.scrobbles("start") == ["start"])
    if hooks:
        # A server counts a sitting once: near its end, or when it is over.
        if not listener:
            home.plex.server.see(home.owner, item)  # type: ignore[arg-type]
        await home.hook("media.scrobble", item)
    if listener:
        await home.tell(session, "stopped", length * 0.97)
    if hooks:
        await home.hook("media.stop", item)


@pytest.mark.parametrize(("hooks", "listener"), [(True, True), (True, False), (False, True)])
async def test_a_play_is_one_scrobble_whoever_tells_of_it(home: Home, *, hooks: bool, listener: bool) -> None:
    link = await home.link()
    await home.listen()
    await watch(home, hooks=hooks, listener=listener)
    await home.settled()
    assert home.scrobbles() == ["start", "stop"]
    assert [play.thing.title for play in home.plays] == ["The Matrix"]
    # A run of just this link was asked for, once.
    assert home.asked == [[link.id]]
    assert home.live.state(home.left.id).others == 0


@pytest.mark.parametrize("policy", [FeaturePolicy(), BOTH])
async def test_the_run_afterwards_doubles_nothing_and_brings_nothing_back(
    home: Home, policy: FeaturePolicy
) -> None:
    link = await home.link({Feature.HISTORY: policy})
    await home.listen()
    await watch(home)
    await home.settled()
    seen = home.plex.server.views(home.owner).plays[home.matrix.guid]
    for _ in range(3):
        assert (await home.run(link)).status is ItemStatus.UNCHANGED
    assert len(home.plays) == 1
    assert home.trakt.wire.asked("POST", "/sync/history") == []
    assert home.plex.server.views(home.owner).plays[home.matrix.guid] == seen
    # What comes later still passes.
    home.plex.server.see(home.owner, home.pilot)
    assert (await home.run(link)).status is ItemStatus.SYNCED
    assert [play.thing.kind for play in home.plays] == ["movie", "episode"]


@pytest.mark.parametrize("ahead", [3600, -3600])
async def test_a_server_whose_clock_is_wrong_doubles_nothing(home: Home, ahead: int) -> None:
    link = await home.link({Feature.HISTORY: FeaturePolicy()})
    home.plex.clock.advance(ahead)
    await home.listen()
    await watch(home)
    await home.settled()
    for _ in range(2):
        assert (await home.run(link)).status is ItemStatus.UNCHANGED
    assert len(home.plays) == 1
    assert home.trakt.wire.asked("POST", "/sync/history") == []


async def test_a_server_that_dates_plays_by_their_beginning_is_not_doubled(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hours lie between the dates of the two, and the run knows that it is one play."""
    manifest = registry.manifest_of("plex")
    assert manifest.watch is not None
    rules = replace(manifest.watch, times=TimeKind.SESSION_START)
    every = {**registry.manifests(), "plex": replace(manifest, watch=rules)}
    monkeypatch.setattr(registry, "manifests", lambda: every)
    link = await home.link({Feature.HISTORY: BOTH})
    await home.listen()
    home.behind = timedelta(hours=2)
    session = home.play(home.matrix)
    await home.tell(session, "playing", 100)
    await home.until(lambda: home.scrobbles() == ["start"])
    home.behind = timedelta()
    begun = home.plex.clock.now() - 2 * 3600
    home.plex.server.views(home.owner).play(home.matrix.guid, begun)
    await pms_playing.tell_state(home.plex.server, session, "stopped", 5_900_000)
    await home.settled()
    assert home.scrobbles() == ["start", "stop"]
    for _ in range(2):
        assert (await home.run(link)).status is ItemStatus.UNCHANGED
    assert len(home.plays) == 1
    assert home.trakt.wire.asked("POST", "/sync/history") == []


async def test_an_episode_is_found_by_its_show_though_the_webhook_does_not_name_it(home: Home) -> None:
    await home.link()
    await home.listen()
    await watch(home, home.pilot, listener=False)
    await home.settled()
    assert [(play.thing.season, play.thing.number) for play in home.plays] == [(1, 1)]


async def test_a_pause_at_85_percent_is_no_play(home: Home) -> None:
    link = await home.link({Feature.HISTORY: BOTH, Feature.RATINGS: BOTH})
    await home.listen()
    session = home.play(home.matrix)
    await home.tell(session, "playing", 100)
    await home.until(lambda: home.scrobbles() == ["start"])
    await home.tell(session, "paused", 5100)
    await home.until(lambda: home.scrobbles() == ["start", "pause"])
    assert home.watcher.paused
    await home.tell(session, "stopped", 5100)
    await home.settled()
    assert home.scrobbles("stop") == []
    assert home.plays == []
    assert home.asked == []
    assert (await home.run(link)).status is ItemStatus.UNCHANGED


async def test_what_others_of_the_household_play_is_not_told(home: Home) -> None:
    await home.link()
    await home.listen()
    kim = home.plex.people.add("Kim", home=True, restricted=True, pin="1234")
    home.plex.server.share(kim)
    session = home.play(home.matrix, kim)
    await home.tell(session, "playing", 100)
    await home.hook("media.play", home.matrix, kim)
    await home.hook("media.scrobble", home.matrix, kim)
    await home.tell(session, "stopped", 5900)
    # Nobody tells any more who that was.
    unknown = home.play(home.pilot)
    await home.tell(unknown, "stopped", 2300)
    await home.hook("media.scrobble", home.matrix, Account={})
    await home.settled()
    assert home.scrobbles() == []
    assert home.asked == []
    state = home.live.state(home.left.id)
    assert (state.heard, state.others) == (0, 6)


async def test_a_storm_is_few_requests(home: Home) -> None:
    await home.link()
    await home.listen()
    home.trakt.wire.journal.clear()
    session = home.play(home.matrix)
    for at in range(50):
        await home.tell(session, "playing", 100 + at)
        await home.tell(session, "paused", 100 + at)
        await home.hook("media.pause", home.matrix)
        await home.hook("media.play", home.matrix)
        await home.hook("media.rate", home.matrix, rating=8)
        await pms_playing.tell_refreshed(home.plex.server, home.matrix)
    await home.settled()
    assert len(home.trakt.wire.journal) <= 4
    assert len(home.asked) == 1
    assert home.live.state(home.left.id).heard >= 200


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.SERVER_ERROR, Fault.REFUSED, Fault.DROPPED])
async def test_what_a_tracker_is_not_told_the_run_brings(home: Home, fault: Fault) -> None:
    link = await home.link()
    await home.listen()
    session = home.play(home.matrix)
    await home.tell(session, "playing", 100)
    await home.until(lambda: home.scrobbles() == ["start"])
    home.trakt.wire.fail(fault, "*")
    await home.tell(session, "stopped", 5900)
    await home.settled()
    await home.until(lambda: home.asked == [[link.id]])
    home.trakt.wire.heal()
    home.kit.connections.paces.forget(home.right.id)
    await home.run(link)
    assert len(home.plays) == 1
    assert (await home.run(link)).status is ItemStatus.UNCHANGED
    assert len(home.plays) == 1


async def test_a_run_that_was_faster_is_not_doubled(home: Home) -> None:
    link = await home.link()
    await home.listen()
    session = home.play(home.matrix)
    await home.tell(session, "playing", 100)
    await home.until(lambda: home.scrobbles() == ["start"])
    # The server takes it for seen, and the hour strikes, before anybody tells us.
    home.plex.server.see(home.owner, home.matrix)
    assert (await home.run(link)).status is ItemStatus.SYNCED
    assert len(home.plays) == 1
    await home.tell(session, "stopped", 5900)
    await home.settled()
    assert home.scrobbles() == ["start"]
    assert len(home.plays) == 1


async def test_what_nobody_played_is_left_to_the_run(home: Home) -> None:
    """A server tells that something was seen also when it is marked, by us as well."""
    link = await home.link()
    await home.listen()
    await home.hook("media.scrobble", home.matrix)
    await home.until(lambda: home.asked == [[link.id]])
    await home.settled()
    assert home.scrobbles() == []


async def test_a_busy_job_is_asked_again(home: Home) -> None:
    link = await home.link()
    await home.listen()
    home.busy = 5
    await home.hook("media.scrobble", home.matrix)
    await home.hook("media.scrobble", home.pilot)
    await home.until(lambda: home.asked == [[link.id]])
    await home.settled()
    assert home.busy == 0
    assert home.asked == [[link.id]]


@pytest.mark.parametrize(
    ("features", "what", "asked"),
    [
        ({Feature.RATINGS: BOTH}, "rated", True),
        ({Feature.HISTORY: BOTH}, "rated", False),
        ({Feature.RATINGS: FeaturePolicy(to_left=True, to_right=False)}, "rated", False),
        ({Feature.RATINGS: BOTH}, "changed", True),
        ({Feature.HISTORY: FeaturePolicy(to_left=True, to_right=False)}, "changed", False),
        ({Feature.HISTORY: BOTH}, "seen", True),
        ({Feature.RATINGS: BOTH}, "seen", False),
    ],
)
async def test_runs_are_asked_for_where_something_passes(
    home: Home, features: dict[Feature, FeaturePolicy], what: str, *, asked: bool
) -> None:
    link = await home.link(features)
    await home.live.start()
    await home.settled()
    listens = any(policy.to_right for policy in features.values())
    assert (home.live.state(home.left.id).connected_at is not None) is listens
    await home.listen_to_hooks()
    match what:
        case "rated":
            await home.hook("media.rate", home.matrix, rating=8)
        case "changed":
            await pms_playing.tell_refreshed(home.plex.server, home.matrix)
        case _:
            await home.hook("media.scrobble", home.matrix)
    await home.settled()
    assert home.asked == ([[link.id]] if asked else [])


@pytest.mark.parametrize(
    "why", ["off", "not live", "not approved", "blocked", "of another kind", "elsewhere"]
)
async def test_links_that_are_not_meant_do_nothing(home: Home, why: str) -> None:
    more = {
        "off": {"enabled": False},
        "not live": {"live": False},
        "of another kind": {"types": frozenset({MediaType.EPISODE})},
        "elsewhere": {"sections": {Side.LEFT: frozenset({str(home.plex.shows.key)})}},
    }.get(why, {})
    link = await home.link(approved=why != "not approved", **more)
    if why == "blocked":
        await say_of_id(home.kit, kind=MediaType.MOVIE, about="imdb:tt0133093")
    await home.live.start()
    await home.settled()
    await home.listen_to_hooks()
    session = home.play(home.matrix)
    await home.tell(session, "playing", 100)
    await home.hook("media.play", home.matrix)
    await home.hook("media.scrobble", home.matrix)
    await home.tell(session, "stopped", 5900)
    await home.settled()
    assert home.scrobbles() == []
    assert home.asked == []
    assert link.settings.live is (why != "not live")


async def test_a_connection_is_kept_as_long_as_it_is_needed(home: Home) -> None:
    link = await home.link()
    await home.listen()
    (first,) = home.plex.server.listening
    # Closed by the server: opened again, and what was missed meanwhile a run brings.
    await pms_playing.say(home.plex.server, "")
    await home.until(lambda: home.plex.server.listening not in ([], [first]))
    await home.until(lambda: home.asked == [[link.id]])
    # It cannot be opened: told, and tried again.
    home.plex.wire.fail(Fault.SERVER_ERROR, "/:/websockets/notifications")
    await pms_playing.say(home.plex.server, "")
    await home.until(lambda: home.live.state(home.left.id).error == "unreachable")
    assert home.live.state(home.left.id).connected_at is None
    home.plex.wire.heal()
    await home.until(lambda: home.live.state(home.left.id).connected_at is not None)
    assert home.live.state(home.left.id).error is None
    # Set otherwise: another connection.
    (before,) = home.plex.server.listening
    account = await home.kit.database.read(accounts.get, home.left.id)
    await home.kit.database.write(
        accounts.update, replace_settings(account, client_identifier="another-client")
    )
    await home.until(lambda: home.plex.server.listening not in ([], [before]))
    # No longer wanted: none.
    await change_link(home.kit, link.id, LinkChanges(live=False))
    await home.until(lambda: not home.plex.server.listening)
    assert home.live.state(home.left.id).listens is False
    await change_link(home.kit, link.id, LinkChanges(live=True))
    await home.until(lambda: bool(home.plex.server.listening))
    await remove_link(home.kit, link.id)
    await home.until(lambda: not home.plex.server.listening)


def replace_settings(account: accounts.Account, **more: str) -> accounts.Account:
    return replace(account, settings={**account.settings, **more})
