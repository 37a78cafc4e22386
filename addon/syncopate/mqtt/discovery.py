"""What Home Assistant reads: retained messages as pure functions of who we are and what the household holds.

Device-based discovery (`<prefix>/device/<object_id>/config`): a device for the bridge, one for each category.
Identifiers come from the engine's and the mirror's id, never from a name.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from syncopate.mqtt.household import Bridge, Household, Item, Play
from syncopate.mqtt.topics import Topics

type Json = Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None

ONLINE = "online"
OFFLINE = "offline"
PRESS = "PRESS"
PROJECT_URL = "https://github.com/syncopate-media/syncopate"

_SECRET_PARAMETERS = frozenset(
    {"token", "key", "apikey", "api_key", "password", "p", "s", "t", "auth", "sig"}
)


def messages(topics: Topics, bridge: Bridge, household: Household) -> dict[str, bytes]:
    """Return every retained message that shall stand, in the order it is to be sent."""
    wanted: dict[str, bytes] = {
        topics.status: ONLINE.encode(),
        topics.info: encoded(info(bridge)),
        topics.device_config(topics.bridge_id): encoded(bridge_device(topics, bridge)),
    }
    for category in household.categories:
        device = category_device(topics, bridge, category, household.of_category(category))
        wanted[topics.device_config(topics.category_id(category))] = encoded(device)
    wanted[topics.state] = encoded(bridge_state(household))
    for item in sorted(household.items, key=lambda item: item.id):
        wanted[topics.item_state(item.id)] = encoded(item_state(item))
        wanted[topics.item_availability(item.id)] = (ONLINE if item.available else OFFLINE).encode()
    return wanted


def encoded(payload: Json) -> bytes:
    """Return it as JSON that is the same for the same content; what is not Unicode becomes `?`."""
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def info(bridge: Bridge) -> dict[str, Json]:
    """Return what the integration needs to be set up from MQTT."""
    return {
        "engine_id": bridge.engine_id,
        "name": "Syncopate",
        "version": bridge.version,
        "api_version": bridge.api_version,
        "host": bridge.host,
        "port": bridge.port,
    }


def bridge_state(household: Household) -> dict[str, Json]:
    """Return the bridge's state: lists go into attributes, a state has 255 characters at most."""
    return {
        "problem": "ON" if household.troubles else "OFF",
        "problems": {
            "count": len(household.troubles),
            "problems": [{"key": trouble.key, "title": trouble.title} for trouble in household.troubles],
        },
        "categories": len(household.categories),
        "names": {"categories": list(household.categories)},
    }


def item_state(item: Item) -> dict[str, Json]:
    """Return a playlist's state and attributes; what plays it first stands there by itself too."""
    first = item.play[0] if item.play else None
    return {
        "playable": item.playable,
        "attributes": {
            "category": item.category,
            "source": item.source,
            "source_name": item.source_name,
            **_source(item),
            "cover_url": cover(item.cover_url),
            "entries": item.entries,
            "matched": item.playable,
            "missing": item.missing,
            "review": item.review,
            "unknown": item.unknown,
            "last_sync": None if item.last_sync is None else _moment(item.last_sync),
            "media_content_id": None if first is None else first.media_content_id,
            "media_content_type": None if first is None else first.media_content_type,
            "play": [_play(each) for each in item.play],
        },
    }


def _source(item: Item) -> dict[str, Json]:
    """Return what there is to know of its source beside who that is; what is as it should be is left out."""
    hold = item.source_held
    told: dict[str, Json] = {}
    if hold is not None:
        told["source_held"] = {"before": hold.before, "now": hold.now, "at": _moment(hold.at)}
    if item.source_gone_at is not None:
        told["source_gone"] = _moment(item.source_gone_at)
    if item.visible is not None:
        told["visible"] = item.visible
    if item.left_out:
        told["left_out"] = item.left_out
    return told


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _play(play: Play) -> dict[str, Json]:
    return {
        "library": play.library,
        "player": play.player,
        "user": play.user,
        "media_content_id": play.media_content_id,
        "media_content_type": play.media_content_type,
    }


