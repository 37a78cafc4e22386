"""Reading a title: base title, featured artists, version, packaging, part."""

import re
import unicodedata
from dataclasses import dataclass, field

from syncopate.matching import words as lexicon
from syncopate.matching.keys import LONGEST, has_no_spaces, key
from syncopate.matching.parts import cut_part, numbers, read_part
from syncopate.matching.remembered import remembered


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """What makes a recording another one: a kind (live, remix …) and its name (wembley 1986, skrillex)."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.kind}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title taken apart. `base` and `full` are keys, without and with its subtitle."""

    base: str
    full: str
    featured: tuple[str, ...] = ()
    versions: frozenset[Version] = frozenset()
    packaging: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    part: str = ""
    numbers: tuple[int, ...] = ()


@dataclass(slots=True)
class _Found:
    """What brackets, dashes and endings said so far."""

    featured: list[str] = field(default_factory=list)
    versions: set[Version] = field(default_factory=set)
    packaging: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    part: str = ""


_SPECIAL = re.compile(
    r"[(\[{【]|\s[-~]\s|^\d{1,2}\.\s|\b(?:feat|ft|featuring|pts?|parts?|teil|partie|parte|deel|chapter"
    r"|version|mix|edit|remix|remaster|remastered|instrumental|karaoke|reprise|a\s?capp?ella|unplugged|rehearsal)\b",
    re.IGNORECASE,
)
_OPENING, _CLOSING = frozenset("([{【"), frozenset(")]}】")
_BETWEEN_DASHES = re.compile(r"\s[-~〜～]\s?([^-~〜～]+?)\s?[-~〜～]\s*$")  # noqa: RUF001 - dashes as they stand in titles
_NUMBER_SIGN = re.compile(r"\bn°\s*", re.IGNORECASE)
_DASH = re.compile(r"\s+[-~]+\s+")
_FEATURED = re.compile(r"[\s,(\[](?:feat\.?|ft\.?|featuring)\s+(.+)$", re.IGNORECASE)
_FEATURED_WORD = re.compile(r"^(?:feat\b\.?|ft\b\.?|featuring\b|with\b)\s*", re.IGNORECASE)
_TRAILING = re.compile(
    r"\s(?:(?:digitally\s)?remaster(?:ed)?(?:\s\d{4})?|\d{4}\sremaster(?:ed)?"
    r"|(?:acoustic|instrumental|karaoke|demo|live|extended|album|single|original|radio|club)\s(?:version|mix|edit)"
    r"|(?:remix|instrumental|karaoke|reprise|acapella|a\scapp?ella|unplugged|rehearsal))$",
    re.IGNORECASE,
)
_CONCERT = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?=\W|$)")  # how recordings of concerts are named
_COLON = re.compile(r"\s*:\s+")
_LEADING_NUMBER = re.compile(r"^\d{1,2}(?:\s-\s|\.\s+)(?=\S)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)?")
_AGAINST = frozenset({"vs", "versus"})
_NAMED = lexicon.ANYWHERE.keys() | lexicon.AT_THE_EDGE.keys() | lexicon.PACKAGING | lexicon.LANGUAGES.keys()
_UNSPACED = sorted((word for word in _NAMED if has_no_spaces(word)), key=lambda word: (-len(word), word))
_DASHES = str.maketrans("–—−―‐", "-----")  # noqa: RUF001 - dashes as they stand in titles


@remembered(1 << 14)
def read_title(raw: str) -> Title:
    """Take a title apart; plain titles come back whole."""
    text = " ".join((raw if raw.isascii() else unicodedata.normalize("NFKC", raw)).translate(_DASHES).split())
    text = _NUMBER_SIGN.sub("no ", text) if "°" in text else text
    text = _BETWEEN_DASHES.sub(r" (\1)", text) if len(text) <= LONGEST else text
    if len(text) > LONGEST or not _SPECIAL.search(text):
        whole = key(text if "°" in raw else raw)
        return Title(base=whole, full=whole, numbers=numbers(text, whole))
    found = _Found()
    text = _LEADING_NUMBER.sub("", _cut_dashes(text, found))
    with_subtitle, without = _cut_brackets(text, found)
    with_subtitle, without = (_cut_ending(each, found) for each in (with_subtitle, without))
    base, full = key(without), key(with_subtitle)
    if not any(char.isalnum() for char in base):
        base = full if any(char.isalnum() for char in full) else key(raw)
        full = full if any(char.isalnum() for char in full) else base
    return Title(
        base=base,
        full=full,
        featured=tuple(dict.fromkeys(found.featured)),
        versions=_settled(found.versions),
        packaging=frozenset(found.packaging),
        years=frozenset(found.years),
        part=found.part,
        numbers=numbers(with_subtitle, full),
    )


