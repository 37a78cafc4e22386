"""What can be read: a release, or a release group."""

from dataclasses import dataclass

from syncopate.domain.ids import IdKind, parse_uuid
from syncopate.errors import InvalidInput
from syncopate.providers.links import take_apart
from syncopate.providers.musicbrainz.links import read_link
from syncopate.providers.musicbrainz.manifest import MANIFEST

_KINDS = {"album": IdKind.MB_RELEASE, "release-group": IdKind.MB_RELEASE_GROUP}


@dataclass(frozen=True, slots=True)
class Reference:
    """An album, by its release or by its release group."""

    kind: IdKind
    mbid: str

    @property
    def text(self) -> str:
        """Return it as mirrors keep it."""
        prefix = "album" if self.kind is IdKind.MB_RELEASE else "release-group"
        return f"{prefix}:{self.mbid}"


def read_reference(typed: str) -> Reference:
    """Return what a reference or a pasted link means. Raises InvalidInput."""
    plain = typed.strip()
    link = take_apart(plain)
    if link is not None and link.host in MANIFEST.link_hosts:
        linked = read_link(link)
        plain = "" if linked is None else linked.reference
    prefix, _, rest = plain.partition(":")
    kind = _KINDS.get(prefix.lower())
    found = None if kind is None else parse_uuid(kind, rest)
    if found is None:
        raise InvalidInput("That is no release on MusicBrainz.", field="reference")
    return Reference(found.kind, found.value)
