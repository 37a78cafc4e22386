"""What our provider asks of SIMKL, and what the fake answers to, are ways that the service is known to have."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contract.shared_data import contract_path
from fakes.simkl import FakeSimkl
from syncopate.domain.link import Action, Because, WatchOperation
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Rating,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    Value,
    Watched,
)
from syncopate.providers import registry
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.login import LoggedIn, Visit
from syncopate.providers.watching import ReadPart, ScrobbleAction, Wanted

ADDED = {
    ("POST", "/scrobble/start"): "documented by the service since; the list is older",
    ("POST", "/users/settings"): "the list says GET, the service's documentation POST",
}
_FEATURES = frozenset({Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST})


def _ways() -> list[tuple[str, re.Pattern[str]]]:
    """Return methods and paths of the list; what is named at the end of a path may be left out."""
    told = json.loads(contract_path("simkl-endpoints.json").read_text("utf-8"))
    return [(each["method"], re.compile(re.sub(r"/:\w+", "(?:/[^/]+)?", each["path"]))) for each in told]


async def _nothing_to_compute(*_: Any, **__: Any) -> Any:
    raise AssertionError


async def test_all_that_is_asked_is_known(tmp_path: Path) -> None:
    ways = _ways()
    fake = FakeSimkl()
    connections = Connections()

    def context(account: str, **settings: str) -> Context:
        return Context(
            account_id=account,
            settings=settings,
            storage=tmp_path,
            compute=_nothing_to_compute,
            connections=connections,
            endpoints={"*": fake.address},
        )

    async with fake:
        user = fake.add_user("anna")
        film = fake.add("movies", "Film")
        login = registry.login("simkl", context("login-1"))
        step = await login.begin("pin", {"client_id": "app"})
        assert isinstance(step, Visit)
        assert await login.go_on(step.state, {}) == step
        fake.enter(step.code, user)
        done = await login.go_on(step.state, {})
        assert isinstance(done, LoggedIn)
        account = registry.watch_account("simkl", context("account", **done.settings))
        for action, feature, value in _WRITES:
            await account.write([_operation(action, feature, value, film.ids["tmdb"])])
        cursor = ""
        for _ in range(2):
            wanted = Wanted(features=_FEATURES, cursors=dict.fromkeys(_FEATURES, cursor))
            part, _ = [each async for each in account.read(wanted)]
            assert isinstance(part, ReadPart)
            cursor = part.cursor or ""
        scrobbler = registry.scrobbler("simkl", context("account", **done.settings))
        title = _title(film.ids["tmdb"])
        playing = PlayEvent(state=PlayState.STARTED, key="1", at=datetime.now(UTC), title=title)
        await scrobbler.scrobble(ScrobbleAction.START, playing, 0.1)
        await connections.close()
    asked = {(each.method, each.path) for each in fake.wire.journal}
    assert len(asked) > 10
    assert all((each.status or 500) < 300 for each in fake.wire.journal)
    strays = {
        (method, path)
        for method, path in asked
        if not any(method == known and pattern.fullmatch(path) for known, pattern in ways)
    }
    assert strays == set(ADDED)


_WRITES: tuple[tuple[Action, Feature, Value | None], ...] = (
    (Action.WATCH, Feature.HISTORY, Watched()),
    (Action.UNWATCH, Feature.HISTORY, None),
    (Action.LIST, Feature.WATCHLIST, Listed()),
    (Action.UNLIST, Feature.WATCHLIST, None),
    (Action.RATE, Feature.RATINGS, Rating(5.0)),
    (Action.UNRATE, Feature.RATINGS, None),
)


def _title(tmdb: str) -> Title:
    return Title(type=MediaType.MOVIE, name="Film", ids=frozenset({TitleId(TitleIdKind.TMDB, tmdb)}))


def _operation(action: Action, feature: Feature, value: Value | None, tmdb: str) -> WatchOperation:
    return WatchOperation(
        side=Side.RIGHT,
        feature=feature,
        action=action,
        title=_title(tmdb),
        keys=(),
        value=value,
        before=None,
        because=Because.ADDED,
    )
