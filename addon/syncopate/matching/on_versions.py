"""What two titles' versions say about being one recording."""

import re
from datetime import timedelta

from rapidfuzz.fuzz import ratio

from syncopate.domain.match import Aspect, Evidence, Says
from syncopate.matching.artists import artist_keys
from syncopate.matching.backing import Backing
from syncopate.matching.reading import Reading
from syncopate.matching.versions import Version
from syncopate.matching.weights import Weights

_BY_DURATION = frozenset({"edit", "extended"})
_SHOWN = frozenset({"mono", "stereo"})
_LEFT_OUT = frozenset({"remix", "live", "edit", "extended", "session", "unplugged"})
"""Versions that are never as long as the one they are made of; an instrumental is."""
_VERY_SAME = timedelta(seconds=1)
_DIGITS = re.compile(r"\d+")


def compare_versions(entry: Reading, track: Reading, back: Backing, weights: Weights) -> Evidence | None:
    """Compare recording words; what only the album says counts as a hint."""
    wanted, held = entry.title.versions, track.title.versions
    clash = next((text for each in wanted for text in _clashes(each, held, weights)), None)
    if clash is not None:
        return Evidence(Aspect.VERSION, Says.DISAGREES, clash, weights.version_other, gate=True)
    lacking = _unmatched(wanted, held, weights)
    extra = _unmatched(held, wanted, weights)
    if not lacking and not extra:
        return _same_versions(entry, track, back, weights)
    lacking, extra = (
        _unmatched(lacking, track.implied, weights),
        _unmatched(extra, entry.implied, weights),
    )
    if not lacking and not extra:
        return Evidence(
            Aspect.VERSION, Says.AGREES, "the album says which version", weights.version_name_silent
        )
    return _one_sided(entry, track, lacking, extra, back, weights)


def _one_sided(
    entry: Reading,
    track: Reading,
    lacking: frozenset[Version],
    extra: frozenset[Version],
    back: Backing,
    weights: Weights,
) -> Evidence:
    """Weigh versions that only one side names."""
    odd = lacking | extra
    if all(_duration_decides(each) for each in odd):
        if _other_guests(entry, track):
            detail = f"only one says {_named(odd)} and names a guest"
            return Evidence(Aspect.VERSION, Says.NOTHING, detail, weights.version_in_doubt)
        return _by_duration(entry, track, _named(odd), weights)
    if _left_out(entry, track, odd, back):
        detail = f"only one says {_named(odd)}, but album and length are the same"
        return Evidence(Aspect.VERSION, Says.NOTHING, detail, weights.version_left_out)
    held, wanted = extra or track.title.versions, lacking or entry.title.versions
    detail = f"{_named(held) or 'studio'} is not {_named(wanted) or 'studio'}"
    return Evidence(Aspect.VERSION, Says.DISAGREES, detail, weights.version_other, gate=True)


def _left_out(entry: Reading, track: Reading, odd: frozenset[Version], back: Backing) -> bool:
    """Return True where one side may have left the version out: nothing else on the album is as long."""
    if not back.album or entry.duration is None or track.duration is None:
        return False
    as_long = abs(entry.duration - track.duration) <= _VERY_SAME
    return as_long and all(each.kind in _LEFT_OUT for each in odd)


def _other_guests(entry: Reading, track: Reading) -> bool:
    """Return True where a title names a guest that the other side does not know of."""
    guests = artist_keys(entry.title.featured), artist_keys(track.title.featured)
    return not (guests[0] <= track.artists and guests[1] <= entry.artists)


def _duration_decides(version: Version) -> bool:
    return version.kind in _BY_DURATION or (version.kind == "remix" and not version.name)


def _by_duration(entry: Reading, track: Reading, named: str, weights: Weights) -> Evidence:
    """Take an edit or a nameless remix for the same recording where it is as long."""
    if entry.duration is None or track.duration is None:
        return Evidence(Aspect.VERSION, Says.NOTHING, f"only one says {named}", weights.version_in_doubt)
    if abs(entry.duration - track.duration).total_seconds() <= weights.duration_same:
        detail = f"only one says {named}, but both are as long"
        return Evidence(Aspect.VERSION, Says.AGREES, detail, weights.version_by_duration)
    detail = f"only one says {named}, and the lengths differ"
    return Evidence(Aspect.VERSION, Says.DISAGREES, detail, weights.version_other_length, gate=True)


