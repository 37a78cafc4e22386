"""Accounts: checked against their manifest, secrets sealed."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fakes.deezer.server import Deezer
from fakes.lastfm import KEY, FakeLastfm
from fakes.serving import Fault
from syncopate.api.present.services import account_view
from syncopate.domain.event import EventType
from syncopate.domain.link import Base
from syncopate.domain.reading import ReadPart
from syncopate.domain.watch import Feature, MediaType, Record, Side, Title, Values, Watched
from syncopate.errors import AlreadyExists, InvalidInput, LoginRejected, NotFound
from syncopate.providers import registry
from syncopate.providers.deezer.manifest import MANIFEST as DEEZER
from syncopate.providers.manifest import Capability, FieldKind, LoginKind, Manifest, SettingField
from syncopate.store import accounts, libraries, links, watch_bases, watch_records
from syncopate.sync.accounts import add_account, change_account, check_account, remove_account
from syncopate.sync.libraries import add_library
from syncopate.sync.providers import context_of
from syncopate.sync.watch.files import bring_in, titles_kept
from syncopate.sync.watch.linking import NewLink, add_link
from syncopate.web.view.errors import known

if TYPE_CHECKING:
    from conftest import Household
    from syncopate.sync.kit import Kit

SECRET = "planted-8f2c-secret"

MANIFEST = Manifest(
    domain="demo",
    name="Demo",
    summary="With every kind of field.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.LIBRARY, Capability.PLAYLIST_TARGET}),
    fields=(
        SettingField(name="token", label="Token", help="It.", kind=FieldKind.SECRET),
        SettingField(name="url", label="Address", help="It.", kind=FieldKind.URL, required=False),
        SettingField(name="pages", label="Pages", help="It.", kind=FieldKind.NUMBER, required=False),
        SettingField(
            *(),
            name="offline",
            label="Offline",
            help="It.",
            kind=FieldKind.SWITCH,
            required=False,
            default="false",
        ),
        SettingField(
            *(),
            name="kind",
            label="Kind",
            help="It.",
            kind=FieldKind.CHOICE,
            required=False,
            choices=("a", "b"),
        ),
        SettingField(name="note", label="Note", help="It.", required=False),
    ),
    login=LoginKind.SETTINGS,
)


@pytest.fixture
def every_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the demo provider every kind of field."""
    monkeypatch.setattr(registry, "manifests", lambda: {"demo": MANIFEST})


@pytest.mark.usefixtures("every_field")
async def test_secrets_are_sealed(household: Household) -> None:
    account = await add_account(
        household.kit,
        provider="demo",
        name="Mine",
        settings={"token": SECRET, "url": "https://music.example"},
    )
    assert account.settings == {"url": "https://music.example", "offline": "false"}
    assert account.health_ok is True
    assert account.secrets is not None
    assert household.kit.vault.open(account.secrets) == {"token": SECRET}
    assert SECRET not in repr(account)
    household.kit.database.close()
    kept = b"".join(path.read_bytes() for path in household.folder.iterdir() if path.is_file())
    assert b"https://music.example" in kept
    assert SECRET.encode() not in kept


