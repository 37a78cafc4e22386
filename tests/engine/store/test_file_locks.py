"""Locks where the system has them by another name, or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from syncopate.store import file_locks
from syncopate.store.file_locks import lock_file


@pytest.fixture
def file(tmp_path: Path) -> Iterator[int]:
    opened = os.open(tmp_path / "x.lock", os.O_RDWR | os.O_CREAT)
    yield opened
    os.close(opened)


def test_on_windows_another_holder_is_told_as_elsewhere(file: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int, int]] = []

    def locking(descriptor: int, mode: int, size: int) -> None:
        asked.append((descriptor, mode, size))
        if len(asked) > 1:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(file_locks, "_POSIX", None)
    monkeypatch.setattr(file_locks, "_WINDOWS", SimpleNamespace(locking=locking, LK_NBLCK=2))
    lock_file(file)
    assert asked == [(file, 2, 1)]
    with pytest.raises(BlockingIOError):
        lock_file(file)


def test_where_there_are_none_it_is_said(file: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_locks, "_POSIX", None)
    monkeypatch.setattr(file_locks, "_WINDOWS", None)
    with pytest.raises(OSError, match="no locks"):
        lock_file(file)
