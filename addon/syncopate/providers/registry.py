"""Finds providers by their folders. Manifests are read at once, code only when it is asked for."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import cast

from syncopate.errors import InvalidInput, NotConfigured, NotFound
from syncopate.providers.acquiring import DownloadSource, HandOff
from syncopate.providers.capability import Context, LibrarySource, PlaylistSource, PlaylistTarget
from syncopate.providers.catalogue import Catalogue
from syncopate.providers.editing import PlaylistEditor
from syncopate.providers.links import Link, Linked
from syncopate.providers.login import Login
from syncopate.providers.manifest import Capability, Manifest
from syncopate.providers.recent import RecentSource
from syncopate.providers.releases import ReleaseCalendar
from syncopate.providers.set_ups import SetUp
from syncopate.providers.watching import (
    HookReader,
    Listener,
    Scrobbler,
    SectionSource,
    TitleResolver,
    WatchAccount,
)


@cache
def manifests() -> Mapping[str, Manifest]:
    """Return every provider's manifest by domain, in alphabetical order."""
    found: dict[str, Manifest] = {}
    for folder in sorted(Path(__file__).parent.iterdir()):
        if folder.name.startswith("_") or not (folder / "manifest.py").is_file():
            continue
        module = import_module(f"syncopate.providers.{folder.name}.manifest")
        manifest: Manifest = module.MANIFEST
        found[manifest.domain] = manifest
    return MappingProxyType(found)


def manifest_of(domain: str) -> Manifest:
    """Return one manifest. Raises NotFound."""
    try:
        return manifests()[domain]
    except KeyError:
        raise NotFound(what="provider", id=domain) from None


def playlist_source(domain: str, context: Context) -> PlaylistSource:
    """Make the reader of a provider's playlists. Raises NotFound, NotConfigured."""
    return cast("PlaylistSource", _create(domain, Capability.PLAYLISTS, context))


def library_source(domain: str, context: Context) -> LibrarySource:
    """Make the reader of a provider's library. Raises NotFound, NotConfigured."""
    return cast("LibrarySource", _create(domain, Capability.LIBRARY, context))


def playlist_target(domain: str, context: Context) -> PlaylistTarget | PlaylistEditor:
    """Make the keeper of a provider's playlists. Raises NotFound, NotConfigured."""
    return cast("PlaylistTarget | PlaylistEditor", _create(domain, Capability.PLAYLIST_TARGET, context))


def catalogue(domain: str, context: Context) -> Catalogue:
    """Make what searches a provider's catalogue. Raises NotFound, NotConfigured."""
    return cast("Catalogue", _create(domain, Capability.METADATA, context))


def recent_source(domain: str, context: Context) -> RecentSource:
    """Make the reader of what was played of late. Raises NotFound, NotConfigured."""
    return cast("RecentSource", _create(domain, Capability.RECENT, context))


def release_calendar(domain: str, context: Context) -> ReleaseCalendar:
    """Make what tells what artists bring out. Raises NotFound, NotConfigured."""
    return cast("ReleaseCalendar", _create(domain, Capability.RELEASES, context))


def watch_account(domain: str, context: Context) -> WatchAccount:
    """Make what reads and writes an account's watch state. Raises NotFound, NotConfigured."""
    return cast("WatchAccount", _create(domain, Capability.WATCHING, context))


def scrobbler(domain: str, context: Context) -> Scrobbler:
    """Make what is told what plays. Raises NotFound, NotConfigured."""
    return cast("Scrobbler", _create(domain, Capability.SCROBBLING, context))


def listener(domain: str, context: Context) -> Listener:
    """Make what hears what happens on a server. Raises NotFound, NotConfigured."""
    return cast("Listener", _create(domain, Capability.LISTENING, context))


def hook_reader(domain: str, context: Context) -> HookReader:
    """Make what understands a server's webhooks. Raises NotFound, NotConfigured."""
    return cast("HookReader", _create(domain, Capability.HOOKS, context))


def section_source(domain: str, context: Context) -> SectionSource:
    """Make what tells a server's libraries of films and shows. Raises NotFound, NotConfigured."""
    return cast("SectionSource", _create(domain, Capability.SECTIONS, context))


def title_resolver(domain: str, context: Context) -> TitleResolver:
    """Make what knows what others call a title. Raises NotFound, NotConfigured."""
    return cast("TitleResolver", _create(domain, Capability.TITLE_IDS, context))


def download_source(domain: str, context: Context) -> DownloadSource | HandOff:
    """Make what fetches files, or has them fetched. Raises NotFound, NotConfigured."""
    return cast("DownloadSource | HandOff", _create(domain, Capability.DOWNLOADS, context))


def read_link(link: Link) -> tuple[str, Linked] | None:
    """Return which provider a link belongs to and what it names there, None where nobody knows it."""
    for domain, manifest in manifests().items():
        if link.host in manifest.link_hosts:
            found = import_module(f"syncopate.providers.{domain}.links").read_link(link)
            if found is not None:
                return domain, cast("Linked", found)
    return None


def read_set_up(content: bytes) -> SetUp:
    """Return what a file of another tool says of two accounts. Raises InvalidInput for any other."""
    refused: InvalidInput | None = None
    for domain, manifest in manifests().items():
        if manifest.reads_set_ups:
            try:
                found = import_module(f"syncopate.providers.{domain}.set_up").read_set_up(content)
            except InvalidInput as error:
                refused = refused or error
            else:
                return cast("SetUp", found)
    raise refused or InvalidInput("No service here understands such a file.")


def login(domain: str, context: Context) -> Login:
    """Make what logs in to a provider. Raises NotFound, NotConfigured where there is nothing to log in to."""
    if not manifest_of(domain).logins:
        raise NotConfigured(what=f"{domain}.login")
    return cast("Login", import_module(f"syncopate.providers.{domain}.login").create(context))


def _create(domain: str, capability: Capability, context: Context) -> object:
    if capability not in manifest_of(domain).capabilities:
        raise NotConfigured(what=f"{domain}.{capability}")
    module = import_module(f"syncopate.providers.{domain}.{capability.value}")
    made: object = module.create(context)
    return made
