"""The catalogue: every text of the pages is in it, in German too, and what is compiled is what is written."""

import io
import re
from pathlib import Path

import pytest
import syncopate.web
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from syncopate.errors import SyncopateError, every_error
from syncopate.providers import registry
from syncopate.web import sentences, texts
from syncopate.web.render import texts_of
from syncopate.web.view.errors import asked, english, happened

WEB = Path(syncopate.web.__file__).parent
GERMAN = WEB / "locale" / "de" / "LC_MESSAGES"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "several": (1, 2), "N_": None}
FILES = [("**.py", "python"), ("templates/**.html", "jinja2")]


def catalogue() -> Catalog:
    with (GERMAN / "messages.po").open("rb") as file:
        return read_po(file, locale="de")


def wanted() -> set[object]:
    found = extract_from_dir(str(WEB), FILES, keywords=KEYWORDS)
    return {text for _, _, text, _, _ in found}


def test_every_text_is_translated_and_nothing_is_left_over() -> None:
    known = {message.id: message.string for message in catalogue() if message.id}
    assert set(known) == wanted()
    empty = [key for key, text in known.items() if not all(text if isinstance(text, tuple) else (text,))]
    assert empty == []
    assert not any(message.fuzzy for message in catalogue() if message.id)


def test_translations_fill_in_the_same_places() -> None:
    assert [error for message in catalogue() for error in message.check()] == []


def test_what_is_compiled_is_what_is_written() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue())
    assert (GERMAN / "messages.mo").read_bytes() == compiled.getvalue()


def test_every_error_says_what_it_means_and_what_to_do() -> None:
    assert {error.key for error in every_error()} <= set(texts.TROUBLES)


def texts_of_manifests() -> set[str]:
    found = set()
    for manifest in registry.manifests().values():
        found |= {manifest.name, manifest.summary, manifest.reference_help, manifest.hook_help}
        found |= {text for way in manifest.logins for text in (way.label, way.help)}
        for field in (*manifest.fields, *(field for way in manifest.logins for field in way.fields)):
            found |= {field.label, field.help, *field.choices}
    return found - {""}


def test_what_providers_say_is_translated() -> None:
    assert texts_of_manifests() <= set(sentences.PROVIDERS)


def test_sentences_of_errors_are_those_that_errors_say() -> None:
    messages = {error.key: error.message for error in every_error()}
    assert {key: messages[key] for key in sentences.SAYS} == dict(sentences.SAYS)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("error", every_error(), ids=lambda error: error.key)
def test_no_place_is_left_open(error: type[SyncopateError], language: str) -> None:
    empty = error()
    said = happened(texts_of(language), empty.key, empty.detail, empty.placeholders)
    assert said
    assert not re.search(r"[{}]|%\(", said)
    places = re.findall(r"\{(\w+)\}", error.message)
    full = error(**dict.fromkeys(places, "Xyz"))
    said = happened(texts_of(language), full.key, full.detail)
    assert not re.search(r"[{}]", said)
    assert error.key not in sentences.SAYS or said.count("Xyz") == len(places)
    assert language == "en" or said != full.detail


@pytest.mark.parametrize(
    ("key", "detail", "said"),
    [
        ("invalid_input", "x.exe is none of .csv, .m3u.", "x.exe ist keine Datei mit .*: .csv, .m3u."),
        ("unreachable", "Spotify refuses the connection at a:1.", "Spotify lehnt die Verbindung zu a:1 ab."),
        ("invalid_input", "The client ID is made of letters and digits.", "Die Client-ID besteht .*"),
        ("login_rejected", "The user token belongs to A, not to B.", "Das Benutzer-Token gehört A, nicht B."),
    ],
)
def test_what_services_say_is_told_in_german(key: str, detail: str, said: str) -> None:
    assert re.fullmatch(said, happened(texts_of("de"), key, detail))


def test_why_a_login_is_refused_is_told_in_the_services_own_words() -> None:
    told = "Spotify takes this login no longer: it was revoked, or is older than six months. Sign in again."
    assert happened(texts_of("en"), "login_rejected", told) == told
    assert "widerrufen" in happened(texts_of("de"), "login_rejected", told)
    # What is not known in German is shown beside it as it was said.
    assert english("login_rejected", "Xyz wants another login.", free_only=True)


def test_what_logins_ask_is_translated_with_its_address() -> None:
    text = "It begins with http://127.0.0.1:9030/callback. Copy it whole, also where the page itself does not open."
    assert asked(texts_of("en"), text) == text
    assert asked(texts_of("de"), text).startswith("Sie beginnt mit http://127.0.0.1:9030/callback. ")
    assert asked(texts_of("de"), "Name") == "Name"
    assert asked(texts_of("de"), "") == ""


def test_a_broken_path_is_told_in_german_with_its_name() -> None:
    german = texts_of("de")
    assert happened(german, "folder_unreadable", "/media/a cannot be read.") == "/media/a ist nicht lesbar."
    assert (
        happened(german, "invalid_input", "There is no folder /x here.")
        == "Den Ordner /x gibt es hier nicht."
    )
    assert happened(german, "invalid_input", "Name is needed, with 9 letters at most.").startswith("Name ")
