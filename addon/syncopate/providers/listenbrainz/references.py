"""What can be read: a playlist by its id, what a user loves, the newest playlist of a kind made for a user.

ListenBrainz deletes what it made last week when it makes a new one, which has another id: a mirror of such a
playlist is kept by what made it (`createdfor:weekly-jams`), not by its id.
"""

from dataclasses import dataclass
from enum import StrEnum

from syncopate.domain.ids import IdKind, parse_uuid
from syncopate.errors import InvalidInput
from syncopate.providers.links import LinkKind, take_apart
from syncopate.providers.listenbrainz.links import read_link
from syncopate.providers.listenbrainz.manifest import MANIFEST


class Kind(StrEnum):
    """What a reference begins with."""

    PLAYLIST = "playlist"
    LOVED = "loved"
    CREATED_FOR = "createdfor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One of them. `id` is a playlist's, or the name of what makes it; `user` "" is the account's own."""

    kind: Kind
    id: str = ""
    user: str = ""

    @property
    def text(self) -> str:
        """Return it as mirrors keep it."""
        match self.kind:
            case Kind.LOVED:
                parts = [self.kind, self.user]
            case _:
                parts = [self.kind, self.id, self.user]
        return ":".join(part for part in parts if part)


def read_reference(typed: str, user: str) -> Reference:
    """Return what a reference or a pasted link means; `user` is the account's. Raises InvalidInput."""
    plain = typed.strip()
    link = take_apart(plain)
    if link is not None and link.host in MANIFEST.link_hosts:
        linked = read_link(link)
        if linked is None or linked.kind is not LinkKind.PLAYLIST:
            raise InvalidInput("That link names no playlist on ListenBrainz.", field="reference")
        plain = linked.reference
    if (bare := parse_uuid(IdKind.MB_RECORDING, plain)) is not None:
        return Reference(kind=Kind.PLAYLIST, id=bare.value)
    kind, _, rest = plain.partition(":")
    found = _of_kind(kind.lower(), rest, user)
    if found is None:
        raise InvalidInput("That is no playlist on ListenBrainz.", field="reference")
    return found


def _of_kind(kind: str, rest: str, user: str) -> Reference | None:
    match kind:
        case Kind.PLAYLIST:
            mbid = parse_uuid(IdKind.MB_RECORDING, rest)
            return None if mbid is None else Reference(kind=Kind.PLAYLIST, id=mbid.value)
        case Kind.LOVED if rest or user:
            return Reference(kind=Kind.LOVED, user=_other(rest, user))
        case Kind.CREATED_FOR:
            patch, _, name = rest.partition(":")
            known = patch and (name or user)
            return Reference(kind=Kind.CREATED_FOR, id=patch, user=_other(name, user)) if known else None
        case _:
            return None


def _other(name: str, user: str) -> str:
    """Return a user's name, "" for the account's own, by which its playlists are kept."""
    return "" if name.casefold() == user.casefold() else name
