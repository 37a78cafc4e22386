"""Every setting there is, once: what the environment decides at start, and what the user may change.

Environment: `SYNCOPATE_DATA_DIR` (database, keys, uploads), `SYNCOPATE_SHARE_DIR` (lists of what is missing),
`SYNCOPATE_MEDIA_DIR` (where playlist files may be named by their path, as in /share; `/media`),
`SYNCOPATE_DATABASE_URL`, `SYNCOPATE_HOST`, `SYNCOPATE_PORT`, `SYNCOPATE_INGRESS_PORT`, `SYNCOPATE_LOG_LEVEL`,
`SYNCOPATE_ADDRESS` (how others reach us), `SYNCOPATE_INGRESS_PEERS` (where the Supervisor speaks from),
`MQTT_HOST`/`MQTT_PORT`/`MQTT_USERNAME`/`MQTT_PASSWORD`, `TZ`, `SUPERVISOR_TOKEN` (set by the Supervisor),
`SYNCOPATE_SUPERVISOR_URL`, `SYNCOPATE_ENDPOINTS` ("HOST=URL …": what stands in for the hosts of public
services, "*" for all others), `PUID`/`PGID` (used by the container's start script).
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import AddressValueError, IPv6Address
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from syncopate.domain.export import wrong_prefix
from syncopate.errors import InvalidInput

_LONGEST_TEXT = 1000
_LONGEST_LINES = 20_000
_LONGEST_TOPIC = 255
"""Bytes; the rest of MQTT's 65535 is for what comes below."""

_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What is fixed while the engine runs. `ingress_port` is set only under the Supervisor."""

    data_dir: Path
    share_dir: Path
    media_dir: Path = Path("/media")
    database_url: str
    host: str = "127.0.0.1"
    port: int | None = 9030
    ingress_port: int | None = None
    log_level: str = "info"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    address: str | None = None
    supervisor_token: str | None = field(default=None, repr=False)
    supervisor_url: str = "http://supervisor"
    mqtt: Mapping[str, str] = field(default_factory=dict, repr=False)
    ingress_peers: frozenset[str] = frozenset({"172.30.32.2"})
    endpoints: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read it. Raises InvalidInput for a zone or port that does not exist."""
        data_dir = Path(
            environ.get("SYNCOPATE_DATA_DIR") or Path.home() / ".local/share/syncopate"
        ).absolute()
        share = environ.get("SYNCOPATE_SHARE_DIR")
        ingress = environ.get("SYNCOPATE_INGRESS_PORT")
        return cls(
            data_dir=data_dir,
            share_dir=Path(share).absolute() if share else data_dir / "share",
            media_dir=Path(environ.get("SYNCOPATE_MEDIA_DIR") or "/media").absolute(),
            database_url=environ.get("SYNCOPATE_DATABASE_URL") or f"sqlite:///{data_dir / 'syncopate.db'}",
            host=environ.get("SYNCOPATE_HOST") or "127.0.0.1",
            port=port_of(environ.get("SYNCOPATE_PORT") or "9030"),
            ingress_port=port_of(ingress) if ingress else None,
            log_level=_level(environ.get("SYNCOPATE_LOG_LEVEL") or "info"),
            zone=zone_named(environ.get("TZ") or "UTC"),
            address=environ.get("SYNCOPATE_ADDRESS") or None,
            supervisor_token=environ.get("SUPERVISOR_TOKEN") or None,
            supervisor_url=(environ.get("SYNCOPATE_SUPERVISOR_URL") or "http://supervisor").rstrip("/"),
            ingress_peers=frozenset(
                peer.strip() for peer in (environ.get("SYNCOPATE_INGRESS_PEERS") or "172.30.32.2").split(",")
            ),
            mqtt=_broker(environ),
            endpoints=_endpoints(environ.get("SYNCOPATE_ENDPOINTS") or ""),
        )

    @property
    def jobs_database_url(self) -> str:
        """The job system's own database: beside ours, disposable."""
        if self.database_url.startswith("sqlite"):
            return f"sqlite:///{self.data_dir / 'jobs.db'}"
        return self.database_url


