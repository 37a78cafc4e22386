"""Bytes to text: UTF-8, UTF-16 and 32 with a mark or without, else Windows-1252."""

import codecs
import re

from syncopate.errors import UnreadablePlaylist

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Codecs a file or a user may name; Python knows others that are no text encodings at all.
_NAMEABLE = frozenset(
    (
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "ascii",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "cp437",
        "cp850",
        "cp866",
        "cp932",
        "cp949",
        "iso8859-1",
        "iso8859-2",
        "iso8859-5",
        "iso8859-7",
        "iso8859-9",
        "iso8859-15",
        "koi8-r",
        "koi8-u",
        "shift_jis",
        "euc_jp",
        "euc_kr",
        "gbk",
        "gb18030",
        "big5",
    )
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.-]{1,20})["']""")
_WRONG = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SAMPLE = 4096
# Of a text in UTF-16 with Latin letters every second byte is zero; a third is enough to tell.
_ZEROS = 0.3


def decode(name: str, data: bytes, wanted: str | None = None) -> tuple[str, str]:
    """Return the text and its encoding. Raises UnreadablePlaylist for what is not text or says nothing."""
    text, encoding = _decoded(name, data, wanted)
    if "\0" in text:
        raise UnreadablePlaylist(f"{name} is a binary file.", name=name)
    wrong = len(_WRONG.findall(text[: _SAMPLE * 16]))
    if wrong * 100 > min(len(text), _SAMPLE * 16):
        raise UnreadablePlaylist(f"{name} is a binary file.", name=name)
    if not text.strip():
        raise UnreadablePlaylist(f"{name} is empty.", name=name)
    return text, encoding


def _decoded(name: str, data: bytes, wanted: str | None) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(name, data[len(mark) :], encoding), encoding
    if wanted:
        return _strictly(name, data, _codec(name, wanted)), _codec(name, wanted)
    found = _without_mark(data) or _declared(name, data)
    if found:
        return _strictly(name, data, found), found
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        raise UnreadablePlaylist(f"{name} is not written in {encoding}.", name=name) from error


def _codec(name: str, wanted: str) -> str:
    try:
        codec = codecs.lookup(wanted.strip()).name
    except (LookupError, ValueError) as error:
        raise UnreadablePlaylist(f"{name}: there is no encoding {wanted[:40]!r}.", name=name) from error
    if codec not in _NAMEABLE:
        raise UnreadablePlaylist(f"{name}: {wanted[:40]!r} is not an encoding of playlists.", name=name)
    return codec


def _without_mark(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    if len(sample) < 4:  # noqa: PLR2004 -- two letters of UTF-16
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * _ZEROS and even < odd // 4:
        return "utf-16-le"
    if even > half * _ZEROS and odd < even // 4:
        return "utf-16-be"
    return None


def _declared(name: str, data: bytes) -> str | None:
    found = _DECLARED.match(data[:200].lstrip())
    if not found:
        return None
    codec = _codec(name, found[1].decode("ascii"))
    # A declaration that can be read as single bytes cannot be in UTF-16.
    return None if codec.startswith(("utf-16", "utf-32", "utf-8", "ascii")) else codec
