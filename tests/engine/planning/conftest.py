"""Entries as matching left them, written down shortly."""

from collections.abc import Callable

import pytest
from syncopate.domain.match import Verdict
from syncopate.domain.target import Desired


@pytest.fixture
def wanted() -> Callable[..., list[Desired]]:
    """Make entries of "a b ?c -d": matched a and b, unknown (last placed c), missing (last placed d); "-" alone: missing."""

    def make(text: str) -> list[Desired]:
        entries = []
        for position, word in enumerate(text.split()):
            verdict = {"?": Verdict.UNKNOWN, "-": Verdict.MISSING}.get(word[0], Verdict.MATCH)
            name = word.lstrip("?-") or None
            now, _, before = (name or "").partition("<")
            entries.append(
                Desired(
                    position=position,
                    verdict=verdict,
                    track_key=now if verdict is Verdict.MATCH else None,
                    previous_key=(before or None) if verdict is Verdict.MATCH else name,
                    label=f"Song {now}",
                )
            )
        return entries

    return make
