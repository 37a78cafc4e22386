"""What plex.tv answers as values. They raise OddAnswer for what is none of its answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum

from syncopate.domain.server import ServerUser
from syncopate.errors import OddAnswer

type Raw = Mapping[str, object]

WHAT = "plex.tv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What a person lets us in by. `token` is there once that was done."""

    id: str
    code: str
    expires_at: datetime
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """A user as servers name them: by a number, or by one of the names, in lower case."""

    key: str
    id: str
    names: frozenset[str]


class Reach(IntEnum):
    """How good a way to a server is, the best first."""

    LOCAL = 0
    LOCAL_PLAIN = 1
    REMOTE = 2
    RELAY = 3


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """An address at which a server may be reached; one that was typed may hold a password for a proxy."""

    reach: Reach
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server an account may use, by the token that is for it alone. `owner`: "" for the account's own."""

    machine: str
    name: str
    owner: str
    token: str = field(repr=False)
    ways: tuple[Way, ...] = ()

    @property
    def label(self) -> str:
        """It in one line, for people."""
        return f"{self.name} ({f'shared by {self.owner}' if self.owner else 'owned'})"


def pin(answer: object) -> Pin:
    """Return a PIN."""
    raw = _mapping(answer)
    try:
        expires_at = datetime.fromisoformat(_needed(raw, "expiresAt"))
    except ValueError:
        raise OddAnswer(account=WHAT) from None
    return Pin(
        id=_needed(raw, "id"),
        code=_needed(raw, "code"),
        expires_at=expires_at if expires_at.tzinfo else expires_at.replace(tzinfo=UTC),
        token=_text(raw, "authToken"),
    )


def token(answer: object) -> str:
    """Return the token of a user that was switched to."""
    return _needed(_mapping(answer), "authToken")


def whom(answer: object) -> Whom:
    """Return the user an account is of."""
    raw = _mapping(answer)
    names = {(_text(raw, name) or "").casefold() for name in ("title", "friendlyName", "username", "email")}
    return Whom(key=_needed(raw, "uuid"), id=_text(raw, "id") or "", names=frozenset(names - {""}))


def users(answer: object) -> tuple[ServerUser, ...]:
    """Return the users of a home."""
    return tuple(
        ServerUser(
            key=_needed(raw, "uuid"),
            name=_text(raw, "title") or _text(raw, "friendlyName") or _text(raw, "username") or "",
            admin=raw.get("admin") is True,
            protected=raw.get("protected") is True,
        )
        for raw in _listed(_mapping(answer).get("users"))
    )


def servers(answer: object) -> tuple[Server, ...]:
    """Return the servers among what an account may use, those that answer plex.tv first."""
    found = [
        (raw.get("presence") is not True, _server(raw))
        for raw in _listed(answer)
        if "server" in (_text(raw, "provides") or "").split(",") and _text(raw, "accessToken")
    ]
    return tuple(server for _, server in sorted(found, key=lambda one: one[0]))


def _server(raw: Raw) -> Server:
    owned = raw.get("owned") is True
    return Server(
        machine=_needed(raw, "clientIdentifier"),
        name=_text(raw, "name") or "Plex",
        owner="" if owned else _text(raw, "sourceTitle") or "somebody",
        token=_needed(raw, "accessToken"),
        ways=_ways(raw),
    )


def _ways(raw: Raw) -> tuple[Way, ...]:
    """Return the ways to a server, the best first.

    Names of plex.direct, which the certificates are for, are not known in every home: a router may refuse
    them. So a server at home that takes http is asked by that too.
    """
    plain = raw.get("httpsRequired") is not True
    ways: set[Way] = set()
    for one in _listed(raw.get("connections") or []):
        uri, local = _text(one, "uri"), one.get("local") is True
        if uri is None or not uri.startswith(("http://", "https://")):
            continue
        reach = Reach.RELAY if one.get("relay") is True else Reach.LOCAL if local else Reach.REMOTE
        ways.add(Way(reach, uri.rstrip("/")))
        host, port = _text(one, "address"), _text(one, "port")
        if plain and reach is Reach.LOCAL and uri.startswith("https://") and host and port:
            ways.add(Way(Reach.LOCAL_PLAIN, f"http://{f'[{host}]' if ':' in host else host}:{port}"))
    return tuple(sorted(ways))


def _mapping(answer: object) -> Raw:
    if isinstance(answer, Mapping):
        return answer
    raise OddAnswer(account=WHAT)


def _listed(value: object) -> Iterator[Raw]:
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise OddAnswer(account=WHAT)
    yield from value


def _text(raw: Raw, name: str) -> str | None:
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


def _needed(raw: Raw, name: str) -> str:
    value = _text(raw, name)
    if value is None:
        raise OddAnswer(account=WHAT)
    return value
