"""What is being played on the server now, and by whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from syncopate.domain.watch import MediaType
from syncopate.errors import Unreachable
from syncopate.providers.plex.client import Client
from syncopate.providers.plex.fields import Raw, listed, text
from syncopate.providers.plex.parse import container
from syncopate.providers.plex.parse_titles import Video, video_or_none
from syncopate.providers.plex.parse_tv import Whom
from syncopate.providers.watching import OwnUsers

OWNERS_ID = "1"
"""What a server calls its own owner, whom plex.tv calls something else."""
_PLAYED = frozenset({MediaType.MOVIE, MediaType.EPISODE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One thing that is being played. `session` is the server's key of this one playing."""

    session: str
    key: str
    user: str | None
    user_name: str | None
    video: Video


async def sessions(client: Client) -> tuple[Session, ...]:
    """Return what is being played of films and episodes. Raises Unreachable; only owners are told."""
    return await client.read("/status/sessions", _sessions)


async def playing(client: Client) -> frozenset[str]:
    """Return the keys of what the account's own user plays now; none where the server does not tell.

    Where it is not known who that is, it may be anybody.
    """
    try:
        whom: Whom | None = await client.people.whom()
        if not await client.people.owns():
            return frozenset()
    except Unreachable:
        whom = None
    try:
        told = await sessions(client)
    except Unreachable:
        return frozenset()
    return frozenset(one.key for one in told if whom is None or _is_by(one, whom))


async def own_users(client: Client) -> OwnUsers:
    """Return what the account's own user is called, by plex.tv and by a server of their own.

    Who else plays on a server nobody tells: it is never certain that somebody is alone. Raises Unreachable.
    """
    own = {(await client.people.whom()).id}
    if await client.people.owns():
        own.add(OWNERS_ID)
    return OwnUsers(ids=frozenset(own - {""}))


def _is_by(one: Session, whom: Whom) -> bool:
    return one.user in {whom.id, OWNERS_ID, None} or (one.user_name or "").casefold() in whom.names


def _sessions(answer: object) -> tuple[Session, ...]:
    return tuple(found for raw in listed(container(answer), "Metadata") for found in _session(raw))


def _session(raw: Raw) -> Iterator[Session]:
    told = video_or_none(raw)
    if told is None or told.record.title.type not in _PLAYED:
        return
    user = _one(raw, "User")
    yield Session(
        session=text(raw, "sessionKey") or "",
        key=told.key,
        user=text(user, "id"),
        user_name=text(user, "title"),
        video=told,
    )


def _one(raw: Raw, name: str) -> Raw:
    """Return what stands there once; some servers make a list of it."""
    found = raw.get(name)
    if isinstance(found, list) and found:
        found = found[0]
    return found if isinstance(found, dict) else {}
