"""Keys and the schema as typed."""

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from conftest import Shell


def test_migrate_makes_everything_and_then_nothing(shell: Shell) -> None:
    told = cast("dict[str, Any]", shell.document("migrate"))
    assert told["applied"]
    assert shell.document("migrate") == {"applied": []}
    assert "up to date" in shell("migrate").stdout
    assert (shell.data / "syncopate.db").stat().st_mode & 0o077 == 0


def test_keys(migrated: Shell) -> None:
    shell = migrated
    made = cast("dict[str, Any]", shell.document("keys", "create", "Phone", "--scope", "read", "--days", "3"))
    assert (made["name"], made["scope"]) == ("Phone", "read")
    done = shell("keys", "create", "Car")
    assert done.stdout.count("\n") == 1, "the key alone, to be piped"
    assert "only time" in done.stderr
    listed = shell("keys", "list").stdout
    assert "Phone" in listed
    assert "until 20" in listed
    assert made["key"] not in listed
    rows = cast("list[dict[str, Any]]", shell.document("keys", "list"))
    assert [row["name"] for row in rows] == ["Phone", "Car"]
    assert shell.document("keys", "revoke", "Car") == {"revoked": rows[1]["id"]}
    assert "is revoked" in shell("keys", "revoke", rows[0]["prefix"]).stdout
    assert shell("keys", "list").stdout.count("revoked") == 2
    told = cast("dict[str, Any]", shell.document("keys", "revoke", "none", rc=2))
    assert told["error"]["key"] == "not_found"
    kept = b"".join(path.read_bytes() for path in shell.data.iterdir() if path.is_file())
    assert made["key"].encode() not in kept


def test_a_newer_database_is_left_alone(migrated: Shell) -> None:
    import sqlite3  # noqa: PLC0415 -- only here
    from contextlib import closing  # noqa: PLC0415

    with closing(sqlite3.connect(migrated.data / "syncopate.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for words in (("missing",), ("migrate",)):
        told = cast("dict[str, Any]", migrated.document(*words, rc=2))
        assert told["error"]["key"] == "database_newer"
