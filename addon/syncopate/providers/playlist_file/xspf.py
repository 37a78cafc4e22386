"""XSPF, the XML playlist format. Documents with a DTD are refused: nothing is ever expanded or fetched."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from syncopate.errors import UnreadablePlaylist
from syncopate.providers.playlist_file.parsed import ParsedPlaylist
from syncopate.providers.playlist_file.values import (
    Collector,
    clean,
    read_duration,
    read_identifier,
    read_location,
)

_DEEPEST = 32


def parse_xspf(name: str, text: str) -> ParsedPlaylist:
    """Read an XSPF document. Raises UnreadablePlaylist."""
    root = _tree(name, text)
    if _local(root) != "playlist":
        raise UnreadablePlaylist(f"{name} is not an XSPF playlist.", name=name)
    track_list = next((child for child in root if _local(child) == "trackList"), None)
    if track_list is None:
        raise UnreadablePlaylist(f"{name} has no track list.", name=name)
    collector = Collector()
    for track in track_list:
        if _local(track) == "track":
            _add(collector, track)
    return ParsedPlaylist(
        name=clean(_text(root, "title")),
        description=clean(_text(root, "annotation")) or None,
        found=collector.found(),
    )


def _add(collector: Collector, track: Element) -> None:
    said = [_content(child) for child in track if _local(child) in {"identifier", "location", "info"}]
    location = _text(track, "location")
    collector.add(
        title=_text(track, "title"),
        artists=(_text(track, "creator"),),
        album=_text(track, "album"),
        duration=read_duration(_text(track, "duration"), milliseconds=True),
        ids=frozenset(external for text in said if (external := read_identifier(text))),
        path=read_location(location) if location else None,
    )


def _tree(name: str, text: str) -> Element:
    builder, depth = TreeBuilder(), 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise UnreadablePlaylist(f"{name} is nested too deeply.", name=name)
        builder.start(tag, dict(attributes))

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def doctype(*_: object) -> None:
        raise UnreadablePlaylist(f"{name} declares entities, which playlists do not need.", name=name)

    parser = expat.ParserCreate("utf-8", namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
        return builder.close()
    except (expat.ExpatError, AssertionError) as error:
        raise UnreadablePlaylist(f"{name} is not well-formed XML: {error}.", name=name) from error


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _content(element: Element) -> str:
    return (element.text or "").strip()


def _text(parent: Element, tag: str) -> str:
    return next((_content(child) for child in parent if _local(child) == tag), "")
