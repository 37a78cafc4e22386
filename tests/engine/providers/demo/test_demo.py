"""The template works, and is unknown rather than empty when offline."""

from collections.abc import Callable

import pytest
from syncopate.domain.media import Track
from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import ScanMode
from syncopate.domain.snapshot import Complete, Failed, Known, Unknown
from syncopate.domain.target import Site
from syncopate.errors import Unreachable
from syncopate.providers import registry
from syncopate.providers.capability import Context, ScanBatch, ScanEnd, TargetContent


async def test_playlists(context: Callable[..., Context]) -> None:
    source = registry.playlist_source("demo", context())
    offered = await source.list_playlists()
    assert isinstance(offered, Complete)
    assert [(playlist.reference, playlist.kind) for playlist in offered.items] == [
        ("evening", MirrorKind.PLAYLIST),
        ("morning", MirrorKind.PLAYLIST),
        ("album-back-in-black", MirrorKind.ALBUM),
    ]
    album = await source.read_playlist("album-back-in-black", {})
    assert album.playlist.album is not None
    assert isinstance(album.entries, Complete)
    assert album.playlist.album.count == len(album.entries.items) == 2
    read = await source.read_playlist("evening", {})
    assert isinstance(read.entries, Complete)
    assert [entry.position for entry in read.entries.items] == [0, 1, 2, 3, 4]
    assert read.playlist.name == "Evening"
    missing = await source.read_playlist("nothing", {})
    assert isinstance(missing.entries, Failed)
    assert missing.entries.reason == "not_found"


async def test_library(context: Callable[..., Context]) -> None:
    library = registry.library_source("demo", context())
    batch, end = [part async for part in library.scan("", {}, ScanMode.INCREMENTAL)]
    assert isinstance(batch, ScanBatch)
    assert isinstance(end, ScanEnd)
    assert len(batch.changed) == 4
    known = {indexed.track.key: indexed.stamp for indexed in batch.changed if indexed.stamp}
    batch, end = [part async for part in library.scan("", known, ScanMode.INCREMENTAL)]
    assert isinstance(batch, ScanBatch)
    assert isinstance(end, ScanEnd)
    assert batch.changed == ()
    assert end.opened == 0
    assert isinstance(end.present, Complete)
    assert set(end.present.items) == set(known)


async def test_target(context: Callable[..., Context]) -> None:
    target = registry.playlist_target("demo", context("target"))
    content = TargetContent(
        mark="t1", name="Mine", description=None, tracks=[Track(key="track-1", title="A")]
    )
    key = await target.write_target(Site(), None, content)
    state = await target.read_target(Site(), key)
    assert isinstance(state, Known)
    assert state.value is not None
    assert (state.value.name, state.value.track_keys) == ("Mine", ("track-1",))
    assert await target.write_target(Site(), key, content) == key
    assert await target.write_target(Site(), None, content) == key, "found again by its mark"
    assert await target.find_target(Site(), "t1", None) == Known(key)
    assert await target.find_target(Site(), "t2", None) == Known(None)
    await target.delete_target(Site(), key)
    await target.delete_target(Site(), key)
    assert await target.find_target(Site(), "t1", None) == Known(None)
    assert await target.read_target(Site(), key) == Known(None)


async def test_offline_is_unknown(context: Callable[..., Context]) -> None:
    offline = context("offline", offline="true")
    source = registry.playlist_source("demo", offline)
    assert isinstance(await source.list_playlists(), Failed)
    assert isinstance((await source.read_playlist("evening", {})).entries, Failed)
    (end,) = [part async for part in registry.library_source("demo", offline).scan("", {}, ScanMode.FULL)]
    assert isinstance(end, ScanEnd)
    assert isinstance(end.present, Failed)
    target = registry.playlist_target("demo", offline)
    assert await target.read_target(Site(), "playlist-1") == Unknown("unreachable")
    assert await target.find_target(Site(), "t1", None) == Unknown("unreachable")
    with pytest.raises(Unreachable):
        await target.delete_target(Site(), "playlist-1")
    for capability in (source, target, registry.library_source("demo", offline)):
        assert (await capability.check()).reason == "unreachable"
