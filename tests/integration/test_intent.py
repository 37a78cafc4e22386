"""What can be said, in English and German, through the conversation API, with the sentence files as they are shipped."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

type Talk = Callable[..., Awaitable[str]]

SENTENCES = Path(__file__).parents[2] / "custom_sentences"


@pytest.fixture
async def talk(
    hass: HomeAssistant, hass_config_dir: str, tmp_path: Path, hass_client: ClientSessionGenerator
) -> Talk:
    """Say something and return the answer."""
    hass.config.config_dir = str(tmp_path)
    await asyncio.to_thread(shutil.copytree, SENTENCES, tmp_path / "custom_sentences")
    for component in ("homeassistant", "conversation", "intent"):
        assert await async_setup_component(hass, component, {})
    client = await hass_client()

    async def say(text: str, language: str = "en") -> str:
        answer = await client.post("/api/conversation/process", json={"text": text, "language": language})
        said = await answer.json()
        return said["response"]["speech"]["plain"]["speech"]

    return say


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("sync my playlists", "en", "I am syncing your playlists."),
        ("Update all of our playlists", "en", "I am syncing your playlists."),
        ("Synchronisiere meine Playlists", "de", "Ich gleiche deine Playlists ab."),
        ("Gleiche alle Playlists ab", "de", "Ich gleiche deine Playlists ab."),
    ],
)
async def test_sync(
    talk: Talk, loaded: MockConfigEntry, engine: FakeEngine, text: str, language: str, answer: str
) -> None:
    assert await talk(text, language) == answer
    assert engine.asked_for("/api/sync/playlists") == [None]


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("sync my playlist kids", "en", "I am syncing Kids."),
        ("sync the Kids playlist", "en", "I am syncing Kids."),
        ("Gleiche die Playlist Kids ab", "de", "Ich gleiche Kids ab."),
    ],
)
async def test_sync_one(
    talk: Talk, loaded: MockConfigEntry, engine: FakeEngine, text: str, language: str, answer: str
) -> None:
    assert await talk(text, language) == answer
    assert engine.asked_for("/api/v1/playlists/p3/sync") == [None]


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        (
            "what is missing from workout",
            "en",
            "2 tracks are missing from Workout: Группа крови by Кино; Untitled.",
        ),
        (
            "What's missing from the playlist Workout?",
            "en",
            "2 tracks are missing from Workout: Группа крови by Кино; Untitled.",
        ),
        (
            "which songs are missing in my playlists",
            "en",
            "2 tracks are missing: Группа крови by Кино; Untitled.",
        ),
        ("was fehlt in Workout", "de", "In Workout fehlen 2 Titel: Группа крови von Кино; Untitled."),
        ("Welche Lieder fehlen", "de", "Insgesamt fehlen 2 Titel: Группа крови von Кино; Untitled."),
        ("what is missing from kids", "en", "Nothing is missing from Kids."),
        ("was fehlt in Kids", "de", "In Kids fehlt nichts."),
    ],
)
async def test_missing(talk: Talk, loaded: MockConfigEntry, text: str, language: str, answer: str) -> None:
    assert await talk(text, language) == answer


async def test_missing_names_a_few(talk: Talk, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    engine.missing = [engine.missing[0] | {"title": f"Song {number}"} for number in range(9)]
    assert await talk("what is missing from workout") == (
        "9 tracks are missing from Workout, among them Song 0 by Кино; Song 1 by Кино; Song 2 by Кино."
    )
    assert await talk("was fehlt in workout", "de") == (
        "In Workout fehlen 9 Titel, darunter Song 0 von Кино; Song 1 von Кино; Song 2 von Кино."
    )


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("what is missing from Jazz", "en", "I do not know which playlist Jazz is."),
        ("was fehlt in Jazz", "de", "Ich weiß nicht, welche Playlist Jazz ist."),
    ],
)
async def test_a_playlist_that_is_none(
    talk: Talk, loaded: MockConfigEntry, text: str, language: str, answer: str
) -> None:
    assert await talk(text, language) == answer


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((409, "job_already_running", "It runs."), "A sync is running already."),
        (
            (403, "scope_missing", "The key lacks the scope control."),
            "That did not work. The key lacks the scope control.",
        ),
    ],
)
async def test_sync_is_refused(
    talk: Talk, loaded: MockConfigEntry, engine: FakeEngine, answer: tuple[int, str, str], said: str
) -> None:
    engine.refuse["/api/sync/playlists"] = answer
    assert await talk("sync my playlists") == said


async def test_engine_is_away(talk: Talk, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    await engine.stop()
    assert await talk("sync my playlists") == "I cannot reach Syncopate."
    assert await talk("was fehlt in Workout", "de") == "Ich erreiche Syncopate nicht."


async def test_no_engine(talk: Talk, hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)
    assert await talk("what is missing in my playlists") == "I cannot reach Syncopate."


async def test_facts_for_who_brings_own_words(
    talk: Talk, hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    response = await intent.async_handle(hass, "test", "SyncopateMissing", {"playlist": {"value": "Workout"}})
    assert response.speech_slots == {
        "playlist": "Workout",
        "result": "some",
        "count": 2,
        "tracks": [{"title": "Группа крови", "artist": "Кино"}, {"title": "Untitled", "artist": ""}],
    }
