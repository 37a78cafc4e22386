"""Capability DOWNLOADS: searches sites by yt-dlp, and fetches their sound."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path

from syncopate.domain.download import Offer, Transfer, TransferState, Wanted
from syncopate.domain.ids import IdKind, track_link
from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.errors import InvalidInput, NotConfigured, SyncopateError, Unreachable
from syncopate.providers._fetching.words import plain_words, searches
from syncopate.providers._tracker.raw import Raw, text
from syncopate.providers.acquiring import Offers, SearchEnd
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import fingerprint
from syncopate.providers.ytdlp.fetching import Fetch, Fetcher, fetch_of, finished, remove
from syncopate.providers.ytdlp.options import Wishes, extractors, is_link, is_ours, wishes_of
from syncopate.providers.ytdlp.parse import offer_of, reason_of
from syncopate.providers.ytdlp.process import asked

SEARCHING = 120.0
"""Seconds that one search may take."""
_FEW = 10
_SITE = "https://www.youtube.com/"
_SEARCHES = {"youtube": ("ytsearch",), "soundcloud": ("scsearch",), "both": ("ytsearch", "scsearch")}


def create(context: Context) -> YtdlpDownloads:
    """Make what searches and fetches."""
    return YtdlpDownloads(context)


class YtdlpDownloads:
    """Searches and fetches; fulfils DownloadSource."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._wishes = wishes_of(context.settings)

    async def check(self) -> Health:
        """See whether what is needed is on this machine; no site is asked."""
        try:
            await asyncio.to_thread(_hold_to_machine, self._wishes)
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def search(self, wanted: Wanted) -> AsyncGenerator[Offers | SearchEnd]:
        """Yield what a known link leads to, then what the sites find by artist and title."""
        links = [track_link(each) for each in sorted(wanted.ids) if each.kind is IdKind.YOUTUBE]
        words = searches(wanted)[:1]
        found = [f"{site}{_FEW}:{each}" for each in words for site in _SEARCHES[self._wishes.site]]
        run = self._run([link for link in links if link] + found, wanted.artists)
        async with aclosing(run):
            async for part in run:
                yield part

    async def search_raw(self, text: str) -> AsyncGenerator[Offers | SearchEnd]:
        """Yield what a link leads to, or what the sites find by words."""
        if is_link(text):
            asked_for = [text.strip()] if is_ours(text) else []
        else:
            words = plain_words(text)
            asked_for = [f"{site}{_FEW}:{words}" for site in _SEARCHES[self._wishes.site] if words]
        run = self._run(asked_for, ())
        async with aclosing(run):
            async for part in run:
                yield part

    async def _run(
        self, asked_for: Sequence[str], artists: Collection[str]
    ) -> AsyncGenerator[Offers | SearchEnd]:
        if not asked_for:
            said = "That is neither words to search for nor a link of a site that is asked."
            yield SearchEnd(complete=False, reason=InvalidInput.key, detail=said, asked=0)
            return
        seen: set[str] = set()
        for number, each in enumerate(asked_for, 1):
            try:
                found = await self._found(each, artists)
            except SyncopateError as error:
                yield SearchEnd(complete=False, reason=error.key, detail=error.detail, asked=number)
                return
            if isinstance(found, Unknown):
                yield SearchEnd(complete=False, reason=found.reason, detail=found.detail, asked=number)
                return
            fresh = tuple(offer for offer in found.value if offer.key not in seen)
            seen.update(offer.key for offer in fresh)
            if fresh:
                yield Offers(fresh)
        yield SearchEnd(complete=True, asked=len(asked_for))

    async def _found(self, what: str, artists: Collection[str]) -> Maybe[Sequence[Offer]]:
        """Return what one search or link gives. Raises Unreachable, OddAnswer."""
        if not is_link(what) and self._context.endpoint(_SITE) != _SITE:
            return Unknown(Unreachable.key, "What stands in for the sites cannot be searched.")
        folder = self._context.storage
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        answers = asked(self._request("find", what), folder, SEARCHING)
        async with aclosing(answers):
            async for told in answers:
                found = told.get("found")
                if isinstance(found, list):
                    return Known(
                        self._offers([each for each in found if isinstance(each, dict)], what, artists)
                    )
                return Unknown(reason_of(text(told, "failed")), text(told, "failed"))
        return Unknown(Unreachable.key, "yt-dlp ended without an answer.")

    def _offers(self, found: Sequence[Raw], what: str, artists: Collection[str]) -> list[Offer]:
        codec = self._wishes.format if self._wishes.converts else ""
        alone = is_link(what) and len(found) == 1
        offers = []
        for each in found:
            address = what if alone else text(each, "webpage_url") or text(each, "url")
            offer = offer_of(each, address, artists, codec) if is_ours(address) else None
            if offer is not None:
                offers.append(offer)
        return offers

    def _request(self, do: str, what: str) -> dict[str, object]:
        """Return what the process of its own is asked; what stands in for a site is asked in its place."""
        there = self._context.endpoint(what) if is_link(what) else what
        return {
            "do": do,
            "what": there,
            "extractors": extractors(stand_in=there != what),
            "delay": self._wishes.delay,
            "largest": self._wishes.largest,
            "format": self._wishes.format,
        }

    @property
    def _fetcher(self) -> Fetcher:
        """What fetches for the account. Raises Unreachable once all is closed."""
        pause = self._wishes.delay
        shared = self._context.connections.shared
        return shared(self._context.account_id, fingerprint({"delay": str(pause)}), lambda: Fetcher(pause))

    async def begin(self, offer: str, place: Path) -> Maybe[str]:
        """Fetch a file in the background, unless it is there or under way."""
        if not is_ours(offer):
            return Unknown(InvalidInput.key, "That is no link of a site that is asked.")
        fetch = Fetch(offer, place)
        try:
            fetcher = self._fetcher
            await asyncio.to_thread(_hold_to_machine, self._wishes)
            known = fetcher.state(fetch.ticket)
            if known is not None and not known.state.ended:
                return Known(fetch.ticket)
            if await asyncio.to_thread(finished, place) is None:
                fetcher.begin(
                    fetch, {**self._request("fetch", offer), "place": str(place)}, self._wishes.cookies
                )
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        return Known(fetch.ticket)

    async def look(self, tickets: Collection[str]) -> Maybe[Mapping[str, Transfer]]:
        """Return how far these are; what an earlier engine fetched is found where it lies."""
        try:
            fetcher = self._fetcher
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        found: dict[str, Transfer] = {}
        for ticket in tickets:
            fetch, known = fetch_of(ticket), fetcher.state(ticket)
            if fetch is not None and (known is None or known.state is TransferState.DONE):
                known = await asyncio.to_thread(finished, fetch.place)
            found[ticket] = known or Transfer(state=TransferState.GONE)
        return Known(found)

    async def cancel(self, ticket: str) -> None:
        """End a fetch and remove what came of it."""
        fetch = fetch_of(ticket)
        if fetch is not None:
            await self._fetcher.cancel(ticket)
            await asyncio.to_thread(remove, fetch.place, sound=True)

    async def clean_up(self, tickets: Collection[str]) -> int:
        """Forget those that have ended; their files are left to whoever asked for them."""
        fetcher, count = self._fetcher, 0
        for ticket in tickets:
            fetch, known = fetch_of(ticket), fetcher.state(ticket)
            if fetch is None or (known is not None and not known.state.ended):
                continue
            count += fetcher.forget(ticket)
            await asyncio.to_thread(remove, fetch.place, sound=False)
        return count


def _hold_to_machine(wishes: Wishes) -> None:
    """See whether this machine has what the settings need. Raises NotConfigured. Blocks."""
    if wishes.converts and not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        said = f"ffmpeg is not on this machine: it is needed for {wishes.format}; the original needs none."
        raise NotConfigured(said, what="ytdlp.format")
    if wishes.cookies:
        try:
            with Path(wishes.cookies).open("rb"):
                pass
        except (OSError, ValueError) as error:
            said = f"The file of cookies {wishes.cookies} cannot be read."
            raise NotConfigured(said, what="ytdlp.cookies") from error