def _same_versions(entry: Reading, track: Reading, back: Backing, weights: Weights) -> Evidence | None:
    """Both say the same version: years, names left out, live albums, packaging are what is left to weigh."""
    mine, yours = entry.title, track.title
    doubt = _years_apart(entry, track, weights)
    if mine.versions or yours.versions:
        named = _named(mine.versions | yours.versions)
        silent = weights.version_name_silent if mine.versions != yours.versions else 0.0
        return doubt or Evidence(Aspect.VERSION, Says.AGREES, f"both are {named}", silent)
    doubt = doubt or _albums_apart(entry, track, back, weights)
    if doubt is not None and not entry.ids & track.ids:
        return doubt
    return _packaged(mine.packaging, yours.packaging, weights)


def _packaged(mine: frozenset[str], yours: frozenset[str], weights: Weights) -> Evidence | None:
    if mine == yours:
        return None
    if (mine ^ yours) >= _SHOWN:
        return Evidence(Aspect.VERSION, Says.NOTHING, "mono is not stereo", weights.mono_is_not_stereo)
    if "mix" in mine ^ yours:
        return Evidence(Aspect.VERSION, Says.NOTHING, "one is mixed anew", weights.other_mix)
    return Evidence(Aspect.VERSION, Says.AGREES, "the same in other packaging", weights.packaging_differs)


def _years_apart(entry: Reading, track: Reading, weights: Weights) -> Evidence | None:
    """Say that both titles name a year, and not the same: works are played again, songs sung again."""
    mine, yours = entry.title.years, track.title.years
    if not mine or not yours or mine & yours:
        return None
    shown = [" ".join(map(str, sorted(each))) for each in (yours, mine)]
    return Evidence(Aspect.VERSION, Says.DISAGREES, f"{shown[0]} is not {shown[1]}", weights.version_in_doubt)


def _albums_apart(entry: Reading, track: Reading, back: Backing, weights: Weights) -> Evidence | None:
    """Say that albums sound like different versions, where the titles say nothing of it."""
    clash = next((text for each in entry.implied for text in _clashes(each, track.implied, weights)), None)
    if clash is not None:
        return Evidence(Aspect.VERSION, Says.DISAGREES, f"by the albums {clash}", weights.version_in_doubt)
    hinted = _unmatched(track.implied, entry.implied, weights) | _unmatched(
        entry.implied, track.implied, weights
    )
    if not hinted or back.album:
        return None
    detail = f"the album sounds like {_named(hinted)}"
    return Evidence(Aspect.VERSION, Says.NOTHING, detail, weights.version_in_doubt)


def _clashes(wanted: Version, held: frozenset[Version], weights: Weights) -> list[str]:
    """Sentences where one kind has two names."""
    same_kind = [each for each in held if each.kind == wanted.kind]
    if not same_kind or any(_names_agree(wanted.name, each.name, weights) for each in same_kind):
        return []
    return [f"{each} is not {wanted}" for each in same_kind]


def _names_agree(one: str, other: str, weights: Weights) -> bool:
    digits = [set(_DIGITS.findall(name)) for name in (one, other)]
    if all(digits) and not (digits[0] <= digits[1] or digits[1] <= digits[0]):
        return False  # Berlin 1996 is not Berlin 1992
    left, right = set(one.split()), set(other.split())
    return left <= right or right <= left or ratio(one, other) / 100 >= weights.reads_alike


def _unmatched(these: frozenset[Version], those: frozenset[Version], weights: Weights) -> frozenset[Version]:
    """Versions without a counterpart of their kind and name; unplugged and sessions are live."""
    kinds = set[str]()
    present = {each.kind for each in those}
    if present & {"unplugged", "session"}:
        kinds |= {"live", "acoustic"} if "unplugged" in present else {"live"}
    if "live" in present:
        kinds |= {"unplugged"} if any("unplugged" in each.name for each in those) else set()
    return frozenset(
        each
        for each in these
        if each.kind not in kinds
        and not any(
            each.kind == other.kind and _names_agree(each.name, other.name, weights) for other in those
        )
    )


def _named(versions: frozenset[Version]) -> str:
    return ", ".join(str(each) for each in sorted(versions))
