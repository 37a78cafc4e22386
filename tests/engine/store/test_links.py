"""Links, what accounts say, what links know, plans, captures: as they are kept, on both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from syncopate.domain.link import (
    Action,
    Base,
    Became,
    Because,
    FeaturePolicy,
    Ready,
    WatchOperation,
    WatchOutcome,
)
from syncopate.domain.reading import ReadPart, Unread
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import (
    NOTHING,
    Feature,
    Listed,
    MediaType,
    Position,
    Rating,
    Record,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    Watched,
)
from syncopate.errors import NotFound
from syncopate.planning.watching.guarding import Caution, Held, Limits
from syncopate.store import (
    accounts,
    links,
    title_ids,
    watch_bases,
    watch_captures,
    watch_findings,
    watch_overrides,
    watch_plans,
    watch_records,
    watch_writes,
)
from syncopate.store.accounts import Account
from syncopate.store.database import Connection, Database
from syncopate.store.ids import new_id
from syncopate.store.links import Knowledge, Link, LinkSettings
from syncopate.store.watch_captures import Capture
from syncopate.store.watch_encoding import (
    Bases,
    base_id,
    decode_operation,
    decode_title,
    decode_values,
    encode_base,
    encode_operation,
    encode_title,
    encode_values,
    label_of,
    mark_of,
)
from syncopate.store.watch_findings import Finding, FindingKind
from syncopate.store.watch_overrides import Override, OwnKey
from syncopate.store.watch_plans import PlanState, StoredPlan
from syncopate.store.watch_writes import OperationFilter

AT = datetime(2026, 3, 1, 20, 15, 30, 123457, tzinfo=UTC)
OLD = datetime(1965, 1, 1, tzinfo=UTC)
FILM = Title(
    type=MediaType.MOVIE,
    ids=frozenset({TitleId(TitleIdKind.IMDB, "tt1"), TitleId(TitleIdKind.TMDB, "1")}),
    name="Das Boot",
    year=1981,
    path="D:\\Filme\\Das Boot.mkv",
)
EPISODE = Title(
    type=MediaType.EPISODE,
    show_ids=frozenset({TitleId(TitleIdKind.TVDB, "7")}),
    show_name="Lost",
    name="Pilot",
    season=0,
    number=1,
    last_number=2,
    absolute=3,
    aired=AT.date(),
)
VALUES = Values(
    watched=Watched((OLD, AT), 5),
    position=Position(61.5, AT),
    rating=Rating(7.5, None),
    listed=Listed(AT),
)


@pytest.fixture
def two(database: Database) -> tuple[str, str]:
    made = []
    for name in ("One", "Other"):
        account = Account(id=new_id(), provider="local", name=name, settings={}, secrets=None, created_at=AT)
        database.change(accounts.add, account)
        made.append(account.id)
    return made[0], made[1]


def another_account(connection: Connection) -> str:
    """Add an account that no link is of."""
    made = Account(id=new_id(), provider="local", name="Third", settings={}, secrets=None, created_at=AT)
    accounts.add(connection, made)
    return made.id


@pytest.fixture
def link(database: Database, two: tuple[str, str]) -> Link:
    settings = LinkSettings(
        features={Feature.RATINGS: FeaturePolicy(to_left=True, removes=True, tie=Side.RIGHT)},
        types=frozenset({MediaType.MOVIE}),
        sections={Side.LEFT: frozenset({"1", "2"})},
        limits=Limits(few=3, share=0.25),
        tolerance=timedelta(seconds=30),
    )
    made = Link(
        id=new_id(),
        name="Ours",
        left_account_id=two[0],
        right_account_id=two[1],
        settings=settings,
        every=timedelta(minutes=30),
        created_at=AT,
    )
    database.change(links.add, made)
    return made


def test_a_link_is_kept_as_it_is(database: Database, link: Link) -> None:
    assert database.look(links.get, link.id) == link
    knowledge = Knowledge(
        revisions={Side.LEFT: 3, Side.RIGHT: 4},
        seen_at={Side.LEFT: {Feature.RATINGS: AT}, Side.RIGHT: {}},
        policy="mark",
        left=2,
    )
    database.change(links.know, link.id, knowledge)
    for moment in (AT, AT + timedelta(days=1)):
        database.change(links.approve, link.id, moment)
    noted = {"at": AT, "error": None, "detail": "", "counts": {"planned": 1, "applied": 1}}
    database.change(links.note, link.id, status=ItemStatus.SYNCED, **noted)
    kept = database.look(links.get, link.id)
    assert (kept.knowledge, kept.approved_at, kept.last_success_at) == (knowledge, AT, AT)
    later = {"at": AT + timedelta(hours=1), "error": "unreachable", "detail": "Gone.", "counts": {}}
    database.change(links.note, link.id, status=ItemStatus.FAILED, **later)
    kept = database.look(links.get, link.id)
    assert (kept.last_success_at, kept.last_error, kept.last_counts) == (AT, "unreachable", {})
    database.change(links.remove, link.id)
    with pytest.raises(NotFound):
        database.look(links.get, link.id)


@pytest.mark.parametrize("title", [FILM, EPISODE, Title(type=MediaType.SHOW)])
def test_titles_and_values_come_back_as_they_were(title: Title) -> None:
    assert decode_title(encode_title(title)) == title
    for values in (VALUES, NOTHING, Values(listed=Listed(None)), Values(watched=Watched())):
        assert decode_values(encode_values(values)) == values


def test_a_base_that_was_only_seen_again_is_the_same_text() -> None:
    base = Base(
        side=Side.RIGHT,
        title=EPISODE,
        keys={"b": None, "a": AT},
        seen=VALUES,
        seen_at={Feature.HISTORY: AT, Feature.RATINGS: OLD},
        wrote=Values(rating=Rating(3.0)),
        wrote_at={Feature.RATINGS: AT},
        stands=frozenset({Feature.HISTORY}),
    )
    taking = replace(base, taking=frozenset({Feature.RATINGS}))
    assert Bases({}).decode(encode_base(taking, {})) == taking
    common = {Feature.HISTORY: AT, Feature.PROGRESS: AT}
    text = encode_base(base, common)
    assert Bases({Side.RIGHT: common}).decode(text) == base
    later = AT + timedelta(days=1)
    again = replace(base, seen_at={Feature.HISTORY: later, Feature.RATINGS: OLD})
    assert encode_base(again, {Feature.HISTORY: later}) == text
    assert Bases({}).decode(encode_base(base, {})) == base
    assert base_id(again) == base_id(base)


def operation(title: Title = FILM, action: Action = Action.RATE, **more: object) -> WatchOperation:
    given: dict[str, object] = {"value": Rating(7.0, AT), "before": None, "keys": ("k",)} | more
    return WatchOperation(
        side=Side.RIGHT, feature=Feature.RATINGS, action=action, title=title, because=Because.ADDED, **given
    )  # type: ignore[arg-type]


def test_writes_come_back_and_are_known_again() -> None:
    one = operation()
    assert decode_operation(encode_operation(one)) == one
    same = replace(one, because=Because.NEWER, before=Rating(1.0), keys=("other",))
    assert mark_of(same) == mark_of(one)
    for other in (replace(one, value=Rating(8.0, AT)), operation(EPISODE), operation(action=Action.UNRATE)):
        assert mark_of(other) != mark_of(one)
    assert mark_of(operation(EPISODE)) != mark_of(operation(replace(EPISODE, last_number=None)))


@pytest.mark.parametrize(
    ("title", "label"),
    [
        (FILM, "Das Boot (1981)"),
        (replace(EPISODE, last_number=None), "Lost S00E01 · Pilot"),
        (EPISODE, "Lost S00E01-E02 · Pilot"),
        (replace(FILM, name="", year=None), "Das Boot.mkv"),
        (Title(type=MediaType.MOVIE, ids=FILM.ids), "imdb tt1"),
        (Title(type=MediaType.SEASON, show_name="Lost", season=2), "Lost S02"),
        (Title(type=MediaType.EPISODE, show_name="News", aired=AT.date()), "News 2026-03-01"),
        (Title(type=MediaType.MOVIE), "?"),
    ],
)
def test_what_people_call_it(title: Title, label: str) -> None:
    assert label_of(title) == label


def part(*records: Record, features: Sequence[Feature] = (Feature.HISTORY,), **more: object) -> ReadPart:
    return ReadPart(features=frozenset(features), records=records, **more)  # type: ignore[arg-type]


def test_parts_of_an_account_are_put_together(database: Database, two: tuple[str, str]) -> None:
    account = two[0]
    seen = Record(key="1", title=FILM, values=Values(watched=Watched((AT,))), added_at=AT, length=90.0)
    rated = Record(key="1", title=FILM, values=Values(rating=Rating(9.0, AT)), added_at=AT, length=90.0)
    other = Record(key="2", title=EPISODE, section="7")
    assert database.change(watch_records.take_in, account, part(seen, other, cursor="a"), AT) == 2
    assert database.change(watch_records.take_in, account, part(rated, features=(Feature.RATINGS,)), AT) == 1
    (both, unseen) = sorted(database.look(watch_records.every, account), key=lambda each: each.key)
    assert both == replace(seen, values=Values(watched=Watched((AT,)), rating=Rating(9.0, AT)))
    assert unseen == other

    # The same again changes nothing, and does not count as a change.
    before = database.look(watch_records.state, account)
    assert database.change(watch_records.take_in, account, part(seen, other, cursor="a"), AT) == 0
    assert database.look(watch_records.state, account).revision == before.revision
    assert before.cursors[Feature.HISTORY].cursor == "a"

    # What is told whole, and is not in it, says nothing any more; of the rest nothing is said.
    assert database.change(watch_records.take_in, account, part(other, cursor="b"), AT) == 1
    kept = {each.key: each.values for each in database.look(watch_records.every, account)}
    assert kept == {"1": Values(rating=Rating(9.0, AT)), "2": NOTHING}
    assert database.look(watch_records.state, account).revision > before.revision


def test_what_was_read_in_part_takes_nothing_away(database: Database, two: tuple[str, str]) -> None:
    account = two[0]
    one, other = (Record(key=key, title=FILM, values=Values(watched=Watched((AT,)))) for key in ("1", "2"))
    database.change(watch_records.take_in, account, part(one, other, cursor="a"), AT)
    cut = part(one, missing=Unread("odd_answer", "A page."))
    database.change(watch_records.take_in, account, cut, AT + timedelta(hours=1))
    assert len(database.look(watch_records.every, account)) == 2
    cursor = database.look(watch_records.state, account).cursors[Feature.HISTORY]
    assert (cursor.cursor, cursor.read_at, cursor.reason) == ("a", AT, "odd_answer")
    # Changes name what is gone.
    gone = part(whole=False, gone=frozenset({"2"}), cursor="c")
    database.change(watch_records.take_in, account, gone, AT)
    assert [each.key for each in database.look(watch_records.every, account)] == ["1"]
    assert database.look(watch_records.state, account).cursors[Feature.HISTORY].reason is None


def test_records_are_found_by_words(database: Database, two: tuple[str, str]) -> None:
    records = [Record(key=str(at), title=replace(FILM, name=f"Film {at}"), values=VALUES) for at in range(5)]
    nothing = Record(key="x", title=EPISODE)
    database.change(watch_records.take_in, two[0], part(*records, nothing, features=tuple(Feature)), AT)

    def page(**asked: object) -> list[str]:
        given: dict[str, object] = {"limit": 3, "offset": 0} | asked
        found = database.look(watch_records.page, two[0], **given)  # type: ignore[arg-type]
        return [each.key for each in found.items]

    assert page() == ["0", "1", "2"]
    assert page(offset=3) == ["3", "4"]
    assert page(text="FÏLM 4") == ["4"]
    assert page(said=False, kind=MediaType.EPISODE) == ["x"]


def plan(link: Link, state: PlanState = PlanState.HELD, **more: object) -> StoredPlan:
    given: dict[str, object] = {"run_id": None, "made_at": AT, "digest": "d", "state": state} | more
    return StoredPlan(id=new_id(), link_id=link.id, **given)  # type: ignore[arg-type]


def test_a_plan_its_writes_and_what_became_of_them(database: Database, link: Link) -> None:
    first = plan(link, reasons=(Held(because=Caution.MANY_REMOVALS, side=Side.LEFT, removals=3, of=9),))
    writes = [
        operation(),
        operation(EPISODE, Action.UNRATE, value=None),
        operation(replace(FILM, name="Other", ids=frozenset()), ready=Ready.NO_COUNTERPART),
    ]
    stored = list(watch_plans.stored(writes, [("id", "base")] * 3))
    database.change(watch_plans.add, first, stored)
    assert database.look(watch_plans.get, first.id) == first
    assert database.look(watch_plans.held) == [first]
    asked = {"limit": 10, "offset": 0}

    def found(**filters: object) -> list[int]:
        page = database.look(watch_writes.page, first.id, OperationFilter(**filters), **asked)  # type: ignore[arg-type]
        return [each.number for each in page.items]

    assert found() == [0, 1, 2]
    assert found(actions=frozenset({Action.UNRATE})) == [1]
    assert found(ready=Ready.NO_COUNTERPART) == [2]
    assert found(text="boot") == [0]
    assert found(side=Side.LEFT) == []

    database.change(watch_plans.send, first.id, [0, 1], AT)
    outcomes = {0: WatchOutcome(Became.APPLIED), 1: WatchOutcome(Became.FAILED, "rate_limited", "Later.")}
    database.change(watch_plans.settle, first.id, outcomes)
    assert database.look(watch_plans.sent, first.id) == {0: (AT, True)}
    sums = database.change(watch_plans.finish, first.id, AT)
    assert sums == {"planned": 3, "applied": 1, "failed": 1, "cancelled": 1}
    (failed,) = (
        each
        for each in database.look(watch_writes.page, first.id, OperationFilter(), **asked).items
        if each.number == 1
    )
    assert failed.outcome == outcomes[1]


def test_what_was_cut_short_is_in_doubt(database: Database, link: Link) -> None:
    cut = plan(link, PlanState.APPLYING)
    database.change(
        watch_plans.add, cut, watch_plans.stored([operation(), operation(EPISODE)], [("i", "b")] * 2)
    )
    database.change(watch_plans.send, cut.id, [0], AT)
    database.change(watch_plans.close_interrupted, link.id, AT)
    kept = database.look(watch_plans.get, cut.id)
    assert (kept.state, kept.counts) == (PlanState.DONE, {"planned": 2, "in_doubt": 1, "cancelled": 1})


def test_a_later_plan_takes_the_place_of_one_that_waits_and_few_are_kept(
    database: Database, link: Link
) -> None:
    made = [plan(link) for _ in range(14)]
    for each in made:
        database.change(watch_plans.add, each, ())
    kept = database.look(watch_plans.of_link, link.id)
    assert [each.id for each in kept] == [each.id for each in reversed(made[-len(kept) :])]
    assert {each.state for each in kept[1:]} == {PlanState.REPLACED}
    assert 1 < len(kept) < 14
    assert not database.change(watch_plans.set_state, kept[1].id, PlanState.APPROVED, AT)
    assert database.change(watch_plans.set_state, kept[0].id, PlanState.APPROVED, AT)


def test_what_a_link_knows_and_means_to_write(database: Database, link: Link) -> None:
    seen_at = {Side.LEFT: {Feature.RATINGS: AT}, Side.RIGHT: {Feature.RATINGS: AT}}
    bases = [
        Base(side=side, title=title, keys={}, seen=VALUES, seen_at={Feature.RATINGS: AT})
        for side in Side
        for title in (FILM, EPISODE)
    ]
    assert database.change(watch_bases.replace, link.id, bases, seen_at) == 4
    assert database.change(watch_bases.replace, link.id, bases, seen_at) == 0
    known = database.look(watch_bases.every, link.id, seen_at, intents=False)
    assert {base_id(each): each for each in known} == {base_id(each): each for each in bases}

    meant = replace(bases[0], wrote=Values(rating=Rating(2.0)), wrote_at={Feature.RATINGS: AT})
    new = Base(side=Side.LEFT, title=replace(FILM, name="New"), keys={}, wrote_at={Feature.RATINGS: AT})
    intents = {base_id(each): encode_base(each, {}) for each in (meant, new)}
    database.change(watch_bases.intend, link.id, intents)
    assert len(database.look(watch_bases.every, link.id, seen_at, intents=False)) == 4
    with_intents = database.look(watch_bases.every, link.id, seen_at, intents=True)
    assert {base_id(each): each for each in with_intents}[base_id(meant)] == meant
    assert len(with_intents) == 5
    database.change(watch_bases.settle_intents, link.id)
    assert len(database.look(watch_bases.every, link.id, seen_at, intents=False)) == 5
    assert database.change(watch_bases.replace, link.id, bases[1:], seen_at) == 2
    assert database.look(watch_bases.count, link.id) == 3


def test_captures_overrides_findings_and_learned_ids(
    database: Database, link: Link, two: tuple[str, str]
) -> None:
    capture = Capture(
        id=new_id(),
        account_id=two[1],
        link_id=link.id,
        run_id=None,
        made_at=AT,
        features=frozenset({Feature.RATINGS}),
        records=1,
    )
    record = Record(key="1", title=FILM, values=VALUES, added_at=AT, length=5.5, section="3")
    database.change(watch_captures.add, capture, [record])
    assert database.look(watch_captures.get, capture.id) == (capture, [record])
    assert database.look(watch_captures.every, two[0]) == []

    about = TitleId(TitleIdKind.IMDB, "tt1")
    everywhere = Override(id=new_id(), link_id=None, type=MediaType.MOVIE, about=about, created_at=AT)
    here = replace(everywhere, id=new_id(), link_id=link.id, same=TitleId(TitleIdKind.IMDB, "tt2"))
    for each in (everywhere, here):
        database.change(watch_overrides.add, each)
    found = database.look(watch_overrides.every, link.id)
    assert found == [everywhere, here]
    assert watch_overrides.blocked(found) == {(MediaType.MOVIE, about)}
    assert watch_overrides.same(found) == {(MediaType.MOVIE, about): here.same}
    assert database.look(watch_overrides.every, "another") == [everywhere]
    own = replace(everywhere, id=new_id(), about=OwnKey(two[0], "k"), label="Ohne Namen")
    named = replace(own, id=new_id(), link_id=link.id, same=here.same)
    stranger = replace(own, id=new_id(), about=OwnKey(database.change(another_account), "k"))
    for each in (own, named, stranger):
        database.change(watch_overrides.add, each)
    assert database.look(watch_overrides.every) == [everywhere, here, own, named, stranger]
    found = database.look(watch_overrides.every, link.id)
    assert found == [everywhere, here, own, named]
    assert watch_overrides.blocked_keys(found) == {own.about}
    assert watch_overrides.named_keys(found) == {own.about: here.same}
    database.change(watch_overrides.remove, own.id)
    with pytest.raises(NotFound):
        database.change(watch_overrides.remove, own.id)

    findings = [
        Finding(kind=FindingKind.NO_IDS, side=Side.LEFT, label="Ohne Namen", details={"key": "k"}),
        Finding(kind=FindingKind.CONFLICT, side=None, label="Zwei", details={"ids": ["imdb:tt1"]}),
    ]
    for _ in range(2):
        database.change(watch_findings.replace, link.id, findings)
    page = database.look(watch_findings.page, link.id, kind=None, text="", limit=9, offset=0)
    assert list(page.items) == findings
    assert database.look(watch_findings.counts, link.id) == {FindingKind.NO_IDS: 1, FindingKind.CONFLICT: 1}

    unknown = Finding(kind=FindingKind.UNRESOLVED, side=Side.RIGHT, label="Drei", details={"keys": ["x"]})
    for found_now in ([unknown, replace(unknown, label="Vier")], [unknown]):
        database.change(watch_findings.replace_kind, link.id, FindingKind.UNRESOLVED, found_now)
        assert database.look(watch_findings.of_kind, link.id, FindingKind.UNRESOLVED) == found_now
    page = database.look(watch_findings.page, link.id, kind=None, text="", limit=9, offset=0)
    assert list(page.items) == [*findings, unknown]

    ids = frozenset({about, TitleId(TitleIdKind.TMDB, "603")})
    database.change(title_ids.learn, {(MediaType.MOVIE, about): ids}, AT)
    asked = {(MediaType.MOVIE, about), (MediaType.SHOW, about)}
    assert database.look(title_ids.known, asked) == {(MediaType.MOVIE, about): ids}
