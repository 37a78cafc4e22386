"""What a scan or a sync gets of an account says whether that works, without anybody trying it."""

from contextlib import suppress

from syncopate.errors import LoginLacksRights, LoginRejected, NotFound, OddAnswer, Unreachable
from syncopate.providers.capability import Health
from syncopate.sync.accounts import saw_health
from syncopate.sync.kit import Kit

NOT_WELL = frozenset({Unreachable.key, LoginRejected.key, LoginLacksRights.key, OddAnswer.key})
"""What says that an account does not work: one that wants a pause does, files that are away say nothing."""


async def saw_answer(kit: Kit, account_id: str, error: str | None, detail: str = "") -> None:
    """Remember how an account answered: an error key, None where all went well.

    Of one that was removed meanwhile there is nothing to remember.
    """
    if error is not None and error not in NOT_WELL:
        return
    with suppress(NotFound):
        await saw_health(kit, account_id, Health(ok=error is None, reason=error, detail=detail))
