"""What a template is filled with, from what is known of a file; and names where nothing is organised."""

from syncopate.domain.download import Wanted
from syncopate.domain.file_names import LONGEST, path_component
from syncopate.domain.media import AudioFormat
from syncopate.planning.acquiring.templates import Filed

_MOST_OF_SINGLE = 3
_MOST_OF_EP = 6
_TYPES = {"compilation": "Compilation", "ep": "EP", "single": "Single", "album": "Album"}


def filed_of(wanted: Wanted, sound: AudioFormat | None, playlist: str = "") -> Filed:
    """Return what a template is filled with for a track that was wanted, as it really sounds."""
    return Filed(
        title=wanted.title,
        artist=", ".join(wanted.artists),
        album=wanted.album or "",
        album_artist=wanted.album_artist or (wanted.artists[0] if wanted.artists else ""),
        track=wanted.number,
        disc=wanted.disc,
        disc_total=wanted.disc_total,
        year=wanted.year,
        quality=quality_label(sound),
        album_type=album_type(wanted.release_type, wanted.track_total),
        genre=wanted.genres[0] if wanted.genres else "",
        playlist=playlist,
    )


def quality_label(sound: AudioFormat | None) -> str:
    """Return a sound in short: "FLAC 24bit", "MP3-320"; "" where it is not known."""
    if sound is None:
        return ""
    name = sound.codec.upper()
    if sound.lossless:
        return f"{name} {sound.bit_depth}bit" if sound.bit_depth else name
    return f"{name}-{sound.bitrate}" if sound.bitrate else name


def album_type(release_type: str | None, track_total: int | None) -> str:
    """Return "Album", "EP", "Single" or "Compilation": what is said, else by how many tracks there are."""
    words = [word.strip() for word in (release_type or "").casefold().split(";")]
    said = next((name for word, name in _TYPES.items() if word in words), None)
    if said is not None:
        return said
    if not track_total or track_total > _MOST_OF_EP:
        return "Album"
    return "Single" if track_total <= _MOST_OF_SINGLE else "EP"


def place_as_fetched(path: str, extension: str) -> str:
    """Return where a file goes where nothing is organised: its name and its folder's as they came, made safe.

    `path` is the source's, with either kind of slash; `extension` the file's own, with its dot.
    """
    names = [name for name in path.replace("\\", "/").split("/") if path_component(name)]
    last = names[-1] if names else ""
    dot = last.rfind(".")
    room = LONGEST - len(extension)
    stem = path_component(last[:dot] if dot > 0 else last, room) or "Untitled"
    folder = path_component(names[-2]) if len(names) > 1 and not names[-2].endswith(":") else ""
    return "/".join(part for part in (folder, stem + extension.lower()) if part)
