"""The seam to spotipy: nothing of it leaves this module.

Its retries are off, its cache of tokens and its own logins are not used: each call goes by the token that it
is given. Where its method for a request is not fit, `_get` is used, which all of its methods go through:
some ask at "me/" and "tracks/?ids=" where Spotify has no slash, one warns that Spotify deprecates it.
"""

import logging
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from threading import Lock
from typing import Any
from urllib.parse import quote

from syncopate.providers.spotify.wire import Session

READ_SECONDS = 30.0
PAGE = 50
SMALL_PAGE = 10
"""What Spotify gives at most of a search and of an artist's albums, since 2026."""
TRACKS_AT_ONCE = 50

_TOKEN: ContextVar[str] = ContextVar("token")
# It logs the header with the token, and every refusal as an error of its own.
logging.getLogger("spotipy.client").setLevel(logging.CRITICAL + 1)


class _Lent:
    """What spotipy asks for a token before each request."""

    def get_access_token(self, *, as_dict: bool = True) -> str:
        """Return the token of the call that is made."""
        del as_dict
        return _TOKEN.get()


class Api:
    """Asks below one address. All methods block, belong into a thread and into `by`.

    They raise what `Session` raises, and return what the answer holds, None where it holds nothing.
    """

    def __init__(self, base: str) -> None:
        self._prefix = f"{base.rstrip('/')}/v1/"
        self._session = Session(READ_SECONDS)
        self._making = Lock()
        self._made: Any = None

    def by[T](self, token: str, work: Callable[[Api], T]) -> T:
        """Do some of what follows by a token."""
        lent = _TOKEN.set(token)
        try:
            return work(self)
        finally:
            _TOKEN.reset(lent)

    def me(self) -> object:
        """Ask who one is."""
        return self._get("me")

    def my_playlists(self, offset: int) -> object:
        """Ask for playlists that one owns, follows or works on."""
        return self._spotipy().current_user_playlists(limit=PAGE, offset=offset)

    def playlists_of(self, user: str, offset: int) -> object:
        """Ask for a user's public playlists; new apps may not."""
        return self._get(f"users/{quote(user, safe='')}/playlists", limit=PAGE, offset=offset)

    def playlist(self, key: str, fields: str | None = None) -> object:
        """Ask for a playlist with the first of its items."""
        return self._spotipy().playlist(key, fields=fields, additional_types=("track", "episode"))

    def playlist_items(self, key: str, offset: int) -> object:
        """Ask for items of a playlist."""
        return self._spotipy().playlist_items(key, limit=PAGE, offset=offset)

    def liked(self, offset: int, limit: int = PAGE) -> object:
        """Ask for liked songs."""
        return self._spotipy().current_user_saved_tracks(limit=limit, offset=offset)

    def saved_albums(self, offset: int) -> object:
        """Ask for saved albums."""
        return self._spotipy().current_user_saved_albums(limit=PAGE, offset=offset)

    def followed_artists(self, after: str | None) -> object:
        """Ask for followed artists, beyond one of them."""
        return self._spotipy().current_user_followed_artists(limit=PAGE, after=after)

    def artist_albums(self, key: str, offset: int) -> object:
        """Ask for an artist's own albums."""
        groups = "album,single,compilation"
        return self._spotipy().artist_albums(key, include_groups=groups, limit=SMALL_PAGE, offset=offset)

    def album(self, key: str) -> object:
        """Ask for an album with the first of its tracks."""
        return self._spotipy().album(key)

    def album_tracks(self, key: str, offset: int) -> object:
        """Ask for tracks of an album."""
        return self._get(f"albums/{key}/tracks", limit=PAGE, offset=offset)

    def tracks(self, keys: Sequence[str]) -> object:
        """Ask for tracks by their ids, `TRACKS_AT_ONCE` at most; new apps may not."""
        return self._get("tracks", ids=",".join(keys))

    def search(self, query: str, kind: str, limit: int, offset: int) -> object:
        """Search for "track", "album" or "artist"."""
        return self._spotipy().search(query, limit=limit, offset=offset, type=kind)

    def recently_played(self) -> object:
        """Ask for the last plays."""
        return self._spotipy().current_user_recently_played(limit=PAGE)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self._session.close()

    def _get(self, path: str, **query: object) -> object:
        found: object = self._spotipy()._get(path, **query)  # noqa: SLF001 -- see above
        return found

    def _spotipy(self) -> Any:
        with self._making:
            if self._made is None:
                # Here, since it takes most of a second: the thread has that, the event loop has not.
                import spotipy  # type: ignore[import-untyped]  # noqa: PLC0415

                self._made = spotipy.Spotify(
                    auth_manager=_Lent(),
                    requests_session=self._session,
                    requests_timeout=READ_SECONDS,
                    retries=0,
                    status_retries=0,
                )
                self._made.prefix = self._prefix
            return self._made
