"""What the configuration of the old tool between SageTV and Plex says, as two accounts to be linked."""

from syncopate.errors import InvalidInput
from syncopate.providers.sagetv.old_config import read_old_config
from syncopate.providers.set_ups import SetUp, SetUpSide


def read_set_up(content: bytes) -> SetUp:
    """Return both accounts. Raises InvalidInput for what is no such file, or names but one."""
    old = read_old_config(content)
    if old.sage is None or old.plex is None:
        lacks = "SageTV (sagex)" if old.sage is None else "Plex (plex)"
        raise InvalidInput(f"The file does not name {lacks}: there are no two to keep in step.")
    sage = {"url": old.sage.url, "user": old.sage.user, "password": old.sage.password}
    plex = {"address": old.plex.url, "token": old.plex.token}
    return SetUp(
        left=SetUpSide(provider="sagetv", method="password", answers=_given(sage)),
        right=SetUpSide(provider="plex", method="token", answers=_given(plex)),
    )


def _given(answers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in answers.items() if value}
