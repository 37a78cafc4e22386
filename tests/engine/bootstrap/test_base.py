"""What everything stands on: opened, closed, and refused when it does not fit."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from syncopate.access.play_links import PlayLink, link_token
from syncopate.bootstrap.base import Troubles, opened_base, opened_kit
from syncopate.domain.event import Event, EventType
from syncopate.domain.problem import Problem
from syncopate.errors import DatabaseOutdated, SecretsUnreadable, Unreachable
from syncopate.providers.discogs.login import DiscogsLogin
from syncopate.providers.lastfm.playlists import LastfmPlaylists
from syncopate.settings import Environment
from syncopate.store import events, renaming
from syncopate.store.database import Connection
from syncopate.store.turns import Turns
from syncopate.sync.accounts import add_account, check_account
from syncopate.sync.logins import begin_login
from syncopate.sync.settings import change_settings, secret_setting


@pytest.fixture(autouse=True)
def logs() -> Iterator[None]:
    """Give the root logger back as it was."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def environment(tmp_path: Path, migrated_file: Path) -> Environment:
    """Return an environment with a database of the present schema."""
    (tmp_path / "syncopate.db").write_bytes(migrated_file.read_bytes())
    return Environment.read(
        {
            "SYNCOPATE_DATA_DIR": str(tmp_path),
            "SUPERVISOR_TOKEN": "planted-token-20",
            "MQTT_PASSWORD": "planted-word-21",
        }
    )


async def test_an_engine_stays_who_it_is(environment: Environment) -> None:
    async with opened_base(environment) as first:
        known = first.engine_id
        assert first.kit.share_dir == environment.data_dir / "share"
        await first.kit.tell(Event(type=EventType.APP_STARTED, at=first.kit.now(), name="x"))
    async with opened_base(environment) as second:
        assert second.engine_id == known
        assert len(await second.kit.database.read(events.recent, 5)) == 1


async def test_no_database_no_engine(tmp_path: Path) -> None:
    with pytest.raises(DatabaseOutdated):
        async with opened_kit(Environment.read({"SYNCOPATE_DATA_DIR": str(tmp_path / "none")})):
            """Never reached."""
    assert not (tmp_path / "none").exists()


async def test_another_key_file_opens_no_secret(environment: Environment) -> None:
    async with opened_kit(environment) as kit:
        await change_settings(kit, {"mqtt.password": "planted-word-22"})
    (environment.data_dir / "secret.key").unlink()
    async with opened_kit(environment) as kit:
        with pytest.raises(SecretsUnreadable) as caught:
            await secret_setting(kit, "mqtt.password")
        assert "planted" not in caught.value.detail


async def test_known_secrets_are_masked_in_the_log(
    environment: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened_base(environment) as base:
        logging.getLogger("anything").warning("token %s, word %s", "planted-token-20", "planted-word-21")
        base.redactor.register("planted-late-23")
        logging.getLogger("anything").error("it broke", exc_info=ValueError("with planted-late-23 in it"))
    said = capsys.readouterr().err
    assert "it broke" in said
    assert "planted" not in said


def _breaks_with(text: str) -> Callable[..., Awaitable[None]]:
    async def broken(*_: object) -> None:
        raise ValueError(text)

    return broken


async def test_what_accounts_are_logged_in_with_is_masked_in_the_log(
    environment: Environment, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A provider that breaks says what it asked, with the key in the address; a restart knows the key again."""
    key = "planted/key+24=="
    said = f"no answer from https://ws.example/2.0/?method=x&signed={quote(key)} with {key!r}"
    monkeypatch.setattr(LastfmPlaylists, "check", _breaks_with(said))
    async with opened_base(environment) as base:
        account = await add_account(
            base.kit, provider="lastfm", name="Anna", settings={"user": "anna", "api_key": key}
        )
    first = capsys.readouterr().err
    async with opened_base(environment) as base:
        await check_account(base.kit, account.id)
    for written in (first, capsys.readouterr().err):
        assert "Traceback" in written
        assert "no answer from https://ws.example/2.0/?method=x&signed=•••" in written
        assert "planted" not in written


async def test_what_is_typed_to_log_in_is_masked_in_the_log(
    environment: Environment, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DiscogsLogin, "begin", _breaks_with("refused: planted-typed-25"))
    async with opened_base(environment) as base:
        with pytest.raises(Unreachable):
            await begin_login(
                base.kit, provider="discogs", method="token", answers={"token": "planted-typed-25"}
            )
    written = capsys.readouterr().err
    assert "refused: •••" in written
    assert "planted" not in written


async def test_a_link_to_a_track_blanks_nothing_in_the_log(
    environment: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened_base(environment) as base:
        link = PlayLink(
            library_id="a-library-of-ours", track_key="Artist/Album/01.flac", until=base.kit.now()
        )
        link_token(base.kit.vault.quiet, link)
        logging.getLogger("anything").warning("Artist/Album/01.flac of a-library-of-ours is gone")
    assert "Artist/Album/01.flac of a-library-of-ours is gone" in capsys.readouterr().err


def test_troubles_come_from_everyone() -> None:
    troubles = Troubles()
    assert troubles() == []
    one, two = (Problem(id=name, key="unreachable", title=name, detail=name) for name in "ab")
    troubles.tellers += [lambda: [one], lambda: [two]]
    assert troubles() == [one, two]


async def test_names_are_made_anew_by_one_process_while_others_wait(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    rename, held = renaming.rename, Turns.__getitem__

    def noted(connection: Connection, at: datetime) -> bool:
        order.append("renamed")
        return rename(connection, at)

    @asynccontextmanager
    async def turn(turns: Turns, about: str) -> AsyncGenerator[None]:
        async with held(turns, about):
            order.append(f"turn for {about}")
            yield
        order.append("turn over")

    monkeypatch.setattr(renaming, "rename", noted)
    monkeypatch.setattr(Turns, "__getitem__", turn)
    async with opened_base(environment) as base:
        assert order == ["turn for renaming", "renamed", "turn over"]
        answers = [False, True]
        monkeypatch.setattr(renaming, "is_current", lambda _connection: answers.pop(0))
        async with opened_base(environment):
            assert order[3:] == ["turn for renaming", "turn over"], "another did it while this one waited"
        monkeypatch.undo()
        assert await base.kit.database.read(renaming.is_current)
    async with opened_base(environment):
        assert len(order) == 5, "all is named by the rules in force"
