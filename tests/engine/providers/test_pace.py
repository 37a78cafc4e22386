"""How long nothing is asked where a server says that it is too much, and names no time."""

import asyncio
from datetime import UTC, datetime

import pytest
from syncopate.providers.answering import pause_asked
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


_NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "date", "seconds"),
    [
        ("7", None, 7),
        ("1.5", None, 1.5),
        ("-3", None, 0),
        ("Fri, 02 Jan 2026 12:00:20 GMT", None, 20),
        ("Fri, 02 Jan 2026 11:00:00 GMT", None, 0),
        # The server's clock is an hour behind.
        ("Fri, 02 Jan 2026 11:00:20 GMT", "Fri, 02 Jan 2026 11:00:00 GMT", 20),
        ("Fri, 02 Jan 2026 12:00:20 -0000", None, 20),
        ("inf", None, None),
        ("nan", None, None),
        ("soon", None, None),
        ("Fri, 99 Jan 2026 12:00:20 GMT", None, None),
        ("", None, None),
    ],
)
def test_retry_after(said: str, date: str | None, seconds: float | None) -> None:
    headers = {"Retry-After": said} | ({} if date is None else {"Date": date})
    assert pause_asked(headers, _NOON) == seconds
