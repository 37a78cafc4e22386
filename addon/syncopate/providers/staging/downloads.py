"""Capability DOWNLOADS: offers what lies in the staging folder, and copies it out."""

import asyncio
import unicodedata
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from pathlib import Path, PurePosixPath

from syncopate.audio.names import readable
from syncopate.domain.download import Offer, Transfer, TransferFault, TransferState, Wanted, WantKind
from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.errors import Conflict, NotFound, SyncopateError
from syncopate.providers._fetching.words import plain_words, without_brackets
from syncopate.providers.acquiring import Offers, SearchEnd
from syncopate.providers.capability import Context, Health
from syncopate.providers.staging.copying import copy_out, is_there
from syncopate.providers.staging.index import Index, Staged, list_files
from syncopate.providers.staging.places import Copied, copied_of, file_of, key_of, root_of, size_of

_AT_ONCE = 500


def create(context: Context) -> StagingDownloads:
    """Make what offers files of the folder."""
    return StagingDownloads(context)


class StagingDownloads:
    """Offers and copies files; fulfils DownloadSource."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """See whether the folder can be read."""
        try:
            root = root_of(self._context)
            await asyncio.to_thread(lambda: next(list_files(root), None))
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def search(self, wanted: Wanted) -> AsyncGenerator[Offers | SearchEnd]:
        """Yield the files whose tags or names have something of the title, or one of its ids."""
        # Of some titles there is no letter left: then the artist has to do.
        words = plain_words(without_brackets(wanted.title)) or plain_words(" ".join(wanted.artists))
        sought = [_plain(word) for word in words.split()]

        def fits(file: Staged) -> bool:
            named = _named(file, album=wanted.kind is WantKind.ALBUM)
            return bool(wanted.ids & file.facts.ids) or any(word in named for word in sought)

        async for part in self._found(fits):
            yield part

    async def search_raw(self, text: str) -> AsyncGenerator[Offers | SearchEnd]:
        """Yield the files that have all the words in their tags or names."""
        sought = [_plain(word) for word in plain_words(text).split()]
        async for part in self._found(lambda file: all(word in _named(file) for word in sought)):
            yield part

    async def _found(self, fits: Callable[[Staged], bool]) -> AsyncGenerator[Offers | SearchEnd]:
        try:
            root = root_of(self._context)
            index = self._context.connections.shared(self._context.account_id, str(root), lambda: Index(root))
            files = await index.files(self._context.compute)
        except SyncopateError as error:
            yield SearchEnd(complete=False, reason=error.key, detail=error.detail)
            return
        offers = [_offer(file) for file in files if fits(file)]
        for start in range(0, len(offers), _AT_ONCE):
            yield Offers(tuple(offers[start : start + _AT_ONCE]))
        yield SearchEnd(complete=True)

    async def begin(self, offer: str, place: Path) -> Maybe[str]:
        """Copy a file into its place; when this returns it is there."""
        try:
            root = root_of(self._context)
            copied = await asyncio.to_thread(_copy, root, offer, place)
        except (NotFound, Conflict) as error:
            return Unknown(TransferFault.NOT_OFFERED, error.detail)
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        return Known(copied.ticket)

    async def look(self, tickets: Collection[str]) -> Maybe[Mapping[str, Transfer]]:
        """Return which copies are there."""
        return Known(await asyncio.to_thread(lambda: {ticket: _transfer(ticket) for ticket in tickets}))

    async def cancel(self, ticket: str) -> None:
        """Remove a copy; the file itself stays."""
        copied = copied_of(ticket)
        if copied is not None:
            await asyncio.to_thread(_remove, root_of(self._context), copied)

    async def clean_up(self, tickets: Collection[str]) -> int:  # noqa: ARG002 -- a copy is all there is
        """Forget nothing: of a copy that was taken away nothing is left."""
        return 0


def _copy(root: Path, offer: str, place: Path) -> Copied:
    """Copy the file of an offer. Raises as `copy_out`."""
    copied = Copied(offer, place.absolute() / file_of(root, offer).name)
    copy_out(root, offer, copied.target)
    return copied


def _offer(file: Staged) -> Offer:
    key, path = key_of(file.relative, file.stamp), readable(file.relative)
    return Offer(
        key=key,
        track=file.facts.track(key=key, path=path, size=file.stamp.size),
        folder=str(PurePosixPath(path).parent),
        free_slot=True,
        queue=0,
    )


def _transfer(ticket: str) -> Transfer:
    copied = copied_of(ticket)
    size = None if copied is None else size_of(copied.offer)
    if copied is None or size is None or not is_there(copied.target, size):
        return Transfer(state=TransferState.GONE)
    return Transfer(state=TransferState.DONE, done=size, total=size, path=str(copied.target))


def _remove(root: Path, copied: Copied) -> None:
    """Remove a copy where it lies; never what lies in the staging folder itself."""
    if is_there(copied.target, size_of(copied.offer)) and not _inside(root, copied.target):
        copied.target.unlink(missing_ok=True)


def _inside(root: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _named(file: Staged, *, album: bool = False) -> str:
    """Return what a file may be found by, letters only."""
    facts = file.facts
    said = (facts.album or "") if album else facts.title
    return _plain(" ".join([readable(file.relative), said, *facts.artists]))


def _plain(text: str) -> str:
    """Return letters and digits without accents, so that each way to write them is found."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isalnum())
