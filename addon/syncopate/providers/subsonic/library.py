"""Capability LIBRARY."""

import json
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from syncopate.domain.media import FileStamp
from syncopate.domain.run import Progress, ScanMode
from syncopate.domain.server import Picture, PlayId, Section
from syncopate.domain.snapshot import Complete, Failed, Known, Maybe, Snapshot, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import NotConfigured, NotFound, OddAnswer, SyncopateError, Unreachable
from syncopate.providers.capability import Context, Health, OnlyChanges, ScanBatch, ScanEnd
from syncopate.providers.snapshots import complete
from syncopate.providers.subsonic.answers import NOT_FOUND, envelope
from syncopate.providers.subsonic.client import WHAT, Client, client_of
from syncopate.providers.subsonic.listing import listed
from syncopate.providers.subsonic.marker import Marker, read_marker
from syncopate.providers.subsonic.parse import inside, many, text
from syncopate.providers.subsonic.reading import Reading, Way

_LOG = logging.getLogger(__name__)
_LARGEST_PICTURE = 10_000_000
_READINGS = 2
"""How often all is read where music comes or goes meanwhile."""
_MUSIC_ASSISTANT = "music_assistant"


def create(context: Context) -> SubsonicLibrary:
    """Make the reader of an account's libraries. Raises NotConfigured."""
    return SubsonicLibrary(client_of(context))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    """What the last reading found: the marker of changes (None: read all again), its total, and its way."""

    marker: str | None
    total: int
    way: Way

    @classmethod
    def of(cls, reading: Reading) -> _Cursor:
        """Return where the next scan goes on; a marker read during a look at the files is worth nothing."""
        before = reading.before
        marker = None if before.scanning else before.value
        return cls(marker=marker, total=len(reading.keys), way=reading.way)

    def written(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str | None) -> _Cursor | None:
        """Read one, None for what this version did not write."""
        try:
            raw = json.loads(text or "")
            marker, total = raw["marker"], raw["total"]
            good = isinstance(total, int) and (marker is None or isinstance(marker, str))
            return cls(marker=marker, total=total, way=Way(raw["way"])) if good else None
        except ValueError, TypeError, KeyError:
            return None


