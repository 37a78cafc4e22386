"""One Plex Media Server: what it keeps, whom it lets in, where it is reached."""

import hashlib
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fakes.plex.clock import Clock
from fakes.plex.disk import Disk
from fakes.plex.library import Library
from fakes.plex.media import Item, Kind, Section, Views, leaves_of, over
from fakes.plex.people import People, User, token_for
from fakes.plex.playlists import Playlists, Poster
from fakes.serving import Wire

VERSION = "1.41.3.9314-a0bfb8370"

SEEN = 0.9
"""So much of something has to be played that it was seen, unless the owner sets it otherwise."""
BEGUN = 60_000
"""Milliseconds; whoever played less has not begun."""
_SERVERS = itertools.count(1)
_SESSIONS = itertools.count(1)
_SEEN = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One way to a server, as plex.tv tells it."""

    uri: str
    address: str
    port: int
    protocol: str = "http"
    local: bool = False
    relay: bool = False
    ipv6: bool = False


@dataclass(eq=False, slots=True, kw_only=True)
class Session:
    """One player that plays one item; `offset` is in milliseconds."""

    key: str
    user: User
    item: Item
    offset: int
    state: str = "playing"
    player: str = "a-player-at-home"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One playing to the end. It outlives its item, and that it is called unseen."""

    id: int
    user: User
    guid: str
    kind: Kind
    title: str
    at: int


class MediaServer:
    """A server of `owner`. It lets in the owner's tokens at plex.tv, and others by tokens of their own here."""

    def __init__(self, name: str, owner: User, people: People, clock: Clock) -> None:
        self.name = name
        self.owner = owner
        self.clock = clock
        # No two servers are the same one, whatever they are called.
        self.machine = hashlib.sha256(f"machine/{name}/{next(_SERVERS)}".encode()).hexdigest()[:40]
        self.created = clock.now() - 86_400
        self.wire = Wire()
        self.library = Library(clock)
        self.playlists = Playlists(self.library)
        self.sessions: list[Session] = []
        """What is being played."""
        self.listening: list[Callable[[str], Awaitable[None]]] = []
        """Whoever keeps a connection open to be told."""
        self.disk = Disk(self.library)
        self.history: list[Seen] = []
        """What was played to its end, the oldest first."""
        self.without_history: set[int] = set()
        """Users who have no right to see theirs, by id."""
        self.posters: dict[int, list[Poster]] = {}
        """Pictures given by hand, by ratingKey; the last is shown."""
        self.members: dict[int, frozenset[int] | None] = {}
        """Other users let in, by id, with the sections they may see; None: all."""
        self.refused: set[str] = set()
        """Tokens that are good no more."""
        self.address = ""
        self.connections: tuple[Connection, ...] = ()
        """Ways to it plex.tv tells besides the address it really has."""
        self.presence = True
        self.tell_address = True
        """Whether plex.tv tells the address it really has."""
        self.people = people
        self._views: dict[int, Views] = {}
        people.know(self.token_of(owner), owner)

    def share(self, user: User, *sections: Section) -> None:
        """Let a user in, to these sections or to all."""
        self.members[user.id] = frozenset(one.key for one in sections) or None

    def token_of(self, user: User) -> str:
        """Return the token plex.tv hands out for this user at this server.

        An owner's is good for all of his and at plex.tv, another user's nowhere else.
        """
        return token_for("server", self.machine, user.id)

    def whose(self, token: str) -> User | None:
        """Return who asks with this token, None when it opens nothing here."""
        if token in self.refused:
            return None
        if self.people.whose(token) is self.owner:
            return self.owner
        let_in = (one for one in self.people.users if one.id in self.members)
        return next((one for one in let_in if self.token_of(one) == token), None)

    def views(self, user: User) -> Views:
        return self._views.setdefault(user.id, Views())

    def see(self, user: User, item: Item) -> None:
        """Note that a user has played an item, and all in it, to its end now."""
        now = self.clock.now()
        for one in leaves_of(item):
            seen = Seen(id=next(_SEEN), user=user, guid=one.guid, kind=one.kind, title=one.title, at=now)
            self.history.append(seen)
        self.mark(user, item)

    def mark(self, user: User, item: Item) -> None:
        """Note that a user calls an item, and all in it, seen now: nothing of it was played."""
        views, now = self.views(user), self.clock.now()
        for one in leaves_of(item):
            views.play(one.guid, now)
        for one in over(item) or ([item] if item not in leaves_of(item) else []):
            views.play(one.guid, now)

    def report(self, user: User, item: Item, offset: int, length: int) -> None:
        """Note how far a player is, both in milliseconds: near the end it was seen, at the beginning not begun."""
        if offset >= SEEN * length:
            self.see(user, item)
        else:
            self.views(user).stop(item.guid, 0 if offset < BEGUN else offset, self.clock.now())

    def play(self, user: User, item: Item, offset: int = 0, *, state: str = "playing") -> Session:
        """Have a user's player play an item."""
        session = Session(key=str(next(_SESSIONS)), user=user, item=item, offset=offset, state=state)
        self.sessions.append(session)
        return session

    def may_see(self, user: User, section: Section) -> bool:
        return user is self.owner or (allowed := self.members.get(user.id)) is None or section.key in allowed

    def sections(self, user: User) -> list[Section]:
        return [one for one in self.library.sections.values() if self.may_see(user, one)]

    def music(self) -> list[Section]:
        return [one for one in self.library.sections.values() if one.kind is Kind.ARTIST]
