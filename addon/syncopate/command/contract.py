"""The command that prints the API's contract."""

import argparse
import json
from pathlib import Path

from syncopate.api.app import openapi_document
from syncopate.settings import Environment


async def openapi(_environment: Environment, arguments: argparse.Namespace) -> int:
    """Print or write the contract of the API."""
    text = json.dumps(openapi_document(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if arguments.output:
        Path(arguments.output).write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0
