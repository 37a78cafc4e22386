"""What an account has, shelf by shelf, and the shelves of artists and users."""

from collections.abc import Collection, Mapping
from functools import partial

from syncopate.domain.playlist import SourcePlaylist
from syncopate.errors import LoginLacksRights, NotConfigured, NotFound, OddAnswer
from syncopate.providers.browsing import Offer, Shelf, ShelfKind
from syncopate.providers.capability import marks_of
from syncopate.providers.spotify import answers, parse
from syncopate.providers.spotify.answers import Page, Raw
from syncopate.providers.spotify.api import Api
from syncopate.providers.spotify.client import Client
from syncopate.providers.spotify.links import LIKED
from syncopate.providers.spotify.listing import every
from syncopate.providers.spotify.references import shelf as shelf_of
from syncopate.providers.spotify.wire import WHAT

_ROOT: tuple[Offer, ...] = (
    SourcePlaylist(reference=LIKED, name="Liked Songs"),
    Shelf(key="playlists", name="Playlists", kind=ShelfKind.PLAYLISTS),
    Shelf(key="albums", name="Albums", kind=ShelfKind.ALBUMS),
    Shelf(key="artists", name="Artists", kind=ShelfKind.ARTISTS),
)


async def offers(client: Client, key: str) -> tuple[Offer, ...]:
    """Return what is on a shelf. Raises NotFound for an unknown key, and as `Client`."""
    if key == "":
        if client.tokens is None:
            raise NotConfigured("That needs an account: sign in at Spotify.", what="spotify.account")
        return _ROOT
    match key, shelf_of(key):
        case "playlists", _:
            return await my_playlists(client)
        case "albums", _:
            return await every(
                client, lambda at, api: answers.page(api.saved_albums(at), parse.saved_album), exact=False
            )
        case "artists", _:
            return await _artists(client)
        case _, ("artist", artist):
            return await every(
                client,
                lambda at, api: answers.page(api.artist_albums(artist, at), parse.offered_album),
                exact=False,
            )
        case _, ("user", user):
            return await _playlists_of(client, user)
        case _:
            raise NotFound(what="shelf", id=key)


async def my_playlists(client: Client) -> tuple[SourcePlaylist, ...]:
    """Return the playlists that one owns, follows or works on."""
    return await every(client, _offered, exact=False)


async def versions(client: Client, references: Collection[str]) -> Mapping[str, str]:
    """Return the marks of those of the account's playlists that are asked for.

    It ends once all are found, and after as many pages as there are playlists: asking for each is no more.
    """
    wanted = {each for each in references if each.startswith("playlist:")}
    found: dict[str, str] = {}
    start = 0
    for _ in range(len(wanted)):
        page = await client.ask(partial(_offered, start))
        found |= marks_of(page.items, wanted)
        if page.after is None or page.after <= start or wanted <= found.keys():
            break
        start = page.after
    return found


def _offered(start: int, api: Api) -> Page[SourcePlaylist]:
    return answers.page(api.my_playlists(start), parse.offered_playlist)


async def _playlists_of(client: Client, user: str) -> tuple[SourcePlaylist, ...]:
    """Return a user's public playlists. Raises LoginLacksRights where the app may not list them."""
    try:
        return await every(
            client,
            lambda at, api: answers.page(api.playlists_of(user, at), parse.offered_playlist),
            exact=False,
        )
    except LoginLacksRights:
        await client.hold_to_account()
    raise LoginLacksRights("Spotify lets no new app list the playlists of other users.", account=WHAT)


async def _artists(client: Client) -> tuple[Shelf, ...]:
    """Return followed artists; each page says after which one the next begins."""
    found: list[Shelf] = []
    after: str | None = None
    size = 0
    while True:
        page, nearest = await client.ask(partial(_followed, after))
        found += page.items
        size += page.size
        if page.after is None:
            break
        if nearest is None or nearest == after:
            raise OddAnswer(account=WHAT)
        after = nearest
    # The total may count somebody more than is ever shown, but a page that is asked for is not empty.
    if not page.size and page.total:
        raise OddAnswer(f"{WHAT} shows {size} of {page.total} artists.", account=WHAT)
    return tuple(found)


def _followed(after: str | None, api: Api) -> tuple[Page[Shelf], str | None]:
    held = answers.inside(answers.thing(api.followed_artists(after)), "artists")
    return answers.page(held, _artist), answers.text(answers.inside(held, "cursors"), "after")


def _artist(raw: Raw) -> Shelf | None:
    key, name = answers.text(raw, "id"), answers.text(raw, "name")
    if key is None or name is None:
        return None
    return Shelf(key=f"artist:{key}", name=name, kind=ShelfKind.ARTIST, cover_url=parse.cover(raw))