@pytest.mark.usefixtures("every_field")
@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({}, "token"),
        ({"token": "  "}, "token"),
        ({"token": "x", "colour": "red"}, "colour"),
        ({"token": "x", "kind": "c"}, "kind"),
        ({"token": "x", "url": "file:///etc/passwd"}, "url"),
        ({"token": "x", "url": "http://[bad"}, "url"),
        ({"token": "x", "url": "http://host:99999"}, "url"),
        ({"token": "x", "pages": "-1"}, "pages"),
        ({"token": "x", "pages": "many"}, "pages"),
        ({"token": "x", "offline": "maybe"}, "offline"),
        ({"token": "x", "note": "two\nlines"}, "note"),
        ({"token": "x", "note": "nul\0"}, "note"),
    ],
)
async def test_each_field_is_held_to_its_kind(
    household: Household, settings: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await add_account(household.kit, provider="demo", name="Mine", settings=settings)
    assert caught.value.placeholders["field"] == field
    assert await household.kit.database.read(accounts.every) == []


async def test_unknown_providers_and_empty_names(household: Household) -> None:
    with pytest.raises(NotFound):
        await add_account(household.kit, provider="nothing", name="Mine", settings={})
    with pytest.raises(InvalidInput) as caught:
        await add_account(household.kit, provider="demo", name=" ", settings={})
    assert caught.value.placeholders["field"] == "name"
    for missing in (change_account, check_account, remove_account):
        with pytest.raises(NotFound):
            await missing(household.kit, "none")


@pytest.mark.usefixtures("every_field")
async def test_a_change_keeps_the_secrets_that_are_not_given(household: Household) -> None:
    kit = household.kit
    account = await add_account(kit, provider="demo", name="Mine", settings={"token": SECRET, "note": "old"})
    account = await change_account(kit, account.id, name="Yours", settings={"note": "new"})
    assert account.secrets is not None
    assert (account.name, account.settings["note"]) == ("Yours", "new")
    assert kit.vault.open(account.secrets) == {"token": SECRET}
    account = await change_account(kit, account.id, settings={"token": "other"})
    assert account.secrets is not None
    assert kit.vault.open(account.secrets) == {"token": "other"}
    assert account.name == "Yours"
    with pytest.raises(InvalidInput):
        await change_account(kit, account.id, name="")


@pytest.mark.usefixtures("every_field")
async def test_of_changes_at_once_none_is_lost(household: Household) -> None:
    """One gives a name, another a note, and the service renews its token in between."""
    kit = household.kit
    account = await add_account(kit, provider="demo", name="Mine", settings={"token": SECRET, "note": "old"})
    renew = context_of(kit, account).keep
    await asyncio.gather(
        change_account(kit, account.id, name="Yours"),
        renew({"token": "renewed"}),
        change_account(kit, account.id, settings={"note": "new"}),
        change_account(kit, account.id, settings={"pages": "3"}),
    )
    account = await kit.database.read(accounts.get, account.id)
    assert account.name == "Yours"
    assert account.settings == {"note": "new", "pages": "3", "offline": "false"}
    assert account.secrets is not None
    assert kit.vault.open(account.secrets) == {"token": "renewed"}


@pytest.mark.usefixtures("every_field")
async def test_the_password_in_an_address_is_a_secret(household: Household) -> None:
    """A proxy in front of a server may want one: it is kept, sealed, and shown as hidden."""
    kit = household.kit
    address = f"https://anna:{SECRET}@music.example/sub"
    account = await add_account(kit, provider="demo", name="Mine", settings={"token": "t", "url": address})
    shown = account.settings["url"]
    assert shown == "https://anna:hidden@music.example/sub"
    assert context_of(kit, account).settings["url"] == address
    # A form brings back what it showed.
    account = await change_account(kit, account.id, settings={"url": shown, "note": "new"})
    assert (account.settings["url"], account.settings["note"]) == (shown, "new")
    assert context_of(kit, account).settings["url"] == address
    with pytest.raises(InvalidInput) as caught:
        await change_account(kit, account.id, settings={"url": f"{shown}/other"})
    assert caught.value.placeholders["field"] == "url"
    account = await change_account(kit, account.id, settings={"url": "https://music.example"})
    assert account.settings["url"] == context_of(kit, account).settings["url"] == "https://music.example"
    kit.database.close()
    kept = b"".join(path.read_bytes() for path in household.folder.iterdir() if path.is_file())
    assert SECRET.encode() not in kept


@pytest.mark.usefixtures("every_field")
async def test_a_password_stored_before_it_was_sealed_is_not_shown(household: Household) -> None:
    kit = household.kit
    address = f"https://anna:{SECRET}@music.example/sub"
    account = await add_account(kit, provider="demo", name="Mine", settings={"token": "t"})
    old = replace(account, settings={**account.settings, "url": address})
    await kit.database.write(accounts.update, old)
    shown = account_view(old).settings["url"]
    assert shown == "https://anna:hidden@music.example/sub"
    # What comes back as it was shown is as it was, and is sealed by then.
    account = await change_account(kit, account.id, settings={"url": shown, "note": "new"})
    assert (account.settings["url"], account.settings["note"]) == (shown, "new")
    assert context_of(kit, account).settings["url"] == address


@pytest.mark.usefixtures("every_field")
@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        ("http://nas:8096", "http://NAS:8096/sub", True),
        ("http://nas", "http://nas:80", True),
        ("https://nas", "https://nas:443", True),
        ("http://nas:8096", "https://nas:8096", True),
        ("http://nas:8096", "https://nas", True),
        ("http://nas:8096", "http://nas:8097", False),
        ("http://nas:8096", "http://nas", False),
        ("http://nas:8096", "https://nas:8920", False),
        ("https://nas", "http://nas", False),
        ("https://nas:8096", "http://nas:8096", False),
        ("http://nas:8096", "http://nas.example:8096", False),
        ("http://nas:8096", "http://nas@evil.example:8096", False),
    ],
)
async def test_a_secret_is_for_one_server(household: Household, before: str, now: str, kept: bool) -> None:
    kit = household.kit
    account = await add_account(kit, provider="demo", name="Mine", settings={"token": SECRET, "url": before})
    if kept:
        changed = await change_account(kit, account.id, settings={"url": now})
        assert context_of(kit, changed).settings == {"token": SECRET, "url": now, "offline": "false"}
    else:
        with pytest.raises(InvalidInput, match="needed again") as caught:
            await change_account(kit, account.id, settings={"url": now})
        assert caught.value.placeholders["field"] == "token"
        assert known(caught.value.key, caught.value.detail)
        unchanged = await kit.database.read(accounts.get, account.id)
        assert unchanged.settings["url"] == before
    changed = await change_account(kit, account.id, settings={"url": now, "token": "new"})
    assert context_of(kit, changed).settings["token"] == "new"


