"""Reading an album's title: name, edition, volume, disc, and whether it is a soundtrack, live or the like."""

import re
import unicodedata
from dataclasses import dataclass, field

from syncopate.matching import album_words as lexicon
from syncopate.matching.keys import LONGEST, key
from syncopate.matching.parts import numbers
from syncopate.matching.remembered import remembered

_BRACKET = re.compile(r"[(\[{（【「]([^()\[\]{}（）【】「」]*)[)\]}）】」]")  # noqa: RUF001 - wide brackets as they stand in titles
_DASH = re.compile(r"\s+[-~]+\s+|\s*:\s+")
_DASHES = str.maketrans("–—−―‐", "-----")  # noqa: RUF001 - dashes as they stand in titles
_NUMBER = (
    r"(?:\d{1,4}(?:[.,]\d{1,2})?|[ivx]{1,5}|one|two|three|four|five|six|seven|eight|nine|ten|eins|zwei|drei)"
)
_VOLUME = re.compile(
    r"(?:^|[\s,:;([/-]+)(?:(?:volumes?|vols?|parts?|pts?|teil|folge|chapter|book|act|episode|season)(?=[\s.\d])|第)"
    rf"\.?\s*(?P<number>{_NUMBER})(?![\w.])",
    re.IGNORECASE,
)
_DISC = re.compile(
    r"(?:^|[\s,:;([/-]+)(?:discs?|disks?|cd|lp|disque)\s*\.?\s*(\d{1,2})(?:\s*(?:of|/)\s*\d{1,2})?\s*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th)?")
_NO_NAMES = frozenset({"original", "the original", "the"})
_ANNIVERSARY = "anniversary"
_KIND = re.compile(r"\s+(ep|e p|single)$")
_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eins": "1", "zwei": "2", "drei": "3", "i": "1", "ii": "2", "iii": "3",
    "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10", "xi": "11", "xii": "12",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumTitle:
    """An album's title taken apart. `base` and `full` are keys without and with its subtitle.

    `contents` are edition words that change what is on it (deluxe, anniversary 25), `packaging` those that do
    not (remastered, explicit). `versions` make other recordings of it (live, acoustic, karaoke).
    """

    base: str
    full: str
    contents: frozenset[str] = frozenset()
    packaging: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    volume: str = ""
    disc: int | None = None
    numbers: tuple[int, ...] = ()
    soundtrack: str = ""
    kind: str = ""

    @property
    def edition(self) -> str:
        """The edition in words, "" for the plain one."""
        return ", ".join(sorted(self.contents | self.packaging))


@dataclass(slots=True)
class _Found:
    contents: set[str] = field(default_factory=set)
    packaging: set[str] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)
    volume: str = ""
    disc: int | None = None
    soundtrack: str = ""
    kind: str = ""


@remembered(1 << 14)
def read_album_title(raw: str) -> AlbumTitle:
    """Take a title apart; a plain one comes back whole, and `base` is never empty for a name."""
    if len(raw) > LONGEST:
        return AlbumTitle(base=key(raw), full=key(raw))
    text = (raw if raw.isascii() else unicodedata.normalize("NFKC", raw)).translate(_DASHES)
    found = _Found()
    text = _cut_disc(text, found)
    subtitles: list[str] = []
    text = _BRACKET.sub(lambda bracket: _cut(bracket[1], found, subtitles), text)
    pieces, marks = _split(text)
    while len(pieces) > 1 and _classify(pieces[-1], found):
        pieces.pop()
    text = "".join(
        part for pair in zip(pieces, [*marks[: len(pieces) - 1], ""], strict=True) for part in pair
    )
    text = _cut_volume(_cut_disc(text, found), found)
    base = _cut_ending(key(text), found)
    whole = key(raw)
    if base in _NO_NAMES or not any(char.isalnum() for char in base):
        # All of it looked like a remark: then the remark is its name.
        return AlbumTitle(base=whole, full=whole, numbers=numbers(raw, whole), volume=found.volume)
    full = f"{base} {key(' '.join(subtitles))}".strip()
    return AlbumTitle(
        base=base,
        full=full,
        contents=frozenset(found.contents),
        packaging=frozenset(found.packaging),
        versions=frozenset(found.versions),
        volume=found.volume,
        disc=found.disc,
        numbers=numbers(text, base),
        soundtrack=found.soundtrack,
        kind=found.kind,
    )


@remembered(1 << 14)
def shelf_key(raw: str) -> tuple[str, int | None]:
    """Return what files of one album have in common: the title's key without its disc, and the disc."""
    found = _Found()
    text = _BRACKET.sub(lambda bracket: "" if _is_disc(bracket[1], found) else bracket[0], raw[:LONGEST])
    text = _cut_disc(text, found)
    plain = key(text)
    return (plain, found.disc) if plain else (key(raw), None)


def _split(text: str) -> tuple[list[str], list[str]]:
    """Split at dashes and colons; the pieces, and what stood between them."""
    pieces = _DASH.split(text)
    return pieces, _DASH.findall(text)


def _is_disc(text: str, found: _Found) -> bool:
    disc = _DISC.fullmatch(text)
    if disc is None:
        return False
    found.disc = int(disc[1])
    return True


