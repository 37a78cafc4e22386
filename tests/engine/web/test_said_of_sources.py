"""What pages say of sources: where a playlist comes from, by whom it is read, and what became of it."""

import re
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from streets import Browser, Street, street, words
from syncopate.domain.event import Event, EventType
from syncopate.domain.run import ItemResult, ItemStatus, JobName, RunStatus, Trigger
from syncopate.store import mirrors, runs
from syncopate.store.ids import new_id
from syncopate.store.mirrors import Mirror
from syncopate.store.runs import Run
from syncopate.sync.linking import add_linked
from syncopate.sync.mirrors import NewMirror
from syncopate.sync.reading import refresh_mirror
from syncopate.sync.recent import RECENT_LABEL
from syncopate.sync.source_words import look_at_hold
from syncopate.web.happenings import event_words
from syncopate.web.render import environment
from wellformed import check


@pytest.fixture
async def here(household: Any) -> AsyncIterator[Street]:
    async with street(household) as built:
        yield built


async def added(here: Street, **more: Any) -> Mirror:
    return await add_linked(here.household.kit, here.link, NewMirror(**more))


async def test_the_list_says_where_each_comes_from(here: Street) -> None:
    await added(here)
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists")
    check(page)
    assert '<span class="service">Deezer</span>' in page


async def test_who_reads_it_can_be_changed(here: Street) -> None:
    mirror = await added(here)
    assert mirror.account_id == here.account.id
    path = f"/playlists/{mirror.id}"
    async with Browser(here.household) as browser:
        page = await browser.get(path)
        check(page)
        chosen = re.search(r'<select id="read_by".*?</select>', page, re.DOTALL)
        assert chosen
        assert f'value="{here.account.id}" selected' in chosen[0]
        said: dict[str, Any] = {"part": "settings", "enabled": "on", "interval_days": "1", "back": path}
        await browser.send(f"{path}/change", **said, read_by="-")
        assert (await stored(here, mirror)).account_id is None
        await browser.send(f"{path}/change", **said)
        assert (await stored(here, mirror)).account_id is None, "nothing was said of it"
        await browser.send(f"{path}/change", **said, read_by=here.account.id)
    assert (await stored(here, mirror)).account_id == here.account.id


async def stored(here: Street, mirror: Mirror) -> Mirror:
    found: Mirror = await here.household.kit.database.read(mirrors.get, mirror.id)
    return found


async def test_our_own_label_is_said_in_the_language_of_the_page(here: Street) -> None:
    mirror = await added(here, label=RECENT_LABEL)
    async with Browser(here.household, **{"accept-language": "de"}) as browser:
        for path in ("/playlists", f"/playlists/{mirror.id}"):
            assert '<span class="tag">Zuletzt gehört</span>' in await browser.get(path)
        page = await browser.get("/playlists", label=RECENT_LABEL)
    assert f'<option value="{RECENT_LABEL}" selected>Zuletzt gehört</option>' in page
    assert "Evening Mix" in page


async def test_what_waits_tells_of_a_new_name_too(here: Street) -> None:
    kit = here.household.kit
    mirror = await added(here)
    here.mix.title = "Morning Mix"
    del here.mix.tracks[2:]

    async def report(_: object) -> None:
        return None

    await refresh_mirror(kit, mirror.id, "run", report=report)
    first = (await look_at_hold(kit, mirror.id)).changes[0]
    assert (first.kind, first.label, first.before) == ("renamed", "Morning Mix", "Evening Mix")
    async with Browser(here.household) as browser:
        page = await browser.get(f"/playlists/{mirror.id}/source")
    assert "Now called “Morning Mix”" in words(page)


@pytest.mark.parametrize(
    ("kind", "status", "error", "said"),
    [
        (EventType.PLAN_HELD, "held", "source_held", "The source of %(name)s waits for you: it has shrunk"),
        (EventType.PLAN_HELD, "held", "plan_held", "The plan for %(name)s waits for you"),
        (EventType.PLAYLIST_SYNCED, "failed", "source_gone", "%(name)s is not at its source any more"),
        (EventType.PLAYLIST_SYNCED, "failed", "unreachable", "%(name)s could not be synced"),
    ],
)
def test_the_feed_tells_sources_from_syncs(
    here: Street, kind: Any, status: str, error: str, said: str
) -> None:
    event = Event(type=kind, at=here.household.kit.now(), name="x", status=status, data={"error": error})
    assert event_words(event)[2] == said


@pytest.mark.parametrize(
    ("job", "said"),
    [
        (JobName.IDENTIFY_PLAYLISTS, "titles were looked for"),
        (JobName.REFRESH_PLAYLISTS, "its source was read"),
        (JobName.SYNC_PLAYLISTS, "synced"),
    ],
)
async def test_history_tells_what_a_run_did(here: Street, job: JobName, said: str) -> None:
    mirror = await added(here)
    kit = here.household.kit
    now = kit.now()
    run = Run(id=new_id(), job=job, trigger=Trigger.WEB, status=RunStatus.SUCCEEDED, requested_at=now)
    result = ItemResult(
        item_id=mirror.id,
        item_name=mirror.name,
        status=ItemStatus.SYNCED,
        started_at=now,
        ended_at=now + timedelta(seconds=1),
    )
    await kit.database.write(runs.add, run)
    await kit.database.write(runs.put_item, run.id, result)
    async with Browser(here.household) as browser:
        page = await browser.get(f"/playlists/{mirror.id}")
    assert f'href="../log/{run.id}">{said}</a>' in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_counts_are_written_as_all_numbers(language: str) -> None:
    template = environment(language).from_string('{{ ngettext("%(num)s entry", "%(num)s entries", count) }}')
    assert template.render(count=11_000).startswith("11\u202f000 ")
    assert template.render(count=9_999).startswith("9999 ")
    assert template.render(count=1).startswith("1 ")