def _broker(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the environment says of a broker. Raises InvalidInput for a port that is none."""
    names = ("host", "port", "username", "password")
    said = {name: value for name in names if (value := environ.get(f"MQTT_{name.upper()}"))}
    if port_of(said.get("port", "1883")) is None:
        raise InvalidInput("MQTT_PORT is not a port.", field="port")
    return said


def _endpoints(text: str) -> Mapping[str, str]:
    """Return what stands in for hosts. Raises InvalidInput."""
    pairs = [pair.partition("=") for pair in text.split()]
    if not all(host and url.startswith(("http://", "https://")) for host, _, url in pairs):
        raise InvalidInput("SYNCOPATE_ENDPOINTS is HOST=URL, with blanks between.", field="endpoints")
    return {host.lower(): url for host, _, url in pairs}


def _level(text: str) -> str:
    if text.lower() in _LEVELS:
        return text.lower()
    raise InvalidInput(f"{text!r} is none of the log levels {', '.join(_LEVELS)}.", field="log_level")


def zone_named(name: str) -> ZoneInfo:
    """Return a time zone. Raises InvalidInput."""
    try:
        return ZoneInfo(name.removeprefix(":"))
    except ZoneInfoNotFoundError, ValueError, OSError:
        raise InvalidInput(f"{name!r} is not a time zone.", field="zone") from None


def port_of(text: str) -> int | None:
    """Return a port, None for "0". Raises InvalidInput."""
    if text == "0":
        return None
    if text.isdecimal() and int(text) < 65536:  # noqa: PLR2004 -- what a port is
        return int(text)
    raise InvalidInput(f"{text!r} is not a port.", field="port")


def _is_host(text: str) -> bool:
    """Tell whether it is a name or an address alone: no scheme, no port, no spaces."""
    if ":" in text:
        try:
            return bool(IPv6Address(text))
        except AddressValueError:
            return False
    return bool(text) and text.isprintable() and not any(each in " /@?#[]" for each in text)


def _is_topic(text: str) -> bool:
    """Tell whether topics can begin with it: levels with / between, no wildcards (MQTT 5, 4.7)."""
    return (
        text.isprintable()
        and text.strip() == text
        and "+" not in text
        and "#" not in text
        and (all(text.split("/")) and len(text.encode()) <= _LONGEST_TOPIC)
    )


def wrong_line(text: str) -> int | None:
    """Return the first line (from 1) that does not have two different names or more, with = between them.

    Empty lines say nothing and are none.
    """
    for number, line in enumerate(text.splitlines(), 1):
        names = [" ".join(name.split()).casefold() for name in line.split("=")]
        if line.strip() and not (all(names) and len(set(names)) > 1):
            return number
    return None


class TextForm(StrEnum):
    """What a text must look like."""

    HOST = "host"
    TOPIC = "topic"
    ALIASES = "aliases"
    PATHS = "paths"


_LINES: Mapping[TextForm, tuple[Callable[[str], int | None], str]] = {
    TextForm.ALIASES: (
        wrong_line,
        "two different names or more, with = between them: 藤井風 = Fujii Kaze",
    ),
    TextForm.PATHS: (
        wrong_prefix,
        "what paths begin with here and what elsewhere, with => between them: /music => Z:\\Music",
    ),
}
"""Forms of many lines: what finds the first that is wrong, and what it needs."""


def refused_line(form: TextForm | None, text: str) -> int | None:
    """Return the first line (from 1) that a form refuses, None where all are right or it has no lines."""
    return None if form is None or form not in _LINES else _LINES[form][0](text)


def _are_lines(form: TextForm) -> Callable[[str], bool]:
    return lambda text: refused_line(form, text) is None


_FORMS: Mapping[TextForm, Callable[[str], bool]] = {
    TextForm.HOST: _is_host,
    TextForm.TOPIC: _is_topic,
    TextForm.ALIASES: _are_lines(TextForm.ALIASES),
    TextForm.PATHS: _are_lines(TextForm.PATHS),
}


class SettingKind(StrEnum):
    """How a setting is written."""

    TEXT = "text"
    LINES = "lines"
    SECRET = "secret"  # noqa: S105 -- the name of a kind
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting the user may change, by dotted name. `secret` kinds are sealed and never given back."""

    name: str
    kind: SettingKind
    default: str | int | bool | None
    section: str
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    form: TextForm | None = None
    longest: int = _LONGEST_TEXT

    def checked(self, value: object) -> str | int | bool | None:
        """Return the value if it is one of this setting. Raises InvalidInput."""
        if value is None:
            return None
        good: bool
        match self.kind:
            case SettingKind.SWITCH:
                good = isinstance(value, bool)
            case SettingKind.NUMBER:
                good = isinstance(value, int) and not isinstance(value, bool) and self._in_range(value)
            case SettingKind.CHOICE:
                good = value in self.choices
            case _:
                good = isinstance(value, str) and self._in_form(value)
        if not good and isinstance(value, str):
            self._refuse_line(value)
        if not good or not isinstance(value, str | int):
            raise InvalidInput(f"That is not a value for {self.name}.", setting=self.name)
        return value

    def _in_form(self, value: str) -> bool:
        return len(value) <= self.longest and (self.form is None or _FORMS[self.form](value))

    def _refuse_line(self, value: str) -> None:
        line = refused_line(self.form, value)
        if line is not None and self.form is not None:
            wanted = _LINES[self.form][1]
            raise InvalidInput(
                f"Line {line} of {self.name} needs {wanted}", setting=self.name, line=str(line)
            )

    def _in_range(self, value: int) -> bool:
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )


