"""Nothing secret gets into a log."""

import io
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, strategies
from syncopate.access.redact import MASK, RedactingFilter, Redactor
from syncopate.access.vault import Vault

SECRET = 'pl"ant ed/ä&+1'


@pytest.fixture
def redactor() -> Redactor:
    redactor = Redactor()
    redactor.register(SECRET)
    return redactor


@pytest.fixture
def logged(redactor: Redactor) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(RedactingFilter(redactor))
    logger = logging.getLogger("tests.redact")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


@pytest.mark.parametrize("form", [SECRET, quote(SECRET, safe=""), repr(SECRET), 'pl\\"ant ed/\\u00e4&+1'])
def test_every_form_of_a_known_secret_is_masked(redactor: Redactor, form: str) -> None:
    cleaned = redactor.clean(f"before {form} after")
    assert MASK in cleaned
    assert "ant" not in cleaned
    assert cleaned.startswith("before ")
    assert cleaned.endswith(" after")


def test_the_longer_secret_is_masked_whole() -> None:
    redactor = Redactor()
    redactor.register("abcd")
    redactor.register("abcdefgh")
    assert redactor.clean("x abcdefgh y abcd z") == f"x {MASK} y {MASK} z"


def test_a_secret_too_short_does_not_spoil_every_text() -> None:
    redactor = Redactor()
    redactor.register("")
    redactor.register("a")
    assert redactor.clean("a banana") == "a banana"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("GET /api/sync/playlists?api_key=abc123&x=1", "abc123"),
        ("GET /x?a=1&token=abc%20123 HTTP/1.1", "abc%20123"),
        ("Authorization: Bearer abc.def-123", "abc.def-123"),
        ("{'Authorization': 'Bearer abcdef123'}", "abcdef123"),
        ("the key sk_0123456789abcdef0123 is bad", "sk_0123456789abcdef0123"),
        ("postgresql://user:hunter2@db/syncopate", "hunter2"),
        ("POST /api/v1/hooks/hk_Ab-12 404", "hk_Ab-12"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, secret: str) -> None:
    cleaned = Redactor().clean(text)
    assert secret not in cleaned
    assert MASK in cleaned


@pytest.mark.parametrize(
    "text",
    ["Synced 12 of 20", "http://localhost:9030/api/v1/info?limit=5", "Token Ring by Nobody", "1:02:03"],
)
def test_plain_texts_stay(text: str) -> None:
    assert Redactor().clean(text) == text


@given(strategies.text(min_size=4, max_size=40).filter(lambda text: MASK not in text and "•" not in text))
def test_no_known_secret_survives(secret: str) -> None:
    redactor = Redactor()
    redactor.register(secret)
    assert secret not in redactor.clean(f"[{secret}] and [{secret}]")


HEADERS = '{"cookie": "SID=g.a000planted; SAPISID=planted/one-two; n=1", "x-goog-authuser": "0"}'


@pytest.mark.parametrize(
    ("secret", "text", "expected"),
    [
        ("hunter2hunter2", "asked with hunter2hunter2", f"asked with {MASK}"),
        ("planted +/=", "/x?q=planted+%2B/%3D&y", f"/x?q={MASK}&y"),
        ("planted +/=", "/x?q=planted%20%2B%2F%3D&y", f"/x?q={MASK}&y"),
        (HEADERS, "Cookie: SAPISID=planted/one-two; n=1", f"Cookie: SAPISID={MASK}; n=1"),
        (HEADERS, "it has g.a000planted", f"it has {MASK}"),
        ("Cookie: a=planted-cookie; b=2\nHost: x", "a is planted-cookie", f"a is {MASK}"),
        (
            "http://anna:pl%40nted-word@nas:80/",
            "no http://nas:80/: pl@nted-word",
            f"no http://nas:80/: {MASK}",
        ),
        ("https://nas/?code=planted-code", "no planted-code at https://nas/", f"no {MASK} at https://nas/"),
    ],
)
def test_what_the_vault_opens_is_masked_with_its_parts(secret: str, text: str, expected: str) -> None:
    redactor = Redactor()
    redactor.note({"a": secret})
    assert redactor.clean(text) == expected


@pytest.mark.parametrize(
    "plain", ["music", "a1b2c3d", "true", "2026-03-01T02:00:00+00:00", "1767225600.0", ""]
)
def test_what_may_be_any_word_is_not_masked(plain: str) -> None:
    redactor = Redactor()
    redactor.note({"a": plain, "b": f"http://{plain or 'nas'}/", "c": "{not json", "d": "[]"})
    text = f"{plain} of http://{plain or 'nas'}/ is there"
    assert redactor.clean(text) == text


def test_of_what_the_vault_opens_the_latest_is_known() -> None:
    """Tokens are renewed for as long as the engine runs, and what is in use is opened again and again."""
    redactor = Redactor()
    redactor.register(SECRET)
    for number in range(2_000):
        redactor.note({"token": f"planted-{number:04}", "password": "planted-password"})
    assert redactor.clean(f"planted-1999 {SECRET} planted-password") == f"{MASK} {MASK} {MASK}"
    assert redactor.clean("planted-0000") == "planted-0000", "of no use any more"


def test_a_vault_tells_what_it_seals_and_opens(tmp_path: Path) -> None:
    heard: list[Mapping[str, str]] = []
    vault = Vault.at(tmp_path / "key", heard.append)
    sealed = vault.seal({"a": "sealed"})
    vault.open(sealed)
    vault.rotate().open(sealed)
    vault.hide({"b": "not yet"})
    assert vault.quiet.open(vault.quiet.seal({"c": "no secret"})) == {"c": "no secret"}
    assert heard == [{"a": "sealed"}, {"a": "sealed"}, {"a": "sealed"}, {"b": "not yet"}]


def test_message_arguments_traceback_and_stack_are_masked(
    logged: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = logged
    query_key = "ti" + "ny"
    logger.info("login with %s at /x?api_key=%s", SECRET, query_key, stack_info=True)
    try:
        int(SECRET)
    except ValueError:
        logger.exception("failed for %(who)s", {"who": SECRET})
    written = stream.getvalue()
    assert SECRET not in written
    assert "tiny" not in written
    assert "Traceback" in written
    assert written.count(MASK) >= 4


def test_other_handlers_get_the_record_as_it_was(redactor: Redactor) -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "value %s", (SECRET,), None)
    masked = RedactingFilter(redactor).filter(record)
    assert record.getMessage() == f"value {SECRET}"
    assert masked.getMessage() == f"value {MASK}"


def test_a_record_with_wrong_arguments_is_still_written(redactor: Redactor) -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "a %s %s", (SECRET,), None)
    message = RedactingFilter(redactor).filter(record).getMessage()
    assert message.startswith("a %s %s")
    assert "ant ed" not in message
