"""What people write above their videos, read as title and artists, with the channel as evidence.

"Artist - Title" is taken apart only where the left side agrees with the channel, "Title - Artist" only
where the right side does. Where the channel is nobody's, e.g. of one who uploads what others play, it is
taken apart as a guess. Words that say which recording it is are kept, those that say something of the video
are not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from syncopate.providers.youtube.title_forms import (
    AROUND,
    BARS,
    BRACKETS,
    DASH,
    EDGES,
    HEAD,
    LOOSE_DASH,
    LOOSE_ENDS,
    LYRICS,
    NUMBER,
    PICTURES,
    QUOTED,
    TAIL,
    UNCLOSED,
)
from syncopate.providers.youtube.title_names import Channel, agrees, channel
from syncopate.providers.youtube.title_words import is_noise, says_recording, without_noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A title and its artists. `guessed`: nothing but the form of the title says who they are."""

    title: str
    artists: tuple[str, ...]
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Sides:
    artist: str
    title: str
    guessed: bool = False


_REMARK_WORDS = 3
_LONGEST = 300
"""Letters; YouTube allows 100."""


def cleaned(title: str, channels: tuple[str, ...], *, official: bool = False) -> Cleaned:
    """Read a title of a video on these channels. `official`: they are known to be its artists'."""
    known = tuple(channel(name) for name in channels if name.strip())
    said = " ".join(title.split())
    if len(said) > _LONGEST:
        return Cleaned(title=said, artists=tuple(one.name for one in known), guessed=not official)
    plain = _plain(said)
    head, remarks = _without_bars(plain, known)
    text = _without_tails(_without_brackets(head))
    sides = _taken_apart(
        text, known, noisy=text != head, artists=official or any(one.marked for one in known)
    )
    name = _unquoted((sides.title if sides else text).strip(LOOSE_ENDS))
    name = "".join((name, *(f" ({remark})" for remark in remarks)))
    if not _says_something(name):
        # It is all noise, or all signs: then that is what it is called.
        name, sides = said, None
    artists = _artists(sides, known, official=official)
    guessed = sides.guessed if sides else not (official or any(one.marked for one in known))
    return Cleaned(title=name, artists=artists, guessed=guessed)


def _artists(sides: _Sides | None, known: tuple[Channel, ...], *, official: bool) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(one.name for one in known))
    if sides is None or (official and names and not any(one.glued for one in known) and not sides.guessed):
        return names
    return (sides.artist,)


def _plain(title: str) -> str:
    """Return it without pictures, and without ornaments at its ends."""
    shorter = EDGES.sub("", " ".join(PICTURES.sub(" ", title).split()))
    return shorter if _says_something(shorter) else title


def _without_bars(title: str, known: tuple[Channel, ...]) -> tuple[str, tuple[str, ...]]:
    """Return what stands before the first bar, and what comes after it that says which recording it is."""
    pieces = [piece for piece in BARS.split(title) if piece.strip() and not is_noise(piece)]
    if not pieces:
        return title, ()
    head, rest = pieces[0], pieces[1:]
    if rest and agrees(head, known) and not DASH.search(head) and not agrees(rest[0], known):
        head, rest = f"{head} - {rest[0]}", rest[1:]
    remarks = (without_noise(piece) for piece in rest if says_recording(piece) and not DASH.search(piece))
    return head, tuple(remark for remark in remarks if remark)


def _without_brackets(text: str) -> str:
    """Return it without what brackets say of the video; they lie within each other at most twice."""

    def kept(found: re.Match[str]) -> str:
        inner = next(group for group in found.groups() if group is not None)
        left = without_noise(inner)
        if left == inner:
            return found[0]
        return found[0].replace(inner, left) if left else " "

    for _ in range(2):
        text = BRACKETS.sub(kept, text)
    if (open_end := UNCLOSED.search(text)) and is_noise(open_end[1]):
        text = text[: open_end.start()]
    return " ".join(text.split())


def _without_tails(text: str) -> str:
    text = HEAD.sub("", text)
    while (shorter := TAIL.sub("", text)) != text and _says_something(shorter):
        text = shorter
    if DASH.search(text) and (shorter := LYRICS.sub("", text)) and not shorter.endswith("-"):
        text = shorter
    return text.strip()


def _taken_apart(text: str, known: tuple[Channel, ...], *, noisy: bool, artists: bool) -> _Sides | None:
    """Return artist and title, None where the whole is the title. `artists`: the channels are such."""
    for pattern in (DASH, LOOSE_DASH):
        cuts = list(_cuts(text, pattern))
        for left, right in cuts:
            if agrees(left, known):
                return _Sides(left, right)
        for left, right in reversed(cuts):
            if agrees(right, known):
                return _Sides(right, left)
    quoted = _in_quotes(text, known, noisy=noisy, artists=artists)
    if quoted is not None or artists:
        return quoted
    left, right = next(_cuts(text, DASH), ("", ""))
    if not left or NUMBER.fullmatch(left) or _only_remark(right):
        return None
    return _Sides(left, right, guessed=True)


def _only_remark(text: str) -> bool:
    """Tell whether it says which recording it is, and no more: "Live at Wembley", "Radio Edit", "Part 2"."""
    words = (BRACKETS.sub(" ", text).strip() or text).split()
    return says_recording(words[0]) or (len(words) <= _REMARK_WORDS and says_recording(words[-1]))


def _cuts(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield both sides of every cut, none of them within brackets or empty."""
    for found in pattern.finditer(text):
        left, right = text[: found.start()].strip(), text[found.end() :].strip()
        if left and right and left.count("(") == left.count(")") and left.count("[") == left.count("]"):
            yield left, right


def _in_quotes(text: str, known: tuple[Channel, ...], *, noisy: bool, artists: bool) -> _Sides | None:
    """Return the sides of: Artist "Title". What is not the channel's counts only among noise."""
    found = QUOTED.match(text)
    if found is None:
        return None
    before, after = found["before"].strip(LOOSE_ENDS), found["after"].strip()
    title = next(found[name] for name in "abcdefg" if found[name])
    if after and not (after[0] in "([" or says_recording(after)):
        return None
    if found["g"] and says_recording(title):
        return None
    whole = f"{title} {after}".strip()
    if before and agrees(before, known):
        return _Sides(before, whole)
    return _Sides(before, whole, guessed=True) if before and noisy and not artists else None


def _unquoted(title: str) -> str:
    """Return it without quotes around all of it."""
    for pair in AROUND:
        opening, closing = pair[0], pair[1]
        inner = title[1:-1]
        around = title.startswith(opening) and title.endswith(closing)
        if around and inner.strip() and opening not in inner and closing not in inner:
            return inner.strip()
    return title


def _says_something(text: str) -> bool:
    return any(letter.isalnum() for letter in text)
