"""How long nothing is asked where a server says that it is too much, and names no time."""

import asyncio

import pytest
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Pace


async def test_rests_that_were_not_told_grow_until_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncopate.providers.pace.FIRST_REST", 0.02)
    monkeypatch.setattr("syncopate.providers.pace.LAST_REST", 0.05)
    pace = Pace(RateLimit(requests=9, seconds=1.0), "Nas")
    rests: list[float] = []
    for well in (False, False, False, True, False):
        if well:
            pace.well()
            continue
        pace.back_off()
        rests.append(pace.budget().rests)
        pace.back_off()
        assert pace.budget().rests <= rests[-1], "what was under way is no news"
        await asyncio.sleep(rests[-1] + 0.005)
    assert rests == [pytest.approx(told, abs=0.005) for told in (0.02, 0.04, 0.05, 0.02)]
