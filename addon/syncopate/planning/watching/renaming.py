"""Records by what the user said that they are: that outweighs what their server says."""

from dataclasses import replace

from syncopate.domain.link import Base, LinkPolicy
from syncopate.domain.watch import Record, Side, View


def named_view(view: View, side: Side, policy: LinkPolicy) -> View:
    """Return what a side said, with its records as the user named them."""
    if not any(at is side for at, _ in policy.named_records):
        return view
    return replace(view, records=tuple(named(each, side, policy) for each in view.records))


def named(record: Record, side: Side, policy: LinkPolicy) -> Record:
    """Return a record as the user named it: by that id, and by what others call it, by no other."""
    said = policy.named_records.get((side, record.key))
    if said is None or said in record.title.ids:
        return record
    return replace(record, title=replace(record.title, ids=frozenset({said})))


def named_base(base: Base, policy: LinkPolicy) -> Base:
    """Return what was known of records, by what the user said since that they are."""
    for key in sorted(base.keys):
        said = policy.named_records.get((base.side, key))
        if said is not None and said not in base.title.ids:
            return replace(base, title=replace(base.title, ids=frozenset({said})))
    return base
