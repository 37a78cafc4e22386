"""Brings a server's playlist to what it shall hold by telling the server only the difference.

Reads what is there, takes out, appends in batches, moves, and reads back once. It keeps nothing: cut short
at any point, the next plan goes on from what the server holds by then.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched

from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.target import Site
from syncopate.errors import SyncopateError, TargetReadOnly, Unreachable, WriteNotKept, error_with_key
from syncopate.planning.difference import aligned, difference
from syncopate.providers.capability import Health, TargetContent, TargetState
from syncopate.providers.editing import Edited, Item, Label, PlaylistEditor, Reorder

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EditedTarget:
    """A keeper of playlists made of an editor; fulfils PlaylistTarget.

    Its writes may be cut short in between.
    """

    editor: PlaylistEditor

    async def check(self) -> Health:
        """Try it without changing anything."""
        return await self.editor.check()

    async def read_target(self, site: Site, target_key: str) -> Maybe[TargetState | None]:
        """Return what it holds."""
        found = await self.editor.read_items(site, target_key)
        if isinstance(found, Unknown) or found.value is None:
            return Known(None) if isinstance(found, Known) else found
        held = found.value
        return Known(
            TargetState(
                target_key=held.target_key,
                name=held.name,
                track_keys=_keys(held.items),
                editable=held.editable,
                mark=held.mark,
                closed=held.closed,
            )
        )

    async def find_target(self, site: Site, mark: str, name: str | None) -> Maybe[str | None]:
        """Return the key of what carries our mark."""
        return await self.editor.find_target(site, mark, name)

    async def write_target(self, site: Site, target_key: str | None, content: TargetContent) -> str:
        """Make it so and return its key.

        Raises Unreachable, TargetReadOnly, WriteNotKept when the server then holds something else.
        """
        wanted = tuple(track.key for track in content.tracks)
        label = Label(mark=content.mark, name=content.name, description=content.description)
        if target_key is None:
            first = wanted[: self.editor.batch]
            target_key = await self.editor.create(site, label, first)
            await self._append(site, target_key, wanted[len(first) :])
        else:
            held = await self._held(site, target_key)
            self._expect(site, held, content, wanted)
            if held.name != label.name or label.description is not None:
                await self.editor.relabel(site, target_key, label)
            await self._bring(site, held, wanted, content)
        if content.cover_url is not None:
            await self._cover(site, target_key, content.cover_url)
        if not self._is_kept(site, await self._held(site, target_key), wanted, content):
            raise WriteNotKept(name=content.name, target_key=target_key)
        return target_key

    def _is_kept(self, site: Site, held: Edited, wanted: Sequence[str], content: TargetContent) -> bool:
        kept = _keys(held.items)
        if self._ordered(site):
            return kept == tuple(wanted)
        there = frozenset(kept)
        return there.issuperset(_coming(wanted, content) - held.closed) and not there & content.leaving

    def _expect(self, site: Site, held: Edited, content: TargetContent, wanted: tuple[str, ...]) -> None:
        """Refuse to write over what nobody has planned on. Raises WriteNotKept."""
        there = _keys(held.items)
        if content.before is not None and self._ordered(site) and there not in {content.before, wanted}:
            said = f"{held.name} was changed on the server meanwhile: it is looked at again next time."
            raise WriteNotKept(said, name=held.name)

    async def delete_target(self, site: Site, target_key: str) -> None:
        """Remove it."""
        await self.editor.delete_target(site, target_key)

    def place(self, site: Site, target_key: str) -> str:
        """Return the address of its page."""
        return self.editor.place(site, target_key)

    def _ordered(self, site: Site) -> bool:
        return self.editor.reorder(site) is not Reorder.NONE

    async def _held(self, site: Site, target_key: str) -> Edited:
        """Return what it holds now. Raises Unreachable, TargetReadOnly."""
        found = await self.editor.read_items(site, target_key)
        if isinstance(found, Unknown):
            raise error_with_key(found.reason, Unreachable)(what="The playlist")
        if found.value is None:
            raise Unreachable("The playlist is gone from the server.", what="The playlist")
        if not found.value.editable:
            raise TargetReadOnly(name=found.value.name)
        return found.value

    async def _bring(self, site: Site, held: Edited, wanted: tuple[str, ...], content: TargetContent) -> None:
        there = _keys(held.items)
        if there == wanted:
            return
        reorder = self.editor.reorder(site)
        if reorder is Reorder.NONE:
            await self._exchange(site, held, wanted, content)
            return
        found = difference(there, wanted)
        staying = len(there) - len(found.removed)
        only_at_the_end = not found.moved and found.added == tuple(range(staying, len(wanted)))
        if reorder is Reorder.REPLACE and not only_at_the_end:
            await self.editor.replace(site, held.target_key, wanted)
            return
        await self._remove(site, held, found.removed)
        await self._append(site, held.target_key, [wanted[at] for at in found.added])
        if not only_at_the_end:
            await self._arrange(site, held.target_key, wanted)

    async def _exchange(
        self, site: Site, held: Edited, wanted: tuple[str, ...], content: TargetContent
    ) -> None:
        """Put in what comes and take out what leaves: never what has come, nor again what has gone since."""
        coming = _coming(wanted, content) - frozenset(_keys(held.items))
        # First what comes: a collection goes with the last of its tracks.
        await self._append(site, held.target_key, [key for key in wanted if key in coming])
        gone = [at for at, item in enumerate(held.items) if item.track_key in content.leaving]
        await self._remove(site, held, gone)

    async def _remove(self, site: Site, held: Edited, positions: Sequence[int]) -> None:
        # From the end, so that the positions before stay what they are.
        for part in batched(sorted(positions, reverse=True), self.editor.batch, strict=False):
            await self.editor.remove(site, held.target_key, [(at, held.items[at]) for at in part])

    async def _append(self, site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        for part in batched(track_keys, self.editor.batch, strict=False):
            await self.editor.append(site, target_key, part)

    async def _arrange(self, site: Site, target_key: str, wanted: tuple[str, ...]) -> None:
        """Move entries to their places, as few as possible.

        Raises WriteNotKept when others are there by now.
        """
        held = await self._held(site, target_key)
        if Counter(_keys(held.items)) != Counter(wanted):
            raise WriteNotKept(name=held.name)
        moves = _moves(held.items, wanted)
        order = list(held.items)
        for item, after in moves:
            order.remove(item)
            position = 0 if after is None else order.index(after) + 1
            order.insert(position, item)
            await self.editor.move(site, target_key, item, after, position)

    async def _cover(self, site: Site, target_key: str, cover_url: str) -> None:
        """Show a picture. A playlist without its picture is no failed one."""
        try:
            await self.editor.set_cover(site, target_key, cover_url)
        except SyncopateError as error:
            _LOG.warning("The playlist %s gets no picture: %s", target_key, error.detail)


def _coming(wanted: Sequence[str], content: TargetContent) -> frozenset[str]:
    """Return what the plan puts in where there is no order."""
    return frozenset(wanted).difference(content.before or ())


def _keys(items: Sequence[Item]) -> tuple[str, ...]:
    return tuple(item.track_key for item in items)


def _moves(items: Sequence[Item], wanted: Sequence[str]) -> list[tuple[Item, Item | None]]:
    """Return what to move after what, in this order, so that the items stand as wanted.

    The items are those wanted, in another order. What is on a longest common run stays.
    """
    place = {new: old for old, new in aligned(_keys(items), wanted).items()}
    settled = frozenset(place.values())
    free: defaultdict[str, list[int]] = defaultdict(list)
    for old in reversed(range(len(items))):
        if old not in settled:
            free[items[old].track_key].append(old)
    moves: list[tuple[Item, Item | None]] = []
    before: Item | None = None
    for new, key in enumerate(wanted):
        stays = new in place
        item = items[place[new] if stays else free[key].pop()]
        if not stays:
            moves.append((item, before))
        before = item
    return moves
