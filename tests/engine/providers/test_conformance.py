"""Every provider is what its manifest says: declared is implemented, and nothing else is."""

import inspect
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from syncopate.errors import NotConfigured, NotFound
from syncopate.providers import registry
from syncopate.providers.browsing import Refreshable
from syncopate.providers.capability import Context
from syncopate.providers.manifest import Capability, FieldKind, LoginKind, Manifest
from syncopate.providers.protocols import PROTOCOLS
from syncopate.providers.serving import Peopled, Pictured

_DOMAINS = sorted(registry.manifests())


def _has(domain: str, capability: Capability) -> bool:
    return capability in registry.manifest_of(domain).capabilities


_MAKERS = {
    Capability.PLAYLISTS: registry.playlist_source,
    Capability.LIBRARY: registry.library_source,
    Capability.PLAYLIST_TARGET: registry.playlist_target,
    Capability.METADATA: registry.catalogue,
    Capability.RECENT: registry.recent_source,
    Capability.RELEASES: registry.release_calendar,
    Capability.WATCHING: registry.watch_account,
    Capability.SCROBBLING: registry.scrobbler,
    Capability.LISTENING: registry.listener,
    Capability.HOOKS: registry.hook_reader,
    Capability.SECTIONS: registry.section_source,
    Capability.TITLE_IDS: registry.title_resolver,
    Capability.DOWNLOADS: registry.download_source,
}


def test_the_known_ones_are_found() -> None:
    assert {"demo", "folder", "playlist_file"} <= set(_DOMAINS)


@pytest.mark.parametrize("domain", _DOMAINS)
def test_declared_is_implemented(domain: str, context: Callable[..., Context]) -> None:
    for capability in registry.manifest_of(domain).capabilities:
        module = import_module(f"syncopate.providers.{domain}.{capability}")
        made = module.create(context())
        protocol = next((one for one in PROTOCOLS[capability] if isinstance(made, one)), None)
        assert protocol is not None, f"{domain}.{capability} fulfils none of {PROTOCOLS[capability]}"
        for name in _methods(protocol):
            said, done = (
                inspect.signature(getattr(protocol, name)),
                inspect.signature(getattr(type(made), name)),
            )
            assert list(done.parameters) == list(said.parameters), f"{domain}.{capability}.{name}"
            kind = inspect.iscoroutinefunction(getattr(type(made), name))
            assert kind == inspect.iscoroutinefunction(getattr(protocol, name)), (
                f"{domain}.{capability}.{name}"
            )
        assert isinstance(_MAKERS[capability](domain, context()), protocol)


@pytest.mark.parametrize("domain", _DOMAINS)
def test_nothing_undeclared_is_implemented(domain: str, context: Callable[..., Context]) -> None:
    declared = registry.manifest_of(domain).capabilities
    for capability in Capability:
        if capability not in declared:
            assert find_spec(f"syncopate.providers.{domain}.{capability}") is None
    for capability, make in _MAKERS.items():
        if capability not in declared:
            with pytest.raises(NotConfigured):
                make(domain, context())


@pytest.mark.parametrize("domain", _DOMAINS)
def test_manifest(domain: str) -> None:
    manifest = registry.manifest_of(domain)
    assert manifest.domain == domain
    assert manifest.name
    assert manifest.summary.endswith(".")
    assert manifest.capabilities
    assert (manifest.watch is not None) == (Capability.WATCHING in manifest.capabilities)
    assert manifest.watch is None or (manifest.watch.features and manifest.watch_batch >= 1)
    names = [field.name for field in manifest.fields]
    assert len(names) == len(set(names))
    assert set(manifest.identity) <= set(names), "settings of the account"
    # The same server has many addresses, and a login many tokens.
    told = [field.kind for field in manifest.fields if field.name in manifest.identity]
    assert not {FieldKind.URL, FieldKind.SECRET} & set(told)
    assert manifest.identity or not manifest.serves_users
    for field in manifest.fields:
        assert field.label
        assert field.help.endswith(".")
        assert bool(field.choices) == (field.kind is FieldKind.CHOICE)
        assert field.kind is not FieldKind.SECRET or field.default is None
    if any(field.required for field in manifest.fields):
        assert manifest.login is not LoginKind.NONE


