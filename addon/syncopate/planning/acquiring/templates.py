"""Where a file goes in a library: templates of paths, read once and filled for each file.

Tokens are written `{albumartist}` or, as SoulSync does, `$albumartist` and `${albumartist}`. A number can be
padded: `{track:02}`. What a token stands for never makes a folder, and what is empty takes its brackets and
dashes along.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from syncopate.domain.file_names import LONGEST, path_component


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a template is filled with: one file and its album. Numbers count from 1.

    `quality` is the sound in short ("FLAC 24bit", "MP3-320"), `album_type` "Album", "EP", "Single",
    "Compilation".
    """

    title: str
    artist: str = ""
    album: str = ""
    album_artist: str = ""
    track: int | None = None
    disc: int | None = None
    disc_total: int | None = None
    year: int | None = None
    quality: str = ""
    album_type: str = ""
    genre: str = ""
    playlist: str = ""
    disambiguation: str = ""

    @property
    def several_discs(self) -> bool:
        """Whether the album has more than one disc, as far as is known."""
        return (self.disc_total or 0) > 1 or (self.disc or 0) > 1


class BadTemplate(ValueError):
    """A template cannot be used. `unknown` are the tokens in it that there are not."""

    def __init__(self, text: str, unknown: Sequence[str] = ()) -> None:
        self.unknown = tuple(unknown)
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Token:
    """A place to be filled. `width` is how many digits a number is padded to."""

    name: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read: components of a path, each of texts and tokens; `text` as written."""

    text: str
    components: tuple[tuple[str | Token, ...], ...]

    @property
    def tokens(self) -> frozenset[str]:
        """The names of all tokens in it."""
        return frozenset(part.name for parts in self.components for part in parts if isinstance(part, Token))


def _number(value: int | None) -> str:
    return str(value) if value is not None else ""


def _letter(name: str) -> str:
    first = name.strip()[:1].upper()
    return first if first.isalnum() else "#"


def _artist(filed: Filed) -> str:
    return filed.artist or filed.album_artist or "Unknown Artist"


def _album_artist(filed: Filed) -> str:
    return filed.album_artist or filed.artist or "Unknown Artist"


def _disc_of_several(filed: Filed) -> int | None:
    return filed.disc or 1 if filed.several_discs else None


_NUMBERS: Mapping[str, Callable[[Filed], int | None]] = {
    "track": lambda filed: filed.track,
    "track_number": lambda filed: filed.track,
    "disc": lambda filed: filed.disc,
    "disc_total": lambda filed: filed.disc_total,
    "year": lambda filed: filed.year,
    "discnum": _disc_of_several,
}
_TEXTS: Mapping[str, Callable[[Filed], str]] = {
    "albumartist": _album_artist,
    "artist": _artist,
    "artistletter": lambda filed: _letter(_album_artist(filed)),
    "album": lambda filed: filed.album or "Unknown Album",
    "title": lambda filed: filed.title or "Unknown Title",
    "quality": lambda filed: filed.quality,
    "albumtype": lambda filed: filed.album_type or "Album",
    "genre": lambda filed: filed.genre,
    "playlist": lambda filed: filed.playlist,
    "disambiguation": lambda filed: filed.disambiguation,
    "cdnum": lambda filed: f"CD{filed.disc or 1:02}" if filed.several_discs else "",
}
TOKENS = (*_TEXTS, *_NUMBERS)
"""The names of all tokens."""
_DISC_TOKENS = frozenset({"disc", "discnum", "cdnum"})
# What SoulSync pads, or leaves out where there is one disc only.
_THEIRS = {"track": Token("track", 2), "disc": Token("discnum", 2), "discnum": Token("discnum")}

DEFAULT_TEXT = "{albumartist}/{album} ({year})/{track:02} - {title}"
SOULSYNC_TEXT = "$albumartist/$album/$track - $title"

_MOST_LETTERS = 500
_MOST_COMPONENTS = 12
_WIDEST = 4
_ODD = re.compile(r"[\x00-\x1f\x7f\ue000-\uf8ff]")
_TOKEN = re.compile(
    r"\{\{|\}\}|\$\$"
    r"|\{(?P<own>[^{}]*)\}"
    r"|\$\{(?P<braced>[^{}]*)\}"
    r"|\$(?P<theirs>[A-Za-z_]+)"
)
_OWN = re.compile(r"(?P<name>[a-z_]+)(?::0?(?P<width>\d))?")


def parse_template(text: str) -> Template:
    """Read a template. BadTemplate names unknown tokens, and says what else is wrong with it."""
    plain = text.strip()
    if not plain or len(plain) > _MOST_LETTERS:
        raise BadTemplate(f"A template has between 1 and {_MOST_LETTERS} letters.")
    if _ODD.search(plain):
        raise BadTemplate("A template holds no control characters.")
    if plain.startswith(("/", "\\")) or plain.endswith(("/", "\\")):
        raise BadTemplate("A template neither begins nor ends with a slash: it lies inside a library.")
    unknown: list[str] = []
    parts = _parts(plain, unknown)
    if unknown:
        listed = ", ".join(dict.fromkeys(unknown))
        raise BadTemplate(f"There is no token {listed}.", tuple(dict.fromkeys(unknown)))
    components = tuple(_component(parts) for parts in _at_slashes(parts))
    if len(components) > _MOST_COMPONENTS:
        raise BadTemplate(f"A template has at most {_MOST_COMPONENTS} folders.")
    if not any(isinstance(part, Token) and part.name == "title" for part in components[-1]):
        raise BadTemplate("The name of a file holds {title}: else the files of an album replace each other.")
    return Template(plain, components)


def _parts(text: str, unknown: list[str]) -> list[str | Token]:
    parts: list[str | Token] = []
    end = 0
    for found in _TOKEN.finditer(text):
        parts.append(text[end : found.start()])
        parts.extend(_token(found, unknown))
        end = found.end()
    parts.append(text[end:])
    return parts


def _token(found: re.Match[str], unknown: list[str]) -> list[str | Token]:
    if found["own"] is not None:
        own = _OWN.fullmatch(found["own"])
        if own is None or own["name"] not in TOKENS:
            unknown.append(found[0])
            return []
        width = int(own["width"] or 0)
        if width > _WIDEST or (width and own["name"] not in _NUMBERS):
            unknown.append(found[0])
            return []
        return [Token(own["name"], width)]
    theirs = found["braced"] if found["braced"] is not None else found["theirs"]
    if theirs is None:
        return [found[0][0]]
    if found["braced"] is not None or theirs in TOKENS:
        known = theirs if theirs in TOKENS else ""
    else:
        # "$track_" is "$track" and a line below: letters behind a name are text.
        known = max((name for name in TOKENS if theirs.startswith(name)), key=len, default="")
    if not known:
        unknown.append(found[0])
        return []
    return [_THEIRS.get(known, Token(known)), theirs[len(known) :]]


def _at_slashes(parts: Sequence[str | Token]) -> list[list[str | Token]]:
    components: list[list[str | Token]] = [[]]
    for part in parts:
        if isinstance(part, Token):
            components[-1].append(part)
            continue
        first, *others = part.replace("\\", "/").split("/")
        components[-1].append(first)
        components.extend([other] for other in others)
    return components


def _component(parts: Sequence[str | Token]) -> tuple[str | Token, ...]:
    kept = tuple(part for part in parts if part)
    literal = "".join(part for part in kept if isinstance(part, str)).strip()
    if not kept or (not any(isinstance(part, Token) for part in kept) and not path_component(literal)):
        raise BadTemplate("Each part between two slashes of a template has a name.")
    return kept


DEFAULT = parse_template(DEFAULT_TEXT)
SOULSYNC = parse_template(SOULSYNC_TEXT)
PRESETS: Mapping[str, Template] = {"default": DEFAULT, "soulsync": SOULSYNC}
"""Templates to choose from, by name."""

_EXTENSION = re.compile(r"\.[a-z0-9]{1,8}")
_FIRST_VALUE = 0xE000
_VALUE = re.compile(r"[\ue000-\uf8ff]")
_EMPTY_BRACKETS = re.compile(r"\s*(?:\(\s*\)|\[\s*\]|\{\s*\})")
_EMPTY_BETWEEN = re.compile(r"(?:\s+[-–—]){2,}(?=\s)|(?<=\s)(?:[-–—]\s+){2,}")  # noqa: RUF001 -- dashes people write
_EMPTY_ENDS = re.compile(r"^[\s\-–—_.]+|(?:\s+[-–—]|[\s_])+$")  # noqa: RUF001 -- dashes people write
_DISC_LABEL = re.compile(r"(?:disc|disk|cd|vol|volume)[\s.:\-–—]*", re.IGNORECASE)  # noqa: RUF001 -- dashes people write


def place_of(filed: Filed, extension: str, template: Template = DEFAULT) -> str:
    """Return the path of a file below a library's root, always inside it, its parts fit for any file system.

    `extension` has its dot. Albums of several discs get folders "Disc N" unless the template names the disc.
    ValueError for what is no extension.
    """
    ending = extension.lower()
    if not _EXTENSION.fullmatch(ending):
        raise ValueError(f"{extension!r} is no extension of a file")
    *above, last = template.components
    folders = [name for parts in above if (name := path_component(_filled(parts, filed)))]
    if _needs_disc_folder(filed, template):
        folders.append(f"Disc {filed.disc or 1}")
    room = LONGEST - len(ending)
    stem = path_component(_filled(last, filed), room) or path_component(filed.title, room) or "Untitled"
    return "/".join((*folders, stem + ending))


def _needs_disc_folder(filed: Filed, template: Template) -> bool:
    return filed.several_discs and "album" in template.tokens and not template.tokens & _DISC_TOKENS


def _filled(parts: Sequence[str | Token], filed: Filed) -> str:
    """Fill a component: each value is kept apart until what is empty was cleared away, so it stays whole."""
    values: list[str] = []
    text = ""
    for part in parts:
        value = _value(part, filed) if isinstance(part, Token) else None
        if value is None:
            text += str(part)
        elif value:
            text += chr(_FIRST_VALUE + len(values))
            values.append(value)
    if any(isinstance(part, Token) for part in parts):
        text = _cleared(text, disc_gone=_disc_gone(parts, filed))
    return _VALUE.sub(lambda found: values[ord(found[0]) - _FIRST_VALUE], text)


def _value(token: Token, filed: Filed) -> str:
    number = _NUMBERS.get(token.name)
    if number is None:
        return path_component(_TEXTS[token.name](filed))
    text = _number(number(filed))
    return text.zfill(token.width) if text else ""


def _disc_gone(parts: Sequence[str | Token], filed: Filed) -> bool:
    names = [part.name for part in parts if isinstance(part, Token)]
    return (
        bool(names)
        and set(names) <= _DISC_TOKENS
        and not any(_value(part, filed) for part in parts if isinstance(part, Token))
    )


def _cleared(text: str, *, disc_gone: bool) -> str:
    """Drop brackets without content and dashes without anything before or behind them."""
    before = None
    while before != text:
        before = text
        text = _EMPTY_BRACKETS.sub("", text)
    text = _EMPTY_BETWEEN.sub(" -", text)
    text = " ".join(_EMPTY_ENDS.sub("", text).split())
    return "" if disc_gone and _DISC_LABEL.fullmatch(text) else text
