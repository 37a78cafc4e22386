"""How small values lie in columns: compact text that is fast to read by the hundred thousand."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from syncopate.domain.history import SourceHold
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Aspect, Candidate, Evidence, Says
from syncopate.domain.plan import HoldReason, Operation, OperationKind, PlaylistPlan, Why
from syncopate.domain.playlist import AlbumFacts, LeftOut, Unfit

type JsonValue = bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None

_UNSAFE = re.compile("[\x00\ud800-\udfff]")
_SEPARATOR = "\x1f"
_KINDS = {kind.value: kind for kind in IdKind}
_ASPECTS = {aspect.value: aspect for aspect in Aspect}
_SAYS = {says.value: says for says in Says}
_WHYS = {why.value: why for why in Unfit}
_INT32, _INT64 = 2**31 - 1, 2**63 - 1


def clean(text: str) -> str:
    """Return the text with NUL and lone surrogates as U+FFFD: no database takes them."""
    return _UNSAFE.sub("\ufffd", text)


def small(number: int | None) -> int | None:
    """Return the number when it fits 32 bits, else None: a broken tag is no reason to lose a file."""
    return number if number is not None and -_INT32 <= number <= _INT32 else None


def large(number: int | None) -> int | None:
    """Return the number when it fits 64 bits, else None."""
    return number if number is not None and -_INT64 <= number <= _INT64 else None


def to_ms(duration: timedelta | None) -> int | None:
    """Return whole milliseconds."""
    return None if duration is None else small(round(duration.total_seconds() * 1000))


def from_ms(milliseconds: int | None) -> timedelta | None:
    """Undo `to_ms`."""
    return None if milliseconds is None else timedelta(milliseconds=milliseconds)


def encode_names(names: Iterable[str]) -> str:
    """Join names, unit separator between; empty ones are left out."""
    return _SEPARATOR.join([clean(name).replace(_SEPARATOR, " ") for name in names if name])


def decode_names(text: str) -> tuple[str, ...]:
    """Undo `encode_names`."""
    return tuple(text.split(_SEPARATOR)) if text else ()


def encode_hold(hold: SourceHold | None) -> JsonValue:
    """Return a hold as JSON, None for none."""
    if hold is None:
        return None
    return {
        "digest": hold.digest,
        "before": hold.before,
        "now": hold.now,
        "at": hold.at.isoformat(),
        "accepted": hold.accepted,
    }


def decode_hold(value: Any) -> SourceHold | None:
    """Undo `encode_hold`."""
    if value is None:
        return None
    return SourceHold(
        digest=value["digest"],
        before=value["before"],
        now=value["now"],
        at=datetime.fromisoformat(value["at"]),
        accepted=value["accepted"],
    )


_DESCRIBED = 500
"""Beyond these only the reasons are kept of what was left out: a list of podcasts may have thousands."""


def encode_left_out(left_out: Sequence[LeftOut]) -> JsonValue:
    """Return what was left out as JSON, None for nothing."""
    told = [[one.why.value, clean(one.label), one.place] for one in left_out[:_DESCRIBED]]
    return [*told, *([one.why.value] for one in left_out[_DESCRIBED:])] or None


def decode_left_out(value: Any) -> tuple[LeftOut, ...]:
    """Undo `encode_left_out`; reasons that are not known are those of a newer engine."""
    return tuple(LeftOut(_WHYS.get(why, Unfit.UNAVAILABLE), *told) for why, *told in value or ())


def encode_ids(ids: frozenset[ExternalId]) -> str | None:
    """Join `kind:value`, sorted; None when there are none."""
    return encode_names(sorted(f"{item.kind.value}:{item.value}" for item in ids)) or None


def decode_ids(text: str | None) -> frozenset[ExternalId]:
    """Undo `encode_ids`; kinds that are not known are left out."""
    if not text:
        return frozenset()
    pairs = (part.partition(":") for part in text.split(_SEPARATOR))
    return frozenset(ExternalId(_KINDS[kind], value) for kind, _, value in pairs if kind in _KINDS)


def encode_album(album: AlbumFacts | None) -> Mapping[str, JsonValue] | None:
    """Return what a source says of an album as plain JSON."""
    if album is None:
        return None
    return {
        "artists": [clean(name) for name in album.artists],
        "year": album.year,
        "count": album.count,
        "ids": encode_ids(album.ids),
    }


def decode_album(album: Mapping[str, Any] | None) -> AlbumFacts | None:
    """Undo `encode_album`."""
    if album is None:
        return None
    return AlbumFacts(
        artists=tuple(album["artists"]),
        year=album["year"],
        count=album["count"],
        ids=decode_ids(album["ids"]),
    )


def encode_candidates(candidates: Sequence[Candidate]) -> str | None:
    """Return candidates with their evidence as compact JSON, None when there are none."""
    if not candidates:
        return None
    return json.dumps(
        [
            [
                item.track_key,
                item.score,
                [[e.aspect, e.says, e.detail, e.penalty, int(e.gate)] for e in item.evidence],
            ]
            for item in candidates
        ],
        separators=(",", ":"),
    )


def decode_candidates(text: str | None) -> tuple[Candidate, ...]:
    """Undo `encode_candidates`."""
    if not text:
        return ()
    return tuple(
        Candidate(
            key,
            score,
            tuple(
                Evidence(_ASPECTS[aspect], _SAYS[says], detail, penalty, bool(gate))
                for aspect, says, detail, penalty, gate in evidence
            ),
        )
        for key, score, evidence in json.loads(text)
    )


def encode_plan(plan: PlaylistPlan) -> str:
    """Return a plan as compact JSON."""
    return json.dumps(
        {
            "name": plan.name,
            "operations": [[o.kind, o.why, o.track_key, o.position, o.label] for o in plan.operations],
            "result": plan.result,
            "hold": plan.hold,
            "kept_back": plan.kept_back,
            "digest": plan.digest,
        },
        separators=(",", ":"),
    )


def decode_plan(text: str) -> PlaylistPlan:
    """Undo `encode_plan`."""
    plan = json.loads(text)
    return PlaylistPlan(
        name=plan["name"],
        operations=tuple(
            Operation(OperationKind(kind), Why(why), key, position, label)
            for kind, why, key, position, label in plan["operations"]
        ),
        result=tuple(plan["result"]),
        hold=None if plan["hold"] is None else HoldReason(plan["hold"]),
        kept_back=tuple(plan["kept_back"]),
        digest=plan["digest"],
    )
