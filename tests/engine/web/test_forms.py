"""Forms that were not taken: the same page with what was typed, and what is wrong beside it."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from syncopate.store import accounts, mirrors


async def csrf_of(browser: Any) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', (await browser.get("/playlists/add")).text)
    assert found
    return found[1]


async def send(household: Any, path: str, data: dict[str, Any], **more: Any) -> str:
    """Send a form and return the page that answers it: a refusal, with links that lead somewhere."""
    status = more.pop("status", 422)
    async with household.client(**more.pop("headers", {})) as browser:
        answer = await browser.post(path, data={"csrf": await csrf_of(browser), **data}, **more)
        assert answer.status_code == status, answer.text
        assert 'role="alert"' in answer.text
        assert 'class="key"' not in answer.text, "what is wrong is said in words"
        assert "data-key=" in answer.text
        return unescape(answer.text)


@pytest.mark.parametrize("folder", ["/not/here", "relative", "x" * 5000])
async def test_the_guide_keeps_its_steps_and_what_was_typed(household: Any, folder: str) -> None:
    data = {"guided": "on", "name": "My records", "folder": folder}
    text = await send(household, "/libraries/add", data)
    assert "Welcome to Syncopate" in text
    assert "Later" in text
    assert f'value="{folder}"' in text
    assert 'value="My records"' in text
    assert 'aria-invalid="true"' in text


async def guided_to_a_file(household: Any, tmp_path: Path, name: str, content: bytes) -> Any:
    (tmp_path / "songs").mkdir()
    async with household.client() as browser:
        csrf = await csrf_of(browser)
        folder = str(tmp_path / "songs")
        await browser.post(
            "/libraries/add", data={"csrf": csrf, "guided": "on", "name": "Music", "folder": folder}
        )
        data = {"csrf": csrf, "guided": "on"}
        return await browser.post("/playlists/add", data=data, files={"file": (name, content, "text/csv")})


async def test_an_empty_file_leaves_the_guide_where_it_is(household: Any, tmp_path: Path) -> None:
    answer = await guided_to_a_file(household, tmp_path, "Empty.csv", b"")
    assert answer.status_code == 422
    assert "Choose a file that holds something." in answer.text
    assert 'aria-current="step">3.' in answer.text
    assert 'type="file"' in answer.text
    assert 'name="guided" value="on"' in answer.text


async def test_the_preview_and_the_columns_are_a_step_of_the_guide(household: Any, tmp_path: Path) -> None:
    rows = b"".join(b"Song %d,Somebody\n" % number for number in range(16))
    answer = await guided_to_a_file(household, tmp_path, "Mine.csv", b"Title,Artist\n" + rows)
    assert answer.status_code == 200
    assert 'aria-current="step">3.' in answer.text
    assert "Later" in answer.text
    assert "12 of 16 shown" in answer.text
    assert "Which column holds what" in answer.text


async def test_a_preview_that_is_not_added_stays(filled: Any) -> None:
    async with filled.client() as browser:
        csrf = await csrf_of(browser)
        file = {"file": ("Mine.csv", b"Title,Artist\nRoads,Portishead\n", "text/csv")}
        sent = await browser.post("/playlists/add", data={"csrf": csrf}, files=file)
        token = re.search(r'name="upload" value="([^"]+)"', sent.text)
        assert token
        data = {
            "csrf": csrf,
            "upload": token[1],
            "name": "Other name",
            "interval_days": "999",
            "label": "Car",
        }
        refused = await browser.post("/playlists/add", data=data)
    assert refused.status_code == 422
    assert "Portishead" in refused.text
    assert 'value="Other name"' in refused.text
    assert 'value="999"' in refused.text
    assert 'value="Car"' in refused.text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("mqtt.port", "99999", "from 1 to 65535"),
        ("mqtt.port", "x", "from 1 to 65535"),
        ("mqtt.base_topic", "a/#", "no + or #"),
        ("mqtt.discovery_prefix", "/ha/", "no + or #"),
        ("mqtt.host", "mqtt://broker:1883", "without “mqtt://”"),
    ],
)
async def test_settings_stay_as_they_were_typed(filled: Any, name: str, value: str, said: str) -> None:
    form = {
        "mqtt.host": "broker",
        "mqtt.port": "1884",
        "mqtt.discovery_prefix": "homeassistant",
        "mqtt.base_topic": "syncopate",
        "sync.concurrency": "3",
        "sync.default_interval_days": "1",
        "history.keep_days": "90",
        "web.theme": "auto",
        "web.language": "auto",
    }
    text = await send(filled, "/settings", form | {name: value})
    assert f'id="{name}-wrong"' in text
    assert said in text
    assert f'value="{value}"' in text
    assert 'value="3"' in text
    assert "Port of the broker" in text
    assert text.count("-wrong") == 2


async def test_the_line_of_other_names_that_is_wrong_is_named(filled: Any) -> None:
    text = await send(
        filled, "/settings", {"matching.aliases": "Ye = Kanye West\r\nA = A", "mqtt.port": "1883"}
    )
    assert "Line 2 needs two different names or more" in text
    assert "Ye = Kanye West\nA = A</textarea>" in text.replace("\r", "")


async def test_the_line_of_paths_that_is_wrong_is_named(filled: Any) -> None:
    text = await send(filled, "/settings", {"export.paths": "/a => /b\r\n/c", "mqtt.port": "1883"})
    assert "Line 2 needs what paths begin with here and elsewhere" in text
    assert "/a => /b\n/c</textarea>" in text.replace("\r", "")


async def test_a_key_is_asked_for_again(filled: Any) -> None:
    text = await send(filled, "/settings/keys", {"name": "My script", "scope": "everything"})
    assert 'value="My script"' in text
    assert "Choose what the key may do." in text


async def test_a_library_is_asked_for_again(filled: Any) -> None:
    text = await send(filled, "/libraries/add", {"name": "Loft", "folder": "music"})
    assert 'value="Loft"' in text
    assert 'value="music"' in text
    assert "The folder needs its whole path." in text


@pytest.mark.parametrize("htmx", [False, True])
async def test_a_schedule_is_asked_for_again(filled: Any, *, htmx: bool) -> None:
    data = {"kind": "interval", "every_minutes": "soon", "enabled": "on", "back": "/schedules"}
    headers = {"headers": {"hx-request": "true"}} if htmx else {}
    text = await send(filled, "/jobs/main_sync/schedule", data, **headers)
    assert 'value="soon"' in text
    assert '<option value="interval" selected>' in text
    assert 'name="back" value="/schedules"' in text
    assert f'action="{"./" if htmx else "../../"}jobs/main_sync/schedule"' in text


async def test_a_used_link_says_that_it_was_used(filled: Any) -> None:
    token = filled.context.links.create()
    async with filled.client(ingress=False) as browser:
        await browser.get(f"/login?token={token}")
    async with filled.client(ingress=False) as other:
        again = await other.get(f"/login?token={token}")
    assert "This link has been used or is too old" in again.text
    assert "It works once. Start again with scripts/run" in again.text
    assert "--scope admin" in again.text


KEPT = {"part": "settings", "enabled": "on", "label": "Car", "interval_days": "7", "policy": "keep_mine"}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"interval_days": "999"}, ("The interval is 0 to 365 days.", "0 bis 365")),
        ({"interval_days": "soon"}, ("The interval is 0 to 365 days.", "0 bis 365")),
        ({"label": "x" * 101}, ("Label has 100 letters at most.", "hat höchstens 100 Zeichen.")),
    ],
)
async def test_a_playlists_settings_are_asked_for_again(
    filled: Any, change: dict[str, str], said: tuple[str, str], language: str, *, htmx: bool
) -> None:
    place = f"/playlists/{filled.ids['first']}"
    headers = {"accept-language": language} | ({"hx-request": "true"} if htmx else {})
    data = {**KEPT, **change, "back": f"{place}?show=review"}
    text = await send(filled, f"{place}/change", data, headers=headers)
    assert "<h1>Road trip</h1>" in text
    assert said[language == "de"] in text
    assert f'value="{data["interval_days"]}"' in text
    assert f'name="label" value="{data["label"]}"' in text
    assert 'value="keep_mine" checked' in text
    assert text.count('aria-invalid="true"') == 1
    assert f'name="back" value="{place}?show=review"' in text
    assert f'action="{"../" if htmx else "../../"}playlists/{filled.ids["first"]}/change"' in text
    mirror = await filled.kit.database.read(mirrors.get, filled.ids["first"])
    assert (mirror.label, mirror.interval_days) == ("Family", 1)


@pytest.mark.parametrize(
    ("name", "said"), [("y" * 301, "Name has 300 letters at most."), ("\x01", "A name has")]
)
async def test_a_playlists_name_is_asked_for_again(filled: Any, name: str, said: str) -> None:
    place = f"/playlists/{filled.ids['first']}"
    text = await send(filled, f"{place}/change", {"part": "name", "name": name, "back": place})
    assert said in text
    assert "<details open>" in text
    assert f'id="name" name="name" value="{name.strip()}"' in text
    assert 'name="interval_days" type="number" min="0" max="365" value="1"' in text
    assert text.count('aria-invalid="true"') == 1


async def test_a_playlist_that_is_gone_has_no_form(filled: Any) -> None:
    async with filled.client() as browser:
        data = {"csrf": await csrf_of(browser), "part": "name", "name": "x"}
        assert (await browser.post("/playlists/nothing/change", data=data)).status_code == 404


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("htmx", [False, True])
async def test_a_librarys_name_is_asked_for_again(filled: Any, language: str, *, htmx: bool) -> None:
    headers = {"accept-language": language} | ({"hx-request": "true"} if htmx else {})
    data = {"name": "z" * 301, "back": "/libraries"}
    text = await send(filled, f"/libraries/{filled.ids['library']}/rename", data, headers=headers)
    assert f'value="{"z" * 301}" required aria-invalid="true"' in text
    assert ("300 letters" if language == "en" else "300 Zeichen") in text
    assert text.count("<details open>") == 1
    assert text.count("z" * 301) == 1


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("htmx", [False, True])
async def test_an_account_is_asked_for_again(filled: Any, language: str, *, htmx: bool) -> None:
    [account, *_] = await filled.kit.database.read(accounts.every)
    headers = {"accept-language": language} | ({"hx-request": "true"} if htmx else {})
    data = {"name": "z" * 501, "field.path": "/music", "field.playlist_folder": "Somewhere else"}
    text = await send(filled, f"/accounts/{account.id}/change", data, headers=headers)
    assert f'id="name" name="name" value="{"z" * 501}" required aria-invalid="true"' in text
    assert 'value="Somewhere else"' in text
    assert ("A name has 1 to 500 letters." if language == "en" else "Ein Name hat 1 bis 500 Zeichen.") in text
    assert '<details class="card fold" open>' in text
    assert text.count("z" * 501) == 1
    assert text.count('aria-invalid="true"') == 1


async def test_a_setting_of_an_account_is_asked_for_again(filled: Any) -> None:
    [account, *_] = await filled.kit.database.read(accounts.every)
    data = {"name": "Music", "field.path": "/one\n/two"}
    text = await send(filled, f"/accounts/{account.id}/change", data, headers={"accept-language": "de"})
    assert "ist eine Zeile Text." in text
    assert text.count('aria-invalid="true"') == 1
    assert 'role="alert"' in text