class SubsonicLibrary:
    """Reads music; fulfils LibrarySource, Sectioned, Refreshing, Pictured and Playable."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the server takes the login."""
        return await self._client.health()

    async def sections(self) -> Snapshot[Section]:
        """Return the music folders."""
        now = datetime.now(UTC)
        try:
            answer = await self._client.ask("getMusicFolders")
            folders = many(inside(answer, "musicFolders"), "musicFolder")
            if not folders:
                raise OddAnswer(f"{WHAT} lists no music folder.", account=WHAT)
        except SyncopateError as error:
            return Failed(error.key, error.detail, now, error.placeholders)
        named = [(text(one, "id"), text(one, "name")) for one in folders]
        return Complete(tuple(Section(key=key, name=name or key) for key, name in named if key), now)

    async def scan(
        self, section: str, known: Mapping[str, FileStamp], mode: ScanMode, cursor: str | None = None
    ) -> AsyncGenerator[ScanBatch | ScanEnd]:
        """Yield all tracks and that they are all, or at once that nothing changed.

        The protocol cannot tell which tracks changed: where anything did, all of them are read.
        """
        del known
        last = _Cursor.read(cursor)
        way = last.way if last else None
        try:
            if mode is ScanMode.INCREMENTAL and last is not None and await self._unchanged(section, last):
                yield ScanEnd(present=OnlyChanges(last.total), cursor=cursor)
                return
        except SyncopateError as error:
            yield ScanEnd(present=_failed(error))
            return
        for _ in range(_READINGS):
            async with aclosing(self._read(Reading(self._client, section, way))) as parts:
                async for part in parts:
                    yield part
                    if isinstance(part, ScanEnd):
                        return
        yield ScanEnd(present=_failed(Unreachable(f"{WHAT} was changed while it was read.", what=WHAT)))

    async def _read(self, reading: Reading) -> AsyncGenerator[ScanBatch | ScanEnd]:
        """Yield all tracks, and last whether they are all; no end where music came or went meanwhile."""
        asked = self._client.requests
        try:
            await reading.begin()
            async with aclosing(reading.songs()) as parts:
                async for part in parts:
                    done = len(reading.keys)
                    progress = Progress(done, max(done, reading.total), part[-1].track.title if part else "")
                    yield ScanBatch(changed=tuple(part), progress=progress)
            whole = await reading.prove()
        except SyncopateError as error:
            yield ScanEnd(present=_failed(error, reading))
            return
        spent = self._client.requests - asked
        _LOG.info("Read %d tracks (%s) with %d requests.", len(reading.keys), reading.way.value, spent)
        if whole:
            yield ScanEnd(
                present=complete(reading.keys),
                opened=len(reading.keys),
                cursor=_Cursor.of(reading).written(),
            )

    async def refresh(self, section: str, folder: str | None) -> None:
        """Have the server look at all its files: the protocol has no smaller look.

        Raises Unreachable, NotConfigured where it cannot be asked to.
        """
        del section, folder
        if await self._client.has("getScanStatus") is None:
            raise NotConfigured(f"{WHAT} cannot be asked to look at its files.", what="A look at files")
        await self._client.ask("startScan", writes=True)

    async def refreshing(self, section: str) -> Maybe[bool]:
        """Tell whether it is still looking."""
        del section
        try:
            answer = await self._client.ask("getScanStatus")
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        scanning = inside(answer, "scanStatus").get("scanning")
        return Known(scanning) if isinstance(scanning, bool) else Unknown(OddAnswer.key)

    async def listed(self, section: str, path: str) -> Maybe[str | None]:
        """Return the key of the track with this file; Unknown where the server makes its paths up."""
        try:
            return await listed(self._client, section, path)
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def picture(self, track_key: str, size: int) -> Maybe[Picture | None]:
        """Return the cover of a track's album."""
        try:
            song = inside(await self._client.ask("getSong", [("id", track_key)]), "song")
            cover = text(song, "coverArt")
            if not song:
                raise OddAnswer(account=WHAT)
            return Known(None if cover is None else await self._cover(cover, size))
        except NotFound:
            return Known(None)
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def play_ids(self, site: Site, target_key: str) -> tuple[PlayId, ...]:
        """Return what Music Assistant calls a playlist; it has no playlist of favourites."""
        if site.kind is not TargetKind.PLAYLIST:
            return ()
        uri = f"opensubsonic://playlist/{target_key}"
        return (PlayId(player=_MUSIC_ASSISTANT, media_content_id=uri, media_content_type="playlist"),)

    async def _unchanged(self, section: str, last: _Cursor) -> bool:
        if last.marker is None:
            return False
        now = await read_marker(self._client, section, Marker(value=last.marker))
        return now.value == last.marker and not now.scanning

    async def _cover(self, cover: str, size: int) -> Picture | None:
        """Return a picture, None when there is none. Raises what the server's refusal means."""
        given = [("id", cover), ("size", str(size))]
        fetched = await self._client.content("getCoverArt", given, most=_LARGEST_PICTURE)
        if fetched.content_type.startswith("image/"):
            return Picture(content=fetched.content, content_type=fetched.content_type)
        try:
            answer: object = json.loads(fetched.content)
        except ValueError:
            raise OddAnswer(account=WHAT) from None
        refusal = envelope(answer, WHAT).refusal
        if refusal is None:
            raise OddAnswer(account=WHAT)
        if refusal.code == NOT_FOUND:
            return None
        raise self._client.error(refusal)


def _failed(error: SyncopateError, reading: Reading | None = None) -> Failed:
    """Say why, and how far it came."""
    far = reading is not None and reading.received
    place = f"After {reading.received} of {reading.total} tracks: " if reading is not None and far else ""
    return Failed(error.key, f"{place}{error.detail}", datetime.now(UTC), error.placeholders)
