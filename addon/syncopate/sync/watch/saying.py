"""What the user says of titles: that one is never touched, or what an id or a record really is."""

from collections.abc import Iterable

from syncopate.domain.title_ids import EXAMPLES, checked_id
from syncopate.domain.watch import MediaType, TitleId, TitleIdKind
from syncopate.errors import InvalidInput, NotFound
from syncopate.store import accounts, links, watch_overrides, watch_records
from syncopate.store.ids import new_id
from syncopate.store.watch_overrides import Override, OwnKey, end_of
from syncopate.sync.kit import Kit

_LONGEST_LABEL = 500


def title_id(text: str, of: MediaType, field: str = "id") -> TitleId:
    """Return the id in "imdb:tt0111161", of a title of that type. Raises InvalidInput."""
    kind, _, value = text.strip().partition(":")
    known = next((each for each in TitleIdKind if each.value == kind.strip().lower()), None)
    if known is None or not value.strip():
        kinds = ", ".join(TitleIdKind)
        raise InvalidInput(f"An id is written as imdb:tt0111161; known are {kinds}.", field=field)
    found = checked_id(known, value, of)
    if found is None:
        like = EXAMPLES.get(known, f"{known.value}:278")
        raise InvalidInput(
            f"{known.value}:{value.strip()} is no id of such a title: one is written as {like}.", field=field
        )
    return found


async def say_of_id(
    kit: Kit,
    *,
    kind: MediaType,
    about: str,
    same_as: str | None = None,
    link_id: str | None = None,
    label: str = "",
) -> Override:
    """Have a title never touched, or say what an id really is. Raises NotFound, InvalidInput."""
    if link_id is not None:
        await kit.database.read(links.get, link_id)
    override = Override(
        id=new_id(),
        link_id=link_id,
        type=kind,
        about=title_id(about, kind, "about"),
        same=None if same_as is None else title_id(same_as, kind, "same_as"),
        label=_short(label),
        created_at=kit.now(),
    )
    if override.same == override.about:
        raise InvalidInput("An id cannot be said to be itself.", field="same_as")
    _hold_to_no_circle(override, await kit.database.read(watch_overrides.every))
    return await _say(kit, override)


async def say_of_record(
    kit: Kit,
    *,
    account_id: str,
    key: str,
    kind: MediaType | None = None,
    same_as: str | None = None,
    link_id: str | None = None,
    label: str = "",
) -> Override:
    """Have a record never touched that has no id, or say what it is. Raises NotFound, InvalidInput.

    `kind` None: that of the record.
    """
    account = await kit.database.read(accounts.get, account_id)
    record = await kit.database.read(watch_records.find, account_id, key)
    if record is None:
        raise NotFound(what="record", id=key)
    if link_id is not None:
        link = await kit.database.read(links.get, link_id)
        if account_id not in {link.left_account_id, link.right_account_id}:
            raise InvalidInput(f"{link.name} does not link {account.name}.", field="account_id")
    of = record.title.type
    if kind not in {None, of}:
        raise InvalidInput("That record is a title of another kind.", field="type")
    override = Override(
        id=new_id(),
        link_id=link_id,
        type=of,
        about=OwnKey(account_id, key),
        same=None if same_as is None else title_id(same_as, of, "same_as"),
        label=_short(label),
        created_at=kit.now(),
    )
    return await _say(kit, override)


async def take_back(kit: Kit, override_id: str) -> None:
    """Take such a word back. Raises NotFound."""
    await kit.database.write(watch_overrides.remove, override_id)


async def _say(kit: Kit, override: Override) -> Override:
    """Store it in the place of what was said of the same before."""
    for known in await kit.database.read(watch_overrides.every):
        if _same_place(known, override):
            await kit.database.write(watch_overrides.remove, known.id)
    await kit.database.write(watch_overrides.add, override)
    return override


def _same_place(one: Override, other: Override) -> bool:
    return (one.link_id, one.type, one.about) == (other.link_id, other.type, other.about)


def _hold_to_no_circle(new: Override, known: Iterable[Override]) -> None:
    """Raise InvalidInput where ids would be each other's titles at a link: then none of them is anything."""
    others = [each for each in known if not _same_place(each, new)]
    at = {new.link_id} if new.link_id is not None else {None, *(each.link_id for each in others)}
    for link_id in at:
        said = {
            (each.type, each.about): each.same
            for each in (*others, new)
            if each.same is not None and isinstance(each.about, TitleId) and each.link_id in {None, link_id}
        }
        if isinstance(new.about, TitleId) and new.same and end_of(said, (new.type, new.about)) is None:
            raise InvalidInput(
                f"{_text(new.same)} was said to be {_text(new.about)} already: that leads in a circle.",
                field="same_as",
            )


def _text(said: TitleId) -> str:
    return f"{said.kind.value}:{said.value}"


def _short(label: str) -> str:
    return label.strip()[:_LONGEST_LABEL]
