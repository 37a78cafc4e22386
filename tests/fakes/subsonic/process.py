"""What runs in processes of their own: supysonic's server, and its scanner.

`python process.py serve FOLDER PORT` prints the port once it listens; `python process.py scan FOLDER` looks at
all music folders; `python process.py prepare FOLDER` first makes users and music folders of the JSON on its
input.
"""

import json
import os
import sys
import time
from pathlib import Path
from threading import Thread

from supysonic.config import IniConfig
from supysonic.db import Folder, close_connection, db, init_database, open_connection, release_database
from supysonic.managers.folder import FolderManager
from supysonic.managers.user import UserManager
from supysonic.scanner import Scanner
from supysonic.web import create_application
from werkzeug.serving import make_server


def serve(config: IniConfig, port: int) -> None:
    """Serve until the process is ended, or nobody holds its input open any more."""
    Thread(target=_end_with_the_input, daemon=True).start()
    server = make_server("127.0.0.1", port, create_application(config), threaded=True)
    print(server.server_port, flush=True)  # noqa: T201 -- how the port gets to whoever started this
    server.serve_forever()


def _end_with_the_input() -> None:
    """End with whoever started this, however that ends."""
    sys.stdin.read()
    os._exit(0)


def scan() -> None:
    """Look at all music folders, at a time that is another second than that of the last look."""
    names = []
    for folder in Folder.select().where(Folder.root):
        while int(time.time()) <= folder.last_scan:
            time.sleep(0.02)
        names.append(folder.name)
    scanner = Scanner()
    for name in names:
        scanner.queue_folder(name)
    # In one transaction, as it would commit after every file.
    with db.atomic():
        scanner.run()


def prepare(wanted: dict[str, dict[str, str]]) -> None:
    """Make users by name with their passwords, the first of them an admin, and music folders."""
    for number, (name, password) in enumerate(wanted["users"].items()):
        UserManager.add(name, password, admin=number == 0)
    for name, path in wanted["folders"].items():
        FolderManager.add(name, path)


def main() -> None:
    """Do what the command line says."""
    command, folder, *rest = sys.argv[1:]
    config = IniConfig([Path(folder) / "supysonic.conf"])
    if command == "serve":
        serve(config, int(rest[0]))
        return
    init_database(config.BASE["database_uri"])
    open_connection(True)
    if command == "prepare":
        prepare(json.load(sys.stdin))
    scan()
    close_connection()
    release_database()


if __name__ == "__main__":
    main()
