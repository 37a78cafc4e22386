"""What the user says of titles: ids are held to what ids can be, and records without one are named by keys."""

from dataclasses import replace

import pytest
from engine.sync.watch.conftest import BOTH, Pair, film, seen
from fakes.tmdb import FakeTmdb
from fakes.tmdb.model import Movie
from syncopate.domain.link import Ready
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import Feature, MediaType, TitleId, TitleIdKind
from syncopate.errors import InvalidInput, NotFound
from syncopate.store import watch_findings, watch_overrides, watch_records
from syncopate.store.watch_findings import FindingKind
from syncopate.store.watch_overrides import OwnKey
from syncopate.sync.accounts import add_account, remove_account
from syncopate.sync.watch.saying import say_of_id, say_of_record, take_back

MOVIE = MediaType.MOVIE


@pytest.mark.parametrize("about", ["imdb:abc", "tmdb:0", "tmdb:", "heat", "wax:1", "imdb:0111161", "plex:1"])
async def test_what_is_no_id_is_refused(pair: Pair, about: str) -> None:
    with pytest.raises(InvalidInput, match="is written as") as refused:
        await say_of_id(pair.kit, kind=MOVIE, about=about)
    assert refused.value.placeholders["field"] == "about"
    with pytest.raises(InvalidInput, match="is written as") as refused:
        await say_of_id(pair.kit, kind=MOVIE, about="tmdb:1", same_as=about)
    assert refused.value.placeholders["field"] == "same_as"
    assert await pair.kit.database.read(watch_overrides.every) == []


async def test_ids_are_not_said_to_be_each_other(pair: Pair) -> None:
    link = await pair.link(await pair.tracker("One"), await pair.tracker("Other"))
    await say_of_id(pair.kit, kind=MOVIE, about="tmdb:1", same_as="tmdb:2")
    await say_of_id(pair.kit, kind=MOVIE, about="tmdb:2", same_as="tmdb:3", link_id=link.id)
    for about, same_as, link_id in (
        ("tmdb:1", "tmdb:1", None),
        ("tmdb:2", "tmdb:1", None),
        ("tmdb:3", "tmdb:1", None),
        ("tmdb:3", "tmdb:1", link.id),
        ("tmdb:03", "tmdb:2", link.id),
    ):
        with pytest.raises(InvalidInput, match=r"circle|itself"):
            await say_of_id(pair.kit, kind=MOVIE, about=about, same_as=same_as, link_id=link_id)
    # A show of that number is another title; and what is said anew takes the place of what led there.
    await say_of_id(pair.kit, kind=MediaType.SHOW, about="tmdb:2", same_as="tmdb:1")
    await say_of_id(pair.kit, kind=MOVIE, about="tmdb:1", same_as="tmdb:9")
    await say_of_id(pair.kit, kind=MOVIE, about="tmdb:3", same_as="tmdb:1", link_id=link.id)
    said = watch_overrides.same(await pair.kit.database.read(watch_overrides.every, link.id))
    # What leads on is followed to its end.
    assert said[MOVIE, TitleId(TitleIdKind.TMDB, "2")] == TitleId(TitleIdKind.TMDB, "9")


async def test_a_film_without_ids_is_said_to_be_one(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    lost = replace(film(1), ids=frozenset(), name="Home video")
    await pair.put(one, seen(lost))
    link = await pair.link(one, other)
    await pair.run(link)
    assert [each.operation.ready for each in await pair.operations(link)] == [Ready.NO_COUNTERPART]
    [lacking] = await pair.kit.database.read(watch_findings.of_kind, link.id, FindingKind.NO_COUNTERPART)
    [record] = await pair.kit.database.read(watch_records.every, one.id)
    assert lacking.details["keys"] == [record.key]

    said = await say_of_record(
        pair.kit, account_id=one.id, key=record.key, same_as="imdb:tt0113277", link_id=link.id
    )
    assert (said.type, said.about) == (MOVIE, OwnKey(one.id, record.key))
    await pair.run(link)
    [stored] = await pair.operations(link)
    assert stored.operation.ready is Ready.READY
    assert stored.operation.title.ids == {TitleId(TitleIdKind.IMDB, "tt0113277")}
    assert await pair.kit.database.read(watch_findings.counts, link.id) == {}
    assert (await pair.go_on(link)).status is ItemStatus.SYNCED
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED
    assert set(await pair.said(other)) == {"Home video"}

    await take_back(pair.kit, said.id)
    with pytest.raises(NotFound):
        await take_back(pair.kit, said.id)


async def test_what_it_was_said_to_be_is_asked_for_by_all_its_ids(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, seen(replace(film(1), ids=frozenset(), name="Home video")))
    await pair.put(other, seen(film(603, name="The Matrix")))
    link = await pair.link(one, other, {Feature.HISTORY: BOTH})
    await pair.preview(link)
    [record] = await pair.kit.database.read(watch_records.every, one.id)
    await say_of_record(pair.kit, account_id=one.id, key=record.key, same_as="imdb:tt0133093")
    async with FakeTmdb() as tmdb:
        tmdb.movies[603] = Movie(id=603, title="The Matrix", imdb="tt0133093")
        pair.household.kit = kit = replace(pair.kit, endpoints={"*": tmdb.address})
        await add_account(kit, provider="tmdb", name="TMDB", settings={"token": tmdb.read_token})
        await pair.preview(link)
        assert await pair.operations(link) == ()
        await kit.connections.close()


async def test_a_record_is_blocked_until_its_account_goes(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, seen(replace(film(1), ids=frozenset(), name="Home video")), seen(film(2)))
    link = await pair.link(one, other)
    await pair.preview(link)
    records = await pair.kit.database.read(watch_records.every, one.id)
    key = next(each.key for each in records if not each.title.ids)
    for _ in range(2):
        await say_of_record(pair.kit, account_id=one.id, key=key, link_id=link.id, label=" Home video ")
    [said] = await pair.kit.database.read(watch_overrides.every, link.id)
    assert (said.label, said.same, said.link_id) == ("Home video", None, link.id)
    await pair.preview(link)
    assert [each.label for each in await pair.operations(link)] == ["Film 2 (2000)"]
    await remove_account(pair.kit, one.id)
    assert await pair.kit.database.read(watch_overrides.every) == []


async def test_what_is_said_of_records_that_are_none_is_refused(pair: Pair) -> None:
    one, other, third = [await pair.tracker(name) for name in ("One", "Other", "Third")]
    await pair.put(third, seen(film(1)))
    link = await pair.link(third, one)
    await pair.preview(link)
    apart = await pair.link(one, other)
    [record] = await pair.kit.database.read(watch_records.every, third.id)
    with pytest.raises(NotFound):
        await say_of_record(pair.kit, account_id=third.id, key="another")
    with pytest.raises(NotFound):
        await say_of_record(pair.kit, account_id="nobody", key=record.key)
    for more, word in (
        ({"link_id": apart.id}, "does not link Third"),
        ({"kind": MediaType.SHOW}, "another kind"),
        ({"same_as": "imdb:abc"}, "is written as"),
    ):
        with pytest.raises(InvalidInput, match=word):
            await say_of_record(pair.kit, account_id=third.id, key=record.key, **more)  # type: ignore[arg-type]
    assert await pair.kit.database.read(watch_overrides.every) == []
