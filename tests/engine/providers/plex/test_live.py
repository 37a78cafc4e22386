"""What is heard of a server: over an open connection, and by webhooks."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from engine.providers.plex.seen import Cinema
from fakes.plex import hooks, pms_playing
from fakes.plex.media import Kind, Track
from fakes.serving import Fault
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import MediaType, TitleId, TitleIdKind
from syncopate.errors import InvalidInput, LoginRejected, OddAnswer, Unreachable
from syncopate.providers import registry
from syncopate.providers.plex.hooks import PlexHooks
from syncopate.providers.plex.listening import PlexListener
from syncopate.providers.watching import HookBody


class Ear:
    """Listens in the background, and keeps what it hears."""

    def __init__(self, cinema: Cinema, **settings: str) -> None:
        made = registry.listener("plex", cinema.house.context(cinema.house.settings(**settings)))
        assert isinstance(made, PlexListener)
        self._cinema = cinema
        self._listener = made
        self.heard: list[PlayEvent] = []
        self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for event in self._listener.listen():
            self.heard.append(event)

    async def ready(self) -> None:
        async with asyncio.timeout(10):
            await pms_playing.listened_to(self._cinema.plex.server)

    async def has(self, count: int) -> list[PlayEvent]:
        """Wait until so many events were heard, and a little longer: no more may come."""
        async with asyncio.timeout(10):
            while len(self.heard) < count:  # noqa: ASYNC110 -- nobody tells when it is so
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.1)
        assert len(self.heard) == count, self.heard
        return self.heard

    async def over(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@pytest.fixture
async def ear(cinema: Cinema) -> AsyncIterator[Ear]:
    made = Ear(cinema)
    await made.ready()
    yield made
    await made.over()


async def test_a_play_is_heard_with_who_plays_what(cinema: Cinema, ear: Ear) -> None:
    server, owner = cinema.plex.server, cinema.plex.people.owner
    kim = cinema.house.child()
    session = server.play(owner, cinema.matrix)
    theirs = server.play(kim, cinema.pilot)
    await pms_playing.tell_state(server, session, "buffering", 0)
    await pms_playing.tell_state(server, session, "playing", 1_000)
    await pms_playing.tell_state(server, session, "playing", 11_000)
    await ear.has(1)
    await pms_playing.tell_state(server, theirs, "playing", 600_000)
    await ear.has(2)
    await pms_playing.tell_state(server, session, "paused", 21_000)
    await pms_playing.tell_state(server, session, "playing", 21_000)
    await pms_playing.tell_state(server, session, "stopped", 7_900_000)
    heard = await ear.has(5)
    told = [(one.state, one.key, one.position, one.user_name) for one in heard]
    film, episode = str(cinema.matrix.key), str(cinema.pilot.key)
    assert told == [
        (PlayState.STARTED, film, 1.0, "Otto"),
        (PlayState.STARTED, episode, 600.0, "Kim"),
        (PlayState.PAUSED, film, 21.0, "Otto"),
        (PlayState.STARTED, film, 21.0, "Otto"),
        (PlayState.STOPPED, film, 7900.0, "Otto"),
    ]
    assert {one.session for one in heard} == {session.key, theirs.key}
    assert [heard[0].user, heard[1].user] == [str(owner.id), str(kim.id)]
    assert heard[0].server == server.machine
    assert heard[0].length == 8160.0
    assert heard[0].title is not None
    assert TitleId(TitleIdKind.IMDB, "tt0133093") in heard[0].title.ids
    assert heard[1].title is not None
    assert heard[1].title.type is MediaType.EPISODE
    assert TitleId(TitleIdKind.IMDB, "tt0411008") in heard[1].title.show_ids
    # Who plays it is asked once for each playing.
    assert len(cinema.plex.wire.asked("GET", "/status/sessions")) == 2


async def test_the_next_episode_in_one_session_is_another_title(cinema: Cinema, ear: Ear) -> None:
    server = cinema.plex.server
    session = server.play(cinema.plex.people.owner, cinema.pilot)
    await pms_playing.tell_state(server, session, "playing", 0)
    session.item = cinema.second
    await pms_playing.tell_state(server, session, "playing", 0)
    heard = await ear.has(2)
    assert [one.key for one in heard] == [str(cinema.pilot.key), str(cinema.second.key)]
    assert [one.title.season for one in heard if one.title] == [1, 2]


async def test_who_is_no_more_told_of_is_nobody(cinema: Cinema, ear: Ear) -> None:
    server = cinema.plex.server
    session = server.play(cinema.plex.people.owner, cinema.matrix)
    await pms_playing.tell_state(server, session, "stopped", 5000)
    (event,) = await ear.has(1)
    assert (event.user, event.user_name, event.key) == (None, None, str(cinema.matrix.key))


async def test_music_and_what_cannot_be_read_is_not_heard(cinema: Cinema, ear: Ear) -> None:
    server = cinema.plex.server
    track = next(one for one in cinema.plex.music.of(Kind.TRACK).values() if isinstance(one, Track))
    session = server.play(cinema.plex.people.owner, track)
    await pms_playing.tell_state(server, session, "playing", 0)
    for message in ("no json", "[]", "{}", '{"NotificationContainer": 5}', '{"NotificationContainer": {}}'):
        await pms_playing.say(server, message)
    await pms_playing.tell(server, "playing", "PlaySessionStateNotification", {"state": "playing"})
    await pms_playing.tell(server, "status", "StatusNotification", {"title": "Library scan complete"})
    real = server.play(cinema.plex.people.owner, cinema.heat)
    await pms_playing.tell_state(server, real, "playing", 0)
    assert [one.key for one in await ear.has(1)] == [str(cinema.heat.key)]


async def test_what_is_marked_by_hand_is_a_change_told_once(cinema: Cinema, ear: Ear) -> None:
    server = cinema.plex.server
    await pms_playing.tell_refreshed(server, cinema.matrix)
    entry = {
        "identifier": "com.plexapp.plugins.library",
        "sectionID": "1",
        "itemID": str(cinema.matrix.key),
        "type": 1,
        "title": "The Matrix",
        "state": 5,
    }
    await pms_playing.tell(server, "timeline", "TimelineEntry", entry, entry | {"state": 3, "itemID": "5"})
    await pms_playing.tell(server, "timeline", "TimelineEntry", entry | {"type": 10, "itemID": "6"})
    await pms_playing.tell(
        server, "timeline", "TimelineEntry", entry | {"type": 4, "itemID": str(cinema.pilot.key)}
    )
    told = [(one.state, one.key, one.user) for one in await ear.has(2)]
    assert told == [
        (PlayState.CHANGED, str(cinema.matrix.key), None),
        (PlayState.CHANGED, str(cinema.pilot.key), None),
    ]


async def test_listening_ends_when_the_server_closes(cinema: Cinema, ear: Ear) -> None:
    await pms_playing.say(cinema.plex.server, "")
    async with asyncio.timeout(10):
        await ear.task


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.UNAUTHORIZED, LoginRejected),
        (Fault.FORBIDDEN, Unreachable),
        (Fault.NOT_FOUND, Unreachable),
        (Fault.TOO_MANY, Unreachable),
        (Fault.SERVER_ERROR, Unreachable),
        (Fault.HTML, OddAnswer),
        (Fault.REFUSED, Unreachable),
    ],
)
async def test_a_connection_that_does_not_open_is_told(
    cinema: Cinema, fault: Fault, error: type[Unreachable]
) -> None:
    cinema.house.fail(fault, "/:/websockets/notifications")
    ear = Ear(cinema)
    with pytest.raises(error):
        async with asyncio.timeout(10):
            await ear.task


async def test_a_token_that_is_good_no_more_is_renewed(cinema: Cinema) -> None:
    ear = Ear(cinema, server_token="one-of-old")
    await ear.ready()
    session = cinema.plex.server.play(cinema.plex.people.owner, cinema.matrix)
    await pms_playing.tell_state(cinema.plex.server, session, "playing", 0)
    assert len(await ear.has(1)) == 1
    await ear.over()


def _hook(cinema: Cinema, event: str, item: Any, *, picture: bool = False, **more: Any) -> PlayEvent | None:
    reader = registry.hook_reader("plex", cinema.house.context())
    assert isinstance(reader, PlexHooks)
    told = hooks.payload(cinema.plex.server, event, cinema.plex.people.owner, item, **more)
    return reader.read_hook(HookBody(content_type=hooks.TYPE, body=hooks.form(told, picture=picture)))


@pytest.mark.parametrize(
    ("event", "state"),
    [
        ("media.play", PlayState.STARTED),
        ("media.resume", PlayState.STARTED),
        ("media.pause", PlayState.PAUSED),
        ("media.stop", PlayState.STOPPED),
        ("media.scrobble", PlayState.SEEN),
    ],
)
async def test_webhooks_tell_what_is_played(cinema: Cinema, event: str, state: PlayState) -> None:
    cinema.stop(cinema.pilot, 700)
    found = _hook(cinema, event, cinema.pilot, picture=True)
    assert found is not None
    owner = cinema.plex.people.owner
    assert (found.state, found.key, found.user, found.user_name, found.position, found.length) == (
        state,
        str(cinema.pilot.key),
        str(owner.id),
        "Otto",
        700.0,
        2400.0,
    )
    assert found.server == cinema.plex.server.machine
    assert found.title is not None
    assert (found.title.season, found.title.number) == (1, 1)
    assert {one.kind for one in found.title.show_ids} == {TitleIdKind.PLEX}
    assert found.session


async def test_webhooks_tell_ratings(cinema: Cinema) -> None:
    for said, rating in (("8", 8.0), (7.5, 7.5), (-1, None), ("0", None)):
        found = _hook(cinema, "media.rate", cinema.lost, rating=said)
        assert found is not None
        assert (found.state, found.rating, found.position) == (PlayState.RATED, rating, None)
    cinema.rate(cinema.matrix, 6.0)
    found = _hook(cinema, "media.rate", cinema.matrix)
    assert found is not None
    assert found.rating == 6.0


async def test_other_webhooks_are_of_no_interest(cinema: Cinema) -> None:
    track = next(iter(cinema.plex.music.of(Kind.TRACK).values()))
    assert _hook(cinema, "library.new", cinema.matrix) is None
    assert _hook(cinema, "media.play", track) is None
    assert _hook(cinema, "media.play", cinema.lost) is None
    assert _hook(cinema, "media.play", cinema.matrix, Server={"uuid": "another"}) is None
    assert _hook(cinema, "media.play", cinema.matrix, Metadata={}) is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("", b""),
        ("application/json", b'{"event": "media.play"}'),
        (hooks.TYPE, b""),
        (hooks.TYPE, b"nothing of the kind"),
        (hooks.TYPE, hooks.form("[]")),
        (hooks.TYPE, hooks.form("{")),
        (hooks.TYPE, hooks.form({"user": True})),
        ("multipart/form-data", hooks.form({"event": "media.play"})),
        ("multipart/form-data; boundary=x\r\nX: y", b"--x\r\n"),
        (hooks.TYPE, hooks.form("[" * 100_000)),
        (hooks.TYPE, hooks.form({"event": "media.play", "Metadata": {"type": "movie"}})),
    ],
)
async def test_what_is_no_webhook_of_plex_is_refused(cinema: Cinema, kind: str, body: bytes) -> None:
    reader = registry.hook_reader("plex", cinema.house.context())
    with pytest.raises(InvalidInput):
        reader.read_hook(HookBody(content_type=kind, body=body))


async def test_whose_events_are_the_accounts(cinema: Cinema) -> None:
    owner = cinema.plex.people.owner
    context = cinema.house.context()
    for able in (registry.listener("plex", context), registry.hook_reader("plex", context)):
        own = await able.own_users()
        # A server calls its owner by another number than plex.tv.
        assert (own.ids, own.alone) == ({str(owner.id), "1"}, False)


async def test_who_shares_a_server_is_not_its_owner(cinema: Cinema) -> None:
    friend = cinema.plex.people.add("Friend")
    cinema.plex.server.share(friend)
    settings = cinema.house.settings(token=friend.token, server_token=cinema.plex.server.token_of(friend))
    own = await registry.listener("plex", cinema.house.context(settings)).own_users()
    assert own.ids == {str(friend.id)}


async def test_where_plex_tv_does_not_tell_nobody_is_the_accounts(cinema: Cinema) -> None:
    cinema.plex.tv_wire.fail(Fault.SERVER_ERROR)
    with pytest.raises(Unreachable):
        await registry.listener("plex", cinema.house.context()).own_users()


async def test_neither_asks_the_server_for_a_webhook(cinema: Cinema) -> None:
    assert _hook(cinema, "media.play", cinema.matrix) is not None
    assert cinema.house.asked() == []
