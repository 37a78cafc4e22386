"""Secrets of webhooks: they stand in an address, are shown once and kept as hashes."""

import hashlib
import hmac
import re
import secrets

_PREFIX = "hk_"
_RANDOM_BYTES = 32
_HIDDEN = "•••"
_IN_PATH = re.compile(r"(/hooks/)[^/\s?#\"']+")


def new_secret() -> tuple[str, bytes]:
    """Make one: itself, to be shown once, and the hash that is kept of it."""
    secret = _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    return secret, hash_secret(secret)


def hash_secret(secret: str) -> bytes:
    """Return what it is looked up by; 256 random bits need neither salt nor slowness."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def path_of(secret: str) -> str:
    """Return the part of its address that is always right."""
    return f"/api/v1/hooks/{secret}"


def is_right(kept: bytes | None, presented: str) -> bool:
    """Tell whether a secret is the one that was kept, in a time that says nothing of it."""
    return hmac.compare_digest(hash_secret(presented), kept or b"")


def without_secret(path: str) -> str:
    """Return the path of a request as it may be logged."""
    return _IN_PATH.sub(rf"\1{_HIDDEN}", path)
