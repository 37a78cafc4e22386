"""The pages of links: the list, one link with its plan, saying yes and no, what does not match."""

import re
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine.sync.watch.conftest import film, seen
from linked import MIRROR, Linked, csrf_of, two_trackers, words_of
from syncopate.access.keys import Scope
from syncopate.domain.run import ItemStatus, JobName
from syncopate.domain.watch import Feature, Side
from syncopate.store import links, watch_findings, watch_overrides, watch_records, watch_writes
from syncopate.store.watch_findings import Finding, FindingKind
from syncopate.store.watch_plans import PlanState
from syncopate.store.watch_writes import OperationFilter
from syncopate.sync import worker_database
from syncopate.sync.accounts import add_account
from syncopate.sync.keyring import KeyRing
from syncopate.sync.settings import change_settings
from syncopate.sync.watch import work
from wellformed import check


@pytest.fixture
async def pair(household: Any, monkeypatch: pytest.MonkeyPatch) -> Linked:
    """Return a household with two trackers that are not linked."""
    monkeypatch.setattr(worker_database, "_opened", {household.kit.database.address: household.kit.database})
    await change_settings(household.kit, {"guide.left": True})
    return await two_trackers(household)


def sound(text: str) -> str:
    """Return what a page says, which is well-formed and names nothing that is not there."""
    check(text)
    said = words_of(text)
    assert "None" not in said
    assert "%(" not in said
    return said


async def test_without_accounts_the_list_says_what_it_takes(household: Any) -> None:
    async with household.client() as browser:
        said = sound((await browser.get("/links")).text)
        assert "Your links will be here" in said
        assert "It takes two accounts that tell what was watched." in said
        assert "Syncopate" in said.partition("Services that do:")[2]
        await add_account(household.kit, provider="local", name="Diary", settings={})
        said = sound((await browser.get("/links")).text)
        assert "Diary can be linked already" in said
        assert "Link two accounts" not in said


async def test_with_two_accounts_the_first_step_is_offered(pair: Linked) -> None:
    async with pair.home.client() as browser:
        text = (await browser.get("/links")).text
    said = sound(text)
    assert re.search(r"These can be linked: Living room , Diary", said)
    assert 'href="./links/new"' in text


async def test_a_new_link_is_told_and_runs_only_to_look(pair: Linked) -> None:
    await pair.some()
    link = await pair.link()
    async with pair.home.client() as browser:
        text = (await browser.get("/links")).text
        said = sound(text)
        assert "Living room & Diary" in said.replace("&amp;", "&")
        assert "has written nothing yet" in said
        data = {"csrf": csrf_of(text), "back": "/links", "preview": "on"}
        answer = await browser.post(f"/links/{link.id}/run", data=data)
        assert "Nothing is written." in words_of(answer.text)
        assert "running" in words_of(answer.text)
        [run] = await pair.started()
        assert (run.job, run.arguments["preview"], run.arguments["link_ids"]) == (
            JobName.SYNC_LINKS,
            True,
            [link.id],
        )
        assert f"links/{link.id}/run" not in answer.text


async def test_switching_off_and_on(pair: Linked) -> None:
    link = await pair.link()
    async with pair.home.client() as browser:
        text = (await browser.get("/links")).text
        assert 'aria-checked="true"' in text
        data = {"csrf": csrf_of(text), "back": "/links", "enabled": "off"}
        answer = await browser.post(f"/links/{link.id}/switch", data=data)
        assert not (await pair.stored(link)).enabled
        assert 'aria-checked="false"' in answer.text
        assert "switched off" in words_of(answer.text)
        await browser.post(f"/links/{link.id}/switch", data={**data, "enabled": "on"})
        assert (await pair.stored(link)).enabled


