"""A made-up library of any size and playlists that find, vary, misspell and miss its tracks.

The index is made directly, not by a scan: the files exist and carry the stamps the index holds, but each is
one byte long. That is honest for a sync, which looks files up and never opens them; it says nothing about
scanning. Names are drawn from a fixed seed: few artists have many tracks, and titles return as in real
libraries.
"""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate
from pathlib import Path

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat, FileStamp, IndexedTrack, Track

_SEED = 20_260_101
_ARTISTS_PER_TRACK = 1 / 25
_ALBUM_TRACKS = 12
_ISRC_SHARE = 0.2
_FEATURED_SHARE = 0.05

_EXACT, _VARIANT, _MISSPELT = 0.60, 0.80, 0.90
"""Up to which draw an entry is taken over, varied, or misspelt; beyond, the library lacks it."""

_FIRST = (
    *(
        "Silver",
        "Velvet",
        "Broken",
        "Golden",
        "Electric",
        "Midnight",
        "Paper",
        "Hollow",
        "Crystal",
        "Northern",
    ),
    *("Burning", "Silent", "Wild", "Distant", "Crooked", "Neon", "Tender", "Static", "Amber", "Lonely"),
    *("Scarlet", "Frozen", "Hidden", "Restless", "Sacred", "Faded", "Little", "Heavy", "Blue", "Étoile"),
)
_SECOND = (
    *("River", "Hearts", "Machine", "Garden", "Wolves", "Harbour", "Signal", "Mountain", "Ghosts", "Letters"),
    *(
        "Avenue",
        "Thunder",
        "Mirrors",
        "Sailors",
        "Orchard",
        "Satellite",
        "Shadows",
        "Carnival",
        "Empire",
        "Rain",
    ),
    *(
        "Lanterns",
        "Horizon",
        "Engines",
        "Sparrows",
        "Tides",
        "Winter",
        "Colours",
        "Station",
        "Dreams",
        "Blüte",
    ),
)
_LINKS = ("of the", "in the", "without", "and the", "under", "for the", "beyond the", "against the")
_COMMON = ("Intro", "Home", "Hold On", "Stay", "Forever", "Alive", "Runaway", "Higher", "Angel", "Interlude")
_VARIANTS = ("{} - Remastered 2011", "{} (Remastered)", "{} - 2009 Remaster", "{} (Album Version)")
_FORMAT = AudioFormat(codec="mp3", bitrate=320, sample_rate=44_100)


def make_index(root: Path, count: int) -> list[IndexedTrack]:
    """Make the files of `count` tracks below `root` and return what an index of them holds."""
    made = list(made_tracks(count))
    for row in made:
        _touch(root / row.track.key)
    return [_stamped(root, row.track) for row in made]


def made_tracks(count: int) -> Iterator[IndexedTrack]:
    """Give `count` tracks, without files."""
    draw = random.Random(_SEED)  # noqa: S311 -- nothing secret is drawn
    names = _artist_names(max(4, round(count * _ARTISTS_PER_TRACK)))
    # Zipf: the artist at place n has a share of 1/n.
    weights = [*accumulate(1 / place for place in range(1, len(names) + 1))]
    made = 0
    while made < count:
        artist = draw.choices(names, cum_weights=weights)[0]
        size = min(_ALBUM_TRACKS, count - made)
        yield from _album(draw, artist, names, made, size)
        made += size


def playlist_file(tracks: Sequence[IndexedTrack], number: int, entries: int) -> bytes:
    """Return a CSV of entries: 60 % as in the library, 20 % varied, 10 % misspelt, 10 % not there."""
    draw = random.Random(_SEED + number)  # noqa: S311 -- nothing secret is drawn
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("Title", "Artist", "Album", "Duration", "ISRC"))
    for row in draw.sample(tracks, entries):
        writer.writerow(_entry(draw, row.track))
    return text.getvalue().encode()


def _entry(draw: random.Random, track: Track) -> tuple[str, str, str, str, str]:
    title, artists, album = track.title, ", ".join(track.artists), track.album or ""
    seconds = round(track.duration.total_seconds()) if track.duration else 0
    isrc = next((each.value for each in track.ids), "")
    kind = draw.random()
    if kind < _EXACT:
        pass
    elif kind < _VARIANT:
        isrc, seconds = "", seconds + draw.choice((-1, 0, 1))
        if draw.random() < 0.5:  # noqa: PLR2004 -- one way or the other
            title = draw.choice(_VARIANTS).format(title)
        else:
            title = f"{title} (feat. {draw.choice(_FIRST)} {draw.choice(_SECOND)})"
    elif kind < _MISSPELT:
        isrc, title, album = "", _misspelt(draw, title), ""
    else:
        isrc, title, album = "", f"{draw.choice(_SECOND)} {draw.randrange(1000, 10_000)} Overture", ""
        artists = artists if draw.random() < 0.5 else f"{draw.choice(_SECOND)} Quartet"  # noqa: PLR2004 -- as above
    return title, artists, album, f"{seconds // 60}:{seconds % 60:02}", isrc


def _misspelt(draw: random.Random, text: str) -> str:
    """Swap two letters inside, or drop one."""
    at = draw.randrange(1, max(2, len(text) - 1))
    if draw.random() < 0.5:  # noqa: PLR2004 -- one way or the other
        return text[:at] + text[at + 1 :]
    return text[: at - 1] + text[at : at + 1] + text[at - 1 : at] + text[at + 1 :]


def _artist_names(count: int) -> list[str]:
    return [
        f"{'The ' if number % 3 == 0 else ''}{_FIRST[number % len(_FIRST)]} "
        f"{_SECOND[number // len(_FIRST) % len(_SECOND)]}"
        + (f" {number // 900 + 1}" if number >= len(_FIRST) * len(_SECOND) else "")
        for number in range(count)
    ]


def _album(
    draw: random.Random, artist: str, names: list[str], start: int, count: int
) -> Iterator[IndexedTrack]:
    album = f"{draw.choice(_FIRST)} {draw.choice(_SECOND)}"
    year = draw.randrange(1962, 2026)
    for number in range(1, count + 1):
        title = _title(draw)
        artists = (artist, draw.choice(names)) if draw.random() < _FEATURED_SHARE else (artist,)
        serial = start + number
        isrc = ExternalId(IdKind.ISRC, f"QZBNC{year % 100:02}{serial % 100_000:05}")
        key = f"{artist}/{album} {start // _ALBUM_TRACKS}/{number:02} - {title}.mp3"
        yield IndexedTrack(
            track=Track(
                key=key,
                title=title,
                artists=artists,
                album=album,
                album_artist=artist,
                duration=timedelta(milliseconds=draw.randrange(95_000, 420_000)),
                number=number,
                year=year,
                ids=frozenset((isrc,)) if draw.random() < _ISRC_SHARE else frozenset(),
                path=key,
                format=_FORMAT,
            )
        )


def _title(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.04:  # noqa: PLR2004 -- how often a title is one that many songs have
        return draw.choice(_COMMON)
    if kind < 0.30:  # noqa: PLR2004 -- how often it is two words
        return f"{draw.choice(_FIRST)} {draw.choice(_SECOND)}"
    return f"{draw.choice(_SECOND)} {draw.choice(_LINKS)} {draw.choice(_FIRST)} {draw.choice(_SECOND)}"


def _touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")


def _stamped(root: Path, track: Track) -> IndexedTrack:
    about = (root / track.key).stat()
    return IndexedTrack(track=track, stamp=FileStamp(size=about.st_size, mtime_ns=about.st_mtime_ns))
