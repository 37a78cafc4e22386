"""What is told comes out of the real store, and the ledger goes into it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from syncopate.domain.history import SourceHold
from syncopate.domain.playlist import AlbumFacts, LeftOut, MirrorKind, Unfit
from syncopate.domain.run import ItemStatus
from syncopate.domain.server import PlayId
from syncopate.domain.target import Dress, Site
from syncopate.errors import NotConfigured
from syncopate.mqtt.household import Play
from syncopate.mqtt.ledger import StoreLedger, components_in, inside, topics_in
from syncopate.mqtt.reading import read_household
from syncopate.store import accounts, libraries, migrate, mirrors, targets
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.sync import targets as sync_targets
from syncopate.sync.kit import Kit

NOW = datetime(2026, 11, 1, 2, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Any:
    url = f"sqlite:///{tmp_path / 'syncopate.db'}"
    migrate.migrate(url)
    opened = Database.open(url)
    yield opened
    opened.close()


def kit_of(database: Database, folder: Path) -> Kit:
    async def tell(_: object) -> None:
        """Nothing listens."""

    unused = cast("Any", None)
    return Kit(
        # No test reaches a public service: nobody listens there.
        endpoints={"*": "http://127.0.0.1:9"},
        database=database,
        tell=tell,
        now=lambda: NOW,
        zone=ZoneInfo("UTC"),
        compute=unused,
        vault=unused,
        share_dir=folder,
        storage_dir=folder,
    )


async def test_household_of_a_store(database: Database, tmp_path: Path) -> None:
    def fill(connection: Any) -> None:
        accounts.add(connection, Account(id="account", provider="folder", name="Music", created_at=NOW))
        libraries.add(connection, Library(id="library", account_id="account", name="Music", created_at=NOW))
        for number, label in enumerate([None, "Kids"]):
            mirror = Mirror(
                id=f"mirror-{number}",
                provider="playlist_file",
                reference=f"r{number}",
                source_name=f"List {number}",
                label=label,
                cover_url="https://covers.example/1.jpg",
                entry_count=5,
                created_at=NOW,
            )
            mirrors.add(connection, mirror)
        target = targets.ensure(connection, "mirror-0", "library")
        targets.set_counts(connection, target.id, matched=3, review=1, missing=1, unknown=0, match_state="x")
        mirrors.set_result(
            connection, "mirror-0", at=NOW, success=True, status=ItemStatus.SYNCED, error=None, detail=""
        )
        mirrors.set_result(
            connection,
            "mirror-1",
            at=NOW,
            success=False,
            status=ItemStatus.FAILED,
            error="source_unavailable",
            detail="",
        )

        for name, label in (("album-0", "Kids"), ("album-1", None)):
            album = Mirror(
                id=name,
                kind=MirrorKind.ALBUM,
                album=AlbumFacts(artists=("Holt",)),
                provider="playlist_file",
                reference=name,
                source_name=name,
                label=label,
                created_at=NOW,
            )
            mirrors.add(connection, album)

    await database.write(fill)
    household = await read_household(kit_of(database, tmp_path))
    album, synced, failed = sorted(household.items, key=lambda item: item.id)
    assert (album.id, album.album, album.category) == ("album-0", True, "Kids"), "only one with a label"
    assert not synced.album
    assert household.categories == ("Kids", "Playlists")
    assert (synced.playable, synced.review, synced.missing, synced.entries) == (3, 1, 1, 5)
    assert synced.available
    assert synced.last_sync == NOW.replace(microsecond=0)
    assert (failed.available, failed.playable, failed.category) == (False, None, "Kids")


async def test_what_is_to_be_known_of_a_source(database: Database, tmp_path: Path) -> None:
    hold = SourceHold(digest="d", before=40, now=3, at=NOW)
    left_out = (LeftOut(Unfit.PODCAST, "News", 2), LeftOut(Unfit.VIDEO, "Live", 5))

    def fill(connection: Any) -> None:
        accounts.add(connection, Account(id="a1", provider="spotify", name="Anna's", created_at=NOW))
        for name, more in (
            ("mirror-0", {"account_id": "a1", "provider": "spotify", "hold": hold}),
            ("mirror-1", {"provider": "spotify", "visible": 100, "gone_at": NOW, "left_out": left_out}),
            ("mirror-2", {"provider": "playlist_file", "hold": replace(hold, accepted=True)}),
            ("mirror-3", {"provider": "of_another_version"}),
        ):
            mirror = Mirror(id=name, reference=name, source_name=name, created_at=NOW, **cast("Any", more))
            mirrors.add(connection, mirror)

    await database.write(fill)
    household = await read_household(kit_of(database, tmp_path))
    held, gone, accepted, strange = sorted(household.items, key=lambda item: item.id)
    assert (held.source, held.source_name, held.left_out) == ("spotify", "Anna's", 0)
    assert held.source_held == replace(hold, at=NOW.replace(microsecond=0))
    assert (gone.source_name, gone.visible, gone.left_out) == ("Spotify", 100, 2)
    assert gone.source_gone_at == NOW.replace(microsecond=0)
    assert (accepted.source_name, accepted.source_held) == ("Playlist file", None)
    assert (strange.source_name, strange.source_gone_at) == ("of_another_version", None)


class Player:
    """A library that players can play from; it may be slow to say how."""

    def __init__(self, seconds: float = 0) -> None:
        self.seconds = seconds
        self.asked: list[tuple[str | None, str]] = []

    async def play_ids(self, site: Site, target_key: str) -> tuple[PlayId, ...]:
        self.asked.append((site.user, target_key))
        await asyncio.sleep(self.seconds)
        return (
            PlayId(player="plex", media_content_id=f"plex://{target_key}", media_content_type="playlist"),
            PlayId(player="music_assistant", media_content_id=target_key, media_content_type="playlist"),
        )


async def test_each_target_says_how_it_is_played(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(connection: Any) -> None:
        for name in ("quick", "slow", "broken"):
            accounts.add(connection, Account(id=name, provider="folder", name=name, created_at=NOW))
            libraries.add(connection, Library(id=name, account_id=name, name=name.title(), created_at=NOW))
        mirrors.add(
            connection,
            Mirror(id="mirror", provider="playlist_file", reference="r", source_name="List", created_at=NOW),
        )
        for library, user, key in (
            ("slow", "", "s1"),
            ("slow", "u1", "s2"),
            ("quick", "u2", "q1"),
            ("broken", "", "b1"),
            ("quick", "", None),
        ):
            target = targets.ensure(connection, "mirror", library, user=user, user_name=user.title() or None)
            if key is not None:
                dress = Dress(name="List")
                targets.set_written(connection, target.id, target_key=key, dress=dress, written=(), placed={})

    players = {"quick": Player(), "slow": Player(30)}

    async def library_of(_kit: Kit, account_id: str) -> object:
        if account_id not in players:
            raise NotConfigured(what=account_id)
        return players[account_id]

    monkeypatch.setattr(sync_targets, "library_of", library_of)
    monkeypatch.setattr(sync_targets, "_PATIENCE_SECONDS", 0.05)
    await database.write(fill)
    (item,) = (await read_household(kit_of(database, tmp_path))).items
    assert item.play == (
        Play(
            library="Quick",
            player="plex",
            user="U2",
            media_content_id="plex://q1",
            media_content_type="playlist",
        ),
        Play(
            library="Quick",
            player="music_assistant",
            user="U2",
            media_content_id="q1",
            media_content_type="playlist",
        ),
    )
    assert players["quick"].asked == [("u2", "q1")]
    assert players["slow"].asked == [(None, "s1")], "who kept us waiting is not asked again"


async def test_the_ledger_survives(database: Database) -> None:
    ledger = StoreLedger(database)
    component = inside("a/config", "playlist_1")
    await ledger.put({"a/config": "x", component: "sensor"})
    await ledger.put({"b": "y"})
    await ledger.put({})
    await ledger.forget(["b"])
    await ledger.forget([])
    entries = await StoreLedger(database).read()
    assert topics_in(entries) == {"a/config"}
    assert components_in(entries, "a/config") == {"playlist_1": "sensor"}
