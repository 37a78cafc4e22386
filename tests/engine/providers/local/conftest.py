"""The tracker in a folder, and titles to be watched."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from engine.providers.asking import nothing_to_compute
from syncopate.providers.capability import Context
from syncopate.providers.local.watching import LocalWatching, create

EVENING = datetime(2026, 3, 1, 20, 15, 0, 123456, tzinfo=UTC)


@pytest.fixture
def tracker(tmp_path: Path) -> LocalWatching:
    """Return a tracker that holds nothing."""
    return create(
        Context(account_id="a", settings={}, storage=tmp_path / "storage", compute=nothing_to_compute)
    )
