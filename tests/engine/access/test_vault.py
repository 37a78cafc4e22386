"""Secrets at rest."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from syncopate.access.vault import Vault
from syncopate.errors import FolderNotWritable, SecretsUnreadable
from syncopate.store import accounts, settings
from syncopate.store.accounts import Account
from syncopate.store.database import Database

SECRET = "planted-pässword-8731"
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_what_is_sealed_opens_again(tmp_path: Path) -> None:
    vault = Vault.at(tmp_path / "new" / "vault.key")
    sealed = vault.seal({"password": SECRET, "empty": ""})
    assert vault.open(sealed) == {"password": SECRET, "empty": ""}
    assert Vault.at(tmp_path / "new" / "vault.key").open(sealed)["password"] == SECRET
    assert vault.seal({"password": SECRET}) != vault.seal({"password": SECRET})


def test_the_key_file_is_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "vault.key"
    Vault.at(file)
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    Vault.at(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_the_newest_key_seals_and_the_older_ones_open(tmp_path: Path) -> None:
    file = tmp_path / "vault.key"
    old = Vault.at(file)
    first = file.read_bytes().splitlines()[0]
    sealed = old.seal({"password": SECRET})
    new = old.rotate()
    lines = file.read_bytes().splitlines()
    assert len(lines) == 2
    assert lines[1] == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert new.open(sealed) == {"password": SECRET}
    again = new.reseal(sealed)
    with pytest.raises(SecretsUnreadable):
        old.open(again)
    file.write_bytes(lines[0] + b"\n")
    assert Vault.at(file).open(again) == {"password": SECRET}


def test_another_key_opens_nothing_and_says_nothing(tmp_path: Path) -> None:
    sealed = Vault.at(tmp_path / "one.key").seal({"password": SECRET})
    other = Vault.at(tmp_path / "two.key")
    key = (tmp_path / "two.key").read_text().strip()
    for blob in (sealed, sealed[:-5], b"", b"\x00\xff"):
        with pytest.raises(SecretsUnreadable) as caught:
            other.open(blob)
        told = f"{caught.value!r}{caught.value.placeholders}"
        assert SECRET not in told
        assert key not in told
        assert caught.value.__suppress_context__


@pytest.mark.parametrize("content", [b"", b"\n\n", b"not a key\n", b"\xff\xfe"])
def test_a_broken_key_file_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "vault.key"
    file.write_bytes(content)
    with pytest.raises(SecretsUnreadable):
        Vault.at(file)
    assert file.read_bytes() == content


def test_a_place_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FolderNotWritable):
        Vault.at(tmp_path / "file" / "vault.key")


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    vaults: list[Vault] = []
    together = threading.Barrier(8)

    def run() -> None:
        together.wait()
        vaults.append(Vault.at(tmp_path / "vault.key"))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealed = vaults[0].seal({"a": "b"})
    assert [vault.open(sealed) for vault in vaults] == [{"a": "b"}] * 8


def test_a_planted_secret_is_in_no_byte_of_the_database(database: Database, tmp_path: Path) -> None:
    vault = Vault.at(tmp_path / "keys" / "vault.key")
    sealed = vault.seal({"password": SECRET})
    account = Account(id="1", provider="demo", name="Demo", secrets=sealed, created_at=NOW)
    database.change(accounts.add, account)
    database.change(settings.put_secret, "mqtt.password", vault.seal({"value": SECRET}), NOW)
    kept = database.look(accounts.get, "1")
    assert kept.secrets is not None
    assert vault.open(kept.secrets) == {"password": SECRET}
    assert "gAAAA" not in repr(kept)
    database.close()
    written = b"".join(path.read_bytes() for path in tmp_path.glob("syncopate.db*"))
    assert b"mqtt.password" in written
    for form in (SECRET, "planted", "8731"):
        assert form.encode() not in written
