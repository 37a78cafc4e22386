"""An account's settings, and which addresses may be asked for (pure)."""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from syncopate.providers.ytdlp.manifest import FORMATS, MANIFEST, SITES

_HOSTS = ("youtube.com", "youtu.be", "soundcloud.com", "bandcamp.com", "archive.org")
_EXTRACTORS = ("youtube.*", "soundcloud.*", "bandcamp.*", "archive\\.org.*")
_STAND_IN = ("generic", "html5")
_MOST_MB, _MOST_DELAY = 10_000.0, 60.0
_DEFAULTS = {field.name: field.default or "" for field in MANIFEST.fields}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How files are fetched. `delay` in seconds, `largest` in bytes; `cookies` is a path, "" for none."""

    site: str
    format: str
    cookies: str
    delay: float
    largest: int

    @property
    def converts(self) -> bool:
        """Whether ffmpeg is needed."""
        return self.format != "original"


def wishes_of(settings: Mapping[str, str]) -> Wishes:
    """Read an account's settings; what is none of the choices is the usual one."""
    said = {name: settings.get(name, "").strip() or default for name, default in _DEFAULTS.items()}
    return Wishes(
        site=said["site"] if said["site"] in SITES else SITES[0],
        format=said["format"] if said["format"] in FORMATS else FORMATS[0],
        cookies=said["cookies"],
        delay=min(_number(said["delay"], 3.0), _MOST_DELAY),
        largest=round(min(_number(said["largest"], 200.0) or 200.0, _MOST_MB) * 1_000_000),
    )


def is_link(text: str) -> bool:
    """Tell whether a text is an address and no words to search for."""
    return text.strip().lower().startswith(("http://", "https://"))


def is_ours(address: str) -> bool:
    """Tell whether an address is one of the sites that are asked."""
    with suppress(ValueError):
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
        known = any(host == each or host.endswith(f".{each}") for each in _HOSTS)
        return known and parts.scheme in {"http", "https"} and parts.username is None and parts.port is None
    return False


def extractors(*, stand_in: bool) -> list[str]:
    """Return which parts of yt-dlp may be used; the general one only for what stands in for a site."""
    return list(_STAND_IN if stand_in else _EXTRACTORS)


def _number(said: str, otherwise: float) -> float:
    with suppress(ValueError):
        number = float(said.replace(",", "."))
        if math.isfinite(number) and number >= 0:
            return number
    return otherwise
