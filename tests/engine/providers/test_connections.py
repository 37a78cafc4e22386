"""Connections are shared as long as settings stay the same, and closed once; health is asked for once."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from syncopate.errors import Unreachable
from syncopate.providers.connections import Connections, Remembered, fingerprint


@dataclass
class Session:
    """Something to close, which takes as long as its gate is shut."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    closed: int = 0
    error: OSError | None = None

    async def close(self) -> None:
        await self.gate.wait()
        self.closed += 1
        if self.error is not None:
            raise self.error


def opened() -> Session:
    session = Session()
    session.gate.set()
    return session


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 -- it looks at what is no event
            await asyncio.sleep(0)


def test_a_fingerprint_changes_with_settings_alone() -> None:
    one = fingerprint({"url": "http://nas", "password": "hush"})
    assert one == fingerprint({"password": "hush", "url": "http://nas"})
    assert len({one, fingerprint({"url": "http://nas", "password": "Hush"}), fingerprint({})}) == 3
    assert fingerprint({"a": "b,c"}) != fingerprint({"a": "b", "c": ""})
    assert fingerprint({"a": "\udc80"}) != one
    assert "hush" not in one


async def test_the_same_settings_share_one() -> None:
    connections = Connections()
    first = connections.shared("a", "1", opened)
    assert connections.shared("a", "1", Session) is first
    other = connections.shared("b", "1", opened)
    assert other is not first
    await connections.close()
    assert (first.closed, other.closed) == (1, 1)


async def test_other_settings_close_the_old_one_in_the_background_once() -> None:
    connections = Connections()
    old = connections.shared("a", "1", Session)
    new = connections.shared("a", "2", opened)
    assert new is not old
    assert connections.shared("a", "2", Session) is new
    closing = asyncio.create_task(connections.close())
    await until(lambda: new.closed == 1)
    assert not closing.done(), "what is being closed already is waited for"
    old.gate.set()
    await closing
    assert (old.closed, new.closed) == (1, 1)


async def test_what_cannot_be_made_leaves_the_old_one() -> None:
    connections = Connections()
    old = connections.shared("a", "1", opened)

    def broken() -> Session:
        raise Unreachable(what="Nas")

    with pytest.raises(Unreachable):
        connections.shared("a", "2", broken)
    assert connections.shared("a", "1", Session) is old
    await connections.close()
    assert old.closed == 1


async def test_drop() -> None:
    connections = Connections()
    one = connections.shared("a", "1", opened)
    await connections.drop("a")
    await connections.drop("a")
    await connections.drop("never there")
    assert one.closed == 1
    assert connections.shared("a", "1", opened) is not one
    await connections.close()


async def test_closing_goes_on_when_who_waits_is_cancelled() -> None:
    connections = Connections()
    one = connections.shared("a", "1", Session)
    dropping = asyncio.create_task(connections.drop("a"))
    await asyncio.sleep(0)
    dropping.cancel()
    await asyncio.wait([dropping])
    assert dropping.cancelled()
    one.gate.set()
    await connections.close()
    assert one.closed == 1


async def test_closed_is_closed() -> None:
    connections = Connections()
    one = connections.shared("a", "1", opened)
    await connections.close()
    await connections.close()
    assert one.closed == 1
    with pytest.raises(Unreachable):
        connections.shared("a", "1", opened)


async def test_one_that_does_not_close_well_keeps_no_other(caplog: pytest.LogCaptureFixture) -> None:
    connections = Connections()
    bad, good = connections.shared("a", "1", opened), connections.shared("b", "1", opened)
    bad.error = OSError("hush")
    with caplog.at_level(logging.WARNING):
        await connections.close()
    assert (bad.closed, good.closed) == (1, 1)
    assert caplog.messages == ["A connection did not close well: OSError."]


# --- Remembered


@dataclass
class Question:
    """Counts how often it is asked; answers when its gate is open."""

    answers: list[str]
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0
    cancelled: int = 0

    async def __call__(self) -> str:
        self.asked += 1
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        answer = self.answers[self.asked - 1]
        if answer == "broken":
            raise Unreachable(what="Nas")
        return answer


def answered(*answers: str) -> Question:
    question = Question(list(answers))
    question.gate.set()
    return question


async def test_an_answer_is_remembered_for_so_long() -> None:
    remembered: Remembered[str] = Remembered(0.1)
    question = answered("one", "two")
    assert [await remembered.get(question) for _ in range(3)] == ["one"] * 3
    await asyncio.sleep(0.12)
    assert await remembered.get(question) == "two"


async def test_who_asks_meanwhile_gets_the_same_answer() -> None:
    remembered: Remembered[str] = Remembered(60)
    question = Question(["one"])
    asking = [asyncio.create_task(remembered.get(question)) for _ in range(5)]
    await until(lambda: question.asked == 1)
    question.gate.set()
    assert await asyncio.gather(*asking) == ["one"] * 5
    assert question.asked == 1


async def test_only_good_answers_are_remembered() -> None:
    remembered = Remembered[str](60, keep=lambda answer: answer == "good")
    question = answered("bad", "broken", "good", "never")
    assert await remembered.get(question) == "bad"
    with pytest.raises(Unreachable):
        await remembered.get(question)
    assert await remembered.get(question) == "good"
    assert await remembered.get(question) == "good"
    assert question.asked == 3


async def test_all_who_wait_get_the_error() -> None:
    remembered: Remembered[str] = Remembered(60)
    question = Question(["broken", "one"])
    asking = [asyncio.create_task(remembered.get(question)) for _ in range(3)]
    await until(lambda: question.asked == 1)
    question.gate.set()
    errors = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(error) for error in errors] == [Unreachable] * 3
    assert await remembered.get(question) == "one"


async def test_cancelling_one_leaves_the_others() -> None:
    remembered: Remembered[str] = Remembered(60)
    question = Question(["one"])
    first, second = (asyncio.create_task(remembered.get(question)) for _ in range(2))
    await until(lambda: question.asked == 1)
    first.cancel()
    await asyncio.wait([first])
    assert first.cancelled()
    question.gate.set()
    assert await second == "one"
    assert question.cancelled == 0


async def test_when_nobody_waits_it_is_not_asked_any_more() -> None:
    remembered: Remembered[str] = Remembered(60)
    question = Question(["one", "two"])
    asking = asyncio.create_task(remembered.get(question))
    await until(lambda: question.asked == 1)
    asking.cancel()
    # Who comes before the old question has ended asks a new one.
    await asyncio.wait([asking])
    later = asyncio.create_task(remembered.get(question))
    await until(lambda: question.cancelled == 1 and question.asked == 2)
    question.gate.set()
    assert await later == "two"
