"""The user's word counts before the Supervisor's, and that before the environment's."""

import pytest
from syncopate.errors import InvalidInput
from syncopate.mqtt.broker import BrokerSettings
from syncopate.mqtt.choice import choose, given_broker

OFFERED = BrokerSettings(host="core-mosquitto", username="addons", password="offered")


def test_nothing_is_known() -> None:
    assert choose({}, None, None) is None


def test_what_is_offered_is_taken_with_our_topics() -> None:
    chosen = choose({"mqtt.base_topic": "house/music", "mqtt.discovery_prefix": "ha"}, None, OFFERED)
    assert chosen is not None
    assert (chosen.host, chosen.password) == ("core-mosquitto", "offered")
    assert (chosen.base_topic, chosen.discovery_prefix) == ("house/music", "ha")


def test_the_user_counts_first_and_no_password_leaks_over() -> None:
    chosen = choose(
        {"mqtt.host": "nas", "mqtt.port": 8883, "mqtt.tls": True, "mqtt.username": "me"}, None, OFFERED
    )
    assert chosen == BrokerSettings(host="nas", port=8883, tls=True, username="me", password=None)


def test_switched_off() -> None:
    assert choose({"mqtt.enabled": False, "mqtt.host": "nas"}, None, OFFERED) is None


def test_a_topic_that_cannot_be() -> None:
    with pytest.raises(InvalidInput):
        choose({"mqtt.base_topic": "a/#"}, None, OFFERED)


def test_the_environment() -> None:
    assert given_broker({}) is None
    assert given_broker({"host": "b"}) == BrokerSettings(host="b")
    full = given_broker({"host": "b", "port": "1884", "username": "u", "password": "p"})
    assert full == BrokerSettings(host="b", port=1884, username="u", password="p")
    for port in ("x", "0", "70000"):
        with pytest.raises(InvalidInput):
            given_broker({"host": "b", "port": port})