SETTINGS: tuple[Setting, ...] = (
    Setting(name="mqtt.enabled", kind=SettingKind.SWITCH, default=True, section="mqtt"),
    Setting(name="mqtt.host", kind=SettingKind.TEXT, default=None, section="mqtt", form=TextForm.HOST),
    Setting(
        name="mqtt.port", kind=SettingKind.NUMBER, default=1883, section="mqtt", minimum=1, maximum=65535
    ),
    Setting(name="mqtt.username", kind=SettingKind.TEXT, default=None, section="mqtt"),
    Setting(name="mqtt.password", kind=SettingKind.SECRET, default=None, section="mqtt"),
    Setting(name="mqtt.tls", kind=SettingKind.SWITCH, default=False, section="mqtt"),
    Setting(
        name="mqtt.discovery_prefix",
        kind=SettingKind.TEXT,
        default="homeassistant",
        section="mqtt",
        form=TextForm.TOPIC,
    ),
    Setting(
        name="mqtt.base_topic",
        kind=SettingKind.TEXT,
        default="syncopate",
        section="mqtt",
        form=TextForm.TOPIC,
    ),
    Setting(
        name="sync.concurrency", kind=SettingKind.NUMBER, default=4, section="sync", minimum=1, maximum=16
    ),
    Setting(
        name="sync.default_interval_days",
        kind=SettingKind.NUMBER,
        default=1,
        section="sync",
        minimum=0,
        maximum=365,
    ),
    Setting(
        name="matching.aliases",
        kind=SettingKind.LINES,
        default=None,
        section="matching",
        form=TextForm.ALIASES,
        longest=_LONGEST_LINES,
    ),
    Setting(
        name="export.paths",
        kind=SettingKind.LINES,
        default=None,
        section="export",
        form=TextForm.PATHS,
        longest=_LONGEST_LINES,
    ),
    Setting(
        name="history.keep_days",
        kind=SettingKind.NUMBER,
        default=90,
        section="history",
        minimum=1,
        maximum=3650,
    ),
    Setting(
        name="web.theme",
        kind=SettingKind.CHOICE,
        default="auto",
        section="web",
        choices=("auto", "light", "dark"),
    ),
    Setting(
        name="web.language",
        kind=SettingKind.CHOICE,
        default="auto",
        section="web",
        choices=("auto", "en", "de"),
    ),
    Setting(name="guide.left", kind=SettingKind.SWITCH, default=False, section="web"),
)


def setting_named(name: str) -> Setting:
    """Return one setting. Raises InvalidInput for a name that is none."""
    for setting in SETTINGS:
        if setting.name == name:
            return setting
    raise InvalidInput(f"There is no setting {name}.", setting=name)
