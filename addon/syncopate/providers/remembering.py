"""Answers that are remembered: the last ones, for a day, so that a question asked again makes no request."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import cast

from syncopate.errors import SyncopateError
from syncopate.providers.connections import Remembered

MOST = 2_000
DAY = 86_400.0
"""Seconds."""


class Remembering:
    """Keeps the answers that were wanted last; who asks the same meanwhile waits for the same answer.

    Errors are never kept, nor answers that `keep` holds for none.
    """

    def __init__(self, most: int = MOST, seconds: float = DAY) -> None:
        self._most = most
        self._seconds = seconds
        self._held: OrderedDict[Hashable, Remembered[object]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def forget(self) -> int:
        """Keep none of them any more; return how many there were."""
        dropped = len(self._held)
        self._held.clear()
        return dropped

    async def get[T](
        self, question: Hashable, make: Callable[[], Awaitable[T]], keep: Callable[[T], bool] = lambda _: True
    ) -> T:
        """Return what is remembered, or else ask; each question has one type. Raises what `make` raises."""
        held = self._held.get(question)
        if held is None:
            held = Remembered[object](self._seconds, keep=lambda answer: keep(cast("T", answer)))
            self._held[question] = held
        self._held.move_to_end(question)
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        try:
            return cast("T", await held.get(make))
        except SyncopateError:
            if self._held.get(question) is held:
                del self._held[question]
            raise
