"""Build or update an index: `python -m ingest PATH... [--index DIR] [--only] [--check] [--json]`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.build import update
from ingest.check import check
from ingest.formats import KINDS, write_sidecar
from spasm_qa.errors import SpasmQAError
from spasm_qa.settings import read_settings
from spasm_qa.types import ReviewStatus

ABOUT = ("title", "publisher", "year", "url", "kind", "licence", "review-by", "review-status")
HELP = {"kind": ", ".join(KINDS), "review-status": ", ".join(ReviewStatus), "review-by": "a date such as 2027-06-30"}

STOPPED = "Stopped. The index of before still answers. What was embedded is kept: the same command goes on from here."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 when all went in, 1 when files were left out or faulty, 2 for unusable arguments, 130 when stopped."""
    parser = argparse.ArgumentParser(prog="python -m ingest", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files and folders; none: those of last time")
    parser.add_argument("--index", type=Path, metavar="DIR", help="index to build (default: the app's own)")
    parser.add_argument("--only", action="store_true", help="forget the paths of earlier runs")
    parser.add_argument("--check", action="store_true", help="only validate; write nothing")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
    about = parser.add_argument_group("of a single document", "kept in <file>.meta.yaml beside it, so that later runs know it")
    for name in ABOUT:
        about.add_argument(f"--{name}", metavar="TEXT", help=HELP.get(name))
    options = parser.parse_args(arguments)
    settings = read_settings()
    missing = [path for path in options.paths if not path.exists()]
    if missing:
        print(f"There is no {missing[0]}.", file=sys.stderr)
        return 2
    given = {name.replace("-", "_"): value for name in ABOUT if (value := getattr(options, name.replace("-", "_")))}
    if given and (options.check or len(options.paths) != 1 or not options.paths[0].is_file()):
        print(f"--{next(iter(given)).replace('_', '-')} is about a single document: name one file.", file=sys.stderr)
        return 2
    try:
        if given:
            write_sidecar(options.paths[0], given)
        report = (
            check(options.paths or [settings.corpus])
            if options.check
            else update(options.paths, options.index, settings, only=options.only)
        )
    except SpasmQAError as e:
        print(f"{e}\n{e.hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        return 130
    print(json.dumps(report.as_dict(), ensure_ascii=False) if options.json else report.as_text())
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
