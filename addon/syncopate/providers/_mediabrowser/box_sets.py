"""Collections of films and shows, which such servers call box sets: which there are, and what is in each."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.errors import OddAnswer
from syncopate.providers._mediabrowser.raw import Raw, text, whole
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers._mediabrowser.titles import key_of
from syncopate.providers._mediabrowser.video_lists import LISTED, VideoLists

_TYPE = "BoxSet"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxSet:
    """One collection; several may have the same name.

    `mark` is another one once what is in it changes, "" where the server tells nothing of the kind.
    """

    key: str
    name: str
    mark: str

    @property
    def items(self) -> str:
        """Where titles are put into it and taken out."""
        return f"Collections/{self.key}/Items"


class BoxSets:
    """Asks for them. Every method raises as `Talk`."""

    def __init__(self, talk: Talk, lists: VideoLists) -> None:
        self._talk = talk
        self._lists = lists

    async def every(self) -> Sequence[BoxSet]:
        """Return all that the user sees. Raises OddAnswer for one without a name."""
        rows = await self._lists.rows(_TYPE, Fields="Etag,ChildCount,DateCreated")
        return [self._box_set(one) for one in rows]

    async def members(self, one: BoxSet) -> frozenset[str]:
        """Return the keys of the films and shows in a collection."""
        rows = await self._lists.rows(LISTED, ParentId=one.key, Recursive="false")
        return frozenset(key_of(row, self._talk.what) for row in rows)

    def _box_set(self, raw: Raw) -> BoxSet:
        name, etag, count = text(raw, "Name"), text(raw, "Etag"), whole(raw, "ChildCount")
        if raw.get("Type") != _TYPE or name is None:
            said = f"{self._talk.what} tells a collection without its name."
            raise OddAnswer(said, account=self._talk.what)
        mark = "" if etag is None else f"{etag}/{count}"
        return BoxSet(key=key_of(raw, self._talk.what), name=name, mark=mark)
