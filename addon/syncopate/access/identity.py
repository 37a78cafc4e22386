"""Who is asking."""

from dataclasses import dataclass
from enum import StrEnum

from syncopate.access.keys import Scope, allows
from syncopate.errors import ScopeMissing


class Origin(StrEnum):
    """How a caller came in: with a key, signed in to the pages, through the Supervisor, on this machine."""

    KEY = "key"
    SESSION = "session"
    INGRESS = "ingress"
    LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One caller. `name` signs decisions and events; `key_id` is set when a key is behind."""

    name: str
    scopes: frozenset[str]
    origin: Origin
    key_id: str | None = None

    def may(self, needed: Scope) -> bool:
        """Tell whether the caller has the scope."""
        return allows(self.scopes, needed)

    def require(self, needed: Scope) -> None:
        """Raise ScopeMissing unless the caller has the scope."""
        if not self.may(needed):
            raise ScopeMissing(scope=needed)
