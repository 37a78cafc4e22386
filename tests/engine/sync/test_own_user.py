"""Who an account is logged in as is one person, whether it is named by its key or not at all."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
import stamina
from fakes.rigs import RIGS, Rig
from fakes.serving import Fault
from syncopate.domain.run import ItemStatus
from syncopate.domain.target import TargetKind
from syncopate.errors import Unreachable
from syncopate.store import targets
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.store.targets import Target
from syncopate.sync.libraries import add_library
from syncopate.sync.logins import begin_login
from syncopate.sync.members import add_member, set_member_user
from syncopate.sync.mirrors import change_mirror
from syncopate.sync.servers import users_of
from syncopate.sync.targets import add_target

if TYPE_CHECKING:
    from conftest import Household

ROWS = (("Amber Lanterns", "Holt"),)


@pytest.fixture
async def rig(household: Household) -> AsyncIterator[Rig]:
    """Give a Jellyfin whose administrator is Anna, with Kim as another user."""
    stamina.set_testing(True, attempts=2)
    async with AsyncExitStack() as stack:
        stack.callback(stamina.set_testing, False)
        stack.push_async_callback(household.kit.connections.close)
        made = await stack.enter_async_context(RIGS["jellyfin"](4))
        made.server.add_user("Kim")
        yield made


@pytest.fixture
async def library(household: Household, rig: Rig) -> Library:
    """Return the server's library, as Anna's login has it, scanned."""
    state = await begin_login(
        household.kit, provider=rig.provider, method=rig.method, answers=rig.answers, name="Server"
    )
    assert state.account is not None
    added = await add_library(household.kit, name="Server", account_id=state.account.id, section=rig.section)
    assert (await household.scan(added)).error is None
    return added


@pytest.fixture
async def keys(household: Household, library: Library) -> dict[str, str]:
    """Return the keys of the server's users by their names."""
    known = await users_of(household.kit, library.account_id)
    assert [one.name for one in known if one.own] == ["Anna"]
    return {one.name: one.key for one in known}


async def kept(household: Household, mirror: Mirror) -> list[Target]:
    """Return where a mirror is kept."""
    return await household.kit.database.read(targets.of_mirror, mirror.id)


async def annas(household: Household, library: Library, keys: dict[str, str]) -> str:
    """Return the id of a member who is Anna on the server."""
    member = await add_member(household.kit, "Anna")
    await set_member_user(household.kit, member.id, library.account_id, keys["Anna"])
    return member.id


async def test_the_accounts_own_by_key_makes_no_second_target(
    household: Household, library: Library, keys: dict[str, str], rig: Rig
) -> None:
    mirror = await household.mirror("Evening", ROWS, library_id=library.id)
    (first,) = await kept(household, mirror)
    by_key = await add_target(household.kit, mirror.id, library.id, user=keys["Anna"])
    unnamed = await add_target(household.kit, mirror.id, library.id, user="")
    assert (by_key.id, unnamed.id, by_key.user, by_key.user_name) == (first.id, first.id, "", None)
    kims = await add_target(household.kit, mirror.id, library.id, user=keys["Kim"])
    assert (kims.user, kims.user_name) == (keys["Kim"], "Kim")
    again = await add_target(household.kit, mirror.id, library.id, user="")
    assert again.id == first.id
    assert len(await kept(household, mirror)) == 2
    assert (await household.sync(mirror)).status is not ItemStatus.FAILED
    assert len(rig.names()) <= 2


async def test_one_that_was_made_for_the_key_is_found_again(
    household: Household, library: Library, keys: dict[str, str]
) -> None:
    mirror = await household.mirror("Evening", ROWS, library_id=library.id)
    (first,) = await kept(household, mirror)
    await household.kit.database.write(targets.remove, first.id)
    old = await household.kit.database.write(
        lambda connection: targets.ensure(
            connection, mirror.id, library.id, user=keys["Anna"], user_name="Anna"
        )
    )
    for user in (None, "", keys["Anna"]):
        assert (await add_target(household.kit, mirror.id, library.id, user=user)).id == old.id
    other = await add_target(household.kit, mirror.id, library.id, user="", kind=TargetKind.FAVOURITES)
    assert other.user == "", "of another kind it is another"
    assert len(await kept(household, mirror)) == 2


async def test_a_member_who_is_the_accounts_own_shares_its_target(
    household: Household, library: Library, keys: dict[str, str]
) -> None:
    member = await annas(household, library, keys)
    mirror = await household.mirror("Evening", ROWS, library_id=library.id, member_id=member)
    (first,) = await kept(household, mirror)
    assert (first.user, first.user_name) == ("", None)
    for user in (None, "", keys["Anna"]):
        assert (await add_target(household.kit, mirror.id, library.id, user=user)).id == first.id
    await change_mirror(household.kit, mirror.id, MirrorChanges(), library.id)
    assert [one.id for one in await kept(household, mirror)] == [first.id]
    kim = await add_member(household.kit, "Kim")
    await set_member_user(household.kit, kim.id, library.account_id, keys["Kim"])
    hers = await household.mirror("Morning", ROWS, library_id=library.id, member_id=kim.id)
    assert [(one.user, one.user_name) for one in await kept(household, hers)] == [(keys["Kim"], "Kim")]


async def test_a_member_stays_who_was_said_while_the_server_does_not_tell(
    household: Household, library: Library, keys: dict[str, str], rig: Rig
) -> None:
    member = await annas(household, library, keys)
    rig.wire.fail(Fault.SERVER_ERROR)
    mirror = await household.mirror("Evening", ROWS, library_id=library.id, member_id=member)
    assert [(one.user, one.user_name) for one in await kept(household, mirror)] == [(keys["Anna"], "Anna")]
    with pytest.raises(Unreachable):
        await add_target(household.kit, mirror.id, library.id, user=keys["Kim"])
    rig.wire.heal()
    unnamed = await add_target(household.kit, mirror.id, library.id, user="")
    assert [one.id for one in await kept(household, mirror)] == [unnamed.id]
