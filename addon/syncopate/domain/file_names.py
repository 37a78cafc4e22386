"""Names of files and folders from names of music: safe on every file system, still readable."""

import re
import unicodedata

EXTENSION = ".m3u8"
LONGEST = 240
"""Bytes. Most file systems take 255: this leaves room for " (99)" and an extension."""
# Not allowed on Windows shares; the slash nowhere.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
# Control characters, direction overrides, lone surrogates, private and unassigned code points.
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
# Names of devices on Windows, whatever follows a dot behind them.
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
_JOINERS = "\u200d\ufe0e\ufe0f"


def file_stem(name: str) -> str:
    """Return the name of a playlist fit to be that of a file, without extension."""
    return path_component(name) or "Playlist"


def path_component(name: str, most: int = LONGEST) -> str:
    """Return a name fit to be one component of a path, `most` bytes long; "" where nothing of it is left.

    It holds no slash and neither begins nor ends with a dot: it names neither this folder nor the one above.
    """
    text = unicodedata.normalize("NFC", _DIRECTIONS.sub("", name))
    text = "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in text)
    text = " ".join(_FORBIDDEN.sub("_", text).split()).lstrip(". ")
    text = _shortened(text, most).rstrip(". ")
    reserved = _RESERVED.fullmatch(text)
    return _shortened(f"{reserved[1]}_{reserved[2] or ''}", most).rstrip(". ") if reserved else text


def numbered(stem: str, number: int, extension: str = EXTENSION) -> str:
    """Return the file's name, the second one of the same stem with " (2)" and so on."""
    return f"{stem}{extension}" if number == 1 else f"{stem} ({number}){extension}"


def goes_with(file_name: str, stem: str, extension: str = EXTENSION) -> bool:
    """Tell whether a file is named by this stem, numbered or not."""
    return re.fullmatch(rf"{re.escape(stem)}(?: \(\d+\))?{re.escape(extension)}", file_name) is not None


def _shortened(text: str, most: int) -> str:
    if len(text.encode()) <= most:
        return text
    short = text.encode()[:most].decode("utf-8", "ignore")
    # Not in the middle of a letter with its marks, nor of an emoji made of several.
    rest = text[len(short)]
    while short and (unicodedata.combining(rest) or rest in _JOINERS or short[-1] in _JOINERS):
        rest, short = short[-1], short[:-1]
    return short
