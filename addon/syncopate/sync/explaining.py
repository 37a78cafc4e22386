"""Why an entry is, or would be, which track: worked out beside the matching itself, in a worker."""

from dataclasses import dataclass, replace
from datetime import timedelta

from syncopate.domain.ids import parse_isrc
from syncopate.domain.playlist import Entry
from syncopate.errors import InvalidInput
from syncopate.matching.explain import Explanation
from syncopate.matching.match import UNKNOWN_LIBRARY
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import library_or_only
from syncopate.sync.work import explain_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An entry, the library it was looked for in, and all that was found."""

    entry: Entry
    library: Library
    explanation: Explanation


def entry_from(
    *,
    title: str,
    artists: tuple[str, ...] = (),
    album: str | None = None,
    duration_ms: int | None = None,
    isrc: str | None = None,
) -> Entry:
    """Return an entry of what somebody typed. Raises InvalidInput for what is no ISRC."""
    known = None if isrc is None else parse_isrc(isrc)
    if isrc is not None and known is None:
        raise InvalidInput(f"{isrc!r} is not an ISRC.", field="isrc")
    return Entry(
        position=0,
        title=title,
        artists=artists,
        album=album,
        duration=None if duration_ms is None else timedelta(milliseconds=duration_ms),
        ids=frozenset() if known is None else frozenset({known}),
    )


async def explain_in(kit: Kit, entry: Entry, library_id: str | None) -> Explained:
    """Explain an entry in a library, in the only one when none is named.

    What is indexed of a library that cannot be read, or never was, is still shown, but the verdict is
    unknown. Raises NotFound, NotConfigured, InvalidInput.
    """
    library = await library_or_only(kit, library_id)
    explanation = await kit.compute(explain_entry, kit.database.address, library.id, entry)
    if not library.readable:
        explanation = replace(explanation, match=UNKNOWN_LIBRARY)
    return Explained(entry=entry, library=library, explanation=explanation)