@pytest.mark.usefixtures("every_field")
async def test_what_is_no_address_is_told_as_that(household: Household) -> None:
    given = {"token": SECRET, "url": "http://nas"}
    account = await add_account(household.kit, provider="demo", name="Mine", settings=given)
    with pytest.raises(InvalidInput) as caught:
        await change_account(household.kit, account.id, settings={"url": "http://[bad"})
    assert caught.value.placeholders["field"] == "url"


async def test_health_is_told_when_it_changes(household: Household) -> None:
    kit = household.kit
    account = await add_account(kit, provider="demo", name="Demo", settings={})
    assert account.health_ok is True
    assert household.told(EventType.SYSTEM_STATUS) == []
    account = await change_account(kit, account.id, settings={"offline": "true"})
    assert (account.health_ok, account.health_reason) == (False, "unreachable")
    assert (await check_account(kit, account.id)).ok is False
    await change_account(kit, account.id, settings={"offline": "false"})
    told = household.told(EventType.SYSTEM_STATUS)
    assert [event.status for event in told] == ["unreachable", "connected"]


async def test_a_provider_that_breaks_is_unwell(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError("surprise")

    monkeypatch.setattr("syncopate.providers.demo.client.Client.ping", broken)
    account = await add_account(household.kit, provider="demo", name="Demo", settings={})
    assert (account.health_ok, account.health_reason) == (False, "unreachable")


async def test_removing_takes_its_libraries_along(household: Household) -> None:
    kit = household.kit
    account = await add_account(kit, provider="demo", name="Demo", settings={})
    await add_library(kit, name="Songs", account_id=account.id)
    await remove_account(kit, account.id)
    assert await kit.database.read(libraries.every) == []
    assert [event.name for event in household.told(EventType.LIBRARY_REMOVED)] == ["Songs"]


@pytest.mark.parametrize(
    ("capabilities", "ok", "reason"),
    [
        ({Capability.METADATA}, True, None),
        ({Capability.PLAYLISTS, Capability.METADATA}, True, None),
        (set(), False, "not_configured"),
    ],
)
async def test_an_account_without_a_library_is_tried_by_what_it_has(
    household: Household,
    monkeypatch: pytest.MonkeyPatch,
    capabilities: set[Capability],
    ok: bool,
    reason: str | None,
) -> None:
    manifest = replace(DEEZER, capabilities=frozenset(capabilities))
    monkeypatch.setattr(registry, "manifests", lambda: {"deezer": manifest})
    async with Deezer() as deezer:
        anna = deezer.music.add_user("Anna")
        kit = replace(household.kit, endpoints={"*": deezer.address})
        account = await add_account(kit, provider="deezer", name="D", settings={"user_id": str(anna.id)})
        assert (account.health_ok, account.health_reason) == (ok, reason)
        assert bool(deezer.wire.journal) is ok, "it is really asked"


async def test_what_its_service_refuses_is_not_kept(kit: Kit) -> None:
    fake = FakeLastfm()
    fake.add_user("Anna")
    async with fake:
        there = replace(kit, endpoints={"*": fake.address})
        for settings, said in (
            ({"user": "Anna", "api_key": "0" * 32}, "Last.fm refuses the API key."),
            ({"user": "Nobody", "api_key": KEY}, "Last.fm has no user Nobody."),
        ):
            with pytest.raises(LoginRejected) as refused:
                await add_account(there, provider="lastfm", name="", settings=settings)
            assert refused.value.detail == said
        assert await kit.database.read(accounts.every) == []
        fake.wire.fail(Fault.UNAVAILABLE, retry_after="3600")
        kept = await add_account(there, provider="lastfm", name="", settings={"user": "Anna", "api_key": KEY})
        assert (kept.name, kept.health_ok) == ("Last.fm (Anna)", False)
        health = await check_account(there, kept.id)
        assert health.reason == "rate_limited"
        assert health.detail.startswith("Last.fm (Anna) rests until ")
        assert health.detail.endswith(" and goes on by itself.")


async def test_settings_that_there_are_are_named(kit: Kit) -> None:
    with pytest.raises(InvalidInput, match="Qobuz has no setting token; it has: app_id, user_auth_token"):
        await add_account(kit, provider="qobuz", name="", settings={"token": "t"})


async def test_no_two_accounts_are_called_the_same(household: Household) -> None:
    kit = household.kit
    first = await add_account(kit, provider="local", name="Diary", settings={})
    other = await add_account(kit, provider="local", name="Other", settings={})
    for name in ("Diary", " dIARY "):
        with pytest.raises(AlreadyExists) as refused:
            await add_account(kit, provider="local", name=name, settings={})
        with pytest.raises(AlreadyExists):
            await change_account(kit, other.id, name=name)
        assert refused.value.placeholders["field"] == "name"
        assert known(refused.value.key, refused.value.detail), refused.value.detail
    # Its own name is its own, in whichever letters.
    assert (await change_account(kit, first.id, name="DIARY")).name == "DIARY"
    assert {each.name for each in await kit.database.read(accounts.every)} >= {"DIARY", "Other"}


async def test_names_that_nobody_chose_are_numbered(household: Household, tmp_path: Path) -> None:
    kit = household.kit
    made = [await add_account(kit, provider="local", name="", settings={}) for _ in range(3)]
    assert [each.name for each in made] == ["Syncopate", "Syncopate 2", "Syncopate 3"]
    suggested = await add_account(kit, provider="local", name="", settings={}, suggested="SYNCOPATE")
    assert suggested.name == "SYNCOPATE 4"
    library = await add_library(kit, name="Syncopate", folder=str(tmp_path))
    assert (await kit.database.read(accounts.get, library.account_id)).name == "Syncopate 5"
    assert library.name == "Syncopate"


async def test_what_a_tracker_of_our_own_holds_goes_with_it(household: Household) -> None:
    kit = household.kit
    gone, stays = [await add_account(kit, provider="local", name=name, settings={}) for name in ("A", "B")]
    for account in (gone, stays):
        await bring_in(
            kit, account.id, "ratings.csv", b"Const,Your Rating,Title,Title Type\ntt0113277,8,Heat,Movie\n"
        )
    assert [await kit.database.read(titles_kept, each) for each in (gone, stays)] == [1, 1]
    assert (kit.storage_dir / gone.id).is_dir()
    await remove_account(kit, gone.id)
    assert not (kit.storage_dir / gone.id).exists()
    assert (kit.storage_dir / stays.id).is_dir()
    elsewhere = await add_account(kit, provider="demo", name="Demo", settings={})
    assert await kit.database.read(titles_kept, elsewhere) == 0


async def test_an_account_that_becomes_another_users_begins_anew(kit: Kit) -> None:
    """Nobody's history is another's: it would be written on, or be missed and taken back."""
    settings = {"url": "http://127.0.0.1:9", "api_key": "key", "user_id": "1"}
    account = await add_account(kit, provider="tautulli", name="Anna's", settings=settings)
    tracker = await add_account(kit, provider="local", name="Diary", settings={})
    link = await add_link(kit, NewLink(left_account_id=account.id, right_account_id=tracker.id))
    title = Title(type=MediaType.MOVIE, name="Film", path="Film.mkv")
    record = Record(key="1", title=title, values=Values(watched=Watched((kit.now(),))))
    part = ReadPart(features=frozenset({Feature.HISTORY}), records=(record,), cursor="1")
    base = Base(side=Side.LEFT, title=title, keys={"1": None}, seen=record.values)
    await kit.database.write(watch_records.take_in, account.id, part, kit.now())
    await kit.database.write(watch_bases.replace, link.id, [base], {side: {} for side in Side})
    await kit.database.write(links.approve, link.id, kit.now())

    async def known() -> tuple[int, int, bool]:
        records = await kit.database.read(watch_records.every, account.id)
        bases = await kit.database.read(watch_bases.count, link.id)
        return len(records), bases, (await kit.database.read(links.get, link.id)).approved_at is not None

    assert await known() == (1, 1, True)
    await change_account(kit, account.id, name="Anna", settings={**settings, "api_key": "other"})
    assert await known() == (1, 1, True), "it is still hers"
    await change_account(kit, account.id, settings={**settings, "user_id": "2"})
    assert await known() == (0, 0, False)
