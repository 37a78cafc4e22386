"""What matching says, in German: every sentence it can say, found in its sources and said by it."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
import syncopate.matching
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.web.details import SENTENCES, in_words, is_known
from syncopate.web.render import texts_of

MATCHING = Path(syncopate.matching.__file__).parent
GERMAN = texts_of("de")


def said(module: Path) -> Iterator[str]:
    """Give each sentence that a module makes for evidence, "7" in its places."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    pieces = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=values):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in values)
            case ast.Call(func=ast.Name(id="Evidence"), args=[_, _, ast.Constant(value=str(text)), *_]):
                yield text
            case ast.Assign(targets=[ast.Name(id="detail" | "against")], value=value):
                constants = (part for part in ast.walk(value) if isinstance(part, ast.Constant))
                yield from (str(part.value) for part in constants if id(part) not in pieces)


def sentences() -> list[str]:
    modules = [path for path in MATCHING.glob("*.py") if "Evidence(" in path.read_text(encoding="utf-8")]
    return sorted({text for module in modules for text in said(module) if " " in text.strip(", ")})


def test_the_sources_are_read() -> None:
    found = sentences()
    assert {'"7" is not "7"', "on another album", "the titles are 7 alike", "you chose it"} <= set(found)
    assert len(found) > 40


@pytest.mark.parametrize("sentence", sentences())
def test_every_sentence_is_known_and_translated(sentence: str) -> None:
    assert is_known(sentence), f"not in web/details.py: {sentence}"
    assert in_words(GERMAN, sentence) != sentence
    assert in_words(texts_of("en"), sentence) == sentence


@pytest.mark.parametrize("sentence", SENTENCES)
def test_german_says_something_else(sentence: str) -> None:
    assert GERMAN.gettext(sentence) != sentence


TITLES = (
    *("Roads", "Roads (Live)", "Roads (Acoustic)", "Roads, Pt. 1", "Roads, Pt. 2", "Roads (Radio Edit)"),
    *("Rodas", "Glory Box", "Roads - Extended Mix", "Roads (Live at Berkeley)", "Roads (Mono)", "Роадс"),
    *(
        "Roads (Karaoke Version)",
        "Roads 2",
        "Roads: A Song",
        "Roads (Demo)",
        "Roads (Instrumental)",
    ),
)
ARTISTS = (("Portishead",), ("Portis Head",), ("Portishead", "Tricky"), ("Портисхед",), ("Nobody Else",), ())


def pairs() -> Iterator[tuple[Entry, Track]]:
    for place, (ours, theirs) in enumerate(product(TITLES, TITLES)):
        one, other = ARTISTS[place % len(ARTISTS)], ARTISTS[place // len(TITLES) % len(ARTISTS)]
        album, length = ("Dummy", "Live")[place % 2], (304, 306, 309, 340)[place % 4]
        yield (
            Entry(position=0, title=ours, artists=one, album="Dummy", duration=timedelta(seconds=304)),
            Track(key="x", title=theirs, artists=other, album=album, duration=timedelta(seconds=length)),
        )


def test_whatever_matching_says_of_pairs_is_known() -> None:
    details = set()
    for entry, track in pairs():
        match = match_entry(entry, LibraryIndex.build([track]), Decisions())
        details |= {item.detail for candidate in match.candidates for item in candidate.evidence}
    details.discard("")
    assert len(details) > 20
    assert {detail for detail in details if not is_known(detail)} == set()
    assert {detail for detail in details if in_words(GERMAN, detail) == detail} == set()


@pytest.mark.parametrize(
    ("detail", "german"),
    [
        ('"Roads" is not "Glory Box"', "„Roads“ ist nicht „Glory Box“"),
        ('"A" is not "B" is not "C"', '„A" is not "B“ ist nicht „C“'),
        ("studio is not acoustic", "Studio ist nicht akustisch"),
        ("only one says live", "nur eins sagt live"),
        ("5:54 is not 4:10", "5:54 ist nicht 4:10"),
        ("what a later version says", "what a later version says"),
    ],
)
def test_names_stay_and_words_are_translated(detail: str, german: str) -> None:
    assert in_words(GERMAN, detail) == german