async def test_a_plan_that_waits_tells_why_and_what(pair: Linked) -> None:
    await pair.some()
    link = await pair.link({Feature.HISTORY: MIRROR, Feature.RATINGS: MIRROR})
    await pair.run(link)
    async with pair.home.client() as browser:
        text = (await browser.get(f"/links/{link.id}")).text
        said = sound(text)
        assert "This link is new: it writes nothing" in said
        assert "5 writes: 5 to be decided." in said
        assert "+4" in said
        assert "Approve and write" in said
        assert "Living room has it, and it was never here" in said
        assert "tmdb:" not in said
        # Evidence: what is there, what shall be, its date and its id.
        [rating] = [
            each for each in await operations(pair, link) if each.operation.feature is Feature.RATINGS
        ]
        said = sound((await browser.get(f"/links/{link.id}?op={rating.number}")).text)
        assert "tmdb:1" in said
        assert "6 of 10 · 2026-02-01 21:00" in said
        assert "8 of 10 · 2026-02-01 21:00" in said
        assert "Because no date says which is newer, and Living room is preferred." in said
        assert "tmdb:" not in sound((await browser.get(f"/links/{link.id}?op=999")).text)
        overview = sound((await browser.get("/")).text)
        assert "One plan waits for you." in overview
        assert "A plan with 5 writes waits for you." in overview


async def operations(pair: Linked, link: Any) -> Any:
    """Return the writes of the newest plan."""
    plan = await pair.plan(link)
    page = await pair.kit.database.read(watch_writes.page, plan.id, OperationFilter(), limit=100, offset=0)
    return page.items


async def test_filters_and_search_of_a_plan(pair: Linked) -> None:
    await pair.some()
    link = await pair.link({Feature.HISTORY: MIRROR, Feature.RATINGS: MIRROR})
    await pair.put(pair.left, *(seen(film(number)) for number in range(100, 160)))
    await pair.run(link)

    def titles(text: str) -> list[str]:
        return re.findall(r'class="over what"[^>]*>([^<]*)', text)

    async with pair.home.client() as browser:
        page = f"/links/{link.id}"
        sound((await browser.get(page)).text)
        assert len(titles((await browser.get(page)).text)) == 40
        second = await browser.get(f"{page}?page=2")
        assert len(titles(second.text)) == 25
        sound(second.text)
        assert titles((await browser.get(f"{page}?feature=ratings")).text) == ["Film 1 (2000)"]
        assert titles((await browser.get(f"{page}?q=film+123")).text) == ["Film 123 (2000)"]
        assert titles((await browser.get(f"{page}?action=unwatch")).text) == []
        assert "No write of this plan is like that." in (await browser.get(f"{page}?side=left")).text
        # What is no filter is none.
        assert len(titles((await browser.get(f"{page}?side=up&feature=x&became=y")).text)) == 40


async def test_approving_starts_a_run_that_lets_it_through(pair: Linked) -> None:
    await pair.some()
    link = await pair.link()
    await pair.run(link)
    plan = await pair.plan(link)
    async with pair.home.client() as browser:
        text = (await browser.get("/")).text
        data = {"csrf": csrf_of(text), "back": "/"}
        answer = await browser.post(f"/links/{link.id}/plans/{plan.id}/approve", data=data)
        assert answer.status_code == 200
        assert "A plan with" not in words_of(answer.text)
        [run] = await pair.started()
        assert run.arguments["approve"] == {link.id: plan.id}
        assert (await pair.plan(link)).state is PlanState.APPROVED
        again = await browser.post(f"/links/{link.id}/plans/{plan.id}/discard", data=data)
        assert again.status_code == 200
        assert (await pair.plan(link)).state is PlanState.DISCARDED
        third = await browser.post(f"/links/{link.id}/plans/{plan.id}/approve", data=data)
        assert third.status_code == 409


async def test_what_was_discarded_can_be_planned_again(pair: Linked) -> None:
    await pair.some()
    link = await pair.link()
    await pair.run(link)
    async with pair.home.client() as browser:
        data = {"csrf": csrf_of((await browser.get("/")).text), "back": f"/links/{link.id}"}
        plan = await pair.plan(link)
        assert "Plan it again anyway" not in (await browser.get(f"/links/{link.id}")).text
        await browser.post(f"/links/{link.id}/plans/{plan.id}/discard", data=data)
        assert (await pair.run(link)).status is ItemStatus.UNCHANGED
        text = (await browser.get(f"/links/{link.id}")).text
        said = sound(text)
        assert "discarded" in said
        assert "leaves it, and does not ask again" in said
        assert 'name="anew" value="on"' in text
        # Those before it are just as they were.
        assert "Plan it again anyway" not in (await browser.get(f"/links/{link.id}/plans/{plan.id}")).text
        await browser.post(f"/links/{link.id}/run", data=data | {"anew": "on"})
        [run] = await pair.started()
        assert run.arguments["link_ids"] == [link.id]
        assert (await pair.run(link)).status is ItemStatus.HELD