def is_remark(text: str) -> bool:
    """Return True for what may follow a title without being part of it: a version, a feature, a part."""
    return _classify(text, _Found())


def album_versions(album: str) -> frozenset[Version]:
    """Return the versions that an album's title puts on its tracks ("MTV Unplugged", "Live at Wembley")."""
    if concert := _CONCERT.match(album):
        return frozenset({Version("live", concert[0])})
    title = read_title(_COLON.sub(" - ", album) if len(album) <= LONGEST else album)
    words = f" {title.full} "
    found = set(title.versions)
    if " unplugged " in words:
        found.add(Version("unplugged"))
    if words.startswith((" live at ", " live in ", " live from ")):
        found.add(Version("live", words[9:].strip()))
    return frozenset(
        each for each in found if each.kind in {"live", "unplugged", "session", "acoustic", "karaoke"}
    )


def _cut_dashes(text: str, found: _Found) -> str:
    """Take endings after a dash off, as long as they are versions, features or parts."""
    pieces = _DASH.split(text)
    while len(pieces) > 1 and _classify(pieces[-1], found):
        pieces.pop()
    return " - ".join(pieces)


def _cut_brackets(text: str, found: _Found) -> tuple[str, str]:
    """Read brackets; the text with subtitles, and without them."""
    subtitles: list[tuple[int, int]] = []
    known: list[tuple[int, int]] = []
    for start, end in _brackets(text):
        (known if _classify(text[start + 1 : end - 1], found) else subtitles).append((start, end))
    return _without(text, known), _without(text, known + subtitles)


def _brackets(text: str) -> list[tuple[int, int]]:
    """Where outermost brackets stand; those within a word are part of it, as in (G)I-DLE."""
    spans: list[tuple[int, int]] = []
    open_at: list[int] = []
    for place, char in enumerate(text):
        if char in _OPENING:
            open_at.append(place)
        elif char in _CLOSING and open_at:
            start, end = open_at.pop(), place + 1
            if not (end < len(text) and (text[end].isalnum() or text[end] == "_")):
                spans = [each for each in spans if each[0] < start]
                spans.append((start, end))
    return spans


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text.strip()


def _cut_ending(text: str, found: _Found) -> str:
    """Read what stands at the end without bracket or dash: feat., safe version phrases, parts."""
    featured = _FEATURED.search(text)
    if featured is not None and featured.start() > 0:
        found.featured.append(featured[1].strip(" )]"))
        text = text[: featured.start()]
    ending = _TRAILING.search(text)
    if ending is not None and _classify(ending[0], found):
        text = text[: ending.start()]
    text, part = cut_part(text)
    found.part = found.part or part
    return text


def _classify(text: str, found: _Found) -> bool:
    """Read one bracket or ending into `found`; False when it is part of the title."""
    features = _FEATURED_WORD.match(text.strip())
    if features is not None:
        names = text.strip()[features.end() :].strip()
        found.featured.extend([names] if names else [])
        return bool(names)
    part = read_part(text)
    if part is not None:
        found.part = part
        return True
    tokens = _tokens(text)
    return bool(tokens) and _worded(tokens, found)


def _worded(tokens: list[str], found: _Found) -> bool:
    """Read a remark's words: languages, two songs in one, versions, packaging."""
    if all(token in lexicon.LANGUAGES for token in tokens):
        found.versions.add(Version("language", lexicon.LANGUAGES[tokens[0]]))
        return True
    if _AGAINST & set(tokens[1:-1]):
        found.versions.add(Version("mashup", " ".join(t for t in tokens if t not in _AGAINST)))
        return True
    kinds = _kinds(tokens)
    if not kinds:
        return _packaging(tokens, found)
    found.packaging.update(token for token in tokens if token in lexicon.PACKAGING)
    _add_versions(tokens, kinds, found)
    return True


def _tokens(text: str) -> list[str]:
    """Return the words of a remark; what several words say in one, what one word says of two apart."""
    words = f" {key(text)} "
    for phrase, word in lexicon.PHRASES.items():
        if phrase in words:
            words = words.replace(f" {phrase} ", f" {word} ")
    tokens: list[str] = []
    for word in words.split():
        tokens.extend([word] if word in _NAMED else _taken_apart(word))
    return tokens


def _taken_apart(word: str) -> list[str]:
    """Split what German and scripts without spaces write together: Liveversion, 武道館ライブ."""
    if word.isascii():
        for ending in lexicon.COMPOUNDS:
            if word.endswith(ending) and word.removesuffix(ending) in _NAMED:
                return [word.removesuffix(ending), "version"]
        return [word]
    for known in _UNSPACED:
        if word.endswith(known) or word.startswith(known):
            rest = word.removesuffix(known).removeprefix(known)
            return [rest, known] if rest else [known]
    return [word]


