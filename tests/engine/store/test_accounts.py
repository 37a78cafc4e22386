"""Accounts."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from syncopate.errors import NotFound
from syncopate.store import accounts, libraries, mirrors, targets
from syncopate.store.accounts import Account
from syncopate.store.database import Connection, Database
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target


def test_an_account_comes_back_as_it_was_stored(database: Database, now: datetime) -> None:
    account = Account(
        id="1",
        provider="folder",
        name="Müsic \U0001f3b5",
        settings={"path": "/a b/ü", "empty": ""},
        secrets=b"\x00sealed\xff",
        created_at=now.astimezone(timezone(timedelta(hours=5))),
    )
    database.change(accounts.add, account)
    assert database.look(accounts.get, "1") == account
    assert database.look(accounts.get, "1").created_at.utcoffset() == timedelta(0)
    older = replace(account, id="0", created_at=now - timedelta(days=1))
    database.change(accounts.add, older)
    assert database.look(accounts.every) == [older, account]


def test_what_is_changed_is_changed_and_nothing_else(database: Database, account: Account) -> None:
    database.change(
        accounts.set_health,
        account.id,
        ok=False,
        reason="unreachable",
        detail="Nobody there.",
        at=account.created_at,
    )
    changed = replace(account, name="Other", settings={"path": "/other"}, secrets=b"blob")
    database.change(accounts.update, changed)
    assert database.look(accounts.get, account.id) == replace(
        changed,
        health_ok=False,
        health_reason="unreachable",
        health_detail="Nobody there.",
        health_at=account.created_at,
    )


def test_who_holds_one_to_change_it_has_it_alone(database: Database, account: Account) -> None:
    def count(connection: Connection) -> None:
        held = accounts.hold(connection, account.id)
        time.sleep(0.01)
        counted = str(int(held.settings.get("count", "0")) + 1)
        accounts.update(connection, replace(held, settings={"count": counted}))

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(database.change, count) for _ in range(12)]:
            done.result()
    assert database.look(accounts.get, account.id).settings == {"count": "12"}


def test_what_is_not_there_is_not_found(database: Database, now: datetime) -> None:
    nobody = Account(id="nobody", provider="demo", name="", created_at=now)
    for call in (
        lambda: database.look(accounts.get, "nobody"),
        lambda: database.change(accounts.hold, "nobody"),
        lambda: database.change(accounts.update, nobody),
        lambda: database.change(accounts.remove, "nobody"),
        lambda: database.change(accounts.set_health, "nobody", ok=True, reason=None, detail="", at=now),
    ):
        with pytest.raises(NotFound) as caught:
            call()
        assert caught.value.placeholders == {"what": "account", "id": "nobody"}


def test_libraries_and_targets_go_with_it_mirrors_stay(
    database: Database, account: Account, library: Library, target: Target, make_mirror: Callable[..., Mirror]
) -> None:
    mine = make_mirror(2, account_id=account.id)
    database.change(accounts.remove, account.id)
    assert database.look(libraries.every) == []
    with pytest.raises(NotFound):
        database.look(targets.get, target.id)
    assert database.look(mirrors.get, mine.id) == replace(mine, account_id=None)
    assert library.account_id == account.id


def test_a_second_mirror_of_the_same_source_goes_with_its_account(
    database: Database, account: Account, make_mirror: Callable[..., Mirror]
) -> None:
    public = make_mirror(1, reference="same")
    make_mirror(2, reference="same", account_id=account.id)
    database.change(accounts.remove, account.id)
    assert database.look(mirrors.every) == [public]


def test_a_naive_time_is_refused(database: Database, now: datetime) -> None:
    account = Account(id="1", provider="demo", name="", created_at=now.replace(tzinfo=None))
    with pytest.raises(Exception, match="naive"):
        database.change(accounts.add, account)
