"""Which playlist, library, account, member or link is meant: by id, name, or a part that fits one only."""

from collections.abc import Iterable, Sequence

from homeassistant.exceptions import ServiceValidationError

from .client.models import AccountView, LibraryView, MemberView, PlaylistView, WatchLinkView
from .const import DOMAIN


def playlist_called(playlists: Sequence[PlaylistView], text: str, *, whole: bool = False) -> PlaylistView:
    """Return the playlist; by its `whole` name alone if need be.

    Raises ServiceValidationError: `playlist_not_found`, `playlist_ambiguous`.
    """
    names = [(playlist, (playlist.name, playlist.source_name)) for playlist in playlists]
    return _called(names, text, "playlist", whole=whole)


def library_called(libraries: Sequence[LibraryView], text: str) -> LibraryView:
    """Return the library. Raises ServiceValidationError: `library_not_found`, `library_ambiguous`."""
    return _called([(library, (library.name,)) for library in libraries], text, "library")


def account_called(accounts: Sequence[AccountView], text: str) -> AccountView:
    """Return the account. Raises ServiceValidationError: `account_not_found`, `account_ambiguous`."""
    return _called([(account, (account.name,)) for account in accounts], text, "account")


def member_called(members: Sequence[MemberView], text: str) -> MemberView:
    """Return the member. Raises ServiceValidationError: `member_not_found`, `member_ambiguous`."""
    return _called([(member, (member.name,)) for member in members], text, "member")


def link_called(links: Sequence[WatchLinkView], text: str) -> WatchLinkView:
    """Return the link. Raises ServiceValidationError: `link_not_found`, `link_ambiguous`."""
    return _called([(link, (link.name,)) for link in links], text, "link")


def _called[T: PlaylistView | LibraryView | AccountView | MemberView | WatchLinkView](
    named: Iterable[tuple[T, tuple[str, ...]]], text: str, what: str, *, whole: bool = False
) -> T:
    wanted = _plain(text)
    known = [(thing, [_plain(name) for name in names]) for thing, names in named]
    found = (
        [thing for thing, _ in known if thing.id == text]
        or [thing for thing, names in known if wanted in names]
        or [thing for thing, names in known if not whole and any(wanted in name for name in names)]
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
