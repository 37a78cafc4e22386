"""What servers send to a webhook's address."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes.serving import Fault
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import MediaType, Title, TitleId, TitleIdKind
from syncopate.errors import InvalidInput
from syncopate.providers import registry
from syncopate.providers.emby import client as embys
from syncopate.providers.emby.hooks import EmbyHooks
from syncopate.providers.jellyfin import client as jellyfins
from syncopate.providers.jellyfin.hooks import JellyfinHooks
from syncopate.providers.watching import HookBody

_ITEM = "4b92551344f53b560fb55cd6700ebc86"
_USER = "9783d2432b0d40a8a716b6aa46b3cd4f"
_JELLYFIN = {
    "ServerId": "d79d3a6261614419a114595a585e1f2a",
    "ServerName": "home",
    "NotificationType": "PlaybackStart",
    "Timestamp": "2023-09-10T08:35:25.3996506+00:00",
    "UtcTimestamp": "2023-09-10T08:35:25.3996527Z",
    "Name": "The escape",
    "ItemId": _ITEM,
    "ItemType": "Episode",
    "RunTimeTicks": 27074985984,
    "RunTime": "00:45:07",
    "Year": 2023,
    "SeriesName": "The river",
    "SeasonNumber": 1,
    "EpisodeNumber": 3,
    "Provider_tmdb": "4533239",
    "Video_0_Title": "4K HEVC SDR",
    "PlaybackPositionTicks": 6000000000,
    "IsPaused": False,
    "DeviceId": "tv",
    "NotificationUsername": "Ann",
    "UserId": _USER,
}
_EMBY = {
    "Title": "Ann stopped playing",
    "Date": "2023-08-19T00:49:07.8523469Z",
    "Event": "playback.stop",
    "User": {"Name": "Ann", "Id": "e6a9dd89fd954d689870e7e0e3e72947"},
    "Item": {
        "Name": "Across",
        "Id": "240270",
        "PremiereDate": "2023-05-30T16:00:00.0000000Z",
        "Path": "\\\\nas\\films\\Across (2023).mp4",
        "RunTimeTicks": 80439590000,
        "ProductionYear": 2023,
        "ProviderIds": {"Tmdb": "569094", "Imdb": "tt9362722"},
        "Type": "Movie",
    },
    "Server": {"Name": "home", "Id": "f40a5bd0c6b64051bdbed00580fa1118", "Version": "4.8.11.0"},
    "Session": {"DeviceId": "tv", "Id": "c336b028b893558b333d1a49238b7db1"},
    "PlaybackInfo": {"PlayedToCompletion": False, "PositionTicks": 17431791950},
}
_MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n{}\r\n'
    b'--x\r\nContent-Disposition: form-data; name="data"\r\nContent-Type: application/json\r\n\r\n%s\r\n--x--\r\n'
)


def body(raw: object, content_type: str = "application/json") -> HookBody:
    return HookBody(content_type=content_type, body=json.dumps(raw).encode())


_ACCOUNT = {"url": "http://127.0.0.1:9", "user_id": _USER, "token": "unused"}


def _of_jellyfin() -> JellyfinHooks:
    return JellyfinHooks(jellyfins.Client(_ACCOUNT))


def _of_emby() -> EmbyHooks:
    return EmbyHooks(embys.Client(_ACCOUNT))


def jellyfin(**more: Any) -> PlayEvent | None:
    return _of_jellyfin().read_hook(body(_JELLYFIN | more))


def emby(event: str = "playback.stop", **playing: Any) -> PlayEvent | None:
    changed = {"Event": event, "PlaybackInfo": _EMBY["PlaybackInfo"] | playing}  # type: ignore[operator]
    return _of_emby().read_hook(body(_EMBY | changed))


def test_jellyfin_tells_what_plays() -> None:
    assert jellyfin() == PlayEvent(
        state=PlayState.STARTED,
        key=_ITEM,
        at=datetime(2023, 9, 10, 8, 35, 25, 399652, tzinfo=UTC),
        title=Title(
            type=MediaType.EPISODE,
            ids=frozenset({TitleId(TitleIdKind.TMDB, "4533239")}),
            name="The escape",
            show_name="The river",
            season=1,
            number=3,
        ),
        user=_USER,
        user_name="Ann",
        position=600.0,
        length=2707.4985984,
        session=f"tv {_ITEM}",
        server="d79d3a6261614419a114595a585e1f2a",
    )


def test_emby_tells_what_plays() -> None:
    assert emby() == PlayEvent(
        state=PlayState.STOPPED,
        key="240270",
        at=datetime(2023, 8, 19, 0, 49, 7, 852346, tzinfo=UTC),
        title=Title(
            type=MediaType.MOVIE,
            ids=frozenset({TitleId(TitleIdKind.TMDB, "569094"), TitleId(TitleIdKind.IMDB, "tt9362722")}),
            name="Across",
            year=2023,
            path="\\\\nas\\films\\Across (2023).mp4",
        ),
        user="e6a9dd89fd954d689870e7e0e3e72947",
        user_name="Ann",
        position=1743.179195,
        length=8043.959,
        session="c336b028b893558b333d1a49238b7db1 240270",
        server="f40a5bd0c6b64051bdbed00580fa1118",
    )


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"NotificationType": "PlaybackStart"}, PlayState.STARTED),
        ({"NotificationType": "PlaybackProgress"}, PlayState.STARTED),
        ({"NotificationType": "PlaybackProgress", "IsPaused": True}, PlayState.PAUSED),
        ({"NotificationType": "PlaybackProgress", "IsPaused": "True"}, PlayState.PAUSED),
        ({"NotificationType": "PlaybackStop"}, PlayState.STOPPED),
        # At 85 % it was not seen, unless the server says so.
        ({"NotificationType": "PlaybackStop", "PlaybackPositionTicks": 23013738086}, PlayState.STOPPED),
        ({"NotificationType": "PlaybackStop", "PlayedToCompletion": False}, PlayState.STOPPED),
        ({"NotificationType": "PlaybackStop", "PlayedToCompletion": True}, PlayState.SEEN),
        ({"NotificationType": "PlaybackStop", "PlayedToCompletion": "True"}, PlayState.SEEN),
        ({"NotificationType": "UserDataSaved", "SaveReason": "TogglePlayed"}, PlayState.CHANGED),
        ({"NotificationType": "UserDataSaved", "SaveReason": "UpdateUserRating"}, PlayState.CHANGED),
        ({"NotificationType": "UserDataSaved", "SaveReason": "UpdateUserData"}, PlayState.CHANGED),
        ({"NotificationType": "UserDataSaved", "SaveReason": "PlaybackFinished"}, PlayState.STOPPED),
        (
            {"NotificationType": "UserDataSaved", "SaveReason": "PlaybackFinished", "Played": True},
            PlayState.SEEN,
        ),
        ({"NotificationType": "UserDataSaved", "SaveReason": "PlaybackProgress"}, None),
        ({"NotificationType": "UserDataSaved", "SaveReason": "PlaybackStart"}, None),
        ({"NotificationType": "ItemAdded"}, None),
        ({"ItemType": "Audio"}, None),
        ({"ItemType": "Season"}, None),
        ({"ItemId": None}, None),
    ],
)
def test_what_happened_by_jellyfin(more: dict[str, Any], state: PlayState | None) -> None:
    found = jellyfin(**more)
    assert (None if found is None else found.state) is state


@pytest.mark.parametrize(
    ("event", "playing", "state"),
    [
        ("playback.start", {}, PlayState.STARTED),
        ("playback.unpause", {}, PlayState.STARTED),
        ("playback.pause", {}, PlayState.PAUSED),
        ("playback.stop", {"PositionTicks": 68373651500}, PlayState.STOPPED),
        ("playback.stop", {"PlayedToCompletion": True}, PlayState.SEEN),
        ("playback.pause", {"PlayedToCompletion": True}, PlayState.PAUSED),
        ("item.markplayed", {}, PlayState.CHANGED),
        ("item.markunplayed", {}, PlayState.CHANGED),
        ("item.rate", {}, PlayState.CHANGED),
        ("library.new", {}, None),
        ("system.notificationtest", {}, None),
    ],
)
def test_what_happened_by_emby(event: str, playing: dict[str, Any], state: PlayState | None) -> None:
    found = emby(event, **playing)
    assert (None if found is None else found.state) is state


def test_templates_write_numbers_and_ids_otherwise() -> None:
    found = jellyfin(
        ItemId="4B925513-44f5-3b56-0fb5-5cd6700ebc86",
        UserId="9783d243-2b0d-40a8-a716-b6aa46b3cd4f",
        PlaybackPositionTicks="6000000000",
        EpisodeNumber="3",
        EpisodeNumberEnd="4",
        Username="ann",
        NotificationUsername=None,
    )
    assert found is not None
    assert found.title is not None
    assert (found.key, found.user, found.user_name, found.position) == (_ITEM, _USER, "ann", 600.0)
    assert (found.title.number, found.title.last_number) == (3, 4)


def test_what_is_not_told_is_not_made_up() -> None:
    found = _of_jellyfin().read_hook(
        body({"NotificationType": "PlaybackStop", "ItemId": _ITEM, "ItemType": "Movie"})
    )
    assert found is not None
    assert (found.user, found.position, found.length, found.session) == (None, None, None, None)
    assert abs((found.at - datetime.now(UTC)).total_seconds()) < 60


@pytest.mark.parametrize(
    "hook",
    [
        body(_EMBY, "application/json; charset=utf-8"),
        body(_EMBY, "text/plain"),
        HookBody(
            content_type='multipart/form-data; boundary="x"', body=_MULTIPART % json.dumps(_EMBY).encode()
        ),
        HookBody(
            content_type="application/x-www-form-urlencoded",
            body=b"data=%7B%22Event%22%3A%22playback.stop%22%2C%22Item%22%3A%7B%22Id%22%3A%22240270%22"
            b"%2C%22Type%22%3A%22Movie%22%7D%7D",
        ),
    ],
)
def test_emby_sends_in_several_ways(hook: HookBody) -> None:
    found = _of_emby().read_hook(hook)
    assert found is not None
    assert found.key == "240270"


@pytest.mark.parametrize("reader", [_of_jellyfin, _of_emby])
@pytest.mark.parametrize(
    "hook",
    [
        HookBody(content_type="application/json", body=b""),
        HookBody(content_type="application/json", body=b"{"),
        HookBody(content_type="application/json", body=b"[]"),
        HookBody(content_type="application/json", body=b"{}"),
        HookBody(content_type="application/json", body=b"\xff\xfe"),
        HookBody(content_type="application/json", body=b"[" * 100_000),
        HookBody(content_type="multipart/form-data; boundary=x", body=b"--x--"),
        HookBody(content_type="multipart/form-data", body=b"nothing"),
        HookBody(content_type="application/x-www-form-urlencoded", body=b"a=b"),
        HookBody(content_type="text/html", body=b"<html></html>"),
    ],
)
def test_what_is_no_webhook_is_refused(reader: Any, hook: HookBody) -> None:
    with pytest.raises(InvalidInput):
        reader().read_hook(hook)


async def test_reading_needs_nobody() -> None:
    assert (await _of_jellyfin().check()).ok
    assert (await _of_emby().check()).ok


@pytest.mark.parametrize(
    ("key", "others", "alone"), [(False, True, False), (True, True, False), (True, False, True)]
)
async def test_whose_events_are_the_accounts(house: Any, *, key: bool, others: bool, alone: bool) -> None:
    if not others:
        house.member.disabled = house.guest.disabled = True
    reader = registry.hook_reader(house.domain, house.context(house.settings(house.admin, key=key)))
    own = await reader.own_users()
    assert (own.ids, own.alone) == ({house.admin.id}, alone)


async def test_who_may_not_know_the_others_is_not_alone_for_certain(house: Any) -> None:
    house.admin.disabled = house.guest.disabled = True
    context = house.context(house.settings(house.member))
    own = await registry.hook_reader(house.domain, context).own_users()
    assert (own.ids, own.alone) == ({house.member.id}, False)
    house.fake.wire.fail(Fault.SERVER_ERROR, "*")
    own = await registry.hook_reader(house.domain, context).own_users()
    assert (own.ids, own.alone) == ({house.member.id}, False)
