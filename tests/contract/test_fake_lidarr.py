"""What our provider asks of Lidarr, and what the fake answers, against the contract."""

from pathlib import Path
from typing import Any

from contract.openapi_contract import Contract
from contract.shared_data import contract_path, problems_of
from fakes.lidarr import FakeLidarr
from syncopate.domain.download import Wanted, WantKind
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.snapshot import Known
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.lidarr.downloads import create


async def _nothing_to_compute(*_: Any, **__: Any) -> Any:
    raise AssertionError


async def test_all_that_is_asked_and_answered(tmp_path: Path) -> None:
    contract = Contract.load(contract_path("lidarr-1.0.0.json"))
    connections = Connections()
    async with FakeLidarr() as fake:
        context = Context(
            account_id="account",
            settings={"url": fake.address, "api_key": fake.key, "tags": "ours"},
            storage=tmp_path,
            compute=_nothing_to_compute,
            connections=connections,
        )
        account = create(context)
        assert (await account.check()).ok
        new, there = fake.add("Oasis", "Definitely Maybe"), fake.own(fake.add("Blur", "Parklife"))
        for album in (new, there):
            group = frozenset({ExternalId(IdKind.MB_RELEASE_GROUP, album.key)})
            wanted = Wanted(kind=WantKind.ALBUM, title=album.title, artists=(album.artist.name,), ids=group)
            assert isinstance(await account.hand_over(wanted), Known)
        assert await account.hand_over(Wanted(kind=WantKind.ALBUM, title="x", artists=("y",))) == Known(None)
        assert isinstance(await account.state_of([f"{new.number}:{new.key}", "999:x"]), Known)
        await connections.close()
    accepted = {
        "'albumIds' was unexpected": "what a command is about is described for none of them",
        "answered 201": "made is answered by 201, where the contract names 200 alone",
        "answered 202": "a change is answered by 202, where the contract names 200 alone",
        "answered 404": "the contract describes no failures",
    }
    assert problems_of(contract, fake.wire.journal, accepted=accepted) == []
    assert {each.method for each in fake.wire.journal} == {"GET", "POST", "PUT"}
