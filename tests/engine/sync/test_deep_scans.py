"""Deep scans: the server looks at its files first; where it does not, what it lists is read all the same."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
import stamina
from fakes.rigs import RIGS, Rig
from fakes.serving import Fault
from syncopate.domain.run import ItemResult, ItemStatus, ScanMode
from syncopate.store import libraries
from syncopate.store.libraries import Library
from syncopate.sync.libraries import add_library
from syncopate.sync.logins import begin_login

if TYPE_CHECKING:
    from conftest import Household

TRACKS = 12


@pytest.fixture
async def rig(household: Household, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    """Give a Jellyfin that is asked often whether it is done, and whose connection is closed at the end."""
    monkeypatch.setattr("syncopate.sync.refreshing._FIRST_SECONDS", 0.02)
    stamina.set_testing(True, attempts=2)
    async with AsyncExitStack() as stack:
        stack.callback(stamina.set_testing, False)
        stack.push_async_callback(household.kit.connections.close)
        yield await stack.enter_async_context(RIGS["jellyfin"](TRACKS))


async def library_of(household: Household, rig: Rig, **answers: str) -> Library:
    """Return a library of the server as the login with these answers has it."""
    state = await begin_login(
        household.kit,
        provider=rig.provider,
        method=rig.method,
        answers={**rig.answers, **answers},
        name="Server",
    )
    assert state.account is not None
    return await add_library(household.kit, name="Server", account_id=state.account.id, section=rig.section)


async def deep_scan(household: Household, library: Library) -> tuple[ItemResult, Library]:
    """Scan deeply; return what came of it, and the library afterwards."""
    result = await household.scan(library, ScanMode.DEEP)
    return result, await household.kit.database.read(libraries.get, library.id)


async def test_an_administrator_has_the_server_look_and_nothing_is_remarked(
    household: Household, rig: Rig
) -> None:
    library = await library_of(household, rig)
    result, after = await deep_scan(household, library)
    assert (result.status, result.added, result.error, result.detail) == (
        ItemStatus.SYNCED,
        TRACKS,
        None,
        "",
    )
    assert after.readable
    assert [one.status for one in rig.wire.asked("POST", "*/Library/Refresh")] == [204]
    assert rig.server.scanner.last is not None, "its look came to its end"


async def test_a_user_who_may_not_ask_for_a_look_gets_everything_read_and_is_told_why(
    household: Household, rig: Rig
) -> None:
    rig.server.add_user("Kim")
    library = await library_of(household, rig, username="Kim")
    await household.scan(library)
    result, after = await deep_scan(household, library)
    assert [one.status for one in rig.wire.asked("POST", "*/Library/Refresh")] == [403]
    assert (result.status, result.error) == (ItemStatus.UNCHANGED, None)
    assert "not made to look at its files" in result.detail
    assert "does not let it do this" in result.detail
    assert (after.readable, after.tracks, after.audited_at) == (True, TRACKS, household.clock())


async def test_a_look_whose_end_cannot_be_seen_is_no_reason_to_read_nothing(
    household: Household, rig: Rig
) -> None:
    library = await library_of(household, rig)
    rig.wire.fail(Fault.FORBIDDEN, "*/ScheduledTasks")
    result, after = await deep_scan(household, library)
    assert (result.status, result.added, result.error) == (ItemStatus.SYNCED, TRACKS, None)
    assert "not made to look at its files" in result.detail
    assert after.readable


async def test_a_look_that_never_ends_is_not_waited_for_for_ever(
    household: Household, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncopate.sync.refreshing._LONGEST_SECONDS", 0.05)
    rig.server.scanner.seconds = None
    library = await library_of(household, rig)
    result, after = await deep_scan(household, library)
    assert (result.status, result.added, result.error) == (ItemStatus.SYNCED, TRACKS, None)
    assert "still looking" in result.detail
    assert after.readable
    assert rig.server.scanner.began is not None, "it looks on"


async def test_a_server_that_cannot_be_read_either_is_not_excused(household: Household, rig: Rig) -> None:
    library = await library_of(household, rig)
    rig.wire.fail(Fault.UNAUTHORIZED, "*")
    result, after = await deep_scan(household, library)
    assert (result.status, result.error) == (ItemStatus.UNKNOWN, "login_rejected")
    assert "look at its files" not in result.detail
    assert not after.readable
