"""A pasted link says what it is before anything is added, and is added by the form below it."""

import re
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fakes.serving import Fault
from streets import HOSTILE, Browser, Street, hidden, street, words
from syncopate.domain.playlist import LeftOut, MirrorKind, TargetPolicy, Unfit
from syncopate.errors import NotConfigured, SourceGone
from syncopate.store import accounts, mirrors
from syncopate.sync.keyring import KeyRing
from syncopate.sync.members import add_member
from syncopate.web.pages import looking
from wellformed import check


@pytest.fixture
async def here(household: Any) -> AsyncIterator[Street]:
    async with street(household) as built:
        yield built


async def every(here: Street) -> list[Any]:
    page = await here.household.kit.database.read(mirrors.list_page, limit=100, offset=0)
    return [each.mirror for each in page.items]


@pytest.mark.parametrize(
    ("name", "longest", "said"),
    [("name", 300, "Name has 300 letters at most."), ("label", 100, "Label has 100 letters at most.")],
)
async def test_what_is_too_long_is_refused_beside_its_field(
    here: Street, name: str, longest: int, said: str
) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=here.link)
        fields = {**hidden(page), name: "x" * (longest + 1)}
        refused = (await browser.send("/playlists/add", status=422, **fields)).text
        check(refused)
        assert f'name="{name}" value="{"x" * (longest + 1)}"' in refused
        assert re.search(rf'name="{name}"[^>]* aria-invalid="true">', refused)
        assert refused.count(said) == 2, "on top, and beside the field"
        assert await every(here) == []
        await browser.send("/playlists/add", **{**fields, name: "x" * longest})
    (mirror,) = await every(here)
    assert getattr(mirror, "custom_name" if name == "name" else name) == "x" * longest


async def test_a_long_name_of_a_source_is_shortened_for_all_to_see(here: Street) -> None:
    here.mix.title = "Long " * 100
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=here.link)
    assert re.search(r'name="name" value="(Long )+…"', page) or "Long…" in page


async def test_the_field_stands_first(here: Street) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add")
    check(page)
    ways = [page.index(way) for way in ('name="link"', "browse?account=", "browse?provider=", 'type="file"')]
    assert ways == sorted(ways)
    assert page.index('name="reference"') > ways[-1]


async def test_what_it_is_is_shown_and_nothing_added(here: Street) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=here.link)
    check(page)
    said = words(page)
    for part in ("Deezer · Playlist", "Evening Mix", "Anna", "14 entries", "Song 1", "Nina", "and 4 more"):
        assert part in said
    assert "Song 11" not in said
    assert "sources/cover?u=https%3A%2F%2Fcdn-images.dzcdn.net" in page
    assert await every(here) == []


