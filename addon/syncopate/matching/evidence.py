"""What each aspect of an entry and a track says about them being one recording."""

from collections.abc import Callable
from datetime import timedelta

from rapidfuzz.fuzz import ratio

from syncopate.domain.match import Aspect, Evidence, Says
from syncopate.matching import score as weights
from syncopate.matching.keys import compact, has_han, is_foreign, key, latin_key, starred, unstyled
from syncopate.matching.reading import Reading
from syncopate.matching.versions import Version, read_title

type KnowsArtist = Callable[[str], bool]

_BY_DURATION = frozenset({"edit", "extended"})
_SAME_LENGTH = timedelta(seconds=2)
_SHOWN = frozenset({"mono", "stereo"})


def compare(entry: Reading, track: Reading, knows_artist: KnowsArtist) -> tuple[Evidence, ...]:
    """Weigh a track against an entry, from authoritative to textual."""
    found = [_title(entry, track), _version(entry, track), _part(entry, track)]
    found.append(_artists(entry, track, knows_artist))
    found.extend((_duration(entry, track), _album(entry, track)))
    shared = entry.ids & track.ids
    if shared:
        which = min(shared)
        found.insert(0, Evidence(Aspect.ID, Says.AGREES, f"same {which.kind.value} {which.value}"))
    return tuple(item for item in found if item is not None)


def _title(entry: Reading, track: Reading) -> Evidence:
    """Compare base titles, subtitles as far as both have them."""
    one, other = entry.title, track.title
    if compact(one.full) == compact(other.full):
        return Evidence(Aspect.TITLE, Says.AGREES)
    if compact(one.base) == compact(other.base) and one.base != one.full and other.base != other.full:
        likeness = ratio(one.full, other.full) / 100
        return _similar_title(likeness, f'"{track.raw_title}" has another subtitle than "{entry.raw_title}"')
    if {compact(one.base), compact(one.full)} & {compact(other.base), compact(other.full)}:
        return Evidence(Aspect.TITLE, Says.AGREES, "one title has a subtitle", weights.TITLE_SUBTITLE)
    if _spelled_alike(entry, track):
        return Evidence(Aspect.TITLE, Says.AGREES, "the same in another spelling", weights.TITLE_SPELLING)
    if is_foreign(one.base) != is_foreign(other.base):
        return _title_across_scripts(entry, track)
    return _similar_title(
        ratio(one.base, other.base) / 100, f'"{track.raw_title}" is not "{entry.raw_title}"'
    )


def _similar_title(likeness: float, otherwise: str) -> Evidence:
    if likeness < weights.TITLE_SIMILAR_FLOOR:
        return Evidence(Aspect.TITLE, Says.DISAGREES, otherwise, 0.6, gate=True)
    penalty = round((1 - likeness) * weights.TITLE_SIMILAR, 3)
    return Evidence(Aspect.TITLE, Says.AGREES, f"the titles are {likeness:.0%} alike", penalty)


def _title_across_scripts(entry: Reading, track: Reading) -> Evidence:
    """Compare titles in different scripts: a transliteration is a hint, its absence no proof."""
    likeness = _latin_likeness(entry.raw_title, track.raw_title)
    if likeness >= weights.READS_ALIKE:
        return Evidence(Aspect.TITLE, Says.AGREES, "the same in Latin letters", weights.TITLE_TRANSLITERATED)
    if likeness < weights.READS_DIFFERENT and not has_han(entry.raw_title + track.raw_title):
        detail = f'"{track.raw_title}" does not read like "{entry.raw_title}"'
        return Evidence(Aspect.TITLE, Says.DISAGREES, detail, 0.6, gate=True)
    return Evidence(Aspect.TITLE, Says.NOTHING, "titles in different scripts", weights.TITLE_OTHER_SCRIPT)


def _latin_likeness(one: str, other: str) -> float:
    left = latin_key(one) or key(one)
    right = latin_key(other) or key(other)
    return ratio(compact(left), compact(right)) / 100


def _spelled_alike(entry: Reading, track: Reading) -> bool:
    """Return whether titles differ in look-alikes (P!nk) or starred-out letters alone."""
    if _plain(entry.raw_title) == _plain(track.raw_title):
        return True
    return _starred_alike(entry.raw_title, track) or _starred_alike(track.raw_title, entry)


def _plain(raw: str) -> str:
    return compact(read_title(unstyled(raw) or raw).base)


def _starred_alike(raw: str, other: Reading) -> bool:
    pattern = starred(raw)
    return pattern is not None and pattern.fullmatch(compact(other.title.full)) is not None


