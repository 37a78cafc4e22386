"""Who has an account at plex.tv, which tokens are whose, and the PINs an app signs in with."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass

from fakes.plex.clock import Clock

PIN_SECONDS = 1800
PLAIN_PIN_SECONDS = 900


@dataclass(eq=False, slots=True, kw_only=True)
class User:
    """An account. `restricted` is a managed one; `pin` guards switching to it, and is empty when none does."""

    id: int
    title: str
    email: str = ""
    password: str = ""
    home: bool = False
    admin: bool = False
    restricted: bool = False
    guest: bool = False
    pin: str = ""
    token: str = ""

    @property
    def uuid(self) -> str:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"plex/{self.id}").hex[:16]

    @property
    def thumb(self) -> str:
        return f"https://plex.tv/users/{self.uuid}/avatar?c={1_600_000_000 + self.id}"


@dataclass(eq=False, slots=True, kw_only=True)
class Pin:
    """A PIN an app asked for; it holds a token once a person has let the app in."""

    id: int
    code: str
    client: str
    product: str
    created: int
    expires: int
    token: str | None = None


def token_for(*of: object) -> str:
    """Return a token as Plex's look: twenty characters, the same for the same words."""
    return hashlib.sha256("/".join(map(str, of)).encode()).hexdigest()[:20]


class People:
    """The accounts plex.tv knows. The first is the one whose home and servers the tests are about."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.users: list[User] = []
        self.pins: dict[int, Pin] = {}
        self._tokens: dict[str, User] = {}
        self.owner = self.add("Otto", email="otto@example.org", password="let me in", home=True, admin=True)

    def add(
        self,
        title: str,
        *,
        email: str = "",
        password: str = "",
        home: bool = False,
        admin: bool = False,
        restricted: bool = False,
        pin: str = "",
    ) -> User:
        """Add an account: one of the home, managed or not, or a friend's."""
        number = 12_345 + len(self.users)
        user = User(
            id=number,
            title=title,
            email=email,
            password=password,
            home=home,
            admin=admin,
            restricted=restricted,
            pin=pin,
            token=token_for("account", number),
        )
        self.users.append(user)
        self._tokens[user.token] = user
        return user

    def whose(self, token: str) -> User | None:
        """Return whose account token it is, None when nobody's or revoked."""
        return self._tokens.get(token)

    def know(self, token: str, user: User) -> None:
        """Take a token as one of that account."""
        self._tokens[token] = user

    def sign_in(self, user: User) -> str:
        """Return one more token of that account."""
        token = secrets.token_hex(10)
        self.know(token, user)
        return token

    def revoke(self, token: str) -> None:
        """Make a token worthless, as signing a device out does."""
        self._tokens.pop(token, None)

    def home(self) -> list[User]:
        return [user for user in self.users if user.home]

    def ask_pin(self, client: str, product: str, *, strong: bool) -> Pin:
        now = self.clock.now()
        seconds = PIN_SECONDS if strong else PLAIN_PIN_SECONDS
        alphabet = "abcdefghijkmnpqrstuvwxyz0123456789" if strong else "ABCDEFGHJKLMNPQRSTUVWXYZ123456789"
        code = "".join(secrets.choice(alphabet) for _ in range(25 if strong else 4))
        pin = Pin(
            id=700_000_000 + len(self.pins),
            code=code,
            client=client,
            product=product,
            created=now,
            expires=now + seconds,
        )
        self.pins[pin.id] = pin
        return pin

    def pin(self, number: int, client: str) -> Pin | None:
        """Return the PIN if it was asked for by that app and has not expired."""
        pin = self.pins.get(number)
        if pin is None or pin.client != client or pin.expires <= self.clock.now():
            return None
        return pin

    def approve(self, code: str, user: User | None = None) -> str:
        """Let the app in that shows this code, as a person does at plex.tv/link; return the token it gets."""
        pin = next(pin for pin in self.pins.values() if pin.code == code)
        if pin.expires <= self.clock.now():
            raise ValueError("the PIN has expired")
        pin.token = self.sign_in(user or self.owner)
        return pin.token
