"""How small values lie in columns."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies
from sqlalchemy.dialects import sqlite
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Aspect, Candidate, Evidence, Says
from syncopate.domain.plan import Operation, OperationKind, PlaylistPlan, Why
from syncopate.store import encoding
from syncopate.store.columns import Json
from syncopate.store.ids import new_id

NAMES = strategies.text(
    strategies.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1f"), min_size=1
)
ANY_TEXT = strategies.text(strategies.characters(exclude_categories=[]))
POSITIONS = strategies.none() | strategies.integers(0, 10**6)


@given(strategies.lists(NAMES))
def test_names_come_back(names: list[str]) -> None:
    assert encoding.decode_names(encoding.encode_names(names)) == tuple(names)


@given(strategies.frozensets(strategies.builds(ExternalId, strategies.sampled_from(IdKind), NAMES)))
def test_ids_come_back(ids: frozenset[ExternalId]) -> None:
    assert encoding.decode_ids(encoding.encode_ids(ids)) == ids


def test_ids_of_a_catalogue_not_known_are_left_out() -> None:
    assert encoding.decode_ids("isrc:GB1\x1ffuture:1") == {ExternalId(IdKind.ISRC, "GB1")}
    assert encoding.decode_ids(None) == frozenset()


@given(ANY_TEXT)
def test_clean_text_can_be_stored_anywhere(text: str) -> None:
    cleaned = encoding.clean(text)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert len(cleaned) == len(text)
    assert encoding.clean(cleaned) == cleaned


@given(
    strategies.lists(
        strategies.builds(
            Candidate,
            ANY_TEXT,
            strategies.floats(0, 1),
            strategies.lists(
                strategies.builds(
                    Evidence,
                    strategies.sampled_from(Aspect),
                    strategies.sampled_from(Says),
                    ANY_TEXT,
                    strategies.floats(0, 1),
                    strategies.booleans(),
                )
            ).map(tuple),
        )
    )
)
def test_candidates_come_back(candidates: list[Candidate]) -> None:
    encoded = encoding.encode_candidates(candidates)
    assert encoding.decode_candidates(encoded) == tuple(candidates)
    assert encoded is None or encoded.isascii()


@given(
    strategies.builds(
        PlaylistPlan,
        name=ANY_TEXT,
        operations=strategies.lists(
            strategies.builds(
                Operation,
                strategies.sampled_from(OperationKind),
                strategies.sampled_from(Why),
                strategies.none() | ANY_TEXT,
                POSITIONS,
                ANY_TEXT,
            )
        ).map(tuple),
        result=strategies.lists(ANY_TEXT).map(tuple),
        kept_back=strategies.lists(strategies.integers(0, 99)).map(tuple),
        digest=strategies.text(),
    )
)
def test_plans_come_back(plan: PlaylistPlan) -> None:
    assert encoding.decode_plan(encoding.encode_plan(plan)) == plan


@pytest.mark.parametrize(
    ("duration", "milliseconds"),
    [(None, None), (timedelta(0), 0), (timedelta(seconds=1.5), 1500), (timedelta(days=9999), None)],
)
def test_durations_are_milliseconds(duration: timedelta | None, milliseconds: int | None) -> None:
    assert encoding.to_ms(duration) == milliseconds
    assert encoding.from_ms(milliseconds) == (None if milliseconds is None else duration)


def test_json_takes_the_values_of_the_domain_and_nothing_else() -> None:
    column, dialect = Json(), sqlite.dialect()
    assert column.process_bind_param({"a": (IdKind.ISRC, 1)}, dialect) == '{"a":["isrc",1]}'
    assert column.process_bind_param(frozenset({"b", "a"}), dialect) == '["a","b"]'  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        column.process_bind_param(object(), dialect)  # type: ignore[arg-type]


def test_ids_sort_by_age() -> None:
    made = [new_id() for _ in range(1000)]
    assert sorted(made) == made
    assert len(set(made)) == 1000
    assert {len(item) for item in made} == {36}
