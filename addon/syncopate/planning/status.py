"""How things stand, in a few sentences: keys and numbers, the words are the surfaces' business."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What there is to tell. `unreadable` are libraries or sources that could not be read."""

    playlists: int = 0
    running: int = 0
    failed: int = 0
    unreadable: int = 0
    held: int = 0
    review: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text key, and the number that goes with it (None: the text has none)."""

    key: str
    count: int | None = None


def headline(counts: Counts) -> tuple[Sentence, ...]:
    """Return the overview's sentences, the most pressing first.

    First one of `nothing_yet`, `syncing`, `failed`, `unreadable`, `in_step`; then what waits for the user:
    `plans_held`, `matches_to_review`; at last `tracks_missing`.
    """
    if not counts.playlists:
        return (Sentence("nothing_yet"),)
    if counts.running:
        first = Sentence("syncing", counts.running)
    elif counts.failed:
        first = Sentence("failed", counts.failed)
    elif counts.unreadable:
        first = Sentence("unreadable", counts.unreadable)
    else:
        first = Sentence("in_step")
    waiting = (
        ("plans_held", counts.held),
        ("matches_to_review", counts.review),
        ("tracks_missing", counts.missing),
    )
    return (first, *(Sentence(key, count) for key, count in waiting if count))
