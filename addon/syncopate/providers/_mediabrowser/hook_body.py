"""What comes in on a webhook's address: JSON, as it is or as a field of a form."""

import json
import re
from contextlib import suppress
from email import message_from_bytes
from urllib.parse import parse_qs

from syncopate.errors import InvalidInput, OddAnswer, SyncopateError
from syncopate.providers._mediabrowser.parse import is_disabled
from syncopate.providers._mediabrowser.raw import Raw, thing
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers.capability import Health
from syncopate.providers.watching import HookBody, OwnUsers

_FIELD = "data"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Hooks:
    """Reads without asking anybody; only whose events are the account's is asked."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    async def own_users(self) -> OwnUsers:
        """Return whose events are the account's; only administrators get to know who else there is."""
        alone = False
        with suppress(SyncopateError):
            if await self._talk.admin():
                told = [one for one in await self._talk.users_told() if not is_disabled(one)]
                alone = len(told) == 1
        return OwnUsers(ids=frozenset({plain(self._talk.user_id)}), alone=alone)

    async def check(self) -> Health:
        """Tell that it works: nothing is needed for it."""
        return Health(ok=True)


def body_of(hook: HookBody, what: str) -> Raw:
    """Return the object that was sent, whatever type it was sent as. Raises InvalidInput."""
    kind = hook.content_type.partition(";")[0].strip().casefold()
    content = hook.body
    if kind == "multipart/form-data":
        content = _part(hook)
    elif kind == "application/x-www-form-urlencoded":
        content = parse_qs(content.decode(errors="replace")).get(_FIELD, [""])[0].encode()
    with suppress(ValueError, RecursionError, OddAnswer):
        return thing(json.loads(content), what)
    raise InvalidInput(f"That is no webhook of {what}.", field="body")


def _part(hook: HookBody) -> bytes:
    """Return the field of a form that holds the object."""
    head = f"Content-Type: {hook.content_type}\r\n\r\n".encode(errors="replace")
    message = message_from_bytes(head + hook.body)
    for part in message.walk():
        if part.get_param("name", header="content-disposition") == _FIELD:
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else b""
    return b""


def plain(key: str) -> str:
    """Return an id as the API writes it: templates put dashes into it."""
    folded = key.casefold()
    return folded.replace("-", "") if _GUID.fullmatch(folded) else key
