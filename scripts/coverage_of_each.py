"""Holds every module to its coverage: `coverage_of_each.py REPORT.json PERCENT [NAME=PERCENT …]`."""

import json
import sys
from pathlib import Path


def main(report: str, least: str, *stricter: str) -> int:
    """Print the modules that are covered too little; 0 when there are none."""
    wanted = {name: float(percent) for name, _, percent in (item.partition("=") for item in stricter)}
    files = json.loads(Path(report).read_text(encoding="utf-8"))["files"]
    short = {
        name: covered
        for name, facts in files.items()
        if (covered := facts["summary"]["percent_covered"]) < wanted.get(Path(name).name, float(least))
    }
    for name, covered in sorted(short.items()):
        print(f"{name}: {covered:.1f} % is covered, too little")
    if not files:
        print("the report names no module")
    return 1 if short or not files else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
