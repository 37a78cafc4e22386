"""The tracker in a folder, and titles to be watched."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from engine.providers.asking import nothing_to_compute
from syncopate.domain.link import Action, Because, WatchOperation
from syncopate.domain.watch import Feature, MediaType, Side, Title, TitleId, TitleIdKind, Value
from syncopate.providers.capability import Context
from syncopate.providers.local.watching import LocalWatching, create

EVENING = datetime(2026, 3, 1, 20, 15, 0, 123456, tzinfo=UTC)

_FEATURES = {
    Action.WATCH: Feature.HISTORY,
    Action.UNWATCH: Feature.HISTORY,
    Action.PLACE: Feature.PROGRESS,
    Action.UNPLACE: Feature.PROGRESS,
    Action.RATE: Feature.RATINGS,
    Action.UNRATE: Feature.RATINGS,
    Action.LIST: Feature.WATCHLIST,
    Action.UNLIST: Feature.WATCHLIST,
}


def ids(**named: str) -> frozenset[TitleId]:
    """Return ids by the names of their kinds."""
    return frozenset(TitleId(TitleIdKind(kind), value) for kind, value in named.items())


def film(name: str = "Heat", year: int | None = 1995, **named: str) -> Title:
    """Return a film."""
    return Title(type=MediaType.MOVIE, name=name, year=year, ids=ids(**named))


def operation(action: Action, title: Title, value: Value | None = None, *keys: str) -> WatchOperation:
    """Return a write."""
    return WatchOperation(
        side=Side.LEFT,
        feature=_FEATURES[action],
        action=action,
        title=title,
        keys=keys,
        value=value,
        before=None,
        because=Because.ADDED,
    )


@pytest.fixture
def tracker(tmp_path: Path) -> LocalWatching:
    """Return a tracker that holds nothing."""
    return create(
        Context(account_id="a", settings={}, storage=tmp_path / "storage", compute=nothing_to_compute)
    )
