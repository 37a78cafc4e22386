"""What each aspect of an entry and a track says about them being one recording."""

from collections.abc import Callable
from datetime import timedelta

from syncopate.domain.match import Aspect, Evidence, Says
from syncopate.matching.backing import Backing, backing
from syncopate.matching.on_artists import compare_artists
from syncopate.matching.on_titles import compare_titles
from syncopate.matching.on_versions import compare_versions
from syncopate.matching.reading import Reading
from syncopate.matching.score import score
from syncopate.matching.weights import DEFAULT, Weights

type KnowsArtist = Callable[[str], bool]


def compare(
    entry: Reading, track: Reading, knows_artist: KnowsArtist, weights: Weights = DEFAULT
) -> tuple[Evidence, ...]:
    """Weigh a track against an entry, from authoritative to textual; the best of how each can be read."""
    best = _compare(entry, track, knows_artist, weights)
    for mine in (entry, entry.otherwise):
        for yours in (track, track.otherwise):
            if mine is None or yours is None or (mine is entry and yours is track):
                continue
            other = _compare(mine, yours, knows_artist, weights)
            if _rank(other) > _rank(best):
                best = other
    return best


def _rank(evidence: tuple[Evidence, ...]) -> tuple[bool, float]:
    return not any(item.gate for item in evidence), score(evidence)


def _compare(
    entry: Reading, track: Reading, knows_artist: KnowsArtist, weights: Weights
) -> tuple[Evidence, ...]:
    back = backing(entry, track, weights)
    title = compare_titles(entry, track, back, weights)
    found = [title, compare_versions(entry, track, back, weights), _part(entry, track, title, weights)]
    found.append(compare_artists(entry, track, knows_artist, back, weights))
    found.extend((_duration(entry, track, weights), _album(entry, track, back, weights)))
    if back.place:
        found.append(Evidence(Aspect.POSITION, Says.AGREES))
    shared = entry.ids & track.ids
    if shared:
        which = min(shared)
        found.insert(0, Evidence(Aspect.ID, Says.AGREES, f"same {which.kind.value} {which.value}"))
    return tuple(item for item in found if item is not None)


def _part(entry: Reading, track: Reading, title: Evidence, weights: Weights) -> Evidence | None:
    """Compare parts and all other numbers of the titles."""
    mine, yours = entry.title, track.title
    if mine.part != yours.part:
        if mine.part and yours.part:
            detail = f"part {yours.part} is not part {mine.part}"
            return Evidence(Aspect.PART, Says.DISAGREES, detail, weights.part_other, gate=True)
        return Evidence(Aspect.PART, Says.NOTHING, "only one names a part", weights.part_silent)
    same_words = mine.full.replace(" ", "") == yours.full.replace(" ", "")
    with_album = title.says is Says.AGREES and title.detail == "the album stands behind the title"
    if mine.numbers != yours.numbers and not same_words and not with_album:
        theirs, ours = (" ".join(map(str, each.numbers)) for each in (yours, mine))
        one = f"a {theirs or ours} in one title only"
        detail = f"{theirs} is not {ours}" if theirs and ours else one
        return Evidence(Aspect.PART, Says.DISAGREES, detail, weights.part_other, gate=True)
    return Evidence(Aspect.PART, Says.AGREES, f"both are part {mine.part}") if mine.part else None


def _duration(entry: Reading, track: Reading, weights: Weights) -> Evidence:
    """Compare lengths: a gate beyond 7 s and 3 % (15 s where both name the version)."""
    if entry.duration is None or track.duration is None:
        return Evidence(Aspect.DURATION, Says.NOTHING, "a length is not known", weights.duration_unknown)
    apart = abs(entry.duration - track.duration).total_seconds()
    named = bool(entry.title.versions) and {each.kind for each in entry.title.versions} == {
        each.kind for each in track.title.versions
    }
    longer = max(entry.duration, track.duration).total_seconds()
    most = weights.duration_gate_named if named else weights.duration_gate
    if apart > max(most, weights.duration_gate_share * longer):
        detail = f"{clock(track.duration)} is not {clock(entry.duration)}"
        return Evidence(Aspect.DURATION, Says.DISAGREES, detail, weights.duration_other, gate=True)
    if apart <= weights.duration_same:
        return Evidence(Aspect.DURATION, Says.AGREES)
    penalty = round((apart - weights.duration_same) * weights.duration_second, 3)
    return Evidence(Aspect.DURATION, Says.AGREES, f"{apart:.0f} s apart", min(weights.duration_far, penalty))


def clock(duration: timedelta) -> str:
    """Minutes and seconds, e.g. 5:54."""
    seconds = round(duration.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _album(entry: Reading, track: Reading, back: Backing, weights: Weights) -> Evidence | None:
    """Compare albums: a hint, never required."""
    if not entry.album or not track.album:
        return None
    if back.album:
        return Evidence(Aspect.ALBUM, Says.AGREES)
    return Evidence(Aspect.ALBUM, Says.DISAGREES, "on another album", weights.album_differs)