async def test_sums_of_a_run_add_up(pair: Linked) -> None:
    await pair.some()
    link = await pair.link({Feature.HISTORY: MIRROR, Feature.RATINGS: MIRROR})
    assert (await pair.approved(link)).status is ItemStatus.SYNCED
    async with pair.home.client() as browser:
        said = sound((await browser.get(f"/links/{link.id}")).text)
        told = re.search(r"(\d+) writes: (.*?)\.", said)
        assert told
        parts = [int(number) for number in re.findall(r"\d+", told[2])]
        assert sum(parts) == int(told[1]) == 5
        assert "5 written" in told[2]
        assert "Plans that are kept" in said
        assert "5 written" in sound((await browser.get("/links")).text)
        # Nothing is left: the next plan has nothing to write.
        await pair.preview(link)
        assert "Nothing to write." in sound((await browser.get(f"/links/{link.id}")).text)


async def test_what_was_not_tried_is_told(pair: Linked) -> None:
    await pair.some()
    link = await pair.link()
    await pair.run(link)
    plan = await pair.plan(link)
    await pair.kit.database.write(lambda c: work.watch_plans.settle(c, plan.id, {0: "deferred"}))
    await pair.kit.database.write(work.watch_plans.finish, plan.id, pair.kit.now())
    async with pair.home.client() as browser:
        said = sound((await browser.get(f"/links/{link.id}")).text)
        assert "4 writes: 1 put off, 3 cancelled." in said
        text = (await browser.get(f"/links/{link.id}?became=deferred")).text
        assert text.count('class="over what"') == 1


async def test_plans_of_before_are_kept_and_belong_to_their_link(pair: Linked) -> None:
    await pair.some()
    link = await pair.link()
    await pair.preview(link)
    first = await pair.plan(link)
    await pair.preview(link)
    other = await pair.link({Feature.RATINGS: MIRROR}, name="Another")
    async with pair.home.client() as browser:
        text = (await browser.get(f"/links/{link.id}")).text
        assert f"links/{link.id}/plans/{first.id}" in text.replace("../", "")
        said = sound((await browser.get(f"/links/{link.id}/plans/{first.id}")).text)
        assert "replaced by a later one" in said
        assert "Approve and write" not in said
        assert (await browser.get(f"/links/{other.id}/plans/{first.id}")).status_code == 404


async def test_forgetting_and_removing(pair: Linked) -> None:
    await pair.some()
    link = await pair.link()
    await pair.approved(link)
    async with pair.home.client() as browser:
        data = {"csrf": csrf_of((await browser.get(f"/links/{link.id}/settings")).text)}
        answer = await browser.post(f"/links/{link.id}/forget", data=data)
        assert "waits for you" in words_of(answer.text)
        assert (await pair.stored(link)).approved_at is None
        gone = await browser.post(f"/links/{link.id}/remove", data=data)
        assert gone.url.path == "/links"
        assert (await browser.get(f"/links/{link.id}")).status_code == 404


async def test_who_may_only_look_is_offered_nothing(pair: Linked) -> None:
    await pair.some()
    link = await pair.link()
    await pair.run(link)
    key, _ = await KeyRing(pair.kit).create("reader", {Scope.READ.value})
    async with pair.home.client(ingress=False) as browser:
        await browser.post("/login", data={"key": key})
        for path in (
            "/links",
            f"/links/{link.id}",
            f"/links/{link.id}/settings",
            f"/links/{link.id}/findings",
        ):
            answer = await browser.get(path)
            assert answer.status_code == 200, path
            main = answer.text.partition("<main")[2].partition("</main>")[0]
            posts = re.findall(r'action="([^"]*)"', main)
            assert not [
                place for place in posts if "/run" in place or "/approve" in place or "/block" in place
            ], path
        assert (await browser.get("/links/new")).status_code == 403


