"""What use cases may ask of a provider: one protocol a capability, values in and out.

No method raises for an outside service that fails: reads answer with a `Snapshot` or `Maybe`. Writes raise
a `SyncopateError`. A provider's module named as the capability holds a class that fulfils the protocol and a
function `create(context)` that makes it.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import urlsplit

from syncopate.domain.media import FileStamp, IndexedTrack, Track
from syncopate.domain.playlist import Entry, LeftOut, SourcePlaylist
from syncopate.domain.run import Progress, ScanMode
from syncopate.domain.snapshot import Maybe, Snapshot
from syncopate.domain.target import Site
from syncopate.providers.connections import Connections

type Report = Callable[[Progress], Awaitable[None]]
"""Tells progress; awaiting it is also where a cancelled job stops."""


class Compute(Protocol):
    """Runs a plain module-level function in a worker process; arguments and result are picklable."""

    async def __call__[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it there and return its result."""
        ...


type Keep = Callable[[Mapping[str, str]], Awaitable[None]]
"""Stores settings of an account that the service itself has changed, e.g. a token that was renewed."""


type Renewing = Callable[[], AbstractAsyncContextManager[Mapping[str, str]]]
"""Holds an account's turn to renew its login, in all processes; gives its settings as they are stored then.

A token that is good once is lost when two renew at once: who comes second finds what the first has stored.
"""


async def keep_nothing(_settings: Mapping[str, str]) -> None:
    """Store nothing: there is no account (yet)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a provider gets: its account's settings with secrets opened, its own folder, a way to compute.

    Without an account, `account_id` is the provider's own domain. `connections` keep what outlives one call,
    e.g. a session with the server. `turn` is how a login is renewed, None where nobody else may do it.
    `endpoints` stand in for hosts of public services, by the host's name, "*" for all others.
    """

    account_id: str
    settings: Mapping[str, str]
    storage: Path
    compute: Compute
    connections: Connections = field(default_factory=Connections)
    keep: Keep = keep_nothing
    turn: Renewing | None = None
    endpoints: Mapping[str, str] = field(default_factory=dict)

    def renewing(self) -> AbstractAsyncContextManager[Mapping[str, str]]:
        """Return what holds the turn to renew the login while a block runs, and gives what is stored then."""
        return nullcontext(self.settings) if self.turn is None else self.turn()

    def endpoint(self, address: str) -> str:
        """Return where a public service is reached: at `address`, or at what stands in for its host."""
        parts = urlsplit(address)
        instead = self.endpoints.get(parts.hostname or "", self.endpoints.get("*"))
        return address if instead is None else instead.rstrip("/") + parts.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether an account works now; `reason` is an error key, `detail` a sentence, when it does not."""

    ok: bool
    reason: str | None = None
    detail: str = ""


@runtime_checkable
class Checks(Protocol):
    """Every capability can tell whether it would work."""

    async def check(self) -> Health:
        """Try it without changing anything."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFacts:
    """How a file was read: its encoding, its columns in order, which of them means what, what was odd."""

    encoding: str
    header: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPlaylist:
    """A playlist as the source tells it: what it is, and its entries, complete or not. Files have `facts`.

    `visible` is how many entries may be seen at most this way, None: all there are. Where the playlist has
    more, or nobody says how many, the entries are the first of it. It is a limit of the service, never the
    number of what was read: by that, each removal would look as if less could be seen than before.
    `left_out` is what stands in it and is no entry. `glimpse`: only the beginning was asked for, and there is
    more; that is for showing, never to be kept.
    """

    playlist: SourcePlaylist
    entries: Snapshot[Entry]
    facts: ReadFacts | None = None
    visible: int | None = None
    left_out: tuple[LeftOut, ...] = ()
    glimpse: bool = False


@runtime_checkable
class PlaylistSource(Checks, Protocol):
    """Capability PLAYLISTS: reads playlists by reference."""

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return what the account offers."""
        ...

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Return one playlist; `options` are the mirror's own, e.g. `column.title`."""
        ...


@runtime_checkable
class Glimpsed(Protocol):
    """What a source of playlists may do besides: show the beginning of one without reading all of it."""

    async def read_glimpse(self, reference: str) -> ReadPlaylist:
        """Return what it is, and its first entries, by a request or two; what is short is read whole."""
        ...


@runtime_checkable
class Versioned(Protocol):
    """What a source of playlists may do besides: tell cheaply whether one has changed."""

    async def read_version(self, reference: str) -> Maybe[str | None]:
        """Return the mark of its content now (`SourcePlaylist.version`); Known(None) where it has none."""
        ...