def _version(entry: Reading, track: Reading) -> Evidence | None:
    """Compare recording words; what only the album says counts as a hint."""
    wanted, held = entry.title.versions, track.title.versions
    clash = next((text for each in wanted for text in _clashes(each, held) if text), None)
    if clash is not None:
        return Evidence(Aspect.VERSION, Says.DISAGREES, clash, 0.5, gate=True)
    lacking = _unmatched(wanted, held)
    extra = _unmatched(held, wanted)
    if not lacking and not extra:
        return _same_versions(entry, track)
    lacking_unexplained = _unmatched(lacking, track.implied)
    extra_unexplained = _unmatched(extra, entry.implied)
    if not lacking_unexplained and not extra_unexplained:
        return Evidence(
            Aspect.VERSION, Says.AGREES, "the album says which version", weights.VERSION_NAME_SILENT
        )
    odd = lacking_unexplained | extra_unexplained
    if all(_duration_decides(each) for each in odd):
        return _by_duration(entry, track, _named(odd))
    detail = f"{_named(extra_unexplained) or 'studio'} is not {_named(lacking_unexplained) or 'studio'}"
    return Evidence(Aspect.VERSION, Says.DISAGREES, detail, 0.5, gate=True)


def _duration_decides(version: Version) -> bool:
    return version.kind in _BY_DURATION or (version.kind == "remix" and not version.name)


def _by_duration(entry: Reading, track: Reading, named: str) -> Evidence:
    """Take an edit or a nameless remix for the same recording where it is as long."""
    if entry.duration is None or track.duration is None:
        return Evidence(Aspect.VERSION, Says.NOTHING, f"only one says {named}", weights.VERSION_IN_DOUBT)
    if abs(entry.duration - track.duration) <= _SAME_LENGTH:
        detail = f"only one says {named}, but both are as long"
        return Evidence(Aspect.VERSION, Says.AGREES, detail, weights.VERSION_BY_DURATION)
    detail = f"only one says {named}, and the lengths differ"
    return Evidence(Aspect.VERSION, Says.DISAGREES, detail, 0.3, gate=True)


def _same_versions(entry: Reading, track: Reading) -> Evidence | None:
    """Both say the same version: packaging, names left out and live albums are what is left to weigh."""
    mine, yours = entry.title, track.title
    if mine.versions or yours.versions:
        named = _named(mine.versions | yours.versions)
        silent = weights.VERSION_NAME_SILENT if mine.versions != yours.versions else 0.0
        return Evidence(Aspect.VERSION, Says.AGREES, f"both are {named}", silent)
    hinted = _unmatched(track.implied, entry.implied) if entry.album != track.album else frozenset[Version]()
    if hinted and not entry.ids & track.ids:
        detail = f"the album sounds like {_named(hinted)}"
        return Evidence(Aspect.VERSION, Says.NOTHING, detail, weights.VERSION_IN_DOUBT)
    if mine.packaging == yours.packaging:
        return None
    if (mine.packaging ^ yours.packaging) >= _SHOWN:
        return Evidence(Aspect.VERSION, Says.NOTHING, "mono is not stereo", weights.MONO_IS_NOT_STEREO)
    return Evidence(Aspect.VERSION, Says.AGREES, "the same in other packaging", weights.PACKAGING_DIFFERS)


def _clashes(wanted: Version, held: frozenset[Version]) -> list[str]:
    """Sentences where one kind has two names."""
    same_kind = [each for each in held if each.kind == wanted.kind]
    if not same_kind or any(_names_agree(wanted.name, each.name) for each in same_kind):
        return []
    return [f"{each} is not {wanted}" for each in same_kind]


def _names_agree(one: str, other: str) -> bool:
    left, right = set(one.split()), set(other.split())
    return left <= right or right <= left or ratio(one, other) / 100 >= weights.READS_ALIKE


def _unmatched(these: frozenset[Version], those: frozenset[Version]) -> frozenset[Version]:
    """Versions without a counterpart of their kind; unplugged and sessions are live."""
    kinds = {each.kind for each in those}
    if kinds & {"unplugged", "session"}:
        kinds |= {"live", "acoustic"} if "unplugged" in kinds else {"live"}
    if "live" in kinds:
        kinds |= {"unplugged"} if any("unplugged" in each.name for each in those) else set()
    return frozenset(each for each in these if each.kind not in kinds)


def _named(versions: frozenset[Version]) -> str:
    return ", ".join(str(each) for each in sorted(versions))


def _part(entry: Reading, track: Reading) -> Evidence | None:
    """Compare parts and all other numbers of the titles."""
    mine, yours = entry.title, track.title
    if mine.part != yours.part:
        if mine.part and yours.part:
            detail = f"part {yours.part} is not part {mine.part}"
            return Evidence(Aspect.PART, Says.DISAGREES, detail, 0.5, gate=True)
        return Evidence(Aspect.PART, Says.NOTHING, "only one names a part", weights.PART_SILENT)
    if mine.numbers != yours.numbers and compact(mine.full) != compact(yours.full):
        shown = [" ".join(map(str, each.numbers)) or "no number" for each in (yours, mine)]
        return Evidence(Aspect.PART, Says.DISAGREES, f"{shown[0]} is not {shown[1]}", 0.5, gate=True)
    return Evidence(Aspect.PART, Says.AGREES, f"both are part {mine.part}") if mine.part else None


