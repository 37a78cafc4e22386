"""The secret in forms, written differently each time.

Pages are packed. Whoever can watch how long packed answers are, and have their own words repeated in them,
could guess a secret that stands in all of them the same way, letter by letter.
"""

import base64
import binascii
import secrets


def veiled(secret: str) -> str:
    """Return the secret under a mask that goes with it."""
    plain = secret.encode()
    mask = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(mask + _mixed(mask, plain)).decode()


def unveiled(text: object) -> str:
    """Return the secret that was veiled, "" for what is none."""
    try:
        both = base64.b64decode(text if isinstance(text, str) else "", altchars=b"-_", validate=True)
        half = len(both) // 2
        return _mixed(both[:half], both[half:]).decode()
    except binascii.Error, ValueError:
        return ""


def _mixed(mask: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, text, strict=True))
