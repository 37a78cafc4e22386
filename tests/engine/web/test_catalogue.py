"""The catalogue: every text of the pages is in it, in German too, and what is compiled is what is written."""

import io
from pathlib import Path

import syncopate.web
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from syncopate.errors import every_error
from syncopate.web import texts

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
