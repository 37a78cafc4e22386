"""Where things lie: the settings as paths, and a track's key as the path of its file.

A key is the file's path below the music folder with forward slashes, exactly as on disk (no Unicode form is
imposed). A path whose bytes are not UTF-8 could not be stored as text: its key is "./" and the bytes
percent-encoded. No other key begins so, therefore every key leads back to its file.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from syncopate.errors import InvalidInput, NotConfigured
from syncopate.providers.capability import Context
from syncopate.providers.folder.manifest import MANIFEST

_ESCAPED = "./"
_DEFAULT_FOLDER = next(field.default for field in MANIFEST.fields if field.name == "playlist_folder")


@dataclass(frozen=True, slots=True)
class Places:
    """The music folder and the folder of playlists, both whole paths."""

    root: Path
    playlists: Path


def places_of(context: Context) -> Places:
    """Read an account's settings. Raises NotConfigured."""
    path = context.settings.get("path", "").strip()
    if not path or "\0" in path:
        raise NotConfigured(what="folder.path")
    root = Path(path).absolute()
    playlists = context.settings.get("playlist_folder", "").strip() or _DEFAULT_FOLDER or "Playlists"
    return Places(root, Path(os.path.normpath(root / playlists)))


def key_of(relative: str) -> str:
    """Return the key of a file by its path below the music folder."""
    if relative.isascii():
        return relative
    try:
        relative.encode()
    except UnicodeEncodeError:
        return _ESCAPED + quote_from_bytes(os.fsencode(relative))
    return relative


def relative_of(key: str) -> str:
    """Return the path of a key below the music folder. Raises InvalidInput for what leads out of it."""
    relative = _said(key)
    if not relative or relative.startswith("/") or "\0" in relative or ".." in relative.split("/"):
        raise InvalidInput("That is not the key of a track in this folder.", field="track")
    return relative


def foreign_path(key: str) -> str | None:
    """Return the whole path that a key is when its file lies outside the music folder, else None."""
    path = _said(key)
    return path if path.startswith("/") and "\0" not in path else None


def _said(key: str) -> str:
    return os.fsdecode(unquote_to_bytes(key.removeprefix(_ESCAPED))) if key.startswith(_ESCAPED) else key
