"""What has to be written so that an account says again what it said when it was captured; pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial

from syncopate.domain.link import CLEARING, SETTING, Action, Because, LinkPolicy, WatchOperation
from syncopate.domain.watch import (
    Feature,
    InLists,
    Plays,
    Record,
    Side,
    Title,
    Value,
    View,
    Watched,
    WatchRules,
    list_key,
)
from syncopate.planning.watching.facts import same
from syncopate.planning.watching.joining import Subject, is_part, join


def restoring(
    then: Sequence[Record], now: Sequence[Record], features: Iterable[Feature], rules: WatchRules
) -> Iterator[WatchOperation]:
    """Return what has to be written so that an account says again what it said then.

    Titles are told as links tell them: files that came anew, under other keys, are the same titles.
    """
    # An account's own keys say what records are of that have no other name.
    unnamed = {each.key for each in (*then, *now) if not _is_named(each.title)}
    yield from _by_key(then, now, unnamed, features, rules)
    then, now = ([each for each in records if each.key not in unnamed] for records in (then, now))
    view = partial(View, complete=frozenset(features), taken_at=datetime.min.replace(tzinfo=UTC))
    joined = join(view(records=tuple(then)), view(records=tuple(now)), (), LinkPolicy(features={}))
    for subject in joined.subjects:
        for feature in features:
            if feature is Feature.HISTORY and subject.title.last_number is not None:
                # That all of a file was seen each of its episodes says.
                continue
            was, there = (_of(subject, side, feature) for side in Side)
            wanted, held = _said(was, feature), _said(there, feature)
            keys = tuple(sorted({record.key for record in there}))
            if subject.right.records and not keys:
                continue
            yield from _restored(subject.title, keys, (wanted, held), feature, rules)


def _is_named(title: Title) -> bool:
    """Tell whether a title is known by more than its key."""
    return bool(title.ids or title.show_ids or title.path)


def _by_key(
    then: Iterable[Record],
    now: Iterable[Record],
    keys: set[str],
    features: Iterable[Feature],
    rules: WatchRules,
) -> Iterator[WatchOperation]:
    """Return what has to be written to records of these keys."""
    is_here = {each.key: each for each in now if each.key in keys}
    was_here = {each.key: each for each in then if each.key in keys}
    for key, record in sorted({**was_here, **is_here}.items()):
        for feature in features:
            wanted, held = (
                None if each is None else each.values.of(feature)
                for each in (was_here.get(key), is_here.get(key))
            )
            yield from _restored(
                record.title, (key,) if key in is_here else (), (wanted, held), feature, rules
            )


def _of(subject: Subject, side: Side, feature: Feature) -> list[Record]:
    """Return the records that say something of a title alone, or that they were seen with all they hold."""
    records = subject.part(side).records
    return [each for each in records if feature is Feature.HISTORY or not is_part(each, subject.title)]


def _said(records: Sequence[Record], feature: Feature) -> Value | None:
    """Return what records of one title say together: all plays and lists, of the rest what the first says."""
    values = [value for record in records if (value := record.values.of(feature)) is not None]
    if not values:
        return None
    names = frozenset(name for value in values if isinstance(value, InLists) for name in value.names)
    if names:
        return InLists(names)
    plays = {play for value in values if isinstance(value, Watched) for play in value.plays}
    first = values[0]
    return (
        Watched(tuple(sorted(plays)), max(len(plays), first.count)) if isinstance(first, Watched) else first
    )


def _restored(
    title: Title,
    keys: tuple[str, ...],
    said: tuple[Value | None, Value | None],
    feature: Feature,
    rules: WatchRules,
) -> Iterator[WatchOperation]:
    """Return the writes that bring one title back, in one respect."""
    wanted, held = said
    operation = partial(
        WatchOperation,
        side=Side.LEFT,
        feature=feature,
        title=title,
        keys=keys,
        before=held,
        because=Because.CHANGED,
    )
    if feature is Feature.LISTS:
        lists = (each if isinstance(each, InLists) else InLists(frozenset()) for each in said)
        for action, name in list_writes(*lists):
            yield operation(action=action, value=InLists(frozenset({name})), list_name=name)
        return
    if wanted is None:
        if held is not None:
            yield operation(action=CLEARING[feature], value=None)
        return
    if isinstance(wanted, Watched) and isinstance(held, Watched):
        lacking = tuple(play for play in wanted.plays if play not in held.plays)
        extra = tuple(play for play in held.plays if play not in wanted.plays)
        if lacking and rules.plays is not Plays.FLAG:
            yield operation(action=Action.WATCH, value=Watched(lacking, len(lacking)))
        if extra and rules.plays is Plays.EVERY:
            yield operation(action=Action.UNWATCH, value=Watched(extra, len(extra)))
        return
    if not same(wanted, held, rules.rating_step):
        yield operation(action=SETTING[feature], value=wanted)


def list_writes(wanted: InLists, held: InLists) -> Iterator[tuple[Action, str]]:
    """Return into which lists something has to be put, and which it has to be taken off, in order."""
    for name in sorted(wanted.names):
        if list_key(name) not in held.keys:
            yield SETTING[Feature.LISTS], name
    for name in sorted(held.names):
        if list_key(name) not in wanted.keys:
            yield CLEARING[Feature.LISTS], name
