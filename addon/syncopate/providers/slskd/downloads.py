"""Capability DOWNLOADS: searches Soulseek, and has slskd fetch what was chosen."""

import asyncio
import re
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from syncopate.domain.download import Transfer, TransferFault, TransferState, Wanted, WantKind
from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.errors import InvalidInput, NotFound, OddAnswer, SyncopateError, Unreachable
from syncopate.providers._fetching.words import plain_words, search_without_artist, searches
from syncopate.providers._tracker.raw import inside, text
from syncopate.providers.acquiring import Offers, SearchEnd
from syncopate.providers.capability import Context, Health
from syncopate.providers.slskd import parse
from syncopate.providers.slskd.client import OFFLINE, WHAT, Client, client_of
from syncopate.providers.slskd.keys import Shared, is_ours, shared_of
from syncopate.providers.slskd.places import Places, find_file, hold_to_folder, places_of, relative_of
from syncopate.providers.slskd.searching import Search

OLDEST = (0, 21)
"""The first version that keeps searches and transfers as they are read here."""
_KEPT_SEARCHES = 50
_VERSION = re.compile(r"(\d+)\.(\d+)")


def create(context: Context) -> SlskdDownloads:
    """Make what searches and fetches."""
    return SlskdDownloads(context)


class SlskdDownloads:
    """Searches and fetches; fulfils DownloadSource."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._barred = tuple(each for each in context.settings.get("barred", "").split(",") if each.strip())

    async def check(self) -> Health:
        """Try the key, the version, Soulseek, and whether both see the same folder."""
        try:
            places, client = places_of(self._context), client_of(self._context)
            _hold_to_version(text(inside(told := await client.application(), "version"), "current"))
            if inside(told, "server").get("isLoggedIn") is not True:
                state = text(inside(told, "server"), "state") or "unknown"
                said = f"{WHAT} answers, but is not logged in to Soulseek (its state: {state})."
                raise Unreachable(said, what=WHAT)
            folder, listed = await client.download_folder(), await client.downloaded()
            await asyncio.to_thread(hold_to_folder, places, folder, listed)
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def search(self, wanted: Wanted) -> AsyncGenerator[Offers | SearchEnd]:
        """Yield what users offer, likeliest words first; without the artist where nobody answers those."""
        seen: set[str] = set()
        asked, failure = 0, None
        texts = list(searches(wanted, self._barred))
        without = search_without_artist(wanted, self._barred)
        title = wanted.title if wanted.kind is WantKind.TRACK else ""
        artists = tuple(name for name in (*wanted.artists, wanted.album_artist) if name)
        while texts and failure is None:
            words = texts.pop(0)
            asked += 1
            run = self._run(words, artists, title, seen)
            async with aclosing(run):
                async for part in run:
                    if isinstance(part, SearchEnd):
                        failure = None if part.complete else part
                    else:
                        yield part
            if not texts and not seen and without is not None and without != words:
                texts, without = [without], None
        if asked == 0:
            said = "No word is left to search for."
            yield SearchEnd(complete=False, reason=InvalidInput.key, detail=said, asked=0)
            return
        yield SearchEnd(complete=True, asked=asked) if failure is None else replace(failure, asked=asked)

    async def search_raw(self, text: str) -> AsyncGenerator[Offers | SearchEnd]:
        """Yield what users offer for words, as they are."""
        words = plain_words(text, self._barred)
        if not words:
            said = "No word is left to search for."
            yield SearchEnd(complete=False, reason=InvalidInput.key, detail=said, asked=0)
            return
        run = self._run(words, (), "", set())
        async with aclosing(run):
            async for part in run:
                yield part

    async def _run(
        self, words: str, artists: Sequence[str], title: str, seen: set[str]
    ) -> AsyncGenerator[Offers | SearchEnd]:
        """Yield what one search finds that was not `seen`, and its end."""
        try:
            found = Search(client_of(self._context)).found(words)
            async with aclosing(found):
                async for responses in found:
                    every = parse.offers_in(responses, artists, title)
                    offers = tuple({offer.key: offer for offer in every if offer.key not in seen}.values())
                    seen.update(offer.key for offer in offers)
                    if offers:
                        yield Offers(offers)
        except SyncopateError as error:
            yield SearchEnd(complete=False, reason=error.key, detail=error.detail)
            return
        yield SearchEnd(complete=True)

    async def begin(self, offer: str, place: Path) -> Maybe[str]:  # noqa: ARG002 -- slskd has its own
        """Have slskd fetch a file, unless it does so already or has done so."""
        file = shared_of(offer)
        if file is None:
            return Unknown(InvalidInput.key, "That is no offer of slskd.")
        try:
            client, places = client_of(self._context), places_of(self._context)
            if not await self._is_there(client, places, file):
                await client.fetch(file)
        except Unreachable as error:
            if error.placeholders.get("peer") == OFFLINE:
                return Unknown(TransferFault.OFFLINE, f"{file.user} is not online.")
            return Unknown(error.key, error.detail)
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        return Known(file.ticket)

    async def _is_there(self, client: Client, places: Places, file: Shared) -> bool:
        """Tell whether a file is under way, or has come and still lies there."""
        raw = (await client.transfers()).get(Shared(file.user, file.name))
        if raw is None:
            return False
        transfer = parse.transfer_of(raw)
        if transfer.state is not TransferState.DONE:
            return not transfer.state.ended
        return await asyncio.to_thread(find_file, places, file, transfer.total) is not None

    async def look(self, tickets: Collection[str]) -> Maybe[Mapping[str, Transfer]]:
        """Return how far all of these are, by one request."""
        try:
            client, places = client_of(self._context), places_of(self._context)
            known = await client.transfers()
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        found: dict[str, Transfer] = {}
        for ticket in tickets:
            file = shared_of(ticket)
            raw = None if file is None else known.get(Shared(file.user, file.name))
            if file is None or raw is None:
                found[ticket] = Transfer(state=TransferState.GONE)
            else:
                found[ticket] = await _placed(client, places, file, parse.transfer_of(raw))
        return Known(found)

    async def cancel(self, ticket: str) -> None:
        """End a transfer and forget it. Raises Unreachable."""
        client = client_of(self._context)
        file = shared_of(ticket)
        raw = None if file is None else (await client.transfers()).get(Shared(file.user, file.name))
        if file is not None and raw is not None:
            await _forget(client, file, text(raw, "id"))

    async def clean_up(self, tickets: Collection[str]) -> int:
        """Forget those of our transfers that have ended, and our searches but the last fifty."""
        client = client_of(self._context)
        known, count = await client.transfers(), 0
        for file in filter(None, map(shared_of, tickets)):
            raw = known.get(Shared(file.user, file.name))
            if raw is not None and parse.transfer_of(raw).state.ended:
                count += await _forget(client, file, text(raw, "id"))
        ours = [each for each in await client.searches() if is_ours(text(each, "id")) and parse.is_over(each)]
        ours.sort(key=lambda each: text(each, "startedAt"), reverse=True)
        for each in ours[_KEPT_SEARCHES:]:
            try:
                await client.forget(text(each, "id"))
            except NotFound:
                continue
            count += 1
        return count


async def _placed(client: Client, places: Places, file: Shared, transfer: Transfer) -> Transfer:
    """Return a transfer with where its file lies; one whose file does not come into its place has failed."""
    if transfer.state is not TransferState.DONE:
        return transfer
    path = await asyncio.to_thread(find_file, places, file, transfer.total)
    if path is not None:
        client.came(file)
        return replace(transfer, path=str(path))
    if not client.is_late(file):
        return replace(transfer, state=TransferState.RUNNING)
    below = relative_of(file)
    remote = f"{places.remote.rstrip('/') or "slskd's download folder"}/{below}"
    said = f"slskd says that it put the file at {remote}; at {places.local / below} there is none."
    return replace(transfer, state=TransferState.FAILED, reason=TransferFault.NOT_HERE, detail=said)


async def _forget(client: Client, file: Shared, transfer: str) -> int:
    """Forget a transfer; return how many there were. Raises Unreachable."""
    try:
        await client.end(file, transfer)
    except NotFound:
        return 0
    finally:
        client.came(file)
    return 1


def _hold_to_version(told: str) -> None:
    """See whether slskd is new enough. Raises OddAnswer, Unreachable."""
    found = _VERSION.match(told)
    if found is None:
        raise OddAnswer(account=WHAT)
    if (int(found[1]), int(found[2])) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise Unreachable(f"slskd is too old: it is {told}, {wanted} or later is needed.", what=WHAT)