def _packaging(tokens: list[str], found: _Found) -> bool:
    """Read a remark about how the recording was sold."""
    if tokens[0] in {"from", "aus"} or tokens[-1] in {"soundtrack", "ost"}:
        found.packaging.add("soundtrack")
        return True
    named = [token for token in tokens if token in lexicon.PACKAGING]
    rest = [
        t
        for t in tokens
        if t not in lexicon.PACKAGING and t not in lexicon.SILENT and not _ORDINAL.fullmatch(t)
    ]
    years = [token for token in tokens if _YEAR.fullmatch(token)]
    strong = {"remaster", "remastered", "edition", "deluxe", "anniversary"} & set(named)
    if (named and not rest) or strong or (len(tokens) == 1 and years):
        found.packaging.update(named)
        if len(tokens) == 1:
            found.years.update(map(int, years))
        return True
    return False


def _kinds(tokens: list[str]) -> list[tuple[int, str]]:
    """Where version words stand, and the kinds they name."""
    kinds: list[tuple[int, str]] = []
    last = max((place for place, token in enumerate(tokens) if not token.isdecimal()), default=0)
    for place, token in enumerate(tokens):
        kind = lexicon.ANYWHERE.get(token)
        if (
            kind is None
            and (edge := lexicon.AT_THE_EDGE.get(token)) is not None
            and _at_edge(tokens, place, last)
        ):
            kind = edge
        if kind is not None:
            kinds.append((place, kind))
    return kinds


def _at_edge(tokens: list[str], place: int, last: int) -> bool:
    """Return True where an ambiguous word is a version and not a word of a sentence."""
    word = tokens[place]
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    if word in lexicon.LAST_ONLY:
        return place == last or following in {"version", "ver", "mix", "of", "by"}
    if word != "take" and (
        following in lexicon.FOLLOWERS or following in lexicon.MONTHS or _YEAR.fullmatch(following)
    ):
        return True
    if word not in {"live", "take"}:
        return place in {0, last}
    if place == 0:
        return not following or not following.isalpha() or following in lexicon.PACKAGING
    before = tokens[place - 1]
    known = before in lexicon.ANYWHERE or before in lexicon.AT_THE_EDGE or before in lexicon.PACKAGING
    return place == last and (known or bool(_YEAR.fullmatch(before)))


def _add_versions(tokens: list[str], kinds: list[tuple[int, str]], found: _Found) -> None:
    """Turn version words and the words around them into versions."""
    places = {place for place, _kind in kinds}
    name = " ".join(
        token
        for place, token in enumerate(tokens)
        if place not in places and token not in lexicon.SILENT and token not in lexicon.PACKAGING
    )
    named = {kind for _place, kind in kinds}
    weak = named & {"version", "mix", "take"}
    strong = named - weak
    if "edit" in strong and name == "video":
        name = ""
    if strong:
        generic = strong - {"live", "session", "remix", "cover", "duet", "vocal", "demo", "rehearsal", "edit"}
        found.versions.update(
            Version(kind, "" if kind in generic and len(strong) > 1 else name) for kind in strong
        )
        return
    found.versions.update(_weak_versions(weak, tokens, name))
    found.packaging.update(weak)


def _weak_versions(weak: set[str], tokens: list[str], name: str) -> set[Version]:
    """Return versions from words that need a name to mean anything: mix, version, take."""
    if "take" in weak:
        return {Version("take", name)}
    if "mix" in weak:
        found = Version("edit", "radio") if name == "radio" else Version("remix", name)
        return set() if not name or _YEAR.fullmatch(name) else {found}
    language = next((lexicon.LANGUAGES[word] for word in name.split() if word in lexicon.LANGUAGES), None)
    if language is not None:
        found = Version("language", language)
    elif name in lexicon.LENGTHS or "single" in tokens:
        found = Version(lexicon.LENGTHS.get(name, "edit"), "radio" if name == "radio" else "")
    else:
        found = Version("version", name)
    remastered = _YEAR.fullmatch(name) and {"remaster", "remastered"} & set(tokens)
    return set() if remastered or found == Version("version") else {found}


def _settled(versions: set[Version]) -> frozenset[Version]:
    """Drop "live" beside kinds that are live anyway."""
    if any(each.kind in lexicon.LIVE_ALREADY for each in versions):
        return frozenset(each for each in versions if each.kind != "live")
    return frozenset(versions)
