"""Links at one service, one a line: what its pages, and tools that move playlists, take by pasting."""

from collections.abc import Iterator

from syncopate.sync.formats.exported import Exported, Row, artists_line, one_line
from syncopate.sync.formats.uris import link_of


def write_links(exported: Exported) -> bytes:
    """Write it in UTF-8; comments tell how many there are, and what is not known there."""
    return ("\n".join(_lines(exported)) + "\n").encode()


def _lines(exported: Exported) -> Iterator[str]:
    links = [link_of(row.ids, exported.linked_by) for row in exported.rows]
    known = sum(link is not None for link in links)
    yield f"# {one_line(exported.name)}: {known} of {len(links)} at {exported.service}"
    for row, link in zip(exported.rows, links, strict=True):
        yield f"# not found: {_said(row)}" if link is None else link


def _said(row: Row) -> str:
    artists, title = artists_line(row.entry), one_line(row.entry.title)
    return f"{artists} - {title}" if artists else title
