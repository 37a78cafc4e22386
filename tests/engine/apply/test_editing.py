"""Telling a server the difference only: few writes, any interruption heals, nothing is sent twice blindly."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given, strategies as st
from syncopate.apply.editing import EditedTarget
from syncopate.domain.media import Track
from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import LoginRejected, SyncopateError, TargetReadOnly, Unreachable, WriteNotKept
from syncopate.providers.capability import Health, TargetContent, TargetState
from syncopate.providers.editing import Edited, Item, Label, PlaylistEditor, Reorder

SITE = Site(section="1")


@dataclass
class Playlist:
    """One playlist of the server."""

    name: str
    mark: str
    items: list[Item]
    description: str | None = None
    cover: str | None = None
    editable: bool = True


@dataclass
class Server:
    """A server with playlists that fails at its `fail_at`-th write: before it (`lost` False) or after it."""

    way: Reorder = Reorder.MOVE
    size: int = 4
    fail_at: int | None = None
    lost: bool = False
    forgets: bool = False
    unknown: str | None = None
    cover_fails: bool = False
    playlists: dict[str, Playlist] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    reads: int = 0
    _ids: count[int] = field(default_factory=lambda: count(1))

    @property
    def batch(self) -> int:
        return self.size

    def reorder(self, site: Site) -> Reorder:
        return Reorder.NONE if not site.kind.ordered else self.way

    async def check(self) -> Health:
        return Health(ok=True)

    async def read_items(self, _site: Site, target_key: str) -> Maybe[Edited | None]:
        self.reads += 1
        if self.unknown:
            return Unknown(self.unknown)
        held = self.playlists.get(target_key)
        if held is None:
            return Known(None)
        return Known(
            Edited(
                target_key=target_key,
                name=held.name,
                items=tuple(held.items),
                editable=held.editable,
                mark=held.mark,
            )
        )

    async def find_target(self, _site: Site, mark: str, _name: str | None) -> Maybe[str | None]:
        return Known(next((key for key, held in self.playlists.items() if held.mark == mark), None))

    async def create(self, _site: Site, label: Label, track_keys: Sequence[str]) -> str:
        assert len(track_keys) <= self.size
        with self._writing("create"):
            key = f"playlist-{next(self._ids)}"
            self.playlists[key] = Playlist(label.name, label.mark, self._made(track_keys), label.description)
        return key

    async def relabel(self, _site: Site, target_key: str, label: Label) -> None:
        with self._writing("relabel"):
            held = self.playlists[target_key]
            held.name, held.description = label.name, label.description or held.description

    async def set_cover(self, _site: Site, target_key: str, cover_url: str) -> None:
        if self.cover_fails:
            raise Unreachable(what="The picture")
        self.playlists[target_key].cover = cover_url

    async def append(self, _site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        assert 0 < len(track_keys) <= self.size
        with self._writing("append"):
            if not self.forgets:
                self.playlists[target_key].items.extend(self._made(track_keys))

    async def remove(self, _site: Site, target_key: str, items: Sequence[tuple[int, Item]]) -> None:
        assert 0 < len(items) <= self.size
        with self._writing("remove"):
            held = self.playlists[target_key].items
            for position, item in sorted(items, key=lambda each: each[0], reverse=True):
                assert held[position] == item, "its position is that of now"
                del held[position]

    async def move(self, _site: Site, target_key: str, item: Item, after: Item | None, position: int) -> None:
        with self._writing("move"):
            held = self.playlists[target_key].items
            held.remove(item)
            at = 0 if after is None else held.index(after) + 1
            assert at == position, "both ways to say where it goes mean the same"
            held.insert(at, item)

    async def replace(self, _site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        with self._writing("replace"):
            self.playlists[target_key].items = self._made(track_keys)

    async def delete_target(self, _site: Site, target_key: str) -> None:
        self.playlists.pop(target_key, None)

    def place(self, _site: Site, target_key: str) -> str:
        return f"memory://{target_key}"

    def keys(self, target_key: str) -> list[str]:
        return [item.track_key for item in self.playlists[target_key].items]

    def holding(self, tracks: Sequence[str], **more: object) -> str:
        self.playlists["p"] = Playlist("Evening", "m", self._made(tracks), **more)
        return "p"

    def _made(self, track_keys: Sequence[str]) -> list[Item]:
        return [Item(f"item-{next(self._ids)}", key) for key in track_keys]

    def _writing(self, what: str) -> _Write:
        return _Write(self, what)


class _Write:
    """One write: fails as the server is told to."""

    def __init__(self, server: Server, what: str) -> None:
        self._server = server
        self._what = what

    def __enter__(self) -> None:
        self._server.writes.append(self._what)
        if len(self._server.writes) == self._server.fail_at and not self._server.lost:
            raise Unreachable(what="The server")

    def __exit__(self, *_: object) -> None:
        if len(self._server.writes) == self._server.fail_at and self._server.lost:
            raise Unreachable(what="The server")


def content(tracks: Sequence[str], **more: str) -> TargetContent:
    given = {"mark": "m", "name": "Evening", **more}
    return TargetContent(tracks=[Track(key=key, title=key) for key in tracks], **given)


def test_the_model_is_an_editor() -> None:
    assert isinstance(Server(), PlaylistEditor)


async def test_a_new_playlist_is_made_in_batches() -> None:
    server = Server()
    key = await EditedTarget(server).write_target(SITE, None, content("abcdefghij", description="Songs"))
    assert server.keys(key) == list("abcdefghij")
    assert server.writes == ["create", "append", "append"]
    assert server.playlists[key].description == "Songs"


async def test_what_is_there_already_is_not_written() -> None:
    server = Server()
    key = server.holding("aab")
    await EditedTarget(server).write_target(SITE, key, content("aab"))
    assert server.writes == []


@pytest.mark.parametrize(
    ("way", "before", "after", "writes"),
    [
        (Reorder.MOVE, "abcdefgh", "habcdefg", ["move"]),
        (Reorder.MOVE, "abcdefgh", "bcdefgha", ["move"]),
        (Reorder.MOVE, "abc", "abcd", ["append"]),
        (Reorder.MOVE, "abc", "ab", ["remove"]),
        (Reorder.MOVE, "abc", "axbc", ["append", "move"]),
        (Reorder.MOVE, "abcdef", "abcdefabcdef", ["append", "append"]),
        (Reorder.REPLACE, "abcdefgh", "habcdefg", ["replace"]),
        (Reorder.REPLACE, "abc", "abcd", ["append"]),
        (Reorder.REPLACE, "abcde", "ace", ["remove"]),
        (Reorder.REPLACE, "abcde", "acex", ["remove", "append"]),
        (Reorder.REPLACE, "abc", "xabc", ["replace"]),
    ],
)
async def test_only_the_difference_is_told(way: Reorder, before: str, after: str, writes: list[str]) -> None:
    server = Server(way=way)
    key = server.holding(before)
    await EditedTarget(server).write_target(SITE, key, content(after))
    assert server.keys(key) == list(after)
    assert server.writes == writes


async def test_what_stays_keeps_its_place_on_the_server() -> None:
    server = Server()
    key = server.holding("abcdef")
    before = {item.track_key: item.item_id for item in server.playlists[key].items}
    await EditedTarget(server).write_target(SITE, key, content("fabxcde"))
    after = {item.track_key: item.item_id for item in server.playlists[key].items}
    assert {name: after[name] for name in before} == before


async def test_favourites_have_no_order_and_nothing_moves() -> None:
    server = Server()
    key = server.holding("abcd")
    site = Site(section="1", kind=TargetKind.FAVOURITES)
    await EditedTarget(server).write_target(site, key, content("dcax", leaving=frozenset("b")))
    assert Counter(server.keys(key)) == Counter("dcax")
    assert server.writes == ["append", "remove"], "never empty in between"


async def test_where_nothing_has_an_order_only_what_the_plan_takes_out_goes() -> None:
    server = Server()
    key = server.holding("abcu")
    site = Site(section="1", kind=TargetKind.FAVOURITES)
    await EditedTarget(server).write_target(
        site, key, content("abx", leaving=frozenset("c"), before=tuple("abc"))
    )
    assert Counter(server.keys(key)) == Counter("abux"), "u was starred by hand between plan and write"


async def test_what_nobody_planned_on_is_not_written_over() -> None:
    server = Server()
    key = server.holding("abu")
    with pytest.raises(WriteNotKept, match="changed on the server meanwhile"):
        await EditedTarget(server).write_target(SITE, key, content("abx", before=tuple("ab")))
    assert (server.keys(key), server.writes) == (["a", "b", "u"], [])


async def test_a_write_that_was_kept_but_never_answered_is_no_change_by_others() -> None:
    server = Server()
    key = server.holding("abx")
    await EditedTarget(server).write_target(SITE, key, content("abx", before=tuple("ab")))
    assert server.writes == []


async def test_the_mark_a_playlist_carries_is_told() -> None:
    server = Server()
    key = server.holding("ab")
    held = await EditedTarget(server).read_target(SITE, key)
    assert isinstance(held, Known)
    assert held.value is not None
    assert held.value.mark == server.playlists[key].mark


async def test_it_is_renamed_and_described_only_when_that_is_asked() -> None:
    server = Server()
    key = server.holding("ab", description="By hand")
    target = EditedTarget(server)
    await target.write_target(SITE, key, content("ab"))
    assert server.writes == []
    await target.write_target(SITE, key, content("ab", name="Night"))
    assert (server.playlists[key].name, server.playlists[key].description) == ("Night", "By hand")
    await target.write_target(SITE, key, content("ab", name="Night", description="New"))
    assert server.playlists[key].description == "New"
    assert server.writes == ["relabel", "relabel"]


async def test_a_picture_that_is_not_taken_fails_nothing(caplog: pytest.LogCaptureFixture) -> None:
    server = Server(cover_fails=True)
    key = await EditedTarget(server).write_target(SITE, None, content("ab", cover_url="https://x.test/c.jpg"))
    assert server.keys(key) == ["a", "b"]
    assert "gets no picture" in caplog.text
    server.cover_fails = False
    await EditedTarget(server).write_target(SITE, key, content("ab", cover_url="https://x.test/c.jpg"))
    assert server.playlists[key].cover == "https://x.test/c.jpg"


async def test_a_smart_playlist_is_never_written_to() -> None:
    server = Server()
    key = server.holding("ab", editable=False)
    with pytest.raises(TargetReadOnly):
        await EditedTarget(server).write_target(SITE, key, content("abc", name="Other"))
    assert server.writes == []
    assert server.keys(key) == ["a", "b"]


async def test_what_cannot_be_read_is_not_written() -> None:
    server = Server(unknown="login_rejected")
    key = server.holding("ab")
    target = EditedTarget(server)
    assert await target.read_target(SITE, key) == Unknown("login_rejected")
    with pytest.raises(LoginRejected):
        await target.write_target(SITE, key, content("b"))
    assert server.writes == []


async def test_one_that_went_meanwhile_is_no_empty_one() -> None:
    server = Server()
    with pytest.raises(Unreachable, match="gone"):
        await EditedTarget(server).write_target(SITE, "gone", content("ab"))
    assert server.writes == []
    assert await EditedTarget(server).read_target(SITE, "gone") == Known(None)


async def test_a_server_that_keeps_something_else_is_told_of() -> None:
    server = Server(forgets=True)
    key = server.holding("ab")
    with pytest.raises(WriteNotKept):
        await EditedTarget(server).write_target(SITE, key, content("abc"))


async def test_somebody_else_at_work_is_noticed() -> None:
    server = Server()
    key = server.holding("abc")
    plain = server.append

    async def crowded(site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        await plain(site, target_key, track_keys)
        server.playlists[target_key].items.append(Item("theirs", "z"))

    server.append = crowded  # type: ignore[method-assign]
    with pytest.raises(WriteNotKept):
        await EditedTarget(server).write_target(SITE, key, content("xabc"))
    assert "move" not in server.writes


_ORDERS = st.lists(st.sampled_from("abcdefgh"), max_size=14)


@given(before=_ORDERS, after=_ORDERS, way=st.sampled_from([Reorder.MOVE, Reorder.REPLACE]))
def test_any_order_becomes_any_other(before: list[str], after: list[str], way: Reorder) -> None:
    server = Server(way=way)
    key = server.holding(before)
    target = EditedTarget(server)
    asyncio.run(target.write_target(SITE, key, content(after)))
    assert server.keys(key) == after
    done = len(server.writes)
    asyncio.run(target.write_target(SITE, key, content(after)))
    assert len(server.writes) == done, "a second time nothing is written"


@given(
    before=_ORDERS,
    after=_ORDERS,
    fail_at=st.integers(1, 6),
    lost=st.booleans(),
    way=st.sampled_from([Reorder.MOVE, Reorder.REPLACE]),
    new=st.booleans(),
)
def test_an_interruption_anywhere_heals(
    before: list[str], after: list[str], fail_at: int, lost: bool, way: Reorder, new: bool
) -> None:
    server = Server(way=way, fail_at=fail_at, lost=lost)
    key = None if new else server.holding(before)
    target = EditedTarget(server)
    try:
        asyncio.run(target.write_target(SITE, key, content(after)))
    except Unreachable:
        server.fail_at = None
        key = key or next(iter(server.playlists), None)
        asyncio.run(target.write_target(SITE, key, content(after)))
    assert len(server.playlists) == 1
    assert server.keys(next(iter(server.playlists))) == after


async def test_it_reads_as_a_target() -> None:
    server = Server()
    key = server.holding("ab")
    target = EditedTarget(server)
    assert await target.read_target(SITE, key) == Known(
        TargetState(target_key="p", name="Evening", track_keys=("a", "b"), mark="m")
    )
    assert await target.find_target(SITE, "m", None) == Known("p")
    assert target.place(SITE, "p") == "memory://p"
    assert (await target.check()).ok
    await target.delete_target(SITE, "p")
    assert server.playlists == {}
    assert issubclass(WriteNotKept, SyncopateError)
