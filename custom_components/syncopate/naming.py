"""Which playlist or library a person means: by id, by name, or by a part of the name that fits only one."""

from collections.abc import Iterable, Sequence

from homeassistant.exceptions import ServiceValidationError

from .client.models import LibraryView, PlaylistView
from .const import DOMAIN


def playlist_called(playlists: Sequence[PlaylistView], text: str) -> PlaylistView:
    """Return the playlist. Raises ServiceValidationError: `playlist_not_found`, `playlist_ambiguous`."""
    names = [(playlist, (playlist.name, playlist.source_name)) for playlist in playlists]
    return _called(names, text, "playlist")


def library_called(libraries: Sequence[LibraryView], text: str) -> LibraryView:
    """Return the library. Raises ServiceValidationError: `library_not_found`, `library_ambiguous`."""
    return _called([(library, (library.name,)) for library in libraries], text, "library")


def _called[T: PlaylistView | LibraryView](
    named: Iterable[tuple[T, tuple[str, ...]]], text: str, what: str
) -> T:
    wanted = _plain(text)
    known = [(thing, [_plain(name) for name in names]) for thing, names in named]
    found = (
        [thing for thing, _ in known if thing.id == text]
        or [thing for thing, names in known if wanted in names]
        or [thing for thing, names in known if any(wanted in name for name in names)]
    )
    if len(found) == 1:
        return found[0]
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=f"{what}_ambiguous" if found else f"{what}_not_found",
        translation_placeholders={"name": text, "names": ", ".join(thing.name for thing in found)},
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
