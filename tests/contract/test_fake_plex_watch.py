"""The fake of Plex with films and shows, by plexapi, recorded answers and the contract: none knows our client."""

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from typing import Any

import pytest

pytest.importorskip("plexapi", reason="plexapi is in the engine's environment only")

import aiohttp
from contract.openapi_contract import Contract
from contract.plex_calls import Caller
from contract.shared_data import contract_path, problems_of, recorded_path
from fakes.plex import FakePlex, Video, pms_playing
from plexapi.server import PlexServer

_LIBRARY = "com.plexapp.plugins.library"
_ACCEPTED = {
    "the answer is empty, but status 200 has": "servers answer writes with no body at all",
    "episode.lastViewedAt>>' is not described": "media queries: the contract leaves them to another page",
}


@pytest.fixture
async def plex() -> AsyncIterator[FakePlex]:
    fake = FakePlex()
    for number in range(3):
        fake.library.add_film(fake.films, f"Film {number}", f"imdb://tt{number + 1:07}", duration=6_000_000)
    show = fake.library.add_video(fake.shows, "Lost", year=2004, ids=("tvdb://73739",))
    for season, number in ((1, 1), (1, 2), (2, 1)):
        fake.library.add_episode(show, season, number, aired="2004-09-22")
    async with fake:
        yield fake


@pytest.fixture
def owner(plex: FakePlex, session: aiohttp.ClientSession) -> Caller:
    return Caller(session, plex.address, plex.token)


def _film(plex: FakePlex, number: int = 0) -> Video:
    return next(
        one for one in plex.library.items.values() if one.title == f"Film {number}" and isinstance(one, Video)
    )


async def _told(owner: Caller, item: Any) -> dict[str, Any]:
    (found,) = (await owner.json(f"/library/metadata/{item.key}"))["Metadata"]
    return dict(found)


async def test_seeing_counts_and_unseeing_leaves_no_time(plex: FakePlex, owner: Caller) -> None:
    film = _film(plex)
    mark = {"key": film.key, "identifier": _LIBRARY}
    assert "lastViewedAt" not in await _told(owner, film)
    for count in (1, 2):
        assert await owner.status("PUT", "/:/scrobble", mark) == 200
        assert (await _told(owner, film))["viewCount"] == count
    assert "lastViewedAt" in await _told(owner, film)
    assert await owner.status("PUT", "/:/unscrobble", mark) == 200
    assert not {"lastViewedAt", "viewCount", "viewOffset"} & (await _told(owner, film)).keys()
    assert await owner.status("PUT", "/:/scrobble", mark | {"key": 99_999}) == 404
    assert await owner.status("PUT", "/:/scrobble", {"key": film.key}) == 400


async def test_a_show_that_is_seen_is_all_its_episodes(plex: FakePlex, owner: Caller) -> None:
    show = next(one for one in plex.library.items.values() if one.title == "Lost")
    await owner.status("PUT", "/:/scrobble", {"key": show.key, "identifier": _LIBRARY})
    told = await owner.json(f"/library/metadata/{show.key}/allLeaves")
    assert [one["viewCount"] for one in told["Metadata"]] == [1, 1, 1]
    assert (await _told(owner, show))["viewedLeafCount"] == 3
    seen = await owner.json("/library/sections/2/all", {"type": 4, "episode.lastViewedAt>>": 0})
    assert seen["size"] == 3


@pytest.mark.parametrize(
    ("at", "length", "offset", "count"),
    [
        (900_000, 6_000_000, 900_000, None),
        (59_999, 6_000_000, None, None),
        (60_000, 6_000_000, 60_000, None),
        (5_400_000, 6_000_000, None, 1),
        (900_000, None, None, None),
    ],
)
async def test_how_far_a_player_is(
    plex: FakePlex, owner: Caller, at: int, length: int | None, offset: int | None, count: int | None
) -> None:
    film = _film(plex)
    asked: dict[str, str | int] = {
        "ratingKey": film.key,
        "key": f"/library/metadata/{film.key}",
        "state": "stopped",
        "time": at,
    }
    if length is not None:
        asked["duration"] = length
    assert await owner.status("POST", "/:/timeline", asked) == 200
    told = await _told(owner, film)
    assert (told.get("viewOffset"), told.get("viewCount")) == (offset, count)
    assert await owner.status("POST", "/:/timeline", asked | {"state": "gone"}) == 400
    assert await owner.status("POST", "/:/timeline", asked | {"ratingKey": 5}) == 400