@pytest.mark.parametrize("domain", _DOMAINS)
async def test_check_answers(domain: str, context: Callable[..., Context]) -> None:
    for capability in registry.manifest_of(domain).capabilities:
        given = context()
        health = await _MAKERS[capability](domain, given).check()
        await given.connections.close()
        assert health.ok == (health.reason is None)


@pytest.mark.parametrize("domain", _DOMAINS)
def test_what_is_said_of_a_catalogue_is_said_by_those_that_have_one(domain: str) -> None:
    manifest = registry.manifest_of(domain)
    plain = Manifest(domain=domain, name="", summary="", capabilities=frozenset())
    said = (manifest.recording_ids, manifest.knows_isrc, manifest.catalogue_place, manifest.links_taken)
    unsaid = (plain.recording_ids, plain.knows_isrc, plain.catalogue_place, plain.links_taken)
    assert said == unsaid or _has(domain, Capability.METADATA)
    assert manifest.recording_ids is not None or not manifest.links_taken
    for other in registry.manifests().values():
        if other.domain != domain:
            assert other.recording_ids is None or other.recording_ids is not manifest.recording_ids
            same = other.catalogue_place == manifest.catalogue_place
            assert not same or manifest.catalogue_place == plain.catalogue_place


def test_manifests_are_light() -> None:
    """Reading all manifests imports no provider's code and no library behind one."""
    code = (
        "import sys; from syncopate.providers import registry; found = registry.manifests();"
        "heavy = {'mutagen', 'aiohttp', 'plexapi', 'spotipy', 'ytmusicapi', 'yt_dlp', 'requests', 'sqlalchemy', 'fastapi', 'dbos'} & set(sys.modules);"
        "own = [name for name in sys.modules if name.startswith('syncopate.providers.') and name.count('.') > 2"
        " and not name.endswith('.manifest')];"
        "assert len(found) >= 3, found; assert not heavy and not own, (heavy, own)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False
    )
    assert done.returncode == 0, done.stderr


def test_unknown_provider(context: Callable[..., Context]) -> None:
    with pytest.raises(NotFound):
        registry.playlist_source("nothing", context())


@pytest.mark.parametrize("domain", _DOMAINS)
def test_hosts_of_links_have_a_reader(domain: str) -> None:
    manifest = registry.manifest_of(domain)
    reads = find_spec(f"syncopate.providers.{domain}.links") is not None
    assert reads == bool(manifest.link_hosts), "links.py reads links of the hosts that the manifest names"
    assert reads or not manifest.short_hosts
    for host in (*manifest.link_hosts, *manifest.short_hosts):
        assert host == host.lower().removeprefix("www."), host
        others = [each for each in _DOMAINS if each != domain]
        assert not any(host in registry.manifest_of(each).link_hosts for each in others), host


@pytest.mark.parametrize("domain", [name for name in _DOMAINS if _has(name, Capability.PLAYLISTS)])
async def test_what_remembers_can_be_refreshed(domain: str, context: Callable[..., Context]) -> None:
    given = context()
    made = registry.playlist_source(domain, given)
    assert isinstance(made, Refreshable) == registry.manifest_of(domain).remembers
    await given.connections.close()


def _methods(protocol: type) -> list[str]:
    return [name for name, _ in inspect.getmembers(protocol, inspect.isfunction) if not name.startswith("_")]


def test_providers_never_import_each_other() -> None:
    folder = Path(registry.__file__).parent
    common = {path.stem for path in folder.glob("*.py")}
    for path in folder.glob("*/*.py"):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("from syncopate.providers."):
                target = line.split()[1].split(".")[2]
                assert target in {*common, path.parent.name} or target.startswith("_"), path


@pytest.mark.parametrize("domain", [name for name in _DOMAINS if _has(name, Capability.LIBRARY)])
async def test_covers_are_there_where_they_are_declared(domain: str, context: Callable[..., Context]) -> None:
    given = context()
    made = registry.library_source(domain, given)
    assert isinstance(made, Pictured) == registry.manifest_of(domain).has_covers
    assert isinstance(made, Peopled) >= registry.manifest_of(domain).serves_users
    await given.connections.close()
