"""Logging in with an API key, and choosing whose history it is: a key opens that of everybody."""

from collections.abc import Mapping
from dataclasses import replace

from syncopate.errors import InvalidInput, OddAnswer
from syncopate.providers.capability import Context
from syncopate.providers.login import Ask, LoggedIn, Step
from syncopate.providers.manifest import FieldKind, SettingField
from syncopate.providers.tautulli.client import WHAT, Client, User
from syncopate.providers.tautulli.manifest import MANIFEST

_SAID = ("url", "api_key", "verify_tls")


def create(context: Context) -> TautulliLogin:
    """Make what logs in."""
    return TautulliLogin(context)


class TautulliLogin:
    """Logs in to Tautulli; fulfils Login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Try the key, and ask whose history it is. Raises LoginRejected, Unreachable, InvalidInput."""
        if method != "key":
            raise InvalidInput(f"There is no way {method} to log in to {WHAT}.", field="method")
        given = {name: answers[name].strip() for name in _SAID if name in answers}
        for name, what in (("url", "The address of Tautulli"), ("api_key", "An API key")):
            if not given.get(name):
                raise InvalidInput(f"{what} is needed.", field=name)
        return self._asking(given, await self._users(given))

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """End with the user that was chosen. Raises LoginRejected, Unreachable."""
        users = await self._users(state)
        chosen = next((each for each in users if each.number == answers.get("user_id")), None)
        if chosen is None:
            return self._asking(state, users)
        settings = {**state, "user_id": chosen.number, "user": chosen.name}
        return LoggedIn(settings=settings, name=f"{MANIFEST.name} ({chosen.name})")

    def _asking(self, state: Mapping[str, str], users: list[User]) -> Ask:
        if not users:
            raise OddAnswer(f"{WHAT} knows no users yet.", account=WHAT)
        field = SettingField(
            name="user_id",
            label="User",
            help="Whose history it is.",
            kind=FieldKind.CHOICE,
            choices=tuple(each.number for each in users),
        )
        return Ask(fields=(field,), labels={each.number: each.name for each in users}, state=state)

    async def _users(self, settings: Mapping[str, str]) -> list[User]:
        client = Client(replace(self._context, settings=settings))
        try:
            return await client.users()
        finally:
            await client.close()
