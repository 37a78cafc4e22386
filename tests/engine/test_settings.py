"""The environment and the list of settings."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from syncopate.errors import InvalidInput
from syncopate.settings import SETTINGS, Environment, Setting, SettingKind, port_of, setting_named, zone_named

SECRET = "planted-51c0-token"


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    read = Environment.read({})
    assert read.data_dir == tmp_path / ".local/share/syncopate"
    assert read.share_dir == read.data_dir / "share"
    assert read.database_url == f"sqlite:///{read.data_dir}/syncopate.db"
    assert read.jobs_database_url == f"sqlite:///{read.data_dir}/jobs.db"
    assert (read.host, read.port, read.ingress_port, read.log_level) == ("127.0.0.1", 9030, None, "info")
    assert (read.zone.key, read.supervisor_token, dict(read.mqtt)) == ("UTC", None, {})
    assert read.ingress_peers == {"172.30.32.2"}


def test_everything_can_be_said() -> None:
    read = Environment.read(
        {
            "SYNCOPATE_DATA_DIR": "/data",
            "SYNCOPATE_SHARE_DIR": "/share/syncopate",
            "SYNCOPATE_DATABASE_URL": "postgresql://db/syncopate",
            "SYNCOPATE_HOST": "0.0.0.0",
            "SYNCOPATE_PORT": "0",
            "SYNCOPATE_INGRESS_PORT": "8099",
            "SYNCOPATE_INGRESS_PEERS": "172.30.32.2, 127.0.0.1",
            "SYNCOPATE_LOG_LEVEL": "DEBUG",
            "SYNCOPATE_ADDRESS": "http://nas:9030",
            "SYNCOPATE_SUPERVISOR_URL": "http://127.0.0.1:1/",
            "SUPERVISOR_TOKEN": SECRET,
            "MQTT_HOST": "broker",
            "MQTT_PORT": "1884",
            "MQTT_PASSWORD": SECRET,
            "TZ": ":Europe/Berlin",
        }
    )
    assert (read.data_dir, read.share_dir) == (Path("/data"), Path("/share/syncopate"))
    assert (read.port, read.ingress_port, read.log_level) == (None, 8099, "debug")
    assert read.ingress_peers == {"172.30.32.2", "127.0.0.1"}
    assert read.jobs_database_url == "postgresql://db/syncopate"
    assert (read.supervisor_url, read.zone.key) == ("http://127.0.0.1:1", "Europe/Berlin")
    assert dict(read.mqtt) == {"host": "broker", "port": "1884", "password": SECRET}
    assert SECRET not in repr(read)


@pytest.mark.parametrize(
    "environ",
    [
        {"TZ": "Mars/Olympus"},
        {"TZ": "../../etc/passwd"},
        {"TZ": "a" * 300},
        {"TZ": "Europe"},
        {"SYNCOPATE_PORT": "-1"},
        {"SYNCOPATE_PORT": "65536"},
        {"SYNCOPATE_PORT": "http"},
        {"SYNCOPATE_INGRESS_PORT": "1e3"},
        {"MQTT_PORT": "0"},
        {"MQTT_PORT": "mqtt"},
        {"SYNCOPATE_LOG_LEVEL": "loud"},
    ],
)
def test_what_makes_no_sense(environ: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        Environment.read(environ)


@given(st.text(max_size=20))
def test_zones_and_ports_are_found_or_refused(text: str) -> None:
    for read in (zone_named, port_of):
        with suppress(InvalidInput):
            assert read(text) is not None or text == "0"


def test_settings_have_names_defaults_and_sections() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names)
    for setting in SETTINGS:
        assert setting_named(setting.name) is setting
        assert setting.checked(setting.default) == setting.default
        assert setting.checked(None) is None
        assert setting.section
        assert setting.kind is not SettingKind.SECRET or setting.default is None
    with pytest.raises(InvalidInput) as caught:
        setting_named("no.such")
    assert caught.value.placeholders == {"setting": "no.such"}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (SettingKind.SWITCH, [True, False], [1, 0, "true", [], 1.0]),
        (SettingKind.NUMBER, [1, 5], [0, 6, True, "3", 2.5, {}]),
        (SettingKind.CHOICE, ["a"], ["c", "", 1, ["a"], {"a": 1}]),
        (SettingKind.TEXT, ["", "x" * 1000], ["x" * 1001, 1, True, []]),
        (SettingKind.SECRET, ["s"], ["x" * 1001, 1]),
    ],
)
def test_each_kind_takes_its_own(kind: SettingKind, good: list[object], bad: list[object]) -> None:
    setting = Setting(
        name="x", kind=kind, default=None, section="x", choices=("a", "b"), minimum=1, maximum=5
    )
    for value in good:
        assert setting.checked(value) == value
    for value in bad:
        with pytest.raises(InvalidInput):
            setting.checked(value)


@pytest.mark.parametrize("name", ["mqtt.base_topic", "mqtt.discovery_prefix"])
@pytest.mark.parametrize("topic", ["", "a/#", "+/b", "/a", "a/", "a//b", "a\0b", "a\n", " a", "a" * 256])
def test_a_topic_that_brokers_refuse_is_none(name: str, topic: str) -> None:
    with pytest.raises(InvalidInput):
        setting_named(name).checked(topic)


@pytest.mark.parametrize("host", ["", "a b", "mqtt://a", "a:1883", "[::1]", "a/b", "me@a", "a\tb", "\0"])
def test_a_broker_is_a_name_or_an_address_alone(host: str) -> None:
    with pytest.raises(InvalidInput):
        setting_named("mqtt.host").checked(host)


@pytest.mark.parametrize("host", ["core-mosquitto", "192.0.2.1", "::1", "2001:db8::1", "broker.example"])
def test_brokers_and_topics_as_they_are_used(host: str) -> None:
    assert setting_named("mqtt.host").checked(host) == host
    assert setting_named("mqtt.base_topic").checked("house/music") == "house/music"
    assert setting_named("mqtt.base_topic").checked(None) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("alone", 1),
        ("Ye = Kanye West\n\nPrince =", 3),
        ("Ye = Kanye West\nA = A", 2),
        (" Björk=  BJÖRK ", 1),
        ("= Ye", 1),
    ],
)
def test_other_names_that_are_none_say_where(text: str, line: int) -> None:
    with pytest.raises(InvalidInput, match=f"Line {line} of .*Fujii Kaze") as refused:
        setting_named("matching.aliases").checked(text)
    assert refused.value.placeholders["line"] == str(line)


def test_paths_elsewhere_have_two_beginnings() -> None:
    paths = setting_named("export.paths")
    for text in ("", "/music => Z:\\Music", "\n/a => /b\n/c =>\n"):
        assert paths.checked(text) == text
    with pytest.raises(InvalidInput, match=r"Line 2 of export\.paths .*=> Z:") as refused:
        paths.checked("/a => /b\n/c -> /d")
    assert refused.value.placeholders["line"] == "2"
    with pytest.raises(InvalidInput):
        paths.checked("/a => " + "b" * 20_001)


def test_other_names_as_they_are_written() -> None:
    for text in ("", "\n \n", "Ye = Kanye West", "Ye = Kanye West = Ye"):
        assert setting_named("matching.aliases").checked(text) == text
