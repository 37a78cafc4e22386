"""Libraries."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from syncopate.errors import AlreadyExists, NotFound
from syncopate.store import accounts, libraries
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.libraries import Library, Totals


def test_a_library_comes_back_as_it_was_stored(
    database: Database, library: Library, account: Account
) -> None:
    other = replace(library, id="0", section="other", created_at=library.created_at + timedelta(days=1))
    database.change(libraries.add, other)
    assert database.look(libraries.get, library.id) == library
    assert database.look(libraries.every) == [library, other]
    assert database.look(libraries.of_account, account.id) == [library, other]
    assert database.look(libraries.of_account, "nobody") == []


def test_one_section_is_one_library(database: Database, library: Library) -> None:
    with pytest.raises(AlreadyExists):
        database.change(libraries.add, replace(library, id="2"))
    with pytest.raises(NotFound):
        database.change(libraries.add, replace(library, id="2", account_id="nobody"))
    assert database.look(libraries.every) == [library]


def test_the_same_section_of_another_account_is_another(
    database: Database, library: Library, account: Account
) -> None:
    database.change(accounts.add, replace(account, id="account-2"))
    database.change(libraries.add, replace(library, id="2", account_id="account-2"))
    assert len(database.look(libraries.every)) == 2


def test_only_a_complete_look_counts_as_one(database: Database, library: Library, now: datetime) -> None:
    database.change(libraries.set_state, library.id, readable=True, reason=None, at=now, complete=True)
    later = now + timedelta(hours=1)
    database.change(
        libraries.set_state,
        library.id,
        readable=False,
        reason="library_unavailable",
        at=later,
        complete=False,
    )
    assert database.look(libraries.get, library.id) == replace(
        library, readable=False, reason="library_unavailable", last_scan_at=later, last_complete_at=now
    )


def test_rename_and_remove(database: Database, library: Library, now: datetime) -> None:
    database.change(libraries.rename, library.id, "Lossless")
    assert database.look(libraries.get, library.id).name == "Lossless"
    database.change(libraries.remove, library.id)
    for call in (
        lambda: database.look(libraries.get, library.id),
        lambda: database.change(libraries.rename, library.id, "x"),
        lambda: database.change(libraries.remove, library.id),
        lambda: database.change(
            libraries.set_state, library.id, readable=True, reason=None, at=now, complete=True
        ),
    ):
        with pytest.raises(NotFound):
            call()


def test_totals_are_sums(database: Database, library: Library) -> None:
    assert database.look(libraries.totals) == Totals(artists=0, albums=0, tracks=0, size_bytes=0)
    for number in (2, 3):
        database.change(
            libraries.add,
            replace(
                library,
                id=str(number),
                section=str(number),
                artists=1,
                albums=2,
                tracks=3,
                size_bytes=3 * 10**12,
            ),
        )
    assert database.look(libraries.totals) == Totals(artists=2, albums=4, tracks=6, size_bytes=6 * 10**12)
