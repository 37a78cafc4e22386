"""Other names of artists: translations, stage names, what the user says is one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from syncopate.matching.artists import artist_key


@dataclass(frozen=True, slots=True)
class Aliases:
    """Which names (compact keys) are of one artist."""

    others: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def among(cls, groups: Iterable[Iterable[str]]) -> Aliases:
        """Take groups of names as people write them; groups that share a name stay apart."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for group in groups:
            keys = {known for name in group if (known := artist_key(name))}
            for each in keys:
                found[each] |= keys - {each}
        return cls({name: frozenset(others) for name, others in found.items() if others})

    @classmethod
    def written(cls, text: str) -> Aliases:
        """Read what the user writes: one artist a line, the names with = between them."""
        return cls.among(line.split("=") for line in text.splitlines())

    def of(self, artists: Iterable[str]) -> frozenset[str]:
        """Return the other names of these artists."""
        if not self.others:
            return _NONE
        return frozenset(other for each in artists for other in self.others.get(each, ()))

    def and_also(self, more: Aliases) -> Aliases:
        """Put two tables together."""
        both = dict(self.others)
        for name, others in more.others.items():
            both[name] = both.get(name, _NONE) | others
        return Aliases(both)


_NONE: frozenset[str] = frozenset()
NO_ALIASES = Aliases()