async def test_what_is_left_out_is_counted_once(here: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten that are shown and two that are left out: there are no two more."""
    real = looking.look_at

    async def sifted(*args: Any, **options: Any) -> Any:
        looked = await real(*args, **options)
        gone = (LeftOut(Unfit.PODCAST, "One"), LeftOut(Unfit.PODCAST, "Two"))
        read = replace(looked.read, left_out=gone)
        return replace(
            looked, entries=looked.entries[:10], read=read, playlist=replace(looked.playlist, count=12)
        )

    monkeypatch.setattr(looking, "look_at", sifted)
    async with Browser(here.household) as browser:
        said = words(await browser.get("/playlists/add", link=here.link))
    assert "2 entries of the source were left out" in said
    assert "more" not in said.partition("Song 10")[2].partition("2 entries of the source")[0]


async def test_what_is_withheld_offers_a_login(here: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    async def withheld(*_: Any, **__: Any) -> Any:
        raise SourceGone(name="x")

    monkeypatch.setattr(looking, "look_at", withheld)
    link = "https://open.spotify.com/playlist/37i9dQZEVXcJZyENOWUFo7"
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", 404, link=link)
    check(page)
    assert "What is private can be read with the login of its owner." in words(page)
    assert re.search(r'href="\.\./accounts/add\?provider=spotify&amp;link=', page)


async def test_it_is_added_as_the_form_says(here: Street) -> None:
    kim = await add_member(here.household.kit, "Kim")
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=here.link)
        said = {"name": "Ours", "label": "Evenings", "interval_days": "7", "policy": "keep_mine", "off": "on"}
        asked = {name: values[-1] for name, values in hidden(page).items()}
        added = await browser.send("/playlists/add", **asked, **said, member_id=kim.id)
    (mirror,) = await every(here)
    assert added.url.path == f"/playlists/{mirror.id}"
    assert (mirror.provider, mirror.account_id) == ("deezer", here.account.id)
    assert (mirror.reference, mirror.source_name) == (f"playlist:{here.mix.id}", "Evening Mix")
    assert (mirror.custom_name, mirror.label, mirror.member_id) == ("Ours", "Evenings", kim.id)
    assert (mirror.interval_days, mirror.enabled) == (7, False)
    assert mirror.policy is TargetPolicy.KEEP_MINE


async def test_it_is_added_with_nothing_said(here: Street) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=here.link)
        await browser.send("/playlists/add", **{name: each[-1] for name, each in hidden(page).items()})
    (mirror,) = await every(here)
    assert (mirror.name, mirror.enabled, mirror.policy) == ("Evening Mix", True, TargetPolicy.MIRROR)


async def test_it_is_mirrored_already(here: Street) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=here.link)
        asked = {name: values[-1] for name, values in hidden(page).items()}
        await browser.send("/playlists/add", **asked)
        (mirror,) = await every(here)
        again = await browser.get("/playlists/add", link=here.link)
        assert "mirrored already" in again
        assert f'href="../playlists/{mirror.id}"' in again
        assert "Add it" not in again
        refused = await browser.send("/playlists/add", 409, **asked)
    check(refused.text)
    assert "It is there already" in words(refused.text) or "is there already" in words(refused.text)
    assert f'href="../playlists/{mirror.id}"' in refused.text


async def test_what_was_typed_stays_with_what_was_looked_at(here: Street) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=here.link)
        asked = {name: values[-1] for name, values in hidden(page).items()}
        refused = await browser.send("/playlists/add", 422, **asked, label="Party", interval_days="999")
        check(refused.text)
        assert 'value="Party"' in refused.text
        assert "Song 1" in refused.text
        assert 'aria-invalid="true"' in refused.text
        assert await every(here) == []
        fixed = {name: values[-1] for name, values in hidden(refused.text).items()}
        browser.csrf = fixed.pop("csrf")
        await browser.send("/playlists/add", **fixed, label="Party", interval_days="9")
    assert [(each.label, each.interval_days) for each in await every(here)] == [("Party", 9)]


async def test_an_album(here: Street) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=f"https://www.deezer.com/album/{here.album.id}")
        check(page)
        said = words(page)
        for part in ("Deezer · Album", "Evenings", "Nina", "2001", "30 tracks"):
            assert part in said
        await browser.send("/playlists/add", **{name: each[-1] for name, each in hidden(page).items()})
    assert [each.kind for each in await every(here)] == [MirrorKind.ALBUM]


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names(here: Street, name: str) -> None:
    made = here.list_named(name)
    made.description = name
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=f"https://www.deezer.com/playlist/{made.id}")
        check(page)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        await browser.send("/playlists/add", **{name: each[-1] for name, each in hidden(page).items()})
        check(await browser.get("/playlists"))


@pytest.mark.parametrize(
    ("path", "said", "shelf"),
    [
        ("artist/{artist}", "This is an artist", "artist%3A{artist}"),
        ("profile/{user}", "This is a profile", "user%3A{user}"),
        ("track/{track}", "This is a single track", None),
    ],
)
async def test_what_is_not_added_as_it_is(here: Street, path: str, said: str, shelf: str | None) -> None:
    ids = {"artist": here.album.artist, "user": here.anna.id, "track": here.album.tracks[0]}
    link = f"https://www.deezer.com/{path.format_map(ids)}"
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=link)
        check(page)
        assert said in page
        leads = [found.replace("&amp;", "&") for found in re.findall(r'href="([^"]*browse\?[^"]*)"', page)]
        if shelf is None:
            assert not leads
            return
        assert len(leads) == 2
        for lead in leads:
            assert f"shelf={shelf.format_map(ids)}" in lead
            check(await browser.get(lead.replace("../", "/")))


@pytest.mark.parametrize(
    ("link", "status", "said"),
    [
        ("just words", 422, "There is no link in what was pasted."),
        ("https://example.org/playlist/1", 422, "This link of example.org is none that can be added."),
        ("x" * 9000, 422, "There is no link in what was pasted."),
        ("https://www.deezer.com/playlist/999999999", 404, "Deezer has nothing at this link."),
        ("https://tidal.com/playlist/36ea71a8-445e-41a4-82ab-6628c581535d", 409, "TIDAL wants a login first"),
        ("https://[broken/playlist", 422, "There is no link in what was pasted."),
    ],
)
async def test_links_that_lead_to_nothing(here: Street, link: str, status: int, said: str) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", status, link=link)
    check(page)
    assert said in words(page)
    assert 'role="alert"' in page
    assert 'name="link"' in page


async def test_a_service_that_does_not_answer(here: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "PATIENCE", 0.2)
    here.deezer.wire.slow_seconds = 5.0
    here.deezer.wire.fail(Fault.SLOW)
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", 502, link=here.link)
    check(page)
    assert "Deezer did not answer within 0.2 s." in words(page)
    assert "Try again" in page


async def test_the_login_can_be_chosen(here: Street) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=here.link)
        assert f'<option value="{here.account.id}" selected>' in page
        page = await browser.get("/playlists/add", link=here.link, by="-")
        check(page)
        assert '<option value="-" selected>' in page
        await browser.send("/playlists/add", **{name: each[-1] for name, each in hidden(page).items()})
    assert [each.account_id for each in await every(here)] == [None]


@pytest.mark.parametrize("by", ["", "-"])
async def test_only_a_part_can_be_seen(here: Street, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    real = looking.look_at

    async def shortened(*arguments: Any, **more: Any) -> Any:
        found = await real(*arguments, **more)
        return replace(found, visible=10, entries=found.entries[:10])

    monkeypatch.setattr(looking, "look_at", shortened)
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=here.link, by=by)
    check(page)
    assert "Only the first 10 entries can be seen this way." in words(page)
    assert ("Choose a login below" in page) == (by == "-")


async def test_a_login_that_is_wanted_for_a_link_leads_back_to_it(
    here: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = looking.look_at

    async def shortened(*arguments: Any, **more: Any) -> Any:
        found = await real(*arguments, **more)
        return replace(found, visible=10, entries=found.entries[:10])

    monkeypatch.setattr(looking, "look_at", shortened)
    await here.household.kit.database.write(accounts.remove, here.account.id)
    link = f"https://www.deezer.com/playlist/{here.mix.id}?a=1&b=2"
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=link)
        way = re.search(r'href="\.\./(accounts/add[^"]+)">Log in<', page)
        assert way
        form = await browser.get(f"/{unescape(way[1])}")
        check(form)
        assert hidden(form)["link"] == [link]
        wrong = await browser.send(
            "/accounts/add", 422, provider="deezer", method="profile", link=link, **{"field.user_id": "?"}
        )
        assert hidden(wrong.text)["link"] == [link], "a mistake does not lose it"
        ben = here.deezer.music.add_user("Ben")
        answers = {"field.user_id": str(ben.id)}
        back = await browser.send("/accounts/add", provider="deezer", method="profile", link=link, **answers)
    assert back.url.path == "/playlists/add"
    assert back.url.params["link"] == link
    [account] = await here.household.kit.database.read(accounts.every)
    assert back.url.params["by"] == account.id


async def test_the_guide_has_a_pasted_link_still_after_the_login(
    here: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def closed(*_: Any, **__: Any) -> Any:
        raise NotConfigured(what="deezer")

    with monkeypatch.context() as patch:
        patch.setattr(looking, "look_at", closed)
        await here.household.kit.database.write(accounts.remove, here.account.id)
        async with Browser(here.household) as browser:
            page = await browser.get("/playlists/add", status=409, link=here.link, guided="on")
            way = re.search(r'href="\.\./(accounts/add[^"]+)">', page)
            assert way
            form = await browser.get(f"/{unescape(way[1])}")
            check(form)
            assert 'aria-current="step">2. Source' in form, "it is the source that is being set up"
            fields = hidden(form)
            assert (fields["link"], fields["guided"]) == ([here.link], ["on"])
    async with Browser(here.household) as browser:
        answers = {"method": "profile", "field.user_id": str(here.anna.id)}
        back = await browser.send("/accounts/add", **{**fields, **answers, "csrf": browser.csrf})
    assert (back.url.path, back.url.params["link"], back.url.params["guided"]) == (
        "/playlists/add",
        here.link,
        "on",
    )
    assert "Evening Mix" in words(back.text)


async def test_what_lies_under_a_reference(here: Street) -> None:
    asked = {"source": f"deezer/{here.account.id}", "reference": f"playlist:{here.mix.id}", "looked": "on"}
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", **asked)
        check(page)
        assert "14 entries" in words(page)
        without = await browser.get("/playlists/add", **asked | {"source": "deezer/-"})
        assert '<option value="deezer/-" selected>' in without
        await browser.send("/playlists/add", **{name: each[-1] for name, each in hidden(without).items()})
        check(await browser.get("/playlists/add", 404, **asked | {"source": "nobody/-"}))
        check(await browser.get("/playlists/add", 404, **asked | {"reference": "playlist:9"}))
    assert [each.account_id for each in await every(here)] == [None]


async def test_who_may_only_read_asks_no_service(here: Street) -> None:
    key, _ = await KeyRing(here.household.kit).create("Wall", {"read"})
    async with here.household.client(ingress=False) as browser:
        await browser.post("/login", data={"key": key})
        here.deezer.wire.journal.clear()
        refused = await browser.get("/playlists/add", params={"link": here.link})
        assert refused.status_code == 403
        assert (await browser.get("/playlists/add")).status_code == 200
    assert here.deezer.wire.journal == []


async def test_the_guide_goes_on_with_it(here: Street) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=here.link, guided="on")
        check(page)
        assert "Welcome to Syncopate" in page
        asked = {name: values[-1] for name, values in hidden(page).items()}
        assert (await browser.send("/playlists/add", **asked)).url.path == "/guide"


async def test_a_form_without_its_token_is_refused(here: Street) -> None:
    async with here.household.client() as browser:
        data = {"source": "deezer/-", "reference": f"playlist:{here.mix.id}"}
        assert (await browser.post("/playlists/add", data=data)).status_code == 403
    assert await every(here) == []
