"""Capability SECTIONS, as far as both servers are alike."""

from syncopate.domain.snapshot import Snapshot
from syncopate.errors import LoginLacksRights, SyncopateError
from syncopate.providers._mediabrowser.raw import Raw, text, texts
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers._mediabrowser.video_lists import Listing, VideoLists
from syncopate.providers._mediabrowser.video_views import see
from syncopate.providers.capability import Health
from syncopate.providers.snapshots import complete, failed
from syncopate.providers.watching import Section


class Sections[T: Talk]:
    """Tells libraries of films and shows; fulfils SectionSource."""

    def __init__(self, talk: T, listing: Listing) -> None:
        self._talk = talk
        self._lists = VideoLists(talk, listing)

    async def check(self) -> Health:
        """Tell whether the account works."""
        return await self._talk.health()

    async def sections(self) -> Snapshot[Section]:
        """Return those that the user sees; only administrators get to know where their files lie."""
        try:
            paths = await self._paths()
            found = [
                Section(
                    key=view.key,
                    name=view.name,
                    type=view.type,
                    paths=paths.get(view.key, ()),
                    count=await self._lists.count(view.types, ParentId=view.key),
                )
                for view in (await see(self._talk)).views
            ]
        except SyncopateError as error:
            return failed(error)
        return complete(tuple(found))

    async def _paths(self) -> dict[str, tuple[str, ...]]:
        try:
            rows = await self._talk.virtual_folders()
        except LoginLacksRights:
            return {}
        return {key: texts(one, "Locations") for one in rows if (key := _key(one)) is not None}


def _key(raw: Raw) -> str | None:
    return text(raw, "ItemId")
