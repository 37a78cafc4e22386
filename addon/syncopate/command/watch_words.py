"""How what was watched is printed: one line a title, and a summary."""

from collections import Counter
from collections.abc import Mapping, Sequence

from syncopate.command import output
from syncopate.command.watch_meant import Meant
from syncopate.domain.link import Action, WatchOperation, WatchOutcome
from syncopate.domain.watch import InLists, Listed, Position, Rating, Record, Side, Value, Watched
from syncopate.store.watch_encoding import label_of
from syncopate.sync.watch.comparing import Compared, Said, Standing

_SIGNS = {
    # ASCII alone: not every terminal has arrows.
    Standing.IN_STEP: "==",
    Standing.TO_LEFT: "<-",
    Standing.TO_RIGHT: "->",
    Standing.BOTH: "<>",
    Standing.APART: "!=",
    Standing.UNMATCHED: "??",
    Standing.CONFLICT: "!!",
}
_ID, _STATE = 10, 18
_DONE = {
    Action.WATCH: "watched",
    Action.UNWATCH: "not watched",
    Action.UNPLACE: "not begun",
    Action.UNRATE: "not rated",
    Action.LIST: "listed",
    Action.UNLIST: "not listed",
    Action.ENLIST: "into the list",
    Action.DELIST: "off the list",
}


def head(meant: Meant) -> str:
    """Return what stands above the titles."""
    left, right = meant.ends.left.name, meant.ends.right.name
    return f"{'id':>{_ID}}  {left:<{_STATE}} {'':2} {right:<{_STATE}} title"


def line(title: Compared, at: Side) -> str:
    """Return a title on a line: its media id, and what both sides say."""
    key = ",".join(title.at(at).keys) or "-"
    sign = _SIGNS[title.standing]
    left, right = state(title.left), state(title.right)
    return f"{key:>{_ID}}  {left:<{_STATE}} {sign:2} {right:<{_STATE}} {title.label}"


def state(said: Said) -> str:
    """Return what a side says, e.g. "watched 0:20:00"; a position at the end is none: it is finished."""
    if not said.keys:
        return "not there"
    seen = ["watched"] if said.watched else ["finished"] if said.finished else []
    places = [] if said.position is None or said.finished else [clock(said.position.seconds)]
    return " ".join((*seen, *places)) or "-"


def clock(seconds: float) -> str:
    """Return a position as h:mm:ss."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def write_words(operation: WatchOperation, meant: Meant) -> str:
    """Return what is written where, e.g. "Plex: 0:20:00"."""
    value = operation.value
    match operation.action, value:
        case Action.PLACE, Position():
            said = clock(value.seconds)
        case Action.RATE, Rating():
            said = f"rated {value.value:g}"
        case _:
            said = f"{_DONE.get(operation.action, operation.action.value)} {operation.list_name}".rstrip()
    return f"{meant.ends.at(operation.side).name}: {said}"


def outcome_words(outcome: WatchOutcome | str) -> str:
    """Return what became of a write."""
    if isinstance(outcome, str):
        return outcome
    return f"{outcome.became.value.replace('_', ' ')}{f': {outcome.detail}' if outcome.detail else ''}"


def counted(titles: Sequence[Compared]) -> Mapping[str, int]:
    """Return how many titles stand how."""
    counts = Counter(each.standing for each in titles)
    return {each.value: counts[each] for each in Standing}


def summary(titles: Sequence[Compared], meant: Meant) -> None:
    """Print what is not in step, and how many titles stand how."""
    counts = counted(titles)
    left, right = meant.ends.left.name, meant.ends.right.name
    words = {
        Standing.IN_STEP: "in sync",
        Standing.TO_RIGHT: f"to {right}",
        Standing.TO_LEFT: f"to {left}",
        Standing.BOTH: "both ways",
        Standing.APART: "differ, and nothing passes",
        Standing.UNMATCHED: "not at both sides",
        Standing.CONFLICT: "conflicting ids, not touched",
    }
    output.say("")
    output.say(f"{len(titles)} titles of {left} and {right}")
    always = {Standing.IN_STEP, Standing.TO_LEFT, Standing.TO_RIGHT, Standing.UNMATCHED}
    for standing, said in words.items():
        if counts[standing.value] or standing in always:
            output.say(f"{counts[standing.value]:>8}  {said}")


def title_document(title: Compared) -> dict[str, object]:
    """Return what is told of a title."""
    return {
        "title": title.label,
        "type": title.title.type,
        "left": _said(title.left),
        "right": _said(title.right),
        "standing": title.standing,
        "writes": [write_document(each) for each in title.writes.values()],
    }


def _said(said: Said) -> dict[str, object]:
    position = said.position
    return {
        "ids": said.keys,
        "watched": said.watched,
        "finished": said.finished,
        "position_ms": None if position is None or said.finished else round(position.seconds * 1000),
        "length_ms": None if said.length is None else round(said.length * 1000),
    }


def write_document(operation: WatchOperation) -> dict[str, object]:
    """Return what is told of a write."""
    return {
        "side": operation.side,
        "feature": operation.feature,
        "action": operation.action,
        "because": operation.because,
        "ready": operation.ready,
        "list_name": operation.list_name or None,
        "value": value_document(operation.value),
    }


def value_document(value: Value | None) -> dict[str, object] | None:
    """Return what is said in one respect."""
    match value:
        case None:
            return None
        case Watched():
            return {"plays": value.plays, "count": value.count}
        case Position():
            return {"position_ms": round(value.seconds * 1000), "at": value.at}
        case Rating():
            return {"rating": value.value, "at": value.at}
        case Listed():
            return {"listed": True, "at": value.at}
        case InLists():
            return {"lists": sorted(value.names)}


def record_document(record: Record) -> dict[str, object]:
    """Return a record with all that is said of it."""
    title, values = record.title, record.values
    return {
        "id": record.key,
        "label": label_of(title),
        "type": title.type,
        "name": title.name,
        "show_name": title.show_name,
        "year": title.year,
        "season": title.season,
        "number": title.number,
        "aired": None if title.aired is None else title.aired.isoformat(),
        "ids": [f"{each.kind.value}:{each.value}" for each in sorted(title.ids)],
        "show_ids": [f"{each.kind.value}:{each.value}" for each in sorted(title.show_ids)],
        "path": title.path,
        "length_ms": None if record.length is None else round(record.length * 1000),
        "section": record.section,
        "added_at": record.added_at,
        "history": value_document(values.watched),
        "progress": value_document(values.position),
        "rating": value_document(values.rating),
        "watchlist": value_document(values.listed),
        "lists": value_document(values.lists),
    }
