"""What accounts say, record by record; files of it; captures and bringing them back."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine.sync.watch.conftest import film, listed, rated, seen
from linked import MIRROR, Linked, csrf_of, nobody, two_trackers, words_of
from syncopate.domain.reading import ReadPart, Unread
from syncopate.domain.run import ItemStatus, JobName
from syncopate.domain.watch import Feature
from syncopate.providers.local.formats.files import read as read_file
from syncopate.store import accounts, watch_captures, watch_records
from syncopate.sync import worker_database
from syncopate.sync.settings import change_settings
from syncopate.sync.watch.deciding import bring_back
from syncopate.web.render import texts_of
from syncopate.web.view.errors import happened
from wellformed import check

NOW = datetime(2026, 6, 1, tzinfo=UTC)

TABLE = (
    "type,title,year,tmdb_id,watched_at,rating\r\n"
    "movie,Copper Rain,1998,11,2026-02-02T18:00:00Z,8\r\n"
    "spoon,Nothing,1999,12,2026-02-02T18:00:00Z,\r\n"
)


@pytest.fixture
async def pair(household: Any, monkeypatch: pytest.MonkeyPatch) -> Linked:
    """Return a household with two trackers that are not linked."""
    monkeypatch.setattr(worker_database, "_opened", {household.kit.database.address: household.kit.database})
    await change_settings(household.kit, {"guide.left": True})
    return await two_trackers(household)


async def read(pair: Linked) -> None:
    """Have both read, as a link does."""
    await pair.preview(await pair.link(dict.fromkeys(Feature, MIRROR)))


def titles(text: str) -> list[str]:
    return re.findall(r'class="over what clamp"[^>]*>([^<]*)', text)


async def test_nothing_is_known_before_it_was_read(pair: Linked) -> None:
    async with pair.home.client() as browser:
        text = (await browser.get(f"/accounts/{pair.left.id}/watched")).text
    check(text)
    assert "What it says will be here" in words_of(text)
    assert "Take in a file" in words_of(text)


async def test_records_are_searched_filtered_and_paged(pair: Linked) -> None:
    await pair.put(pair.left, *(seen(film(number)) for number in range(1, 61)), rated(film(7), 9))
    await pair.put(pair.left, listed(film(99, name="Something to see")))
    await read(pair)
    page = f"/accounts/{pair.left.id}/watched"
    async with pair.home.client() as browser:
        first = (await browser.get(page)).text
        check(first)
        assert len(titles(first)) == 50
        assert len(titles((await browser.get(f"{page}?page=2")).text)) == 11
        assert len(titles((await browser.get(f"{page}?page=99")).text)) == 11
        assert titles((await browser.get(f"{page}?q=something")).text) == ["Something to see (2000)"]
        assert len(titles((await browser.get(f"{page}?kind=movie&q=film+12")).text)) == 1
        none = await browser.get(f"{page}?kind=show")
        assert "It says nothing of such a title." in words_of(none.text)


async def test_what_could_not_be_read_is_told(pair: Linked) -> None:
    await pair.put(pair.left, seen(film(1)))
    await read(pair)
    gap = ReadPart(
        features=frozenset({Feature.RATINGS}), missing=Unread("unreachable", "The diary does not answer.")
    )
    await pair.kit.database.write(watch_records.take_in, pair.left.id, gap, pair.kit.now())
    async with pair.home.client() as browser:
        said = words_of((await browser.get(f"/accounts/{pair.left.id}/watched")).text)
    assert "Ratings : could not be read the last time." in said
    assert "The diary does not answer." in said


async def test_one_record_is_opened_and_taken_away_in_part(pair: Linked) -> None:
    await pair.put(pair.left, seen(film(1)), rated(film(1), 8), seen(film(2)))
    await read(pair)
    [record] = [
        each
        for each in await pair.kit.database.read(watch_records.every, pair.left.id)
        if each.title.name == "Film 1"
    ]
    page = f"/accounts/{pair.left.id}/watched"
    async with pair.home.client() as browser:
        text = (await browser.get(f"{page}?record={record.key}")).text
        check(text)
        said = words_of(text)
        assert "8 of 10" in said
        assert "tmdb:1" in said
        data = {"csrf": csrf_of(text), "record": record.key}
        none = await browser.post(f"{page}/delete", data=data)
        assert none.status_code == 422
        assert "Choose what shall be taken away." in words_of(none.text)
        answer = await browser.post(f"{page}/delete", data={**data, "feature": "ratings"})
        check(answer.text)
        assert "One write: 1 written." in words_of(answer.text)
        values = (await pair.said(pair.left))["Film 1"]
        assert (values.rating, values.watched is None) == (None, False)
        # It is told as it is now, and was captured before.
        assert "8 of 10" not in words_of((await browser.get(f"{page}?record={record.key}")).text)
        assert len(await pair.kit.database.read(watch_captures.every, pair.left.id)) == 1
        gone = await browser.post(f"{page}/delete", data={**data, "record": "none", "feature": "ratings"})
        assert gone.status_code == 404


async def test_a_file_is_taken_in_and_given_out(pair: Linked) -> None:
    page = f"/accounts/{pair.right.id}/watched"
    async with pair.home.client() as browser:
        csrf = csrf_of((await browser.get(page)).text)
        empty = await browser.post(f"{page}/import", data={"csrf": csrf})
        assert empty.status_code == 422
        assert "Choose a file that holds something." in words_of(empty.text)
        odd = {"file": ("film.exe", bytes(range(256)), "application/octet-stream")}
        refused = await browser.post(f"{page}/import", data={"csrf": csrf}, files=odd)
        assert refused.status_code in {415, 422}
        check(refused.text)
        file = {"file": ("watched.csv", TABLE.encode(), "text/csv")}
        answer = await browser.post(f"{page}/import", data={"csrf": csrf}, files=file)
        check(answer.text)
        said = words_of(answer.text)
        assert "One record was read" in said
        assert "One row was odd" in said
        assert titles(answer.text) == ["Copper Rain (1998)"]
        assert (await pair.said(pair.right))["Copper Rain"].rating is not None
        given = await browser.get(f"{page}/export?format=table")
        assert given.headers["content-disposition"] == 'attachment; filename="watched.csv"'
        assert "Copper Rain" in given.text
        assert "Copper Rain" in (await browser.get(f"{page}/export")).text


@pytest.mark.parametrize(
    "row",
    [
        "spoon,Nothing,1999,12,2026-02-02,",
        "movie,Heat,1995,13,yesterday,8",
        "movie,Heat,1995,13,1969-07-20,8",
        "movie,Heat,1995,13,2099-01-01,8",
        "movie,Heat,1995,13,2026-01-01,eleven",
        "movie,,,,2026-01-01,",
        "show,Lost,2004,14,2026-01-01,",
        "movie,Heat,1995,13,,",
    ],
)
def test_what_is_odd_in_a_file_is_said_in_the_readers_language(row: str) -> None:
    came = read_file("x.csv", f"type,title,year,tmdb_id,watched_at,rating\n{row}\n".encode(), NOW)
    reasons = [reason for odd in came.odd for reason in odd.reasons]
    assert reasons
    for reason in reasons:
        assert happened(texts_of("de"), "", reason) not in {reason, happened(texts_of("de"), "", "?")}


async def test_an_account_without_records_has_no_such_page(filled: Any) -> None:
    [folder, *_] = await filled.kit.database.read(accounts.every)
    async with filled.client() as browser:
        assert (await browser.get(f"/accounts/{folder.id}/watched")).status_code == 422
        assert "What was watched" not in (await browser.get(f"/accounts/{folder.id}")).text


async def test_captures_are_listed_by_account_and_brought_back(pair: Linked) -> None:
    await pair.put(pair.left, *(seen(film(number)) for number in range(1, 5)))
    link = await pair.link({Feature.HISTORY: MIRROR})
    await pair.approved(link)
    await pair.take(pair.left, "Film 2", Feature.HISTORY)
    await pair.run(link)
    assert "Film 2" not in {name for name, each in (await pair.said(pair.right)).items() if each.watched}
    async with pair.home.client() as browser:
        text = (await browser.get("/captures")).text
        check(text)
        said = words_of(text)
        assert "before a run of Living room & Diary" in said.replace("&amp;", "&")
        assert "4 records" in said
        [capture] = await pair.kit.database.read(watch_captures.every)
        assert capture.account_id == pair.right.id
        asked = (await browser.get(f"/captures?restore={capture.id}")).text
        check(asked)
        assert "Bring Diary back?" in words_of(asked)
        assert "What it says now is captured first" in words_of(asked)
        answer = await browser.post(f"/captures/{capture.id}/restore", data={"csrf": csrf_of(asked)})
        check(answer.text)
        # A run has it before it, and its page is shown.
        [run] = await pair.started()
        assert answer.url.path == f"/log/{run.id}"
        assert "It is being brought back." in words_of(answer.text)
        assert (run.job, run.arguments) == (JobName.RESTORE_CAPTURE, {"capture_id": capture.id})
        busy = await browser.post(f"/captures/{capture.id}/restore", data={"csrf": csrf_of(asked)})
        assert busy.status_code == 409
        check(busy.text)
        done = await bring_back(pair.kit, capture.id, run.id, report=nobody)
        assert (done.item_name, done.status, done.added) == ("Diary", ItemStatus.SYNCED, 1)
        assert (await pair.said(pair.right))["Film 2"].watched is not None
        # What it was before that is there now, too; so is what an account alone has.
        assert len(await pair.kit.database.read(watch_captures.every, pair.right.id)) == 2
        assert (await bring_back(pair.kit, capture.id, run.id, report=nobody)).status is ItemStatus.UNCHANGED
        data = {"csrf": csrf_of(asked), "back": "/captures"}
        await browser.post(f"/captures/{capture.id}/remove", data=data)
        assert capture.id not in {each.id for each in await pair.kit.database.read(watch_captures.every)}


async def test_what_is_named_in_an_address_and_is_not_there_is_told(pair: Linked) -> None:
    await pair.put(pair.left, seen(film(1)))
    await read(pair)
    async with pair.home.client() as browser:
        for page in ("/captures?restore=nothing", f"/accounts/{pair.left.id}/watched?record=nothing"):
            answer = await browser.get(page)
            check(answer.text)
            assert answer.status_code == 404
            assert "nothing" in words_of(answer.text)


async def test_without_captures_it_is_said_what_will_be_here(pair: Linked) -> None:
    async with pair.home.client() as browser:
        text = (await browser.get("/captures?account=none")).text
    check(text)
    assert "Captures will be here" in words_of(text)


async def test_before_a_tracker_is_removed_it_is_said_what_goes_with_it(pair: Linked) -> None:
    page = f"/accounts/{pair.left.id}"
    async with pair.home.client() as browser:
        empty = (await browser.get(page)).text
        check(empty)
        assert "which are nowhere else" not in empty
        assert "Remove this account with its libraries?" in empty
        await pair.put(pair.left, *(seen(film(number)) for number in range(1, 4)))
        await read(pair)
        text = (await browser.get(page)).text
        check(text)
        said = words_of(text)
        assert "It holds 3 titles, which are nowhere else" in said
        assert "The 3 titles that it holds are deleted with it." in text
        assert text.count(f"accounts/{pair.left.id}/watched/export?format=") >= 2
        assert "last read" in words_of((await browser.get(f"{page}/watched")).text)
