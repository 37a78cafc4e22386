"""The command that prints the API's contract."""

import argparse
import json
from pathlib import Path

from syncopate.api.app import openapi_document
from syncopate.errors import WriteFailed
from syncopate.settings import Environment


async def openapi(_environment: Environment, arguments: argparse.Namespace) -> int:
    """Print or write the contract of the API."""
    text = json.dumps(openapi_document(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if arguments.output:
        path = Path(arguments.output)
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise WriteFailed(f"{path} cannot be written: {error.strerror}.", path=str(path)) from error
    else:
        print(text, end="")
    return 0
