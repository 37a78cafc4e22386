"""The configuration of the old tool between SageTV and Plex, `sageplex_cfg.json`: bytes in, a value out."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from syncopate.errors import InvalidInput

_SAGE_PORT, _PLEX_PORT = 8080, 32400
_LAST_PORT = 65_535
_UNFILLED = frozenset({"enter_username", "enter_password"})
"""What stands in the file as it was delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSage:
    """Where SageTV is, and who asks it."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPlex:
    """Where Plex is; the token is "" where none was stored."""

    url: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldConfig:
    """What the file says; None where it has no such server. `extensions` are those of videos, with dots."""

    sage: OldSage | None
    plex: OldPlex | None
    extensions: tuple[str, ...] = ()


def read_old_config(content: bytes) -> OldConfig:
    """Return what a `sageplex_cfg.json` says; keys that nobody knows are passed over. Raises InvalidInput."""
    found = _json(content)
    if not isinstance(found, dict):
        raise InvalidInput("The file is no configuration of sageplex: it holds no object.")
    sage, plex = _section(found, "sagex"), _section(found, "plex")
    if not sage and not plex:
        raise InvalidInput("The file names neither SageTV (sagex) nor Plex (plex).")
    scanner = _section(found, "scanner") or {}
    listed = scanner.get("ext", [])
    extensions = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    return OldConfig(
        sage=None
        if not sage
        else OldSage(
            url=_url(sage, "sagex", _SAGE_PORT),
            user=_filled(sage, "sagex", "user"),
            password=_filled(sage, "sagex", "password"),
        ),
        plex=None
        if not plex
        else OldPlex(url=_url(plex, "plex", _PLEX_PORT), token=_filled(plex, "plex", "token")),
        extensions=tuple(f".{one.strip().lstrip('.').lower()}" for one in extensions if one.strip(" .")),
    )


def _json(content: bytes) -> object:
    """Return what is in the file, in any encoding in which Windows may have stored it."""
    try:
        parsed: object = json.loads(content)
    except UnicodeDecodeError:
        with suppress(ValueError):
            return json.loads(content.decode("cp1252"))
    except json.JSONDecodeError as error:
        said = f"The file is no JSON: line {error.lineno}, column {error.colno}."
        raise InvalidInput(said) from None
    except RecursionError:
        pass
    else:
        return parsed
    raise InvalidInput("The file is no JSON.")


def _section(found: Mapping[str, object], name: str) -> Mapping[str, object] | None:
    section = found.get(name)
    if section is not None and not isinstance(section, dict):
        raise InvalidInput(f"{name} in the file has to be an object.")
    return section


def _url(section: Mapping[str, object], name: str, usual: int) -> str:
    host, port = section.get("host"), section.get("port", usual)
    if not isinstance(host, str) or not host.strip() or set(host.strip()) & set("/@? #"):
        raise InvalidInput(f"{name}.host in the file has to be the name or address of a computer.")
    if isinstance(port, str) and port.strip().isdecimal():
        port = int(port)
    if isinstance(port, bool) or not isinstance(port, int) or not 0 < port <= _LAST_PORT:
        raise InvalidInput(f"{name}.port in the file has to be a number from 1 to 65535.")
    return f"http://{host.strip()}:{port}"


def _filled(section: Mapping[str, object], name: str, key: str) -> str:
    """Return a text, "" where it is absent or as it was delivered. What it holds gets into no error."""
    value = section.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidInput(f"{name}.{key} in the file has to be text.")
    return "" if value in _UNFILLED else value