async def test_what_does_not_match_is_listed_with_its_remedy(pair: Linked) -> None:
    await pair.some()
    link = await pair.link()
    await pair.preview(link)
    await pair.kit.database.write(lambda c: findings(c, link.id))
    async with pair.home.client() as browser:
        page = f"/links/{link.id}/findings"
        text = (await browser.get(page)).text
        said = sound(text)
        for word in (
            "Contradicting ids 1",
            "Without counterpart 1",
            "Without ids 1",
            "Twice there 1",
            "Cannot be 1",
            "Not known there 1",
        ):
            assert word in said, word
        assert "imdb:tt1" in said
        assert f"accounts/{pair.left.id}/watched?record=k9" in text
        # What the service of the right side does not know is at the left one.
        assert f"accounts/{pair.left.id}/watched?record=k7" in text
        assert "No such film is listed." in said
        only = sound((await browser.get(f"{page}?kind=no_ids")).text)
        assert "Home video" in only
        assert "One (2001)" not in only
        assert "Home video" in sound((await browser.get(f"{page}?q=home")).text)
        # A title is blocked from its finding in one click, and is taken back below.
        data = {
            "csrf": csrf_of(text),
            "back": page,
            "type": "movie",
            "about": "imdb:tt1",
            "label": "One (2001)",
        }
        answer = await browser.post(f"/links/{link.id}/block", data=data)
        assert "is never touched" in sound(answer.text)
        [override] = await pair.kit.database.read(watch_overrides.every, link.id)
        assert (override.link_id, override.same, override.about.value) == (link.id, None, "tt1")
        answer = await browser.post(
            f"/links/{link.id}/overrides/{override.id}/remove", data={"csrf": csrf_of(text), "back": page}
        )
        assert "is never touched" not in sound(answer.text)


def findings(connection: Any, link_id: str) -> None:
    """Put one finding of each kind."""
    watch_findings.replace(
        connection,
        link_id,
        [
            Finding(
                kind=FindingKind.CONFLICT,
                side=None,
                label="One (2001)",
                details={
                    "type": "movie",
                    "titles": ["One (2001)", "Two (2002)"],
                    "ids": ["imdb:tt1", "tmdb:1"],
                },
            ),
            Finding(
                kind=FindingKind.NO_COUNTERPART,
                side=Side.RIGHT,
                label="Lost (2003)",
                details={"type": "movie", "feature": "history", "ids": ["tmdb:3"]},
            ),
            Finding(
                kind=FindingKind.NO_IDS,
                side=Side.LEFT,
                label="Home video",
                details={"type": "movie", "key": "k9", "path": "/films/Home video.mkv"},
            ),
            Finding(
                kind=FindingKind.DUPLICATE,
                side=Side.RIGHT,
                label="Twins (1988)",
                details={"type": "movie", "keys": ["a", "b"], "ids": ["tmdb:9"]},
            ),
            Finding(
                kind=FindingKind.UNRESOLVED,
                side=Side.RIGHT,
                label="Obscure (1961)",
                details={
                    "type": "movie",
                    "feature": "history",
                    "ids": ["tmdb:77"],
                    "keys": ["k7"],
                    "reason": "No such film is listed.",
                },
            ),
            Finding(
                kind=FindingKind.IMPOSSIBLE,
                side=Side.LEFT,
                label="Tomorrow",
                details={"reason": "seen in the year 2099"},
            ),
        ],
    )


async def test_an_id_is_said_to_be_another_one_or_asked_for_again(pair: Linked) -> None:
    link = await pair.link()
    await pair.preview(link)
    await pair.kit.database.write(lambda c: findings(c, link.id))
    async with pair.home.client() as browser:
        page = f"/links/{link.id}/findings"
        csrf = csrf_of((await browser.get(page)).text)
        data = {
            "csrf": csrf,
            "back": page,
            "type": "movie",
            "about": "tmdb:1",
            "label": "One (2001)",
            "number": "0",
        }
        refused = await browser.post(f"/links/{link.id}/same", data={**data, "same_as": "tt0111161"})
        assert refused.status_code == 422
        sound(refused.text)
        assert 'value="tt0111161" aria-invalid="true"' in refused.text
        assert "An id is written as imdb:tt0111161" in words_of(refused.text)
        answer = await browser.post(f"/links/{link.id}/same", data={**data, "same_as": "imdb:tt0111161"})
        assert answer.url.path == page
        [override] = await pair.kit.database.read(watch_overrides.every, link.id)
        assert override.same is not None
        assert (override.about.value, override.same.value) == ("1", "tt0111161")
        # The address of the form leads to its page.
        assert (await browser.get(f"/links/{link.id}/same")).url.path == page


