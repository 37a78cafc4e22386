"""Mirrors."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from syncopate.domain.playlist import SourcePlaylist, TargetPolicy
from syncopate.domain.run import ItemStatus
from syncopate.errors import AlreadyExists, NotFound
from syncopate.store import accounts, libraries, mirrors, targets
from syncopate.store.accounts import Account
from syncopate.store.database import Connection, Database
from syncopate.store.libraries import Library
from syncopate.store.mirrors import HeldPlan, Mirror, MirrorChanges
from syncopate.store.paging import Page
from syncopate.store.targets import Target

type Make = Callable[..., Mirror]


def test_a_mirror_comes_back_as_it_was_stored(
    database: Database, make_mirror: Make, account: Account
) -> None:
    full = make_mirror(
        1,
        account_id=account.id,
        custom_name="Mine",
        description="Line 1\nLine 2",
        cover_url="https://example.org/a.jpg",
        label="Kitchen",
        interval_days=7,
        enabled=False,
        policy=TargetPolicy.KEEP_MINE,
        options={"column.title": "Titel"},
        last_status=ItemStatus.SYNCED,
    )
    bare = make_mirror(2)
    assert database.look(mirrors.every) == [full, bare]
    assert database.look(mirrors.get, full.id) == full
    assert (full.name, bare.name) == ("Mine", "Playlist 2")


def test_one_source_is_one_mirror(database: Database, make_mirror: Make, account: Account) -> None:
    make_mirror(1, reference="same")
    with pytest.raises(AlreadyExists):
        make_mirror(2, reference="same")
    make_mirror(3, reference="same", account_id=account.id)
    with pytest.raises(AlreadyExists):
        make_mirror(4, reference="same", account_id=account.id)
    make_mirror(5, reference="same", provider="other")
    with pytest.raises(NotFound):
        make_mirror(6, account_id="nobody")
    assert len(database.look(mirrors.every)) == 3


def test_find_tells_accounts_apart(database: Database, make_mirror: Make, account: Account) -> None:
    public = make_mirror(1, reference="same")
    mine = make_mirror(2, reference="same", account_id=account.id)
    assert database.look(mirrors.find, "playlist_file", None, "same") == public
    assert database.look(mirrors.find, "playlist_file", account.id, "same") == mine
    assert database.look(mirrors.find, "playlist_file", "nobody", "same") is None


def test_a_change_touches_what_it_names(database: Database, make_mirror: Make) -> None:
    mirror = make_mirror(1, custom_name="Mine", label="Kitchen")
    database.change(mirrors.change, mirror.id, MirrorChanges())
    assert database.look(mirrors.get, mirror.id) == mirror
    database.change(mirrors.change, mirror.id, MirrorChanges(custom_name=None, enabled=False))
    assert database.look(mirrors.get, mirror.id) == replace(mirror, custom_name=None, enabled=False)
    everything = MirrorChanges(
        custom_name="A",
        label=None,
        interval_days=3,
        enabled=True,
        policy=TargetPolicy.KEEP_MINE,
        options={"a": "b"},
    )
    database.change(mirrors.change, mirror.id, everything)
    assert database.look(mirrors.get, mirror.id) == replace(
        mirror,
        custom_name="A",
        label=None,
        interval_days=3,
        policy=TargetPolicy.KEEP_MINE,
        options={"a": "b"},
    )


def test_the_source_renames_but_not_over_the_users_name(database: Database, make_mirror: Make) -> None:
    mirror = make_mirror(1, custom_name="Mine")
    source = SourcePlaylist(reference="x", name="New name", description="d", cover_url="u")
    database.change(mirrors.set_source, mirror.id, source, None)
    kept = database.look(mirrors.get, mirror.id)
    assert (kept.name, kept.source_name, kept.description, kept.cover_url) == ("Mine", "New name", "d", "u")


def test_a_failure_leaves_the_last_success(database: Database, make_mirror: Make, now: datetime) -> None:
    mirror = make_mirror()
    database.change(
        mirrors.set_result, mirror.id, at=now, success=True, status=ItemStatus.SYNCED, error=None, detail=""
    )
    later = now + timedelta(days=1)
    database.change(
        mirrors.set_result,
        mirror.id,
        at=later,
        success=False,
        status=ItemStatus.FAILED,
        error="source_unavailable",
        detail="Gone.",
    )
    kept = database.look(mirrors.get, mirror.id)
    assert (kept.last_sync_at, kept.last_success_at) == (later, now)
    assert (kept.last_status, kept.last_error, kept.last_detail) == (
        ItemStatus.FAILED,
        "source_unavailable",
        "Gone.",
    )


def test_what_is_not_there_is_not_found(database: Database, now: datetime) -> None:
    source = SourcePlaylist(reference="x", name="x")
    for call in (
        lambda: database.look(mirrors.get, "none"),
        lambda: database.change(mirrors.change, "none", MirrorChanges()),
        lambda: database.change(mirrors.change, "none", MirrorChanges(enabled=True)),
        lambda: database.change(mirrors.remove, "none"),
        lambda: database.change(mirrors.set_source, "none", source, None),
        lambda: database.change(
            mirrors.set_result,
            "none",
            at=now,
            success=True,
            status=ItemStatus.SYNCED,
            error=None,
            detail="",
        ),
    ):
        with pytest.raises(NotFound):
            call()


def _names(page: Page[mirrors.MirrorSummary]) -> list[str]:
    return [item.mirror.name for item in page.items]


def test_pages_are_by_name_and_filtered(database: Database, make_mirror: Make) -> None:
    make_mirror(1, source_name="Übung", label="Sport")
    make_mirror(2, source_name="zebra", custom_name="Apfel", label="Küche")
    make_mirror(3, source_name="banane", label="Küche", enabled=False)
    make_mirror(4, source_name="Citrus 100%")
    page = database.look(mirrors.list_page, limit=10, offset=0)
    assert _names(page)[:3] == ["Apfel", "banane", "Citrus 100%"]
    assert page.total == 4
    assert database.look(mirrors.labels) == ["Küche", "Sport"]
    second = database.look(mirrors.list_page, limit=2, offset=2)
    assert (len(second.items), second.total, second.limit, second.offset) == (2, 4, 2, 2)
    for filters, names in (
        ({"label": "Küche"}, ["Apfel", "banane"]),
        ({"label": "Küche", "enabled": True}, ["Apfel"]),
        ({"enabled": False}, ["banane"]),
        ({"query": "ZEBRA"}, ["Apfel"]),
        ({"query": "üBUNG"}, ["Übung"]),
        ({"query": "KÜCHE banane"}, ["banane"]),
        ({"query": "100%"}, ["Citrus 100%"]),
        ({"query": "ubung"}, ["Übung"]),
        ({"query": "%"}, ["Citrus 100%"]),
        ({"query": "_"}, []),
        ({"query": "nothing"}, []),
    ):
        found = database.look(mirrors.list_page, **filters, limit=10, offset=0)  # type: ignore[arg-type]
        assert _names(found) == names, filters
        assert found.total == len(names)


def test_a_page_shows_the_oldest_target_of_each(
    database: Database, target: Target, library: Library, account: Account, make_mirror: Make
) -> None:
    make_mirror(2)
    other = Library(id="l2", account_id=account.id, name="Second", section="2", created_at=account.created_at)
    database.change(libraries.add, other)
    database.change(targets.ensure, target.mirror_id, other.id)
    first, second = database.look(mirrors.list_page, limit=10, offset=0).items
    assert (first.target, first.library_name) == (target, library.name)
    assert (second.target, second.library_name) == (None, None)


def test_remove_takes_the_targets_along(database: Database, target: Target) -> None:
    database.change(mirrors.remove, target.mirror_id)
    with pytest.raises(NotFound):
        database.look(targets.get, target.id)
    assert len(database.look(accounts.every)) == 1


def test_plans_that_wait_are_one_query(
    database: Database, make_mirror: Callable[..., Mirror], library: Library
) -> None:
    made = {}
    for number in range(1, 41):
        mirror = make_mirror(number, custom_name="Mine" if number == 7 else None)
        target = database.change(targets.ensure, mirror.id, library.id)
        made[number] = target.id
        if number in {3, 7}:
            database.change(targets.set_hold, target.id, f"digest-{number}", "would_empty")
    asked: list[str] = []

    def look(connection: Connection) -> list[HeldPlan]:
        @event.listens_for(connection, "before_cursor_execute")
        def note(_one: object, _two: object, statement: str, *_rest: object) -> None:
            if statement.startswith("SELECT"):
                asked.append(statement)

        return mirrors.held(connection)

    assert database.look(look) == [
        HeldPlan(
            mirror_id=f"mirror-{number}",
            name=name,
            target_id=made[number],
            library_name=library.name,
            reason="would_empty",
            digest=f"digest-{number}",
        )
        for number, name in ((3, "Playlist 3"), (7, "Mine"))
    ]
    assert len(asked) == 1
