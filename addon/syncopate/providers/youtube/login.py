"""Signing in: by the request headers of a browser that is signed in. There is no password to be had."""

from collections.abc import Mapping

from syncopate.errors import InvalidInput
from syncopate.providers.capability import Context
from syncopate.providers.login import LoggedIn, Step
from syncopate.providers.youtube.client import Client
from syncopate.providers.youtube.headers import sealed
from syncopate.providers.youtube.manifest import LIMIT, MANIFEST
from syncopate.providers.youtube.reading import WHAT
from syncopate.providers.youtube.session import ORIGIN


def create(context: Context) -> YoutubeLogin:
    """Make what signs in."""
    return YoutubeLogin(context)


class YoutubeLogin:
    """Signs in by pasted headers; fulfils Login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Sign in. Raises LoginRejected, Unreachable, InvalidInput naming the field."""
        if method != "headers":
            raise InvalidInput(f"There is no way {method} to sign in to {WHAT}.", field="method")
        kept = sealed(answers.get("headers", ""))
        pace = self._context.connections.paces.of(MANIFEST.domain, LIMIT, WHAT)
        client = Client(self._context.endpoint(ORIGIN), kept, pace)
        try:
            user, name = await client.account()
        finally:
            await client.close()
        return LoggedIn(settings={"headers": kept, "user": user}, name=f"{WHAT} ({name})")

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Raise InvalidInput: it takes one step."""
        del state, answers
        raise InvalidInput("There is nothing to go on with: begin again.")