def _cut_disc(text: str, found: _Found) -> str:
    disc = _DISC.search(text)
    if disc is None or not key(text[: disc.start()]):
        return text
    found.disc = int(disc[1])
    return text[: disc.start()]


def _cut(text: str, found: _Found, subtitles: list[str]) -> str:
    """Read a bracket; what it leaves in the title."""
    if not _is_disc(text, found) and not _classify(text, found) and key(text):
        subtitles.append(text)
    return " "


def _cut_volume(text: str, found: _Found) -> str:
    volume = _VOLUME.search(text)
    if volume is None or not key(text[: volume.start()] + text[volume.end() :]):
        return text
    found.volume = found.volume or _plain_number(volume["number"])
    return f"{text[: volume.start()]} {text[volume.end() :]}"


def _plain_number(text: str) -> str:
    low = text.lower().replace(",", ".")
    return _WORDS.get(low) or low.lstrip("0") or "0"


def _cut_ending(text: str, found: _Found) -> str:
    """Take off what stands at the end of a key without bracket or dash."""
    kind = _KIND.search(text)
    if kind is not None:
        found.kind = "single" if kind[1] == "single" else "ep"
        text = text[: kind.start()]
    for ending, meaning in lexicon.SOUNDTRACK_ENDINGS:
        cut = ending.search(text)
        rest = (text[: cut.start()] + text[cut.end() :]).strip() if cut is not None else ""
        if rest:
            found.soundtrack = found.soundtrack or meaning
            return rest
    words = text.split(" ")
    for length in range(min(5, len(words) - 1), 0, -1):
        tail = words[-length:]
        safe = tail[-1] in {"edition", "remastered", "remaster"} or " ".join(tail) in lexicon.PLAIN_ENDINGS
        if safe and all(map(_of_edition, tail)) and not tail[0].isdigit():
            _classify(" ".join(tail), found)
            return " ".join(words[:-length])
    return text


def _classify(text: str, found: _Found) -> bool:
    """Read one bracket or ending into `found`; False when it is part of the title."""
    volume = _VOLUME.fullmatch(text.strip())
    if volume is not None:
        found.volume = _plain_number(volume["number"])
        return True
    words = f" {key(text)} "
    for phrase, word in lexicon.PHRASES.items():
        words = words.replace(f" {phrase} ", f" {word} ")
    tokens = words.split()
    if not tokens:
        return False
    if len(tokens) == 1 and tokens[0] in {"ep", "single"}:
        found.kind = tokens[0]
        return True
    return _soundtrack(tokens, found) or _version(tokens, found) or _edition(tokens, found)


def _soundtrack(tokens: list[str], found: _Found) -> bool:
    """Read "Original Motion Picture Soundtrack", "Music from …", "OST"."""
    named = set(tokens)
    music = tokens[0] in {"music", "songs"} and bool(named & {"from", "inspired"})
    if named & lexicon.SOUNDTRACK or music or (named & {"score"} and named & lexicon.SCREEN):
        inspired, score = "inspired" in named and "from" not in tokens[:2], "score" in named
        found.soundtrack = (
            "inspired" if inspired else "score" if score and not named & lexicon.SOUNDTRACK else "soundtrack"
        )
        rest = [token for token in tokens if token in lexicon.CONTENTS]
        found.contents.update(rest)
        return True
    return False


def _version(tokens: list[str], found: _Found) -> bool:
    """Read what makes it another recording."""
    kinds = {lexicon.VERSIONS[token] for token in tokens if token in lexicon.VERSIONS}
    if "live" in kinds and tokens[0] != "live" and tokens[-1] not in {"live", "version", "edition", "album"}:
        kinds.discard("live")
    if not kinds and tokens[-1] == "version" and not all(map(_of_edition, tokens[:-1])):
        kinds = {" ".join(tokens[:-1])}
    if not kinds:
        return False
    found.versions.update(kinds)
    found.contents.update(token for token in tokens if token in lexicon.CONTENTS)
    return True


def _of_edition(token: str) -> bool:
    return token in lexicon.EDITION_WORDS or bool(_ORDINAL.fullmatch(token) or _YEAR.fullmatch(token))


def _edition(tokens: list[str], found: _Found) -> bool:
    """Read how it was sold: what changes its contents apart from what does not."""
    named = [token for token in tokens if token in lexicon.CONTENTS or token in lexicon.PACKAGING]
    rest = [token for token in tokens if not _of_edition(token)]
    only_year = len(tokens) == 1 and _YEAR.fullmatch(tokens[0])
    if only_year:
        found.packaging.add(tokens[0])
        return True
    strong = bool(set(tokens) & lexicon.STRONG)
    if not strong and (rest or not named or set(named) <= lexicon.NEEDS_MORE):
        return False
    if _ANNIVERSARY in tokens:
        ordinal = next((count[1] for token in tokens if (count := _ORDINAL.fullmatch(token))), "")
        found.contents.add(f"{_ANNIVERSARY} {ordinal}".strip())
    found.contents.update(token for token in named if token in lexicon.CONTENTS and token != _ANNIVERSARY)
    found.packaging.update(token for token in named if token in lexicon.PACKAGING)
    if "edition" in tokens and rest and not named:
        found.contents.add(" ".join(rest))
    return True
