"""What artists bring out: by days told in whole or in part, by kind, page after page."""

from datetime import date

import pytest
from fakes.serving import Fault
from syncopate.domain.snapshot import Complete, Failed, Snapshot
from syncopate.providers.musicbrainz.releases import create
from syncopate.providers.releases import ReleaseCalendar, ReleaseKind, Window

from .conftest import House

WINDOW = Window(since=date(2026, 3, 1), until=date(2026, 6, 30))


def complete[T](snapshot: Snapshot[T]) -> tuple[T, ...]:
    assert isinstance(snapshot, Complete), snapshot
    return snapshot.items


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        ("2026-03-01", True),
        ("2026-06-30", True),
        ("2026-02-28", False),
        ("2026-07-01", False),
        ("2026-06", True),
        ("2026-07", False),
        ("2026", True),
        ("2025", False),
        ("", False),
        ("2026-02-30", False),
        ("soon", False),
    ],
)
def test_days_told_in_part(day: str, inside: bool) -> None:
    assert WINDOW.holds(day) is inside


async def test_what_comes_and_what_came(house: House) -> None:
    calendar = create(house.context())
    assert isinstance(calendar, ReleaseCalendar)
    assert (await calendar.check()).ok
    anna, bert = house.fake.artists[1:3]
    house.fake.add_group("Later", anna, bert, first="2026-06-12")
    house.fake.add_group("Sooner", anna, first="2026-04", kind="EP", also=["Live"])
    house.fake.add_group("A Song", anna, first="2026-05-01", kind="Single")
    house.fake.add_group("Nobody knows when", anna)
    house.fake.add_group("Of another", bert, first="2026-05-01")
    found = complete(await calendar.releases_of(anna.id, WINDOW, (ReleaseKind.ALBUM, ReleaseKind.EP)))
    assert [(each.title, each.day, each.kind, each.also, each.artists) for each in found] == [
        ("Sooner", "2026-04", ReleaseKind.EP, ("live",), ("Anna",)),
        ("Later", "2026-06-12", ReleaseKind.ALBUM, (), ("Anna", "Bert")),
    ]
    assert found[0].url == f"{house.fake.address}/release-group/{found[0].id.value}"
    (single,) = complete(await calendar.releases_of(anna.id, WINDOW, (ReleaseKind.SINGLE,)))
    assert single.title == "A Song"
    before = house.requests
    await calendar.releases_of(anna.id, WINDOW, (ReleaseKind.SINGLE,))
    assert house.requests == before, "it is remembered for a day"


async def test_page_after_page(house: House) -> None:
    anna = house.fake.artists[1]
    for number in range(230):
        house.fake.add_group(f"Album {number}", anna, first="2026-05-01" if number % 2 else "2020")
    calendar = create(house.context())
    assert len(complete(await calendar.releases_of(anna.id, WINDOW, (ReleaseKind.ALBUM,)))) == 115
    assert house.requests == 3


async def test_artists_by_name(house: House) -> None:
    calendar = create(house.context())
    twin = house.fake.add_artist("ANNA")
    found = complete(await calendar.artists_called("anna "))
    assert {each.id for each in found} == {house.fake.artists[1].id, twin.id}
    assert [each.name for each in complete(await calendar.artists_called("anya"))] == ["Anna"]
    assert complete(await calendar.artists_called("Ann")) == ()
    assert complete(await calendar.artists_called(" ")) == ()


async def test_failing_is_no_empty_calendar(house: House) -> None:
    calendar = create(house.context())
    for artist, reason in (("no id", "invalid_input"), ("0" * 8 + "-0000" * 3 + "-" + "0" * 12, "not_found")):
        answer = await calendar.releases_of(artist, WINDOW, (ReleaseKind.ALBUM,))
        assert isinstance(answer, Failed)
        assert answer.reason == reason
    house.fake.wire.fail(Fault.SERVER_ERROR)
    assert isinstance(await calendar.artists_called("Anna"), Failed)