@runtime_checkable
class VersionedTogether(Protocol):
    """What a `Versioned` source may do besides: tell the marks of many playlists by the account's list."""

    async def read_versions(self, references: Collection[str]) -> Maybe[Mapping[str, str]]:
        """Return the marks of those that the account lists, as `read_version` has them; others are left out.

        It reads no further than all of them need.
        """
        ...


def marks_of(listed: Iterable[SourcePlaylist], references: Collection[str]) -> Mapping[str, str]:
    """Return the marks of those of a list that are asked for and have one."""
    told = {one.reference: one.version for one in listed if one.version is not None}
    return {reference: told[reference] for reference in told.keys() & set(references)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanBatch:
    """A part of a scan: tracks new or changed, and how far it is."""

    changed: tuple[IndexedTrack, ...]
    progress: Progress


@dataclass(frozen=True, slots=True)
class OnlyChanges:
    """Everything that changed since the cursor was read; `total` is how many tracks the server has.

    Nothing is removed by it: where the index then holds another number, everything has to be read.
    """

    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanEnd:
    """The end of a scan. `present` are all keys that are there; removal follows from Complete alone.

    `cursor` is where the next incremental scan goes on: opaque, the provider's own; None where there is none.
    """

    present: Snapshot[str] | OnlyChanges
    problems: tuple[str, ...] = ()
    opened: int = 0
    cursor: str | None = None


@runtime_checkable
class LibrarySource(Checks, Protocol):
    """Capability LIBRARY: reads a library in bulk, then only what changed."""

    def scan(
        self, section: str, known: Mapping[str, FileStamp], mode: ScanMode, cursor: str | None = None
    ) -> AsyncIterator[ScanBatch | ScanEnd]:
        """Yield batches, and one ScanEnd last; `known` are the stamps of the index.

        `cursor` is that of the last scan that was read to its end, None for the first: then, and in modes
        other than INCREMENTAL, everything is read.
        """
        ...


@runtime_checkable
class Audible(Protocol):
    """What a library may do besides: its tracks lie in files that can be heard."""

    async def sound_of(self, track_key: str) -> Path:
        """Return the file of a track. Raises NotFound, AccessDenied for what leads out of the library."""
        ...


@runtime_checkable
class Filed(Protocol):
    """What a library may do besides: tell the whole paths of its files, where its index has only a part."""

    def file_of(self, track_key: str) -> str:
        """Return the whole path of a track's file; bytes that are no text are surrogates in it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetState:
    """What a target holds: track keys in order, its name as the server shows it.

    `editable` False: the server makes its content up itself (a smart playlist), it is never written to.
    `mark` is ours in it: "" where it carries none, None where there is no place for marks. `closed` are
    tracks that the user keeps out of it: they are never put in.
    """

    target_key: str
    name: str
    track_keys: tuple[str, ...]
    editable: bool = True
    mark: str | None = None
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetContent:
    """What a target shall hold. `tracks` in order, as the library's index has them.

    `mark` is our own name for the target: what carries it was made by us, also when its key was lost.
    `description` and `cover_url` are None where they stay as they are. `before` is what the plan was made on,
    None where that does not matter; `leaving` are the tracks that it takes out: where there is no order
    nothing else goes.
    """

    mark: str
    name: str
    tracks: Sequence[Track]
    description: str | None = None
    cover_url: str | None = None
    before: tuple[str, ...] | None = None
    leaving: frozenset[str] = frozenset()


FAVOURITES_KEY = "favourites"
"""The key of a user's favourites: they are always there, and never made or found."""


@runtime_checkable
class PlaylistTarget(Checks, Protocol):
    """Capability PLAYLIST_TARGET: keeps playlists on a library.

    A provider either writes them whole, as this protocol says, or is a `PlaylistEditor`, which `apply`
    makes one of.
    """

    async def read_target(self, site: Site, target_key: str) -> Maybe[TargetState | None]:
        """Return what it holds, Known(None) when it is certainly gone."""
        ...

    async def find_target(self, site: Site, mark: str, name: str | None) -> Maybe[str | None]:
        """Return the key of what carries our mark, Known(None) when nothing certainly does.

        `name` is what it was to be called where its making was begun, for servers that have no place for a
        mark; None: none was ever begun.
        """
        ...

    async def write_target(self, site: Site, target_key: str | None, content: TargetContent) -> str:
        """Make it so (create when the key is None) and return its key. Raises WriteFailed or Unreachable."""
        ...

    async def delete_target(self, site: Site, target_key: str) -> None:
        """Remove what we made; not being there is fine."""
        ...

    def place(self, site: Site, target_key: str) -> str:
        """Return where people find it: a path, or the address of a page."""
        ...
