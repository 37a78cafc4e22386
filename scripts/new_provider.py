"""Make the skeleton of a provider: the demo one under a new name, with the capabilities that are wanted.

The skeleton works in memory at once and passes the conformance test; what is then to be written is
`client.py` (and a `parse.py` for what it answers).
"""

import argparse
import keyword
import re
import sys
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_DEMO = _ROOT / "addon" / "syncopate" / "providers" / "demo"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_CAPABILITIES = ("playlists", "library", "playlist_target")

_INIT = '"""{title}: playlists and music of that service."""\n'

_MANIFEST = '''"""{title}."""

from syncopate.providers.manifest import Capability, FieldKind, LoginKind, Manifest, SettingField

MANIFEST = Manifest(
    domain="{name}",
    name="{title}",
    summary="Connects {title}.",
    capabilities=frozenset({{{capabilities}}}),
    fields=(
        SettingField(
            name="offline",
            label="Offline",
            help="Answer as a service does that cannot be reached.",
            kind=FieldKind.SWITCH,
            required=False,
            default="false",
        ),
    ),
    login=LoginKind.NONE,
)
'''

_TEST = '''"""{title} answers, and says so when it does not."""

from collections.abc import Callable

from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers import registry
from syncopate.providers.capability import Context


async def test_offline_is_unknown(context: Callable[..., Context]) -> None:
    """No capability takes a service that does not answer for an empty one."""
    for make in {makers}:
        assert (await make("{name}", context(offline="false")).check()).ok
        health = await make("{name}", context(offline="true")).check()
        assert not health.ok
        assert health.reason == "unreachable"
'''

_PLAYLISTS_TEST = '''

async def test_playlists(context: Callable[..., Context]) -> None:
    """What is offered can be read."""
    source = registry.playlist_source("{name}", context())
    offered = await source.list_playlists()
    assert isinstance(offered, Complete)
    read = await source.read_playlist(offered.items[0].reference, {{}})
    assert isinstance(read.entries, Complete)
    missing = await source.read_playlist("no such playlist", {{}})
    assert isinstance(missing.entries, Failed)
'''


def make_provider(
    name: str, title: str, capabilities: Sequence[str], *, providers: Path, tests: Path
) -> list[Path]:
    """Write the files of a new provider and return them. Raises FileExistsError, ValueError."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise ValueError(f"{name!r} is no name for a provider: lower-case letters, digits, underscores.")
    if (providers / name).exists():
        raise FileExistsError(f"There is a provider {name} already.")
    files = {
        providers / name / "__init__.py": _INIT.format(title=title),
        providers / name / "manifest.py": _MANIFEST.format(
            name=name,
            title=title,
            capabilities=", ".join(f"Capability.{capability.upper()}" for capability in capabilities),
        ),
        tests / name / f"test_{name}.py": _test(name, title, capabilities),
    }
    for module in ("client", *capabilities):
        text = (_DEMO / f"{module}.py").read_text("utf-8")
        files[providers / name / f"{module}.py"] = _renamed(text, name, title)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return list(files)


def _renamed(text: str, name: str, title: str) -> str:
    camel = "".join(part.capitalize() for part in name.split("_"))
    text = text.replace("syncopate.providers.demo", f"syncopate.providers.{name}")
    text = text.replace('what="Demo"', f'what="{title}"').replace("behind the demo", f"behind {title}")
    return re.sub(r"\bDemo(?=[A-Z])", camel, text)


def _test(name: str, title: str, capabilities: Sequence[str]) -> str:
    makers = {
        "playlists": "playlist_source",
        "library": "library_source",
        "playlist_target": "playlist_target",
    }
    listed = ", ".join(f"registry.{makers[capability]}" for capability in capabilities)
    text = _TEST.format(name=name, title=title, makers=f"({listed},)")
    if "playlists" in capabilities:
        return text + _PLAYLISTS_TEST.format(name=name)
    return text.replace("from syncopate.domain.snapshot import Complete, Failed\n", "")


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="scripts/new-provider", description=__doc__)
    parser.add_argument("name", help="its folder and domain, e.g. my_service")
    parser.add_argument("--title", help="its name for people; made of the name when not given")
    parser.add_argument(
        "--capability",
        action="append",
        choices=_CAPABILITIES,
        help="what it can do; may be given several times (playlists when not given)",
    )
    asked = parser.parse_args()
    title = asked.title or asked.name.replace("_", " ").title()
    if not title.isprintable() or set(title) & set("\"'\\{}"):
        print("The title may not hold quotes, braces or backslashes.", file=sys.stderr)
        return 2
    try:
        files = make_provider(
            asked.name,
            title,
            tuple(dict.fromkeys(asked.capability or ["playlists"])),
            providers=_DEMO.parent,
            tests=_ROOT / "tests" / "engine" / "providers",
        )
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in files:
        print(path.relative_to(_ROOT))
    print("It works in memory already; write client.py, then manifest.py and the tests.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
