"""Adding a profile: no login, but the number of a profile is found in what was typed, and looked at."""

from collections.abc import Mapping

from syncopate.errors import InvalidInput
from syncopate.providers.capability import Context
from syncopate.providers.deezer.answers import WHAT, text
from syncopate.providers.deezer.client import client_of
from syncopate.providers.deezer.references import read_user
from syncopate.providers.login import LoggedIn, Step


def create(context: Context) -> DeezerLogin:
    """Make what adds a profile."""
    return DeezerLogin(context)


class DeezerLogin:
    """Finds a public profile; fulfils Login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Look at the profile. Raises Unreachable, InvalidInput naming the field."""
        del method
        user = read_user(answers.get("user_id", ""))
        if user is None:
            said = "A profile is a link such as https://www.deezer.com/profile/123, or its number."
            raise InvalidInput(said, field="user_id")
        gone = InvalidInput(f"{WHAT} has no profile {user}.", field="user_id")
        try:
            found = await client_of(self._context).ask(f"user/{user}", gone=gone)
        finally:
            await self._context.connections.drop(self._context.account_id)
        return LoggedIn(settings={"user_id": user}, name=f"{WHAT} ({text(found, 'name') or user})")

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Raise InvalidInput: it takes one step."""
        del state, answers
        raise InvalidInput("There is nothing to go on with: begin again.")
