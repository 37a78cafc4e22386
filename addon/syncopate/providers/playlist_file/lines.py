"""Plain text: one `Artist - Title` or one link a line."""

import re

from syncopate.providers.playlist_file.parsed import ParsedPlaylist
from syncopate.providers.playlist_file.values import (
    Collector,
    read_identifier,
    split_artist_title,
    split_lines,
)

_COUNTED = re.compile(r"(\d{1,6})[.):]?\s+(?=\S)", re.ASCII)


def parse_lines(text: str) -> ParsedPlaylist:
    """Read one entry a line; a count at every line's start is not part of the names."""
    lines = [line.strip() for line in split_lines(text)]
    lines = _uncounted([line for line in lines if line])
    collector = Collector()
    for line in lines:
        external = read_identifier(line)
        if external:
            collector.add(title=line, ids=frozenset({external}))
            continue
        artists, title = split_artist_title(line)
        collector.add(title=title, artists=artists)
    return ParsedPlaylist(name="", found=collector.found())


def _uncounted(lines: list[str]) -> list[str]:
    counts = [_COUNTED.match(line) for line in lines]
    numbers = [int(found[1]) for found in counts if found]
    if len(lines) > 1 and numbers == list(range(1, len(lines) + 1)):
        return [line[found.end() :] for line, found in zip(lines, counts, strict=True) if found]
    return lines
