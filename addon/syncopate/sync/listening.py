"""Hearing a track before deciding: the file behind it, where a library has files that we can read."""

from dataclasses import dataclass
from pathlib import Path, PurePath

from syncopate.errors import NotFound, SyncopateError
from syncopate.providers.capability import Audible
from syncopate.store import libraries, tracks
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, library_of

_TYPES = {
    ".aac": "audio/aac",
    ".aif": "audio/aiff",
    ".aiff": "audio/aiff",
    ".ape": "audio/x-ape",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "audio/mp4",
    ".mpc": "audio/x-musepack",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".wma": "audio/x-ms-wma",
    ".wv": "audio/x-wavpack",
}
_OTHER = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Sound:
    """A file to be heard, and what it is."""

    path: Path
    media_type: str


async def can_be_heard(kit: Kit, library_id: str) -> bool:
    """Tell whether the tracks of a library can be heard through us. Raises NotFound."""
    return await is_audible(kit, await kit.database.read(libraries.get, library_id))


async def is_audible(kit: Kit, library: Library) -> bool:
    """Tell the same of a library that is known."""
    try:
        return isinstance(await library_of(kit, library.account_id), Audible)
    except SyncopateError:
        return False


async def sound_of(kit: Kit, library_id: str, track_key: str) -> Sound:
    """Return the file of a track in the index. Raises NotFound, AccessDenied."""
    library = await kit.database.read(libraries.get, library_id)
    if await kit.database.read(tracks.get, library_id, track_key) is None:
        raise NotFound(what="track", id=track_key)
    source = await library_of(kit, library.account_id)
    if not isinstance(source, Audible):
        raise NotFound(f"Tracks of {library.name} cannot be heard here.", what="sound", id=track_key)
    path = await isolated(source.sound_of(track_key), library.name)
    return Sound(path, media_type_of(path))


def media_type_of(path: PurePath) -> str:
    """Return what a file is, by its ending."""
    return _TYPES.get(path.suffix.lower(), _OTHER)