async def test_ratings_are_dated_and_not_in_the_future(plex: FakePlex, owner: Caller) -> None:
    film, now = _film(plex), plex.clock.now()
    rating = {"key": film.key, "identifier": _LIBRARY, "rating": 7}
    assert await owner.status("PUT", "/:/rate", rating | {"ratedAt": now - 5000}) == 200
    assert (await _told(owner, film))["lastRatedAt"] == now - 5000
    assert await owner.status("PUT", "/:/rate", rating | {"ratedAt": now + 5000}) == 400


async def test_only_owners_see_who_plays_what(
    plex: FakePlex, session: aiohttp.ClientSession, owner: Caller
) -> None:
    kim = plex.people.add("Kim", home=True)
    plex.server.share(kim)
    plex.server.play(kim, _film(plex), 5000)
    other = Caller(session, plex.address, plex.server.token_of(kim))
    assert await other.status("GET", "/status/sessions") == 403
    (told,) = (await owner.json("/status/sessions"))["Metadata"]
    assert (told["User"]["title"], told["viewOffset"], told["type"]) == ("Kim", 5000, "movie")
    recorded = ET.parse(recorded_path("homeassistant_plex_2021") / "session_base.xml").getroot()[0]  # noqa: S314 -- ours
    shown = (await owner.xml("/status/sessions"))[0]
    assert (shown.tag, shown.get("sessionKey")) == (recorded.tag, told["sessionKey"])
    for part in ("User", "Player", "Session"):
        mine, theirs = shown.find(part), recorded.find(part)
        assert mine is not None
        assert theirs is not None
        assert set(mine.keys()) <= set(theirs.keys())


async def test_whoever_listens_is_told(plex: FakePlex, session: aiohttp.ClientSession) -> None:
    headers = {"X-Plex-Token": plex.token}
    async with session.ws_connect(f"{plex.address}/:/websockets/notifications", headers=headers) as socket:
        playing = plex.server.play(plex.people.owner, _film(plex))
        await pms_playing.listened_to(plex.server)
        await pms_playing.tell_state(plex.server, playing, "playing", 4000)
        note = (await socket.receive_json())["NotificationContainer"]
        assert (note["type"], note["size"]) == ("playing", 1)
        assert note["PlaySessionStateNotification"][0]["viewOffset"] == 4000
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await session.ws_connect(f"{plex.address}/:/websockets/notifications")
    assert refused.value.status == 401


async def test_what_is_answered_is_as_the_contract_says(plex: FakePlex, owner: Caller) -> None:
    contract = Contract.load(contract_path("plex-1.1.1-community.yaml"))
    plex.server.play(plex.people.owner, _film(plex))
    plex.server.see(plex.people.owner, _film(plex, 1))
    show = next(one for one in plex.library.items.values() if isinstance(one, Video) and one.seasons)
    season = show.seasons[0]
    for path in (
        "/status/sessions",
        f"/library/metadata/{show.key}",
        f"/library/metadata/{season.key}",
        f"/library/metadata/{season.episodes[0].key}",
        f"/library/metadata/{show.key}/allLeaves",
        "/status/sessions/history/all",
    ):
        await owner.json(path)
    for kind, section in ((1, 1), (2, 2), (3, 2), (4, 2)):
        await owner.json(f"/library/sections/{section}/all", {"type": kind, "includeGuids": 1})
    assert problems_of(contract, plex.wire.journal, accepted=_ACCEPTED) == []


async def test_what_was_played_has_rows_and_what_was_marked_has_none(plex: FakePlex, owner: Caller) -> None:
    server, film = plex.server, _film(plex)
    kim = plex.people.add("Kim", home=True, restricted=True)
    server.share(kim)
    for user in (plex.people.owner, kim, plex.people.owner):
        server.see(user, film)
        plex.clock.advance(3600)
    assert await owner.status("PUT", "/:/scrobble", {"key": film.key, "identifier": _LIBRARY}) == 200
    assert (await _told(owner, film))["viewCount"] == 3
    path = "/status/sessions/history/all"
    rows = (await owner.json(path, {"sort": "viewedAt:desc"}))["Metadata"]
    assert [row["accountID"] for row in rows] == [1, kim.id, 1]
    assert {row["ratingKey"] for row in rows} == {str(film.key)}
    since = {"accountID": 1, "viewedAt>": rows[0]["viewedAt"]}
    assert [row["historyKey"] for row in (await owner.json(path, since))["Metadata"]] == [
        rows[0]["historyKey"]
    ]
    page = {"X-Plex-Container-Start": 1, "X-Plex-Container-Size": 1, "metadataItemID": film.key}
    told = await owner.json(path, page)
    assert (told["totalSize"], told["offset"], told["size"]) == (3, 1, 1)
    assert "Metadata" not in await owner.json(path, {"librarySectionID": 2})
    for odd in ({"sort": "title"}, {"accountID": "me"}, {"user": 1}):
        assert await owner.status("GET", path, odd) == 400
    plex.library.remove(film)
    assert not [row for row in (await owner.json(path))["Metadata"] if "ratingKey" in row]


