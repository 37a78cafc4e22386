"""The doctor: what is well, what is not, and what to do."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from syncopate.command import doctor
from syncopate.settings import Environment

if TYPE_CHECKING:
    from conftest import Shell


def _environment(tmp_path: Path) -> Environment:
    return Environment.read({"SYNCOPATE_DATA_DIR": str(tmp_path / "data")})


def test_all_is_well(migrated: Shell) -> None:
    migrated.fill()
    migrated("scan", "music")
    told = cast("dict[str, Any]", migrated.document("doctor"))
    assert told["ok"] is True
    assert [finding["name"] for finding in told["findings"]] == [
        *("data folder", "lists folder", "database", "account music", "MQTT broker", "time zone")
    ]
    assert "not ok" not in migrated("doctor").stdout


def test_before_the_first_start(shell: Shell) -> None:
    done = shell("doctor")
    assert done.returncode == 1
    assert "run: syncopate migrate" in done.stdout
    assert not shell.data.exists()


def test_a_library_that_is_away(migrated: Shell) -> None:
    migrated.fill()
    migrated("scan", "music")
    migrated.music.rename(migrated.folder / "away")
    told = cast("dict[str, Any]", migrated.document("doctor", rc=1))
    (finding,) = [one for one in told["findings"] if not one["ok"]]
    assert finding["name"] == "account music"
    assert finding["advice"].startswith("see whether the disk is mounted")
    assert finding["detail"].count(str(migrated.music)) == 1


def test_the_broker_is_looked_for(migrated: Shell) -> None:
    def row(rc: int, **more: str) -> dict[str, Any]:
        told = cast("dict[str, Any]", migrated.document("doctor", rc=rc, **more))
        return next(one for one in told["findings"] if one["name"] == "MQTT broker")

    assert row(0)["detail"] == "not configured"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        there = {"MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(port)}
        assert row(0, **there)["detail"] == f"127.0.0.1:{port} (from the environment)"
    gone = row(1, **there)
    assert (gone["ok"], gone["advice"].startswith("see whether the broker runs")) == (False, True)


def test_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    data, _ = doctor.folders(_environment(tmp_path))
    assert (data.ok, data.detail) == (True, f"{tmp_path / 'data'} (will be made)")


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    data, _ = doctor.folders(_environment(tmp_path))
    assert (data.ok, data.advice) == (False, "choose another folder")


def test_a_folder_of_someone_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    monkeypatch.setattr(os, "getegid", lambda: 2345)
    data, _ = doctor.folders(_environment(tmp_path))
    owner = (tmp_path / "data").stat()
    assert not data.ok
    assert data.advice == (
        f"chown 1234:2345 {tmp_path / 'data'}, or set PUID={owner.st_uid} PGID={owner.st_gid} to its owner"
    )


def test_hardly_any_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def little(_path: Path) -> SimpleNamespace:
        return SimpleNamespace(free=5 * 2**20)

    monkeypatch.setattr("shutil.disk_usage", little)
    data, _ = doctor.folders(_environment(tmp_path))
    assert (data.ok, data.advice) == (False, "make room")
    assert "5 MiB" in data.detail


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_database_on_a_network_disk(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"overlay / overlay rw 0 0\nserver:/pool {tmp_path} {kind} rw 0 0\nbroken\n")
    findings = list(doctor.database(_environment(tmp_path), mounts))
    assert (findings[0].name, findings[0].ok) == ("database place", False)
    assert kind in findings[0].detail
    assert "SYNCOPATE_DATABASE_URL" in findings[0].advice


def test_which_file_system_a_path_is_on(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "a / ext4 rw 0 0\nb /mnt nfs rw 0 0\nc /mnt/local xfs rw 0 0\nd /my\\040disk btrfs rw 0 0\n"
    )
    find: Callable[[str], str | None] = lambda path: doctor.filesystem_of(Path(path), mounts)  # noqa: E731
    assert [find(path) for path in ("/home", "/mnt/x", "/mnt/local/x", "/mntx", "/my disk/y")] == [
        *("ext4", "nfs", "xfs", "ext4", "btrfs")
    ]
    assert doctor.filesystem_of(Path("/"), tmp_path / "none") is None


def test_a_database_elsewhere_keeps_its_password(tmp_path: Path) -> None:
    environment = Environment.read(
        {
            "SYNCOPATE_DATA_DIR": str(tmp_path),
            "SYNCOPATE_DATABASE_URL": "postgresql://user:planted-secret@127.0.0.1:1/none",
        }
    )
    (finding,) = doctor.database(environment)
    assert not finding.ok
    assert "planted-secret" not in repr(finding)
