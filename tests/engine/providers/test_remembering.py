"""Answers are remembered for a while: the last ones, once each, and never an error."""

import asyncio

import pytest
from syncopate.errors import OddAnswer, SyncopateError
from syncopate.providers.remembering import MOST, Remembering


class Asked:
    """Answers with how often it was asked."""

    def __init__(self) -> None:
        self.times = 0
        self.error: SyncopateError | None = None

    async def __call__(self) -> int:
        self.times += 1
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        return self.times


async def test_a_question_is_asked_once() -> None:
    remembering, asked = Remembering(), Asked()
    together = await asyncio.gather(*(remembering.get("a", asked) for _ in range(5)))
    assert together == [1] * 5
    assert await remembering.get("a", asked) == 1
    assert await remembering.get("b", asked) == 2


async def test_the_last_ones_are_kept() -> None:
    remembering, asked = Remembering(most=3), Asked()
    for question in "abc":
        await remembering.get(question, asked)
    await remembering.get("a", asked)
    await remembering.get("d", asked)
    assert len(remembering) == 3
    assert [await remembering.get(question, asked) for question in "acd"] == [1, 3, 4]
    assert await remembering.get("b", asked) == 5, "it was wanted the longest time ago"
    assert MOST == 2000


async def test_they_are_asked_anew_when_their_time_is_over() -> None:
    remembering, asked = Remembering(seconds=0.0), Asked()
    assert [await remembering.get("a", asked) for _ in range(2)] == [1, 2]


async def test_errors_are_not_kept_and_take_no_place() -> None:
    remembering, asked = Remembering(), Asked()
    asked.error = OddAnswer(account="It")
    with pytest.raises(OddAnswer):
        await remembering.get("a", asked)
    assert len(remembering) == 0
    asked.error = None
    assert await remembering.get("a", asked) == 2


async def test_what_is_not_to_be_kept_is_not() -> None:
    remembering, asked = Remembering(), Asked()
    for times in (1, 2, 3):
        assert await remembering.get("a", asked, keep=lambda answer: answer > 1) == min(times, 2)
