"""What is remembered of texts."""

import tracemalloc

import pytest
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.remembered import remembered


def test_short_texts_are_remembered_long_ones_made_again() -> None:
    asked: list[str] = []

    @remembered(2, longest=3)
    def length(text: str) -> int:
        """Return it."""
        asked.append(text)
        return len(text)

    assert [length(text) for text in ("abc", "abc", "abcd", "abcd")] == [3, 3, 4, 4]
    assert asked == ["abc", "abcd", "abcd"]
    assert (length.__name__, length.__doc__) == ("length", "Return it.")


@pytest.mark.parametrize("field", ["title", "artist", "path"])
def test_absurdly_long_names_do_not_stay_in_memory(field: str) -> None:
    index = LibraryIndex.build([Track(key="1", title="Intro", artists=("Somebody",))])
    entries = (
        Entry(
            position=number,
            title=f"{number} " + "word " * 4000 if field == "title" else "Intro",
            artists=(f"{number} " + "name " * 4000 if field == "artist" else "Somebody",),
            path=f"{number} " + "name/" * 4000 + "a.mp3" if field == "path" else None,
        )
        for number in range(40)
    )
    match_entry(next(entries), index, Decisions())
    tracemalloc.start()
    try:
        for entry in entries:
            match_entry(entry, index, Decisions())
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 300_000, "forty names of 20,000 letters would be 800,000 bytes and more"
