"""Exports from a playlist's page: the files, and having one saved; and the part of the page that offers it."""

import re
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from syncopate.domain.export import ExportFormat
from syncopate.providers.playlist_file.parse import parse_playlist
from syncopate.store import exports, mirrors
from syncopate.sync.keyring import KeyRing
from syncopate.sync.saving import folder_of
from syncopate.web import visit as visits
from syncopate.web.export_words import FORMATS, LINK_FORMATS
from syncopate.web.render import render


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show of a playlist's page only the part about exports."""

    def part(language: str, template: str, values: dict[str, Any]) -> str:
        shown = "part/export.html" if template == "playlist.html" else template
        return render(language, shown, values)

    monkeypatch.setattr(visits, "render", part)


def path_of(household: Any) -> str:
    return f"/playlists/{household.ids['first']}"


async def send(household: Any, status: int = 200, **data: str) -> str:
    async with household.client() as browser:
        page = await browser.get("/playlists/add")
        found = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert found
        form = {"csrf": found[1], "back": path_of(household), "part": "export", **data}
        answer = await browser.post(f"{path_of(household)}/export", data=form)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)


@pytest.mark.parametrize("form", FORMATS)
async def test_each_format_is_a_file_to_save(filled: Any, form: str) -> None:
    async with filled.client() as browser:
        answer = await browser.get(f"{path_of(filled)}/export", params={"format": form})
    assert answer.status_code == 200, answer.text
    name = unquote(answer.headers["content-disposition"].partition("filename*=UTF-8''")[2])
    assert name.endswith(f".{form}")
    stored = await filled.kit.database.read(mirrors.get, filled.ids["first"])
    parsed = parse_playlist(name, answer.content, {})
    assert ExportFormat(form).files_only or len(parsed.entries) == stored.entry_count
    assert parsed.entries
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_paths_and_library_can_be_chosen(filled: Any) -> None:
    async with filled.client() as browser:
        asked = {"format": "m3u8", "library_id": filled.ids["library"], "path_from": "/", "path_to": "Z:"}
        answer = await browser.get(f"{path_of(filled)}/export", params=asked)
        files = [line for line in answer.text.splitlines() if line and not line.startswith("#")]
        assert files
        assert all(file.startswith("Z:\\") for file in files)
        refused = await browser.get(f"{path_of(filled)}/export", params=asked | {"library_id": "none"})
        assert refused.status_code == 404


async def test_links_at_a_service_are_a_file_to_save(filled: Any) -> None:
    async with filled.client() as browser:
        answer = await browser.get(f"{path_of(filled)}/export", params={"format": "txt", "links": "spotify"})
        assert answer.status_code == 200, answer.text
        assert answer.text.splitlines()[0].endswith(" at Spotify")
        wrong = await browser.get(f"{path_of(filled)}/export", params={"format": "txt"})
        assert wrong.status_code == 422
    text = await send(filled, 422, export="txt")
    assert "Choose what it shall be saved as." in text


async def test_without_a_format_the_address_leads_to_the_playlist(filled: Any) -> None:
    async with filled.client() as browser:
        answer = await browser.get(f"{path_of(filled)}/export")
        assert (answer.status_code, answer.url.path) == (200, path_of(filled))


async def test_it_is_saved_as_what_is_chosen(filled: Any, alone: None) -> None:
    text = await send(filled, export="csv")
    saved = list(folder_of(filled.kit).iterdir())
    assert [path.suffix for path in saved] == [".csv"]
    assert saved[0].name in text
    assert str(folder_of(filled.kit)) in text
    assert re.search(r'<option value="csv" selected>', text)
    await send(filled, export="")
    assert list(folder_of(filled.kit).iterdir()) == []
    stored = await filled.kit.database.read(mirrors.get, filled.ids["first"])
    assert exports.format_of(stored) is None


async def test_what_cannot_be_is_shown_again(filled: Any, alone: None) -> None:
    text = await send(filled, 422, export="pls")
    assert "Choose what it shall be saved as." in text
    assert 'id="export" open' in text
    folder_of(filled.kit).parent.mkdir(parents=True, exist_ok=True)
    folder_of(filled.kit).write_text("no folder")
    text = await send(filled, 507, export="xspf")
    assert 'role="alert"' in text
    assert re.search(r'<option value="xspf" selected>', text)


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_part_offers_every_format(filled: Any, alone: None, language: str) -> None:
    async with filled.client(**{"accept-language": language}) as browser:
        text = (await browser.get(path_of(filled))).text
    assert {*FORMATS, *LINK_FORMATS} == set(ExportFormat)
    assert not any(ExportFormat(form).files_only for form in LINK_FORMATS)
    for form in LINK_FORMATS:
        assert f'aria-describedby="export-linked-{form}"' in text
    assert '<option value="spotify">Spotify</option>' in text
    for form in FORMATS:
        assert f'name="format" value="{form}"' in text
        assert f'<option value="{form}">' in text
    labelled = set(re.findall(r'<label for="([^"]+)"', text))
    assert labelled <= set(re.findall(r'id="([^"]+)"', text))
    assert set(re.findall(r'aria-describedby="([^" ]+)"', text)) <= set(re.findall(r'id="([^"]+)"', text))
    assert f'action="../{path_of(filled).removeprefix("/")}/export"' in text


async def test_who_may_only_read_gets_files_and_no_form(filled: Any, alone: None) -> None:
    key, _ = await KeyRing(filled.kit).create("reader", {"read"})
    async with filled.client(ingress=False) as browser:
        await browser.post("/login", data={"key": key})
        text = (await browser.get(path_of(filled))).text
        assert 'value="m3u8"' in text
        assert 'name="export"' not in text
        file = await browser.get(f"{path_of(filled)}/export?format=csv")
        assert file.status_code == 200
