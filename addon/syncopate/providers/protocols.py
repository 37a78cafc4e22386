"""The protocol behind each capability that exists so far: what a conformance test holds providers to."""

from collections.abc import Mapping

from syncopate.providers.acquiring import DownloadSource, HandOff
from syncopate.providers.capability import LibrarySource, PlaylistSource, PlaylistTarget
from syncopate.providers.catalogue import Catalogue
from syncopate.providers.editing import PlaylistEditor
from syncopate.providers.recent import RecentSource
from syncopate.providers.releases import ReleaseCalendar
from syncopate.providers.watching import (
    HookReader,
    Listener,
    Scrobbler,
    SectionSource,
    TitleResolver,
    WatchAccount,
)

PROTOCOLS: Mapping[str, tuple[type, ...]] = {
    "playlists": (PlaylistSource,),
    "library": (LibrarySource,),
    "playlist_target": (PlaylistTarget, PlaylistEditor),
    "metadata": (Catalogue,),
    "recent": (RecentSource,),
    "releases": (ReleaseCalendar,),
    "watching": (WatchAccount,),
    "scrobbling": (Scrobbler,),
    "listening": (Listener,),
    "hooks": (HookReader,),
    "sections": (SectionSource,),
    "title_ids": (TitleResolver,),
    "downloads": (DownloadSource, HandOff),
}
"""A capability's module makes something that fulfils one of these."""
