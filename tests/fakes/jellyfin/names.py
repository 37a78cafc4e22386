"""Ids as Jellyfin makes them: 32 hexadecimal digits, taken from the kind and the path of an item."""

import re

from fakes.mediabrowser.asking import Refusal
from fakes.mediabrowser.catalog import Names, digest
from fakes.mediabrowser.model import Kind, Track

NOBODY = "0" * 32
PLAYLISTS_FOLDER = digest("ManualPlaylistsFolder")

_GUID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class JellyfinNames(Names):
    """Whoever is at the same path again has the same id again."""

    def __init__(self) -> None:
        self._salt = ""

    def item(self, kind: Kind, key: str) -> str:
        """Return the id of an item."""
        return digest(self._salt, kind, key)

    def entry(self, track: Track) -> str:
        """Return the id of its only place in a playlist: since 10.10 that of the track."""
        return track.id

    def renew(self) -> None:
        """Give other ids, as to files that lie elsewhere."""
        self._salt += "!"


def guid(text: str) -> str:
    """Return an id in its plain form, taken with and without dashes; 400 when it is none."""
    if not _GUID.fullmatch(text.casefold()):
        raise Refusal(400, f"The value '{text}' is not valid.")
    return text.casefold().replace("-", "")


def guids(texts: list[str]) -> list[str]:
    """Return the ids among some texts; in lists Jellyfin passes over what is none."""
    return [one.casefold().replace("-", "") for one in texts if _GUID.fullmatch(one.casefold())]
