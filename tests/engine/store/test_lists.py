"""In which lists titles are, as it is kept: beside what was kept before there were any."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from syncopate.domain.link import Action, Base, Because, FeaturePolicy, WatchOperation
from syncopate.domain.reading import ReadPart, Unread
from syncopate.domain.watch import (
    NOTHING,
    Feature,
    InLists,
    MediaType,
    Rating,
    Record,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    Values,
)
from syncopate.planning.watching.guarding import Caution, Held
from syncopate.store import accounts, links, watch_captures, watch_plans, watch_records
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.ids import new_id
from syncopate.store.links import Link, LinkSettings, decode_settings, encode_settings
from syncopate.store.watch_captures import Capture
from syncopate.store.watch_encoding import (
    Bases,
    decode_operation,
    decode_values,
    encode_base,
    encode_operation,
    encode_values,
    mark_of,
)
from syncopate.store.watch_plans import PlanState, StoredPlan

AT = datetime(2026, 3, 1, 20, 15, 30, tzinfo=UTC)
FILM = Title(type=MediaType.MOVIE, ids=frozenset({TitleId(TitleIdKind.IMDB, "tt1")}), name="Das Boot")
IN_TWO = InLists(frozenset({"Später", "Best of"}))
ONLY = frozenset({Feature.LISTS})


def put(name: str = "Best of", action: Action = Action.ENLIST) -> WatchOperation:
    """Return that the film is put into a list."""
    return WatchOperation(
        side=Side.RIGHT,
        feature=Feature.LISTS,
        action=action,
        title=FILM,
        keys=("1",),
        value=InLists(frozenset({name})),
        before=None,
        because=Because.ADDED,
        list_name=name,
    )


@pytest.fixture
def account(database: Database) -> str:
    made = Account(id=new_id(), provider="local", name="One", settings={}, secrets=None, created_at=AT)
    database.change(accounts.add, made)
    return made.id


@pytest.mark.parametrize("values", [Values(lists=IN_TWO), Values(rating=Rating(9.0, AT), lists=IN_TWO)])
def test_values_come_back_as_they_were(values: Values) -> None:
    assert decode_values(encode_values(values)) == values


def test_what_says_nothing_of_lists_is_kept_as_it_ever_was() -> None:
    """What an earlier version kept is read, and is not told anew for nothing."""
    assert encode_values(Values(rating=Rating(9.0, None))) == "[null,null,[9.0,null],null]"
    assert decode_values("[null,null,[9.0,null],null]") == Values(rating=Rating(9.0, None))
    base = Base(side=Side.LEFT, title=FILM, keys={"1": AT}, seen_at={Feature.RATINGS: AT})
    assert len(json.loads(encode_base(base, {}))) == 8
    assert len(json.loads(encode_operation(replace(put(), list_name="")))) == 10
    settings = LinkSettings(features={Feature.LISTS: FeaturePolicy()})
    assert "lists" not in encode_settings(settings)
    assert decode_settings(encode_settings(settings)) == settings


def test_a_base_knows_of_each_list() -> None:
    base = Base(
        side=Side.LEFT,
        title=FILM,
        keys={},
        seen=Values(lists=IN_TWO),
        seen_at={Feature.LISTS: AT},
        wrote=Values(lists=InLists(frozenset({"Best of"}))),
        wrote_at={Feature.LISTS: AT},
        stands_in=frozenset({"best of"}),
    )
    assert Bases({}).decode(encode_base(base, {})) == base


def test_a_write_comes_back_with_its_list_and_is_known_by_it() -> None:
    assert decode_operation(encode_operation(put())) == put()
    assert mark_of(put()) == mark_of(replace(put(), keys=("2",)))
    assert len({mark_of(put()), mark_of(put("Later")), mark_of(put(action=Action.DELIST))}) == 3


def test_settings_name_lists() -> None:
    settings = LinkSettings(features={}, lists=frozenset({"Best of"}))
    assert decode_settings(json.loads(json.dumps(encode_settings(settings)))) == settings


def test_lists_that_were_not_read_keep_their_titles(database: Database, account: str) -> None:
    """The next read tells changes alone: what a broken one left out would be missing ever after."""

    def read(names: set[str], **more: object) -> None:
        told = Record(key="1", title=FILM, values=Values(lists=InLists(frozenset(names))))
        part = ReadPart(features=ONLY, records=(told,), **more)  # type: ignore[arg-type]
        database.change(watch_records.take_in, account, part, AT)

    def kept() -> set[str]:
        (record,) = database.look(watch_records.every, account)
        return set() if record.values.lists is None else set(record.values.lists.names)

    read({"Best of", "Later"}, cursor="a")
    read({"Best of", "New"}, missing=Unread("odd_answer", "A page."))
    assert kept() == {"Best of", "Later", "New"}
    read({"New"}, whole=False, cursor="b")
    assert kept() == {"New"}
    database.change(watch_records.take_in, account, ReadPart(features=ONLY, cursor="c"), AT)
    assert database.look(watch_records.every, account) == []


def test_a_capture_has_lists(database: Database, account: str) -> None:
    record = Record(key="1", title=FILM, values=Values(lists=IN_TWO))
    capture = Capture(
        id=new_id(), account_id=account, link_id=None, run_id=None, made_at=AT, features=ONLY, records=1
    )
    database.change(watch_captures.add, capture, [record])
    assert database.look(watch_captures.get, capture.id) == (capture, [record])
    assert record.values != NOTHING


def test_a_plan_says_which_list_it_would_empty(database: Database, account: str) -> None:
    other = Account(id=new_id(), provider="local", name="Other", settings={}, secrets=None, created_at=AT)
    database.change(accounts.add, other)
    link = Link(
        id=new_id(),
        name="Ours",
        left_account_id=account,
        right_account_id=other.id,
        settings=LinkSettings(features={}),
        created_at=AT,
    )
    database.change(links.add, link)
    reason = Held(
        because=Caution.WOULD_EMPTY, side=Side.RIGHT, feature=Feature.LISTS, of=1, list_name="Best of"
    )
    plan = StoredPlan(
        id=new_id(),
        link_id=link.id,
        run_id=None,
        made_at=AT,
        state=PlanState.HELD,
        reasons=(reason,),
        digest="d",
    )
    database.change(watch_plans.add, plan, watch_plans.stored([put()], [("id", "base")]))
    assert database.look(watch_plans.get, plan.id) == plan
    (stored,) = database.look(watch_plans.pending, plan.id)
    assert stored.operation == put()
