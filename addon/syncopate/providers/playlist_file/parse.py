"""A playlist file's name and bytes in, its entries out. Pure; whatever is wrong is a SyncopateError."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from syncopate.domain.playlist import LARGEST_FILE
from syncopate.errors import PlaylistTooLarge
from syncopate.providers.playlist_file.encoding import decode
from syncopate.providers.playlist_file.jspf import parse_jspf
from syncopate.providers.playlist_file.lines import parse_lines
from syncopate.providers.playlist_file.m3u import parse_m3u
from syncopate.providers.playlist_file.parsed import ParsedPlaylist
from syncopate.providers.playlist_file.table import is_one_column, looks_like_table, parse_table
from syncopate.providers.playlist_file.values import clean
from syncopate.providers.playlist_file.xspf import parse_xspf

EXTENSIONS = frozenset({".csv", ".tsv", ".txt", ".m3u", ".m3u8", ".xspf", ".jspf", ".json"})
MAX_BYTES = LARGEST_FILE
MAX_LINES = 200_000
_DASHED = re.compile(r"\S\s+[-\u2013\u2014]\s+\S")


def parse_playlist(name: str, data: bytes, options: Mapping[str, str]) -> ParsedPlaylist:
    """Read a file by its extension, else by how it begins.

    Options: `column.<field>`, `delimiter`, `header` (yes, no), `encoding`, `playlist` (one of several in a
    table). Raises UnreadablePlaylist, PlaylistTooLarge, UnknownColumns, InvalidInput.
    """
    shown = clean(name)[:200] or "The file"
    if len(data) > MAX_BYTES:
        raise PlaylistTooLarge(name=shown, limit=f"{MAX_BYTES // 1_000_000} MB")
    text, encoding = decode(shown, data, options.get("encoding"))
    if text.count("\n") > MAX_LINES:
        raise PlaylistTooLarge(name=shown, limit=f"{MAX_LINES:,} lines")
    parsed = _parse(shown, PurePosixPath(name).suffix.lower(), text.lstrip("\ufeff"), options)
    if len(parsed.entries) > MAX_LINES:
        raise PlaylistTooLarge(name=shown, limit=f"{MAX_LINES:,} entries")
    return replace(parsed, name=parsed.name or name_of(name), encoding=encoding)


def name_of(file_name: str) -> str:
    """Return what a playlist is called that has only the name of its file."""
    plain = PurePosixPath(file_name.replace("\\", "/"))
    return clean(plain.stem if plain.suffix.lower() in EXTENSIONS else plain.name) or "Playlist"


def _parse(name: str, extension: str, text: str, options: Mapping[str, str]) -> ParsedPlaylist:
    start = text.lstrip()[:200]
    if extension in {".m3u", ".m3u8"} or start.upper().startswith("#EXTM3U"):
        return parse_m3u(text)
    if extension == ".xspf" or start.startswith("<?xml"):
        return parse_xspf(name, text.lstrip())
    if extension in {".jspf", ".json"}:
        return parse_jspf(name, text)
    asked = any(option.startswith("column.") or option in {"delimiter", "header"} for option in options)
    if asked or looks_like_table(text):
        return parse_table(name, text, options, tabs=extension == ".tsv")
    if extension in {".csv", ".tsv"} and not (is_one_column(text) and _DASHED.search(start)):
        return parse_table(name, text, options, tabs=extension == ".tsv")
    return parse_lines(text)
