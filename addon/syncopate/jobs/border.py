"""The border of the job runner: what a job raises ends here, as a failure with a key."""

import logging
from collections.abc import Awaitable

from syncopate.errors import SyncopateError
from syncopate.jobs.outcome import Failure

_log = logging.getLogger(__name__)


async def attempt[T](work: Awaitable[T], what: str) -> T | Failure:
    """Return what it returns, or why it did not work; only being cancelled passes through."""
    try:
        return await work
    except SyncopateError as error:
        _log.warning("%s failed: %s", what, error.detail)
        return Failure(error.key, error.detail)
    except Exception as error:  # noqa: BLE001 -- the border of the job runner
        _log.exception("%s failed", what)
        return Failure(SyncopateError.key, f"{SyncopateError.message} ({type(error).__name__})")
