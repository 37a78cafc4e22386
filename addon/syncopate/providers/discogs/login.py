"""Signing in with a token: Discogs says whose it is."""

from collections.abc import Mapping

from syncopate.errors import InvalidInput
from syncopate.providers.capability import Context
from syncopate.providers.discogs.client import new_client
from syncopate.providers.login import LoggedIn, Step


def create(context: Context) -> DiscogsLogin:
    """Make what signs in."""
    return DiscogsLogin(context)


class DiscogsLogin:
    """Signs in with a personal access token; fulfils Login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Sign in. Raises LoginRejected, Unreachable, InvalidInput naming the field."""
        if method != "token":
            raise InvalidInput(f"There is no way {method} to sign in to Discogs.", field="method")
        token = answers.get("token", "").strip()
        if not token:
            raise InvalidInput("A token is needed.", field="token")
        client = new_client(self._context, "", token)
        try:
            user = await client.identity()
        finally:
            await client.close()
        return LoggedIn(settings={"user": user, "token": token}, name=f"Discogs ({user})")

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Raise InvalidInput: it takes one step."""
        del state, answers
        raise InvalidInput("There is nothing to go on with: begin again.")
