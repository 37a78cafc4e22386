"""How often is too often."""

from typing import Any

import pytest
from syncopate.access.limits import KeyLimiter, LoginLimiter, Memory
from syncopate.errors import TooManyRequests


async def test_a_key_has_its_minute_and_no_more(clock: Any) -> None:
    limiter = KeyLimiter(Memory(clock))
    assert [await limiter.take("a", 60) for _ in range(60)] == [0.0] * 60
    assert await limiter.take("a", 60) == pytest.approx(1.0)
    assert await limiter.take("b", 60) == 0.0
    clock.seconds += 1.0
    assert await limiter.take("a", 60) == 0.0
    with pytest.raises(TooManyRequests) as caught:
        await limiter.admit("a", 60)
    assert caught.value.placeholders == {"retry_after": "1"}


async def test_a_pause_saves_up_one_minute_at_most(clock: Any) -> None:
    limiter = KeyLimiter(Memory(clock))
    for _ in range(10):
        await limiter.take("a", 10)
    clock.seconds += 86400
    assert [await limiter.take("a", 10) > 0 for _ in range(11)] == [False] * 10 + [True]


async def test_waiting_as_long_as_told_is_enough(clock: Any) -> None:
    limiter = KeyLimiter(Memory(clock))
    for _ in range(7):
        await limiter.take("a", 7)
    clock.seconds += await limiter.take("a", 7) + 1e-6
    assert await limiter.take("a", 7) == 0.0


@pytest.mark.parametrize("kept", [0, -5])
async def test_a_key_that_allows_nothing_still_counts_down(clock: Any, kept: int) -> None:
    limiter = KeyLimiter(Memory(clock))
    assert await limiter.take("a", kept) == 0.0
    assert await limiter.take("a", kept) == pytest.approx(60.0)


async def test_keys_do_not_pile_up(clock: Any) -> None:
    book = Memory(clock, max_tracked=10)
    limiter = KeyLimiter(book)
    for number in range(1000):
        await limiter.take(str(number), 60)
    assert len(book) == 10


async def test_five_failures_are_free_then_the_wait_doubles(clock: Any) -> None:
    limiter = LoginLimiter(Memory(clock))
    for _ in range(4):
        await limiter.failed("192.0.2.1")
        assert await limiter.wait("192.0.2.1") == 0.0
    waits = []
    for _ in range(8):
        await limiter.failed("192.0.2.1")
        waits.append(await limiter.wait("192.0.2.1"))
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert await limiter.wait("192.0.2.2") == 0.0
    with pytest.raises(TooManyRequests) as caught:
        await limiter.admit("192.0.2.1")
    assert caught.value.placeholders == {"retry_after": "900"}
    clock.seconds += 900
    await limiter.admit("192.0.2.1")


async def test_success_and_time_forgive(clock: Any) -> None:
    limiter = LoginLimiter(Memory(clock))
    for _ in range(6):
        await limiter.failed("192.0.2.1")
        await limiter.failed("192.0.2.2")
    await limiter.succeeded("192.0.2.1")
    assert await limiter.wait("192.0.2.1") == 0.0
    clock.seconds += 3601
    await limiter.failed("192.0.2.2")
    assert await limiter.wait("192.0.2.2") == 0.0


async def test_one_owner_of_many_addresses_is_one_peer(clock: Any) -> None:
    limiter = LoginLimiter(Memory(clock))
    for number in range(5):
        await limiter.failed(f"2001:db8::{number:x}")
    assert await limiter.wait("2001:db8::ffff") == 30
    assert await limiter.wait("2001:db8:0:1::1") == 0.0
    for _ in range(5):
        await limiter.failed("::ffff:192.0.2.9")
    assert await limiter.wait("192.0.2.9") == 30


async def test_peers_do_not_pile_up(clock: Any) -> None:
    book = Memory(clock, max_tracked=10)
    limiter = LoginLimiter(book)
    for number in range(1000):
        await limiter.failed(f"10.0.{number // 256}.{number % 256}")
    await limiter.failed("not an address" * 100)
    assert len(book) == 10
