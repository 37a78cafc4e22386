"""Nothing secret gets into a log."""

import io
import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given, strategies
from syncopate.access.redact import MASK, RedactingFilter, Redactor

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
