"""The payloads are pure functions: the same in, the same out, whatever the names."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, strategies as st
from syncopate.domain.history import SourceHold
from syncopate.mqtt.discovery import components_of, cover, item_state, messages, with_removed
from syncopate.mqtt.household import Bridge, Household, Item, category_of
from syncopate.mqtt.topics import Topics
from syrupy.assertion import SnapshotAssertion

TOPICS = Topics(base="syncopate", prefix="homeassistant", engine_id="0191d2f0-7c2b-7e11-9a55-3f6d0c8e4a10")
BRIDGE = Bridge(engine_id=TOPICS.engine_id, version="0.1.0", api_version=1, host="engine.local", port=9030)


def readable(wanted: dict[str, bytes]) -> dict[str, object]:
    return {t: json.loads(p) if p.startswith(b"{") else p.decode() for t, p in wanted.items()}


def test_messages_of_a_household(household: Household, snapshot: SnapshotAssertion) -> None:
    assert readable(messages(TOPICS, BRIDGE, household)) == snapshot


def test_messages_of_nothing(snapshot: SnapshotAssertion) -> None:
    assert readable(messages(TOPICS, replace(BRIDGE, host=None, port=None), Household())) == snapshot


def test_only_the_bridge_shares_its_connection(household: Household) -> None:
    devices = [
        json.loads(p)["dev"] for t, p in messages(TOPICS, BRIDGE, household).items() if "/device/" in t
    ]
    tied = [device for device in devices if "connections" in device]
    assert [device["connections"] for device in tied] == [[["syncopate", TOPICS.engine_id]]]
    others = [device for device in devices if device not in tied]
    assert {device["name"] for device in others} == {"Kids", "Playlists", "Workout"}
    assert all(device["via_device"] == tied[0]["identifiers"][0] for device in others)


def test_what_plays_it_first_stands_by_itself_too(household: Household) -> None:
    states = {
        topic: json.loads(payload)["attributes"]
        for topic, payload in messages(TOPICS, BRIDGE, household).items()
        if topic.endswith("/state") and "/playlists/" in topic
    }
    played = states[TOPICS.item_state(household.items[1].id)]
    assert [(one["library"], one["player"], one["user"]) for one in played["play"]] == [
        ("Plex", "plex", None),
        ("Jellyfin", "jellyfin", "Анна"),
    ]
    first = ("plex://0123abcd/4711", "playlist")
    assert (played["media_content_id"], played["media_content_type"]) == first
    nowhere = states[TOPICS.item_state(household.items[0].id)]
    assert (nowhere["play"], nowhere["media_content_id"], nowhere["media_content_type"]) == ([], None, None)


def test_an_album_looks_like_one(make_item: Callable[..., Item]) -> None:
    playlist, album = make_item(1, category="Kids"), make_item(2, category="Kids", album=True, name=" ")
    told = messages(TOPICS, BRIDGE, Household(items=(playlist, album)))
    parts = json.loads(told[TOPICS.device_config(TOPICS.category_id("Kids"))])["cmps"]
    sensors = [parts[f"playlist_{item.id}"] for item in (playlist, album)]
    assert [sensor["icon"] for sensor in sensors] == ["mdi:playlist-music", "mdi:album"]
    assert (sensors[1]["name"], parts[f"sync_{album.id}"]["name"]) == ("Album", "Sync album now")
    assert TOPICS.item_state(album.id) in told


def test_a_source_is_told_of_where_something_is_up_with_it(make_item: Callable[..., Item]) -> None:
    def attributes(**more: object) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(json.dumps(item_state(make_item(1, **more))["attributes"]))
        return told

    assert attributes().keys().isdisjoint({"source_held", "source_gone", "visible", "left_out"})
    at = datetime(2026, 11, 1, 3, 0, tzinfo=timezone(timedelta(hours=1)))
    held = attributes(
        source_held=SourceHold(digest="d", before=40, now=3, at=at), source_gone_at=at, visible=0, left_out=3
    )
    assert held["source_held"] == {"before": 40, "now": 3, "at": "2026-11-01T02:00:00+00:00"}
    assert (held["source_gone"], held["visible"]) == ("2026-11-01T02:00:00+00:00", 0)
    assert held["left_out"] == 3
    assert "digest" not in json.dumps(held)


def test_a_state_stays_below_255_characters(make_item: Callable[..., Item]) -> None:
    many = Household(items=tuple(make_item(n, category=f"Category {n} {'x' * 60}") for n in range(60)))
    state = json.loads(messages(TOPICS, BRIDGE, many)[TOPICS.state])
    assert state["categories"] == 60
    assert len(state["names"]["categories"]) == 60


def test_a_name_is_never_an_identifier(household: Household) -> None:
    renamed = replace(household, items=tuple(replace(i, name="Other") for i in household.items))
    before, after = messages(TOPICS, BRIDGE, household), messages(TOPICS, BRIDGE, renamed)
    assert before.keys() == after.keys()
    ids = [
        {c["unique_id"] for c in json.loads(p)["cmps"].values()}
        for wanted in (before, after)
        for t, p in wanted.items()
        if "/device/" in t
    ]
    assert ids[: len(ids) // 2] == ids[len(ids) // 2 :]


def test_removed_components_keep_only_their_platform(household: Household) -> None:
    topic = TOPICS.device_config(TOPICS.category_id("Kids"))
    payload = messages(TOPICS, BRIDGE, household)[topic]
    message = json.loads(with_removed(payload, {"playlist_x": "sensor"}))
    assert message["cmps"]["playlist_x"] == {"p": "sensor"}
    assert components_of(payload).items() <= {k: c["p"] for k, c in message["cmps"].items()}.items()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://i.example/c.jpg?size=300", True),
        ("http://nas.local:32400/photo?X-Plex-Token=abc", False),
        ("https://user:word@i.example/c.jpg", False),
        ("https://music.example/rest/getCoverArt?u=me&t=abc&s=salt", False),
        ("file:///etc/passwd", False),
        ("not a url", False),
        ("http://[broken", False),
        (None, False),
    ],
)
def test_a_cover_is_shown_only_if_anyone_may_see_it(url: str | None, *, shown: bool) -> None:
    assert cover(url) == (url if shown else None)


@pytest.mark.parametrize(
    ("label", "category"),
    [(None, "Playlists"), ("", "Playlists"), ("  ", "Playlists"), (" Kids \n", "Kids"), ("A  B", "A B")],
)
def test_category_of_a_label(label: str | None, category: str) -> None:
    assert category_of(label) == category


def test_topics_find_the_item_of_a_command() -> None:
    assert TOPICS.commanded(TOPICS.item_command("abc")) == "abc"
    assert TOPICS.commanded("syncopate/playlists//sync") is None
    assert TOPICS.commanded("syncopate/playlists/a/b/sync") is None
    assert TOPICS.commanded("other/playlists/a/sync") is None


_TEXT = st.text(st.characters(), max_size=40)  # surrogates too: names of files that are not UTF-8
_ITEMS = st.builds(
    Item,
    id=st.uuids().map(str),
    name=_TEXT,
    category=_TEXT.map(category_of),
    source=st.just("playlist_file"),
    available=st.booleans(),
    playable=st.none() | st.integers(0, 100_000),
    missing=st.none() | st.integers(0, 100_000),
    cover_url=st.none() | _TEXT,
    last_sync=st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- bounds
)


@given(st.lists(_ITEMS, max_size=6, unique_by=lambda item: item.id), st.randoms())
def test_messages_are_stable_and_whole(items: list[Item], random: object) -> None:
    shuffled = items.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    wanted = messages(TOPICS, BRIDGE, Household(items=tuple(items)))
    assert messages(TOPICS, BRIDGE, Household(items=tuple(shuffled))) == wanted
    seen: set[str] = set()
    for topic, payload in wanted.items():
        assert payload
        assert not any(mark in topic for mark in "+#")
        if "/device/" not in topic:
            continue
        message = json.loads(payload)
        assert message["o"]["name"]
        assert message["dev"]["identifiers"]
        ids = {component["unique_id"] for component in message["cmps"].values()}
        assert len(ids) == len(message["cmps"])
        assert not ids & seen
        seen |= ids
    assert len(seen) == 4 + 2 * len(items)
