"""What a file's name and folders say of the music in it. Pure text, both kinds of slashes."""

import os
import re
from dataclasses import dataclass

# A leading track number is only one where it cannot belong to the title: "03 - X", "1-03 X", "3. X", "03 X",
# never "99 Luftballons" or "7 Rings".
_NUMBERED = re.compile(
    r"(?:(?P<disc>\d)[-.](?P<on_disc>\d{2})(?:\s*[-.)_]\s*|\s+)"
    r"|(?P<marked>\d{1,3})(?:\s+-\s*|-\s+|[.)]\s+|_+)"
    r"|(?P<padded>0\d)\s+)(?=\S)",
    re.ASCII,
)
_DASH = re.compile(r"\s+[-\u2010-\u2015]\s+")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_DISC_FOLDER = re.compile(r"(?:cd|disc|disk)\s*\d{1,2}\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameGuess:
    """What the name suggests; the folders speak of artist and album, never of the title."""

    title: str
    artists: tuple[str, ...] = ()
    album: str | None = None
    disc: int | None = None
    number: int | None = None


def readable(text: str) -> str:
    """Return `text` fit to be stored and shown: bytes that are not UTF-8 become U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return (
            os.fsencode(text).decode("utf-8", "replace") if _from_bytes(text) else _without_surrogates(text)
        )
    return text


def guess_from_path(path: str) -> NameGuess:
    """Guess from `Artist/Album/03 - Title.ext` or `Artist - Title.ext`; the title is never empty."""
    pieces = [piece.strip() for piece in readable(path).replace("\\", "/").split("/")]
    pieces = [piece for piece in pieces if piece and piece not in {".", ".."}]
    if not pieces:
        return NameGuess(title=readable(path).strip() or "?")
    name = _EXTENSION.sub("", pieces[-1]).strip() or pieces[-1]
    folders = [piece for piece in pieces[:-1] if not _DISC_FOLDER.fullmatch(piece)]
    if folders and folders[0].endswith(":"):
        del folders[0]
    disc, number, rest = _numbered(name)
    said = [piece for piece in _DASH.split(rest) if piece]
    album = folders[-1] if len(folders) > 1 else None
    artist = folders[-2] if len(folders) > 1 else folders[0] if folders else None
    if len(said) > 1:
        artist = said[0]
        # "Artist - Album - 03 - Title" ends with the title, "Artist - Title - Live" is all title.
        numbered = next((place for place, piece in enumerate(said[1:-1], 1) if piece.isdigit()), 0)
        number = int(said[numbered]) if numbered and number is None else number
        rest = " - ".join(said[numbered + 1 :])
    return NameGuess(
        title=rest or name, artists=(artist,) if artist else (), album=album, disc=disc, number=number
    )


def _numbered(name: str) -> tuple[int | None, int | None, str]:
    found = _NUMBERED.match(name)
    if not found:
        return None, None, name
    disc = int(found["disc"]) if found["disc"] else None
    return disc, int(found["on_disc"] or found["marked"] or found["padded"]), name[found.end() :].strip()


def _from_bytes(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udc7f" or "\udd00" <= letter <= "\udfff" for letter in text)


def _without_surrogates(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
