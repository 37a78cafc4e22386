"""Capability PLAYLISTS: uploaded files by name, other files by their whole path."""

import asyncio
import stat
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from syncopate.domain.playlist import Entry, SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed, Snapshot
from syncopate.errors import InvalidInput, PlaylistTooLarge, SourceUnavailable, SyncopateError
from syncopate.providers.capability import Context, Health, ReadFacts, ReadPlaylist
from syncopate.providers.playlist_file.parse import EXTENSIONS, MAX_BYTES, name_of, parse_playlist
from syncopate.providers.playlist_file.parsed import ParsedPlaylist
from syncopate.providers.snapshots import complete, failed


def create(context: Context) -> FilePlaylists:
    """Make the reader of an account's files."""
    return FilePlaylists(context.storage)


class FilePlaylists:
    """Reads playlist files; fulfils PlaylistSource."""

    def __init__(self, storage: Path) -> None:
        self._storage = storage

    async def check(self) -> Health:
        """Tell whether the folder of uploads can be read."""
        listed = await self.list_playlists()
        return (
            Health(ok=False, reason=listed.reason, detail=listed.detail)
            if isinstance(listed, Failed)
            else Health(ok=True)
        )

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return the uploaded files."""
        try:
            names = await asyncio.to_thread(_stored, self._storage)
        except OSError as error:
            return Failed(SourceUnavailable.key, f"The uploads cannot be read: {error.strerror}.", _now())
        return complete(tuple(SourcePlaylist(reference=name, name=name_of(name)) for name in names))

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Read one file; what is wrong with it is the reason of a failed snapshot."""
        try:
            parsed = await asyncio.to_thread(_read, self._storage, reference, dict(options))
        except SyncopateError as error:
            playlist = SourcePlaylist(reference=reference, name=name_of(reference))
            return ReadPlaylist(playlist=playlist, entries=failed(error))
        playlist = SourcePlaylist(reference=reference, name=parsed.name, description=parsed.description)
        entries: Complete[Entry] = complete(parsed.entries)
        facts = ReadFacts(
            encoding=parsed.encoding, header=parsed.header, columns=parsed.columns, warnings=parsed.warnings
        )
        return ReadPlaylist(playlist=playlist, entries=entries, facts=facts, left_out=parsed.found.left_out)


def _now() -> datetime:
    return datetime.now(UTC)


def _stored(storage: Path) -> list[str]:
    try:
        found = list(storage.iterdir())
    except FileNotFoundError:
        # Made with the first upload: until then there are certainly none.
        return []
    return sorted(path.name for path in found if path.suffix.lower() in EXTENSIONS and path.is_file())


def _read(storage: Path, reference: str, options: Mapping[str, str]) -> ParsedPlaylist:
    path = _path(storage, reference)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise InvalidInput(f"{path.name} is not a file.", field="reference")
        if about.st_size > MAX_BYTES:
            raise PlaylistTooLarge(name=path.name, limit=f"{MAX_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise SourceUnavailable(f"{path.name} cannot be read: {error.strerror}.", name=path.name) from error
    return parse_playlist(path.name, data, options)


def _path(storage: Path, reference: str) -> Path:
    """Return where a reference lies: a plain name in the storage, or a whole path. Raises InvalidInput."""
    if "\0" in reference:
        raise InvalidInput("A file's name has no NUL.", field="reference")
    path = Path(reference)
    _hold_to_playlists(path)
    if path.is_absolute():
        # A link named like a playlist may lead to what is none.
        _hold_to_playlists(path.resolve())
        return path
    if path.name != reference or "\\" in reference:
        raise InvalidInput("A reference is the name of an upload, or a whole path.", field="reference")
    return storage / reference


def _hold_to_playlists(path: Path) -> None:
    """Only what playlists are kept in is opened, never a key or a database. Raises InvalidInput."""
    if path.suffix.lower() not in EXTENSIONS:
        raise InvalidInput(
            f"{path.name[:100]} is none of {', '.join(sorted(EXTENSIONS))}.", field="reference"
        )