async def test_plexapi_sees_marks_and_rates(plex: FakePlex) -> None:
    def use() -> tuple[Any, ...]:
        server = PlexServer(plex.address, plex.token)
        films, shows = server.library.section("Movies"), server.library.section("TV Shows")
        film = films.get("Film 0")
        film.markPlayed()
        film.rate(6.0)
        second = films.get("Film 1")
        second.updateTimeline(900_000, state="stopped", duration=second.duration)
        third = films.get("Film 2")
        third.updateTimeline(third.duration, state="stopped", duration=third.duration)
        show = shows.get("Lost")
        show.episode(season=1, episode=2).markPlayed()
        return (
            films.get("Film 0").viewCount,
            films.get("Film 0").userRating,
            films.get("Film 1").viewOffset,
            [
                one.title
                for one in films.search(filters={"lastViewedAt>>": "1970-01-02"}, sort="lastViewedAt:desc")
            ],
            [one.seasonEpisode for one in show.watched()],
            [one.id for one in films.get("Film 0").guids],
            len(shows.searchEpisodes()),
            [(one.ratingKey == third.ratingKey, one.accountID) for one in server.history(accountID=1)],
        )

    told = await asyncio.to_thread(use)
    assert told[:3] == (1, 6.0, 900_000)
    assert set(told[3]) == {"Film 0", "Film 1", "Film 2"}
    assert told[4] == ["s01e02"]
    assert told[5:] == (["imdb://tt0000001"], 3, [(True, 1)])


async def test_plexapi_makes_libraries(plex: FakePlex) -> None:
    def use() -> list[str]:
        server = PlexServer(plex.address, plex.token)
        # plexapi looks first whether the folder is there, which the fake has no way to be asked.
        made = "/library/sections?name=More&type=movie&agent=tv.plex.agents.movie&scanner=Plex%20Movie"
        server.query(f"{made}&language=en-US&location=%2Fstorage%2Fmore", method=server._session.post)
        before = [one.title for one in server.library.sections()]
        server.library.section("More").delete()
        return [*before, "-", *(one.title for one in PlexServer(plex.address, plex.token).library.sections())]

    told = await asyncio.to_thread(use)
    assert told[told.index("-") - 1] == "More"
    assert "More" not in told[told.index("-") :]


async def test_a_watchlist_is_kept(plex: FakePlex) -> None:
    catalogue, owner = plex.catalogue, plex.people.owner
    for number in range(130):
        catalogue.put(owner, catalogue.add("movie", f"Film {number}", 2000, f"tmdb://{number + 1}"))
    token = owner.token
    headers = {"X-Plex-Token": token, "X-Plex-Client-Identifier": "the-tests", "Accept": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as session:
        path = f"{plex.tv_address}/library/sections/watchlist/all"
        keys: list[str] = []
        for start in (0, 100):
            query = {
                "X-Plex-Container-Start": str(start),
                "X-Plex-Container-Size": "100",
                "includeGuids": "1",
            }
            async with session.get(path, params=query) as answer:
                held = (await answer.json())["MediaContainer"]
                assert (held["totalSize"], held["offset"]) == (130, start)
                keys += [one["ratingKey"] for one in held["Metadata"]]
        assert len(set(keys)) == 130
        async with session.get(path, params={"X-Plex-Container-Size": "500"}) as answer:
            assert answer.status == 400
        async with session.get(path, headers={"X-Plex-Token": "wrong"}) as answer:
            assert answer.status == 401
        for _ in range(2):
            async with session.put(
                f"{plex.tv_address}/actions/removeFromWatchlist", params={"ratingKey": keys[0]}
            ) as answer:
                assert answer.status == 200
        async with session.put(
            f"{plex.tv_address}/actions/addToWatchlist", params={"ratingKey": "none"}
        ) as answer:
            assert answer.status == 404
        matches = f"{plex.tv_address}/library/metadata/matches"
        async with session.get(matches, params={"guid": "tmdb://7", "type": "1"}) as answer:
            (found,) = (await answer.json())["MediaContainer"]["Metadata"]
            assert found["title"] == "Film 6"
        async with session.get(matches, params={"guid": "tmdb://7", "type": "2"}) as answer:
            assert "Metadata" not in (await answer.json())["MediaContainer"]
    assert len(catalogue.of(owner)) == 129
