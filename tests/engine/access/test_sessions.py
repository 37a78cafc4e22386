"""Sessions and one-time links."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from syncopate.access.keys import Scope
from syncopate.access.sessions import LoginLinks, alive, csrf_matches, hash_token, new_session
from syncopate.errors import KeyInvalid

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Kept:
    csrf: str
    expires_at: datetime


def test_a_session_is_kept_as_a_hash_and_ends() -> None:
    token, fields = new_session({Scope.ADMIN}, NOW, key_id="key-1", lifetime=timedelta(hours=1))
    assert fields["hash"] == hash_token(token)
    assert token not in repr(fields)
    assert len(token) >= 43
    assert len(fields["csrf"]) <= 64
    kept = Kept(fields["csrf"], fields["expires_at"])
    assert alive(kept, NOW + timedelta(minutes=59))
    assert not alive(kept, NOW + timedelta(hours=1))
    assert not alive(None, NOW)


def test_a_form_needs_the_token_of_its_own_session() -> None:
    _, mine = new_session({Scope.READ}, NOW)
    _, other = new_session({Scope.READ}, NOW)
    kept = Kept(mine["csrf"], mine["expires_at"])
    assert csrf_matches(kept, mine["csrf"])
    for wrong in (other["csrf"], "", None, "\udce4", "ü"):
        assert not csrf_matches(kept, wrong)


def test_a_link_works_once(clock: Callable[[], float]) -> None:
    links = LoginLinks(clock)
    token = links.create({Scope.CONTROL})
    with pytest.raises(KeyInvalid):
        links.redeem(token + "x")
    assert links.redeem(token) == {"control"}
    with pytest.raises(KeyInvalid):
        links.redeem(token)


def test_a_link_grows_old(clock: pytest.FixtureRequest) -> None:
    links = LoginLinks(clock, timedelta(minutes=5))  # type: ignore[arg-type]  # the hand-turned clock
    token = links.create()
    clock.seconds += 300  # type: ignore[attr-defined]
    with pytest.raises(KeyInvalid):
        links.redeem(token)


def test_only_so_many_links_wait(clock: Callable[[], float]) -> None:
    links = LoginLinks(clock)
    tokens = [links.create() for _ in range(25)]
    with pytest.raises(KeyInvalid):
        links.redeem(tokens[0])
    assert links.redeem(tokens[-1]) == {"admin"}
    assert len(links._links) < 25
