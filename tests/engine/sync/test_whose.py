"""Which user of which server an account is."""

from datetime import UTC, datetime

import pytest
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.store.accounts import Account
from syncopate.store.members import Member, MemberUser
from syncopate.sync.whose import Whose, whose

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def account(provider: str, **settings: str) -> Account:
    return Account(id="a", provider=provider, name="Loft", settings=settings, created_at=NOW)


def member(account_id: str, user: str, called: str) -> Member:
    kept = MemberUser(account_id=account_id, user=user, user_name=called)
    return Member(id=f"{account_id}-{user}", name="Somebody", users=(kept,), created_at=NOW)


PEOPLE = (member("b", "17", "Wrong"), member("a", "18", "Kim"), member("a", "17", "Anna"))


def test_a_name_that_was_kept_is_told() -> None:
    found = whose(account("subsonic", url="https://me:secret@music.example:4533/path", user="anna"))
    assert found == Whose(user="anna", user_key="anna", server="music.example:4533")


@pytest.mark.parametrize("provider", ["jellyfin", "emby"])
def test_a_user_kept_by_its_key_is_called_as_who_is_who_says(provider: str) -> None:
    login = account(provider, url="http://10.0.0.5:8096", user_id="17", server_id="abc")
    assert whose(login) == Whose(user_key="17", server="10.0.0.5:8096")
    assert whose(login, PEOPLE) == Whose(user="Anna", user_key="17", server="10.0.0.5:8096")


def test_nothing_is_made_up() -> None:
    assert whose(account("plex", server="0123456789abcdef", address=""), PEOPLE) == Whose()
    assert whose(account("folder", folder="/music"), PEOPLE) == Whose()
    assert whose(account("gone", user="anna", url="http://10.0.0.5"), PEOPLE) == Whose()


def test_every_server_of_libraries_can_be_told_apart_by_its_address() -> None:
    known = registry.manifests().values()
    logins = [each for each in known if each.logins and Capability.LIBRARY in each.capabilities]
    assert len(logins) >= 4
    for manifest in logins:
        fields = {field.name for field in manifest.fields if field.kind.value == "url"}
        assert fields, manifest.domain
        assert whose(account(manifest.domain, **{fields.pop(): "http://10.0.0.5:1"})).server == "10.0.0.5:1"
