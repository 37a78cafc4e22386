"""Which albums were handed over, and when: kept in the account's folder, noted before Lidarr is asked."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from syncopate.atomic import replace_file

_FILE = "handed.json"


def handed_over(storage: Path) -> Mapping[str, datetime]:
    """Return when each release group was handed over. Blocks."""
    with suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
        raw = json.loads((storage / _FILE).read_bytes())
        return {str(group): datetime.fromisoformat(at).astimezone(UTC) for group, at in raw.items()}
    return {}


def note(storage: Path, release_group: str) -> datetime:
    """Note that a release group is handed over now. Raises WriteFailed. Blocks."""
    known = dict(handed_over(storage))
    known[release_group] = now = datetime.now(UTC)
    _keep(storage, known)
    return now


def forget(storage: Path, release_group: str) -> None:
    """Note that it was not taken. Raises WriteFailed. Blocks."""
    known = dict(handed_over(storage))
    if known.pop(release_group, None) is not None:
        _keep(storage, known)


def _keep(storage: Path, known: Mapping[str, datetime]) -> None:
    storage.mkdir(parents=True, exist_ok=True)
    raw = {group: at.isoformat() for group, at in sorted(known.items())}
    replace_file(storage / _FILE, json.dumps(raw).encode())