def _artists(entry: Reading, track: Reading, knows_artist: KnowsArtist) -> Evidence:
    """Compare artists as sets."""
    if not entry.artists or not track.artists:
        same_album = bool(entry.album) and entry.album == track.album
        penalty = weights.ARTIST_UNKNOWN_SAME_ALBUM if same_album else weights.ARTIST_UNKNOWN
        return Evidence(Aspect.ARTISTS, Says.NOTHING, "no artist is known", penalty)
    if entry.artists & track.artists or entry.band == track.band:
        return Evidence(Aspect.ARTISTS, Says.AGREES)
    if _pieces_agree(entry, track, knows_artist) or _pieces_agree(track, entry, knows_artist):
        return Evidence(Aspect.ARTISTS, Says.AGREES, "one of several artists")
    if entry.artists & track.album_artists:
        return Evidence(Aspect.ARTISTS, Says.AGREES, "as the album's artist", weights.ARTIST_ABOVE_ONLY)
    return _artists_alike(entry, track)


def _pieces_agree(whole: Reading, single: Reading, knows_artist: KnowsArtist) -> bool:
    """Names written as one agree with their pieces where every piece is known to be somebody."""
    for pieces in whole.joined:
        if single.artists & set(pieces) and all(
            each in single.artists or knows_artist(each) for each in pieces
        ):
            return True
    return False


def _artists_alike(entry: Reading, track: Reading) -> Evidence:
    """Names that are not equal: misspelt, in another script, or somebody else."""
    against = f"{', '.join(track.names)} is not {', '.join(entry.names)}"
    best, across, readable = 0.0, False, True
    for mine in entry.names:
        for yours in track.names:
            if is_foreign(key(mine)) != is_foreign(key(yours)):
                across = True
                readable = readable and not has_han(mine + yours)
                if (likeness := _latin_likeness(mine, yours)) >= weights.READS_ALIKE:
                    penalty = weights.ARTIST_TRANSLITERATED
                    return Evidence(Aspect.ARTISTS, Says.AGREES, "the same in Latin letters", penalty)
                readable = readable and likeness < weights.READS_DIFFERENT
    for mine in entry.artists:
        for yours in track.artists:
            best = max(best, ratio(mine, yours) / 100)
    shortest = min(map(len, entry.artists | track.artists))
    if best >= weights.ARTIST_SIMILAR_FLOOR and shortest >= weights.NAME:
        penalty = round((1 - best) * weights.ARTIST_SIMILAR, 3)
        return Evidence(Aspect.ARTISTS, Says.AGREES, f"the names are {best:.0%} alike", penalty)
    if across and not readable:
        return Evidence(
            Aspect.ARTISTS, Says.NOTHING, "names in different scripts", weights.ARTIST_OTHER_SCRIPT
        )
    return Evidence(Aspect.ARTISTS, Says.DISAGREES, against, 0.6, gate=True)


def _duration(entry: Reading, track: Reading) -> Evidence:
    """Compare lengths: a gate beyond 7 s and 3 % (15 s where both name the version)."""
    if entry.duration is None or track.duration is None:
        return Evidence(Aspect.DURATION, Says.NOTHING, "a length is not known", weights.DURATION_UNKNOWN)
    apart = abs(entry.duration - track.duration).total_seconds()
    named = bool(entry.title.versions) and {each.kind for each in entry.title.versions} == {
        each.kind for each in track.title.versions
    }
    longer = max(entry.duration, track.duration).total_seconds()
    if apart > max(15.0 if named else 7.0, 0.03 * longer):
        detail = f"{clock(track.duration)} is not {clock(entry.duration)}"
        return Evidence(Aspect.DURATION, Says.DISAGREES, detail, 0.4, gate=True)
    if apart <= weights.DURATION_FREE:
        return Evidence(Aspect.DURATION, Says.AGREES)
    penalty = min(weights.DURATION_FAR, round((apart - weights.DURATION_FREE) * weights.DURATION_SECOND, 3))
    return Evidence(Aspect.DURATION, Says.AGREES, f"{apart:.0f} s apart", penalty)


def clock(duration: timedelta) -> str:
    """Minutes and seconds, e.g. 5:54."""
    seconds = round(duration.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _album(entry: Reading, track: Reading) -> Evidence | None:
    """Compare albums: a hint, never required."""
    if not entry.album or not track.album:
        return None
    if compact(entry.album) == compact(track.album):
        return Evidence(Aspect.ALBUM, Says.AGREES)
    return Evidence(Aspect.ALBUM, Says.DISAGREES, "on another album", weights.ALBUM_DIFFERS)
