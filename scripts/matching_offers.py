"""The iTunes-Amazon pairs: tracks offered by two shops, labelled as the same or not.

The files are serialised for language models (COL name VAL value), with spaces around punctuation and letters
broken by wrong encodings. An iTunes price of $1.99 is that of a music video, whose length is the film's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from matching_choice import Corpus, pair_of, tuned
from matching_fit import FOLDS, PairScore, fold_of
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.pair import judge_pair
from syncopate.matching.weights import DEFAULT, Weights

_FIELD = re.compile(r"COL (\S+) VAL (.*?)(?= COL \S+ VAL |\s*$)")
_VIDEO_PRICE = "1.99"
_TWICE_BROKEN = re.compile(r"Ì\s?([^\sA-Za-z])")
_LOST = ((re.compile("'``"), "Ü"), (re.compile(r"\s'\s_(?:\s(?=[a-z]))?"), "ó"))
"""What the other shop has where one has letters in pieces; `_` may have been any letter."""
_PARTED = (
    (re.compile(r"\s+'(s|m|re|ve|ll|d|t|n|cause|em)\b", re.IGNORECASE), r"'\1"),
    (re.compile(r"\s+n't\b", re.IGNORECASE), "n't"),
    (re.compile(r"([(\[])\s+"), r"\1"),
    (re.compile(r"\s+([)\],.!?:;])"), r"\1"),
    (re.compile(r"\s{2,}"), " "),
)
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Offer:
    """A labelled pair."""

    entry: Entry
    track: Track
    same: bool


def read_offers(folder: Path) -> list[Offer]:
    """Read every split in a folder (structured-*.txt)."""
    lines = (line for file in sorted(folder.glob("*.txt")) for line in file.read_text("utf-8").splitlines())
    return [_offer(*line.split("\t")) for line in lines if line]


def judge(offers: Sequence[Offer], weights: Weights = DEFAULT) -> PairScore:
    """Judge every pair by itself."""
    found = [_same(offer, weights) for offer in offers]
    right = sum(one and offer.same for one, offer in zip(found, offers, strict=True))
    return PairScore(right, sum(found), sum(offer.same for offer in offers))


def cross_validate_choice(offers: Sequence[Offer]) -> tuple[PairScore, tuple[PairScore, ...]]:
    """Choose all weights (`tuned`) on all folds but one, starting at those in use; judge the one left out."""
    names = [offer.entry.label for offer in offers]
    folds, corpus = fold_of(names), Corpus()
    each: list[PairScore] = []
    for fold in range(FOLDS):
        known = [
            pair_of(name, offer.entry, offer.track, same=offer.same)
            for offer, name in zip(offers, names, strict=True)
            if folds[name] != fold
        ]
        left_out = [offer for offer, name in zip(offers, names, strict=True) if folds[name] == fold]
        each.append(judge(left_out, tuned(known, corpus)))
    whole = PairScore(*(sum(getattr(one, name) for one in each) for name in ("right", "found", "true")))
    return whole, tuple(each)


def _same(offer: Offer, weights: Weights) -> bool:
    return judge_pair(offer.entry, offer.track, weights=weights).verdict is Verdict.MATCH


def _offer(left: str, right: str, label: str) -> Offer:
    one, other = _fields(left), _fields(right)
    return Offer(
        Entry(
            position=0,
            title=one["Song_Name"],
            artists=(one["Artist_Name"],),
            album=one["Album_Name"],
            duration=_length(one),
        ),
        Track(
            key="0",
            title=other["Song_Name"],
            artists=(other["Artist_Name"],),
            album=other["Album_Name"],
            duration=_length(other),
        ),
        label == "1",
    )


def _fields(text: str) -> dict[str, str]:
    return {name: _mended(value) for name, value in _FIELD.findall(text)}


def _mended(text: str) -> str:
    """Put letters and punctuation back together."""
    text = _TWICE_BROKEN.sub(_letter, text)
    for pattern, whole in (*_LOST, *_PARTED):
        text = pattern.sub(whole, text)
    return text.strip()


def _letter(found: re.Match[str]) -> str:
    """Undo two mistakes: UTF-8 read as Windows-1252, that written for a Macintosh and read as Latin-1."""
    try:
        return (b"\xc3" + found[1].encode("latin-1").decode("mac_roman").encode("cp1252")).decode()
    except UnicodeError:
        return "ó" if found[1] == "_" else found[0]


def _length(fields: Mapping[str, str]) -> timedelta | None:
    found = _CLOCK.fullmatch(fields["Time"].replace(" ", ""))
    if found is None or _VIDEO_PRICE in fields["Price"]:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) or None