async def test_what_has_no_id_is_blocked_or_named_by_its_record(pair: Linked) -> None:
    await pair.put(pair.left, seen(replace(film(1), ids=frozenset(), name="Home video")))
    link = await pair.link()
    await pair.preview(link)
    [record] = await pair.kit.database.read(watch_records.every, pair.left.id)
    async with pair.home.client() as browser:
        page = f"/links/{link.id}/findings"
        text = (await browser.get(page)).text
        sound(text)
        # Both what says that no id is known and what says that the other side has none such.
        assert text.count(f'name="key" value="{record.key}"') == 4
        data = {
            "csrf": csrf_of(text),
            "back": page,
            "account": pair.left.id,
            "key": record.key,
            "label": "Home video",
            "number": "1",
        }
        refused = await browser.post(f"/links/{link.id}/same", data={**data, "same_as": "tmdb:0"})
        assert refused.status_code == 422
        sound(refused.text)
        assert "tmdb:0 is no id of such a title" in words_of(refused.text)
        answer = await browser.post(f"/links/{link.id}/same", data={**data, "same_as": "tmdb:949"})
        said = sound(answer.text)
        assert f"{record.key} at Living room is tmdb:949" in said
        await pair.preview(link)
        assert "Everything matches" in sound((await browser.get(page)).text)
        answer = await browser.post(f"/links/{link.id}/block", data=data)
        assert f"{record.key} at Living room is never touched" in sound(answer.text)
        await pair.preview(link)
        assert "Nothing to write." in sound((await browser.get(f"/links/{link.id}")).text)


async def test_a_block_holds_in_the_next_plan(pair: Linked) -> None:
    await pair.some()
    link = await pair.link()
    await pair.run(link)
    async with pair.home.client() as browser:
        [third] = [each for each in await operations(pair, link) if each.operation.title.name == "Film 3"]
        text = (await browser.get(f"/links/{link.id}?op={third.number}")).text
        assert "tmdb:3" in words_of(text)
        data = {
            "csrf": csrf_of(text),
            "back": f"/links/{link.id}",
            "type": "movie",
            "about": "tmdb:3",
            "label": "Film 3",
        }
        answer = await browser.post(f"/links/{link.id}/block", data=data)
        assert "it is not touched any more" in words_of(answer.text)
        await pair.run(link)
        said = sound((await browser.get(f"/links/{link.id}")).text)
        assert "3 writes" in said
        assert "Film 3" not in said


async def test_a_failed_run_says_what_happened(pair: Linked) -> None:
    link = await pair.link()
    stored = pair.kit.database
    await stored.write(
        lambda c: links.note(
            c,
            link.id,
            at=pair.kit.now(),
            status=ItemStatus.FAILED,
            error="unreachable",
            detail="Diary does not answer.",
            counts={},
        )
    )
    pair.home.clock[0] += timedelta(minutes=5)
    async with pair.home.client() as browser:
        for path in ("/links", f"/links/{link.id}"):
            said = sound((await browser.get(path)).text)
            assert "failed" in said
            assert "Diary does not answer." in said
            assert "5 minutes ago" in said


async def test_the_accounts_page_leads_to_what_it_says(pair: Linked) -> None:
    await pair.link()
    async with pair.home.client() as browser:
        text = (await browser.get(f"/accounts/{pair.left.id}")).text
        said = sound(text)
        assert "Living room & Diary" in said.replace("&amp;", "&")
        assert f"accounts/{pair.left.id}/watched" in text
        assert "Take in a file" in said
        assert "One link goes with it" in text
        added = await browser.get("/accounts/add")
        assert "provider=local" in added.text
