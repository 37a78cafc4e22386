"""How much of an album is there."""

import pytest
from syncopate.domain.album import Completeness, Place, percent
from syncopate.domain.media import Track
from syncopate.matching.completeness import completeness_of

type Tagged = tuple[int | None, int | None, int | None, int | None]


def of(*tagged: Tagged) -> Completeness:
    """Count files of (disc, number, total of tracks, total of discs)."""
    return completeness_of(
        Track(
            key=str(row), title=f"Song {row}", disc=disc, number=number, track_total=total, disc_total=discs
        )
        for row, (disc, number, total, discs) in enumerate(tagged)
    )


def test_12_of_14() -> None:
    found = of(*((None, number, 14, None) for number in range(1, 13)))
    assert (found.owned, found.total, found.percent, found.complete) == (12, 14, 86, False)
    assert found.missing == (Place(1, 13), Place(1, 14))


def test_discs_are_added_up() -> None:
    found = of(*((disc, number, 3, 2) for disc in (1, 2) for number in (1, 2, 3)))
    assert (found.owned, found.total, found.complete) == (6, 6, True)


def test_a_disc_that_is_not_there_leaves_the_total_open() -> None:
    found = of((1, 1, 2, 2), (1, 2, 2, 2))
    assert (found.total, found.missing_discs, found.complete, found.percent) == (None, (2,), False, None)


def test_one_total_for_all_discs() -> None:
    counted_on = of(*((1 + number // 4, number, 6, 2) for number in range(1, 7)))
    assert (counted_on.owned, counted_on.total, counted_on.complete) == (6, 6, True)
    begun_anew = of(*((disc, number, 6, 2) for disc in (1, 2) for number in (1, 2, 3)))
    assert (begun_anew.owned, begun_anew.total, begun_anew.complete) == (6, 6, True)


def test_without_totals_only_gaps_are_known() -> None:
    found = of((None, 1, None, None), (None, 2, None, None), (None, 4, None, None))
    assert (found.total, found.missing, found.complete) == (None, (Place(1, 3),), False)
    assert of((None, 1, None, None)).complete is None


def test_two_files_in_one_place_are_one_track() -> None:
    assert of((1, 1, 2, 1), (1, 1, 2, 1)).owned == 1


def test_tags_that_cannot_be_are_not_believed() -> None:
    found = of((0, -1, -5, 0), (10**9, 10**9, 10**9, 10**9))
    assert (found.owned, found.total, found.missing) == (2, None, ())
    assert of((1, 9, 3, 1)).total == 9
    assert of().owned == 0


@pytest.mark.parametrize(
    ("owned", "total", "shown"),
    [
        (12, 14, 86),
        (0, 14, 0),
        (1, 999, 1),
        (998, 999, 99),
        (14, 14, 100),
        (15, 14, 100),
        (1, 2, 50),
        (1, 8, 13),
    ],
)
def test_per_cent(owned: int, total: int, shown: int) -> None:
    assert percent(owned, total) == shown
