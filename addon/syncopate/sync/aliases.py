"""What else artists are called whose titles a library seems not to have: asked for, for the matcher."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from syncopate.domain.match import Verdict
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import NotConfigured, SyncopateError
from syncopate.matching.artists import artist_key
from syncopate.providers import registry
from syncopate.providers.catalogue import Aliasing, Catalogue
from syncopate.store import aliases, matches, targets
from syncopate.store.database import Connection
from syncopate.store.entries import StoredEntry
from syncopate.sync.catalogues import Way, asked, ways
from syncopate.sync.kit import Kit

_MOST_A_RUN = 50
"""Artists that are asked for in one run: each takes a second."""

_AGAIN_AFTER = timedelta(days=90)
_OPEN = frozenset({Verdict.MISSING, Verdict.REVIEW})


async def learn_aliases(kit: Kit, mirror_id: str, stored: Sequence[StoredEntry]) -> int:
    """Ask what else the artists of what is missing or to review are called; return how many have other names.

    Some of them a run; whom was asked for is not asked for again for months. The next sync matches by them.
    That nobody answers holds nothing up.
    """
    wanted = await kit.database.read(_wanted, mirror_id, stored)
    chosen: list[Way] = []
    for domain, manifest in registry.manifests().items():
        chosen += await ways(kit, domain) if manifest.knows_aliases else ()
    since, learned, left = kit.now() - _AGAIN_AFTER, 0, _MOST_A_RUN
    for key, artist in wanted.items():
        if left == 0 or not chosen:
            break
        if await kit.database.read(aliases.asked_since, key, since):
            continue
        left -= 1
        try:
            answer = await asked(kit, chosen, partial(_aliases_of, artist=artist))
        except SyncopateError:
            break
        await kit.database.write(aliases.put, artist, key, answer.items, kit.now())
        learned += bool(answer.items)
    return learned


def _wanted(connection: Connection, mirror_id: str, stored: Sequence[StoredEntry]) -> dict[str, str]:
    """Return the artists of what no target has for sure, by what is the same however they are written."""
    still_open = {
        position
        for target in targets.of_mirror(connection, mirror_id)
        for position, match in matches.load(connection, target.id)
        if match.verdict in _OPEN and match.reason != "never"
    }
    named = (
        each.entry.artists[0] for each in stored if each.entry.position in still_open and each.entry.artists
    )
    return {key: artist for artist in named if (key := artist_key(artist))}


async def _aliases_of(catalogue: Catalogue, artist: str) -> Snapshot[str]:
    if not isinstance(catalogue, Aliasing):
        raise NotConfigured(what="a catalogue of artists' names")
    return await catalogue.aliases_of(artist)
