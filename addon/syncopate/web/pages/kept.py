"""Where a playlist is kept: each place with what became of it there, and a way to one more."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.domain.target import TargetKind
from syncopate.store.libraries import Library
from syncopate.store.targets import Target
from syncopate.sync.targets import Offer, offer_of, place_of
from syncopate.web.view.links import is_address
from syncopate.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One place. `entries` is how many there are to match; `alone`: there is no other place."""

    target: Target
    library: Library
    place: str | None
    entries: int
    alone: bool

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Matched, to review, missing, unknown; entries never matched are unknown."""
        target = self.target
        known = target.matched, target.review, target.missing, target.unknown
        return known if any(known) else (0, 0, 0, self.entries)

    @property
    def address(self) -> str | None:
        """The place as an address that can be opened, None for a path."""
        return self.place if is_address(self.place) else None

    @property
    def removable(self) -> bool:
        """Whether there is anything to take away: what was never written is there for what is missing."""
        return not self.alone or self.target.kind is not TargetKind.NOTHING


async def kept_of(
    visit: Visit, targets: Sequence[Target], libraries: Sequence[Library], entries: int
) -> list[Kept]:
    """Return the places, oldest first."""
    known = {library.id: library for library in libraries}
    return [
        Kept(
            target=target.as_known(readable=known[target.library_id].readable),
            library=known[target.library_id],
            place=await place_of(visit.kit, target, known[target.library_id]),
            entries=entries,
            alone=len(targets) == 1,
        )
        for target in targets
    ]


async def offered(visit: Visit, mirror_id: str) -> Offer | None:
    """Return what there is to choose on the library `keep`, None where none was named. Raises NotFound."""
    library_id = visit.parameter("keep")
    if not library_id or visit.visitor is None or not visit.visitor.may("control"):
        return None
    return await offer_of(visit.kit, mirror_id, library_id)
