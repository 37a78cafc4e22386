"""Two accounts and their link out of the file of another tool, with the folders that are the same to both."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from syncopate.domain.watch import Feature, Record, Side
from syncopate.errors import AlreadyExists, InvalidInput, SyncopateError, Unreachable, error_with_key
from syncopate.planning.watching.folders import folder_rules
from syncopate.providers import registry
from syncopate.providers.capability import Report
from syncopate.providers.set_ups import SetUpSide
from syncopate.store import accounts, links, settings, watch_records
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.links import Link
from syncopate.sync.accounts import change_account, remove_account
from syncopate.sync.kit import Kit
from syncopate.sync.logins import begin_login
from syncopate.sync.providers import context_of
from syncopate.sync.watch.ends import Ends, accounts_turn, read_both
from syncopate.sync.watch.linking import Direction, NewLink, add_link, offer, policy_for

_FEATURES = (Feature.HISTORY, Feature.PROGRESS)
_CHOSEN = "watch.link"
PATH_MAP = "path_map"
"""The setting of accounts that says where their folders are for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpDone:
    """What came of it. `folders` are the rules that an account has; `unread` is why they were not found."""

    left: Account
    right: Account
    link: Link
    added: bool
    folders: str = ""
    unread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is said beside the file: answers to what logging in asks, by side, and where folders are."""

    answers: Mapping[Side, Mapping[str, str]] = field(default_factory=dict)
    folders: str | None = None


async def set_up(kit: Kit, content: bytes, given: Given, *, report: Report) -> SetUpDone:
    """Log in to both accounts, link them both ways, and let that link be the one that is meant by none.

    What is there already is logged in to anew. Raises InvalidInput, LoginRejected, Unreachable.
    """
    wanted = registry.read_set_up(content)
    left = await _logged_in(kit, wanted.left, given, Side.LEFT)
    right = await _logged_in(kit, wanted.right, given, Side.RIGHT)
    link, added = await _linked(kit, left, right)
    await kit.database.write(settings.put, _CHOSEN, link.id, kit.now())
    folders, unread = given.folders or "", ""
    if given.folders is None:
        try:
            ends = await _with_folders(kit, link, Ends(left, right), report)
        except SyncopateError as error:
            # It can be said later, and most files find each other without it.
            unread = error.detail
        else:
            left, right = ends.left, ends.right
            folders = next((found for each in (left, right) if (found := each.settings.get(PATH_MAP))), "")
    return SetUpDone(left=left, right=right, link=link, added=added, folders=folders, unread=unread)


def chosen_link(connection: Connection) -> str | None:
    """Return the link that is meant where none is named, None where there is no such one any more."""
    chosen = settings.get(connection, _CHOSEN)
    return next((each.id for each in links.every(connection) if each.id == chosen), None)


async def _logged_in(kit: Kit, side: SetUpSide, given: Given, at: Side) -> Account:
    answers = {**side.answers, **given.answers.get(at, {})}
    asks = any(each.name == PATH_MAP for each in registry.manifest_of(side.provider).fields)
    if asks and given.folders is not None:
        answers[PATH_MAP] = given.folders
    try:
        state = await begin_login(kit, provider=side.provider, method=side.method, answers=answers)
    except AlreadyExists as error:
        there = await _called(kit, side.provider, error.placeholders.get("id", ""))
        if asks:
            answers.setdefault(PATH_MAP, there.settings.get(PATH_MAP, ""))
        state = await begin_login(
            kit, provider=side.provider, method=side.method, answers=answers, account_id=there.id
        )
    if state.account is None:
        name = registry.manifest_of(side.provider).name
        raise InvalidInput(f"{name} asks more than a file can answer: log in first, then link the accounts.")
    return await _known_before(kit, state.account)


async def _known_before(kit: Kit, made: Account) -> Account:
    """Return the account that was there with the same login, and forget the new one; else the new one.

    A login refuses itself only where the service tells whose it is.
    """
    for each in await kit.database.read(accounts.every):
        same = each.id != made.id and each.provider == made.provider
        if same and _login_of(kit, each) == _login_of(kit, made):
            await remove_account(kit, made.id)
            return each
    return made


def _login_of(kit: Kit, account: Account) -> Mapping[str, str]:
    manifest, said = registry.manifest_of(account.provider), context_of(kit, account).settings
    asked = {each.name for way in manifest.logins for each in way.fields} | set(manifest.identity)
    return {name: said[name] for name in sorted(asked - {PATH_MAP}) if name in said}


async def _called(kit: Kit, provider: str, name: str) -> Account:
    known = await kit.database.read(accounts.every)
    return next(each for each in known if each.provider == provider and each.name == name)


async def _linked(kit: Kit, left: Account, right: Account) -> tuple[Link, bool]:
    """Return the link of two accounts, and whether it is new."""
    two = {left.id, right.id}
    for link in await kit.database.read(links.every):
        if {link.left_account_id, link.right_account_id} == two:
            return link, False
    common = (await offer(kit, left.id, right.id)).features
    features = {
        each: policy_for(Direction.BOTH) for each in _FEATURES if Direction.BOTH in common.get(each, ())
    }
    new = NewLink(
        left_account_id=left.id,
        right_account_id=right.id,
        features=features,
        # The tool before it knew nothing else.
        two_way_understood=True,
    )
    return await add_link(kit, new), True


async def _with_folders(kit: Kit, link: Link, ends: Ends, report: Report) -> Ends:
    """Tell an account, where it can be told, what its folders are for the other: by the files both have."""
    side = next((each for each in Side if _maps(ends.at(each))), None)
    if side is None or ends.at(side).settings.get(PATH_MAP):
        return ends
    async with accounts_turn(kit, (ends.left.id, ends.right.id)):
        for read in (await read_both(kit, link, ends, report=report)).values():
            for why in read.missing.values():
                raise error_with_key(why.reason, Unreachable)(why.detail, **why.placeholders)
    theirs = _paths(await kit.database.read(watch_records.every, ends.at(side).id))
    ours = _paths(await kit.database.read(watch_records.every, ends.at(side.other).id))
    rules = " | ".join(f"{one} => {other}" for one, other in folder_rules(theirs, ours))
    if not rules:
        return ends
    changed = await change_account(kit, ends.at(side).id, settings={PATH_MAP: rules})
    return replace(ends, left=changed) if side is Side.LEFT else replace(ends, right=changed)


def _paths(records: list[Record]) -> list[str]:
    return [each.title.path for each in records if each.title.path]


def _maps(account: Account) -> bool:
    return any(each.name == PATH_MAP for each in registry.manifest_of(account.provider).fields)