def bridge_device(topics: Topics, bridge: Bridge) -> dict[str, Json]:
    """Return the discovery message of the bridge; it alone shares a connection with the integration."""
    alive = _availability(topics.status)
    return {
        "dev": {
            "identifiers": [topics.bridge_id],
            "connections": [["syncopate", bridge.engine_id]],
            "name": "Syncopate",
            "manufacturer": "Syncopate",
            "model": "Engine",
            "sw_version": bridge.version,
        },
        "o": _origin(bridge),
        "qos": 1,
        "cmps": {
            "status": {
                "p": "binary_sensor",
                "unique_id": f"{bridge.engine_id}_status",
                "name": "Connection",
                "device_class": "connectivity",
                "entity_category": "diagnostic",
                "state_topic": topics.status,
                "payload_on": ONLINE,
                "payload_off": OFFLINE,
            },
            "version": {
                "p": "sensor",
                "unique_id": f"{bridge.engine_id}_version",
                "name": "Version",
                "icon": "mdi:tag-outline",
                "entity_category": "diagnostic",
                "state_topic": topics.info,
                "value_template": "{{ value_json.version }}",
                "availability": alive,
            },
            "problem": {
                "p": "binary_sensor",
                "unique_id": f"{bridge.engine_id}_problem",
                "name": "Problem",
                "device_class": "problem",
                "entity_category": "diagnostic",
                "state_topic": topics.state,
                "value_template": "{{ value_json.problem }}",
                "json_attributes_topic": topics.state,
                "json_attributes_template": "{{ value_json.problems | tojson }}",
                "availability": alive,
            },
            "categories": {
                "p": "sensor",
                "unique_id": f"{bridge.engine_id}_categories",
                "name": "Categories",
                "icon": "mdi:tag-multiple",
                "state_topic": topics.state,
                "value_template": "{{ value_json.categories }}",
                "json_attributes_topic": topics.state,
                "json_attributes_template": "{{ value_json.names | tojson }}",
                "availability": alive,
            },
        },
    }


def category_device(topics: Topics, bridge: Bridge, category: str, items: Sequence[Item]) -> dict[str, Json]:
    """Return the discovery message of one category: a sensor and a button for each of its playlists."""
    components: dict[str, Json] = {}
    for item in items:
        components[f"playlist_{item.id}"] = _sensor(topics, bridge, item)
        components[f"sync_{item.id}"] = _button(topics, bridge, item)
    return {
        "dev": {
            "identifiers": [topics.category_id(category)],
            "name": category,
            "manufacturer": "Syncopate",
            "model": "Category",
            "via_device": topics.bridge_id,
        },
        "o": _origin(bridge),
        "availability": _availability(topics.status),
        "qos": 1,
        "cmps": components,
    }


def _sensor(topics: Topics, bridge: Bridge, item: Item) -> dict[str, Json]:
    topic = topics.item_state(item.id)
    sensor: dict[str, Json] = {
        "p": "sensor",
        "unique_id": f"{bridge.engine_id}_{item.id}",
        "name": item.name.strip() or ("Album" if item.album else "Playlist"),
        "icon": "mdi:album" if item.album else "mdi:playlist-music",
        "unit_of_measurement": "tracks",
        "state_class": "measurement",
        "state_topic": topic,
        "value_template": "{{ value_json.playable }}",
        "json_attributes_topic": topic,
        "json_attributes_template": "{{ value_json.attributes | tojson }}",
        "availability": _availability(topics.status, topics.item_availability(item.id)),
        "availability_mode": "all",
    }
    picture = cover(item.cover_url)
    return sensor if picture is None else sensor | {"entity_picture": picture}


def _button(topics: Topics, bridge: Bridge, item: Item) -> dict[str, Json]:
    """Return the button; it stays usable while the playlist's state is not known."""
    return {
        "p": "button",
        "unique_id": f"{bridge.engine_id}_{item.id}_sync",
        "name": f"Sync {item.name.strip() or ('album' if item.album else 'playlist')} now",
        "icon": "mdi:sync",
        "command_topic": topics.item_command(item.id),
        "payload_press": PRESS,
    }


def _availability(*topics: str) -> list[Json]:
    return [
        {"topic": topic, "payload_available": ONLINE, "payload_not_available": OFFLINE} for topic in topics
    ]


def _origin(bridge: Bridge) -> dict[str, Json]:
    return {"name": "Syncopate", "sw_version": bridge.version, "support_url": PROJECT_URL}


def components_of(payload: bytes) -> dict[str, str]:
    """Return the components of a device's discovery message: key → platform."""
    return {key: component["p"] for key, component in json.loads(payload)["cmps"].items()}


def with_removed(payload: bytes, removed: Mapping[str, str]) -> bytes:
    """Return a discovery message that also takes components away: each with its platform alone."""
    message = json.loads(payload)
    message["cmps"] |= {key: {"p": platform} for key, platform in removed.items()}
    return encoded(message)


def cover(url: str | None) -> str | None:
    """Return a picture's address if anyone may see it: on the web, without login or token in it."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        named = {name.lower().removeprefix("x-plex-") for name, _ in parse_qsl(parts.query)}
        open_to_all = parts.username is None and parts.password is None and not named & _SECRET_PARAMETERS
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname and open_to_all else None
