"""Capability PLAYLIST_TARGET."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yarl import URL

from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import LoginLacksRights, OddAnswer, SyncopateError, Unreachable
from syncopate.providers.capability import FAVOURITES_KEY, Context, Health
from syncopate.providers.editing import Edited, Item, Label, Reorder
from syncopate.providers.subsonic.answers import NOT_FOUND, Raw, Refusal
from syncopate.providers.subsonic.client import WHAT, Client, client_of
from syncopate.providers.subsonic.comments import comment, description_of, mark_of, unfinished
from syncopate.providers.subsonic.parse import inside, many, text, whole

_BATCH = 100
"""With ids of 36 letters that is a request line of 5 kB, where it has to be one."""
_FAVOURITES = "Favourites"


def create(context: Context) -> SubsonicPlaylists:
    """Make the keeper of an account's playlists. Raises NotConfigured."""
    return SubsonicPlaylists(client_of(context), product=context.settings.get("server", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A playlist as lists of them show it; `own`: it belongs to the account's user."""

    key: str
    name: str
    comment: str
    own: bool

    @property
    def mark(self) -> str | None:
        """The mark that it carries."""
        return mark_of(self.name, self.comment)


class SubsonicPlaylists:
    """Keeps playlists and stars; fulfils PlaylistEditor."""

    def __init__(self, client: Client, *, product: str = "") -> None:
        self._client = client
        self._product = product

    @property
    def batch(self) -> int:
        """How many tracks one call may name."""
        return _BATCH

    def reorder(self, site: Site) -> Reorder:
        """Return how entries get to other places: all of them anew."""
        return Reorder.REPLACE if site.kind.ordered else Reorder.NONE

    async def check(self) -> Health:
        """Tell whether the server takes the login."""
        return await self._client.health()

    async def read_items(self, site: Site, target_key: str) -> Maybe[Edited | None]:
        """Return what it holds now; Known(None) when the server says that there is no such playlist."""
        try:
            self._own(site)
            if site.kind is TargetKind.FAVOURITES:
                return Known(await self._starred(site))
            answer = await self._client.attempt("getPlaylist", [("id", target_key)])
            if isinstance(answer, Refusal):
                if answer.code == NOT_FOUND:
                    return Known(None)
                raise self._client.error(answer)
            playlist = inside(answer, "playlist")
            edited = self._edited(playlist, target_key)
            return Known(replace(edited, mark=await self._mark(self._kept(playlist))))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def find_target(self, site: Site, mark: str, name: str | None) -> Maybe[str | None]:
        """Return the key of what carries our mark.

        Where no playlist has a comment the server may have no place for one: then it is the user's only one
        of that name, if that carries no mark either.
        """
        if site.kind is TargetKind.FAVOURITES:
            return Known(FAVOURITES_KEY)
        try:
            self._own(site)
            kept = [one for one in await self._all() if one.own]
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        marked = next((one.key for one in kept if one.mark == mark), None)
        if marked is not None or name is None or not self._client.user or _keeps_comments(kept):
            return Known(marked)
        named = [one for one in kept if one.name == name]
        return Known(named[0].key if len(named) == 1 and named[0].mark is None else None)

    async def create(self, site: Site, label: Label, track_keys: Sequence[str]) -> str:
        """Make it with its first tracks and return its key. Raises SyncopateError."""
        self._own(site)
        songs = [("songId", key) for key in track_keys]
        begun = unfinished(label.name, label.mark)
        answer = await self._client.ask("createPlaylist", [("name", begun), *songs], writes=True)
        key = text(inside(answer, "playlist"), "id")
        if key is None:
            # Servers before 1.14 do not tell what they made.
            key = next((one.key for one in await self._all() if one.name == begun), None)
        if key is None:
            raise Unreachable(f"{WHAT} does not show the playlist that it made.", what=WHAT)
        await self._labelled(key, label.name, comment(label.description, label.mark))
        return key

    async def relabel(self, site: Site, target_key: str, label: Label) -> None:
        """Give it this name, and its description unless that is None; favourites have neither.

        Raises SyncopateError.
        """
        self._own(site)
        if site.kind is TargetKind.FAVOURITES:
            return
        there = next((one for one in await self._all() if one.key == target_key), None)
        if there is None:
            raise OddAnswer(f"{WHAT} does not list {label.name} any more.", account=WHAT)
        if not there.own:
            raise LoginLacksRights(f"{label.name} belongs to another user.", account=WHAT)
        kept = description_of(there.comment) if label.description is None else label.description
        wanted = comment(kept, label.mark)
        if (there.name, there.comment) != (label.name, wanted):
            await self._labelled(target_key, label.name, wanted)

    async def set_cover(self, site: Site, target_key: str, cover_url: str) -> None:
        """Raise Unreachable: the protocol has no pictures of one's own."""
        del site, target_key, cover_url
        raise Unreachable(f"{WHAT} takes no pictures for playlists.", what=WHAT)

    async def append(self, site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        """Put tracks at the end, or star them. Raises SyncopateError."""
        self._own(site)
        if site.kind is TargetKind.FAVOURITES:
            await self._each("star", [], "id", track_keys)
        else:
            await self._each("updatePlaylist", [("playlistId", target_key)], "songIdToAdd", track_keys)

    async def remove(self, site: Site, target_key: str, items: Sequence[tuple[int, Item]]) -> None:
        """Take out entries, or take their stars. Raises SyncopateError."""
        self._own(site)
        if site.kind is TargetKind.FAVOURITES:
            await self._each("unstar", [], "id", [item.track_key for _, item in items])
        else:
            # From the end: where these are two requests, the places of the second are still right.
            places = [str(at) for at, _ in sorted(items, key=lambda one: one[0], reverse=True)]
            await self._each("updatePlaylist", [("playlistId", target_key)], "songIndexToRemove", places)

    async def move(self, site: Site, target_key: str, item: Item, after: Item | None, position: int) -> None:
        """Raise Unreachable: the protocol moves nothing, see `replace`."""
        del site, target_key, item, after, position
        raise Unreachable(f"{WHAT} moves no single entry.", what=WHAT)

    async def replace(self, site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        """Make these its whole content: in one request, in more where there are very many.

        Then what comes is put in before what was there goes: cut short, nothing is lost.

        Raises SyncopateError.
        """
        self._own(site)
        first, *others = await self._client.batches("songId", track_keys) or [[]]
        if not others:
            await self._client.ask("createPlaylist", [("playlistId", target_key), *first], writes=True)
            return
        there = inside(await self._client.ask("getPlaylist", [("id", target_key)]), "playlist")
        before = self._edited(there, target_key).items
        await self.append(site, target_key, track_keys)
        await self.remove(site, target_key, list(enumerate(before)))

    async def delete_target(self, site: Site, target_key: str) -> None:
        """Remove what carries a mark of ours; without one the user has taken it over. Favourites stay.

        Raises SyncopateError.
        """
        self._own(site)
        if site.kind is TargetKind.FAVOURITES:
            return
        found = await self._client.attempt("getPlaylist", [("id", target_key)])
        if isinstance(found, Refusal):
            if found.code == NOT_FOUND:
                return
            raise self._client.error(found)
        there = self._kept(inside(found, "playlist"))
        if not there.own or there.mark is None:
            return
        answer = await self._client.attempt("deletePlaylist", [("id", target_key)], writes=True)
        if isinstance(answer, Refusal) and answer.code != NOT_FOUND:
            raise self._client.error(answer)

    def place(self, site: Site, target_key: str) -> str:
        """Return the address of its page where the server is known to have one, else that of the server."""
        # A login for a proxy in the address is nothing to show.
        address = str(URL(self._client.address).with_user(None)).rstrip("/")
        if self._product.casefold() != "navidrome" or site.kind is TargetKind.FAVOURITES:
            return address
        return f"{address}/app/#/playlist/{target_key}/show"

    def _own(self, site: Site) -> None:
        """Raise LoginLacksRights for another user's: an account acts for its own user only."""
        if site.user is not None and site.user.casefold() != self._client.user.casefold():
            raise LoginLacksRights(f"{WHAT} lets each user keep only what is their own.", account=WHAT)

    async def _each(
        self, method: str, given: Sequence[tuple[str, str]], name: str, values: Sequence[str]
    ) -> None:
        for part in await self._client.batches(name, values):
            await self._client.ask(method, [*given, *part], writes=True)

    async def _mark(self, there: _Kept) -> str | None:
        """Return the mark that a playlist carries, "" for none, None where comments seem to be dropped."""
        if there.mark is not None or there.comment:
            return there.mark or ""
        return "" if _keeps_comments([one for one in await self._all() if one.own]) else None

    async def _labelled(self, key: str, name: str, said: str) -> None:
        given = [("playlistId", key), ("name", name), ("comment", said)]
        await self._client.ask("updatePlaylist", given, writes=True)

    async def _all(self) -> list[_Kept]:
        answer = await self._client.ask("getPlaylists")
        found = many(inside(answer, "playlists"), "playlist")
        return [self._kept(one) for one in found]

    def _kept(self, raw: Raw) -> _Kept:
        key = text(raw, "id")
        if key is None:
            raise OddAnswer(f"{WHAT} lists a playlist without an id.", account=WHAT)
        own = self._is_own(text(raw, "owner"))
        return _Kept(key=key, name=text(raw, "name") or "", comment=text(raw, "comment") or "", own=own)

    def _is_own(self, owner: str | None) -> bool:
        """Tell whether a playlist is this user's; where that is not told, what is seen is."""
        user = self._client.user
        return owner is None or not user or owner.casefold() == user.casefold()

    def _edited(self, raw: Raw, target_key: str) -> Edited:
        """Return a playlist with its entries. Raises OddAnswer, LoginLacksRights for another user's."""
        if text(raw, "id") != target_key:
            raise OddAnswer(account=WHAT)
        if not self._is_own(text(raw, "owner")):
            raise LoginLacksRights(account=WHAT)
        keys = [text(entry, "id") for entry in many(raw, "entry")]
        songs, count = [key for key in keys if key is not None], whole(raw, "songCount") or 0
        if len(songs) != len(keys) or len(songs) < count:
            raise OddAnswer(f"{WHAT} shows a part of a playlist only.", account=WHAT)
        return Edited(
            target_key=target_key,
            name=text(raw, "name") or "",
            items=tuple(Item(str(at), key) for at, key in enumerate(songs)),
            description=description_of(text(raw, "comment") or ""),
            editable=raw.get("readonly") is not True,
        )

    async def _starred(self, site: Site) -> Edited:
        folder = [("musicFolderId", site.section)] if site.section else []
        answer = await self._client.ask("getStarred2", folder)
        if "starred2" not in answer:
            raise OddAnswer(account=WHAT)
        songs = many(inside(answer, "starred2"), "song")
        keys = [key for song in songs if (key := text(song, "id")) is not None]
        return Edited(
            target_key=FAVOURITES_KEY,
            name=_FAVOURITES,
            items=tuple(Item(key, key) for key in dict.fromkeys(keys)),
        )


def _keeps_comments(kept: Sequence[_Kept]) -> bool:
    """Tell whether the server is known to have a place for comments: it shows one."""
    return any(one.comment for one in kept)
