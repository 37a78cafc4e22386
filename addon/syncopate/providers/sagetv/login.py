"""Signing in: the address is made whole, and the server asked for its time."""

import re
from collections.abc import Mapping
from contextlib import suppress

from yarl import URL

from syncopate.errors import InvalidInput, LoginRejected, Unreachable
from syncopate.providers.answering import silence, stranger
from syncopate.providers.capability import Context
from syncopate.providers.login import LoggedIn, Step
from syncopate.providers.sagetv.client import Client
from syncopate.providers.sagetv.paths import read_rules
from syncopate.providers.sagetv.raw import WHAT

_KIND = "SageTV with the plugin SageX"
_PORT = 8080
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SERVICE = re.compile(r"/sagex(?:/.*)?$", re.IGNORECASE)


def create(context: Context) -> SageTVLogin:
    """Make what signs in."""
    del context
    return SageTVLogin()


class SageTVLogin:
    """Signs in with user and password; fulfils Login."""

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Sign in. Raises LoginRejected, Unreachable, InvalidInput naming the field."""
        del method
        user, password = answers.get("user", ""), answers.get("password", "")
        verify, folders = answers.get("verify_tls", "true"), answers.get("path_map", "").strip()
        read_rules(folders)
        url = await _found(answers.get("url", ""), user, password, verify_tls=verify == "true")
        settings = {"url": url, "user": user, "password": password, "path_map": folders, "verify_tls": verify}
        return LoggedIn(settings=settings, name=f"SageTV ({URL(url).host_port_subcomponent})")

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Raise InvalidInput: it takes one step."""
        del state, answers
        raise InvalidInput("There is nothing to go on with: begin again.")


def candidates(typed: str) -> tuple[str, ...]:
    """Return where the server may be, the best first: its own port where none was typed.

    Raises InvalidInput.
    """
    text = typed.strip()
    text = text if _SCHEME.match(text) else f"http://{text}"
    with suppress(ValueError):
        url = URL(text).with_user(None).with_query(None).with_fragment(None)
        if url.scheme in {"http", "https"} and url.host:
            url = url.with_path(_SERVICE.sub("", url.path).rstrip("/"))
            plain = str(url).rstrip("/")
            if url.explicit_port is not None or url.scheme == "https":
                return (plain,)
            return str(url.with_port(_PORT)).rstrip("/"), plain
    raise InvalidInput("Address is where the server is reached, e.g. http://192.168.1.5:8080.", field="url")


async def _found(typed: str, user: str, password: str, *, verify_tls: bool) -> str:
    """Return the address at which the server answers."""
    errors: list[Unreachable] = []
    for address in candidates(typed):
        client = Client(address, user, password, verify_tls=verify_tls)
        try:
            await client.skew()
        except LoginRejected:
            raise
        except Unreachable as error:
            errors.append(stranger(error, address, _KIND, what=WHAT))
        else:
            return address
        finally:
            await client.close()
    raise min(errors, key=silence)
