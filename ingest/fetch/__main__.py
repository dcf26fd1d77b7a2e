"""Fetch documents for the index: `python -m ingest.fetch SERVICE ITEM... --out DIR`.

Services: openfda DRUG, dailymed SETID, pmc PMCID, pubmed PMID, web URL. Afterwards run `python -m ingest DIR`.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from ingest.fetch import dailymed, ncbi, openfda, web
from ingest.fetch.client import Client, Manners
from ingest.fetch.errors import QueryError
from ingest.fetch.guard import SCHEMES, Guard, origin
from ingest.fetch.save import Fetched, save
from ingest.formats.bibliography import KINDS
from spasm_qa.errors import SpasmQAError

Fetch = Callable[[str, Client], Fetched]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 when all was fetched, 1 when something was not, 2 for unusable arguments."""
    options = _parser().parse_args(arguments)
    if options.base_url and not options.base_url.startswith(tuple(f"{scheme}://" for scheme in SCHEMES)):
        return _say(QueryError(f"{options.base_url!r} is not an http or https address"), 2)
    guard = Guard(frozenset({origin(options.base_url)}) if options.base_url else frozenset())
    manners = Manners(per_second=options.rate, timeout=options.timeout, max_bytes=int(options.max_mb * 1e6))
    fetch = _connector(options)
    worst = 0
    with Client(manners, guard, options.email) as client:
        for item in options.items:
            try:
                path = save(fetch(item, client), options.out)
            except QueryError as e:
                worst = max(worst, _say(e, 2))
            except SpasmQAError as e:
                worst = max(worst, _say(e, 1))
            except OSError as e:
                worst = max(worst, _say(SpasmQAError(f"{options.out} cannot be written: {e.strerror}", hint="Choose another --out."), 1))
            else:
                sys.stdout.write(f"{path}\n")
    return worst


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest.fetch", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("service", choices=("openfda", "dailymed", "pmc", "pubmed", "web"))
    parser.add_argument("items", nargs="+", metavar="ITEM", help="drug name, set id, PMCID, PMID or web address")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the files and their sidecars")
    parser.add_argument("--rate", type=_positive, default=2.0, metavar="N", help="requests a second at most (default: %(default)s)")
    parser.add_argument("--timeout", type=_positive, default=30.0, metavar="S", help="seconds to wait for a connection or a piece of data")
    parser.add_argument("--max-mb", type=_positive, default=50.0, metavar="MB", help="largest file to fetch (default: %(default)s)")
    parser.add_argument(
        "--limit", type=int, choices=range(1, 101), default=3, metavar="N", help="openfda: labels of a drug (default: %(default)s)"
    )
    parser.add_argument("--kind", choices=KINDS, default="document", help="web: what the page is")
    parser.add_argument("--licence", default="", help="web: under which licence the page may be used")
    parser.add_argument("--email", default="", help="your address, told to the services so that they can reach you")
    parser.add_argument("--base-url", default="", metavar="URL", help="another server for the service, for example a mirror of your own")
    return parser


def _connector(options: argparse.Namespace) -> Fetch:
    """Return the service's function with its options; keys come from OPENFDA_API_KEY and NCBI_API_KEY."""
    base = options.base_url.rstrip("/")
    at = {"base": base} if base else {}
    if options.service == "openfda":
        return partial(openfda.fetch, api_key=os.environ.get("OPENFDA_API_KEY", ""), limit=options.limit, **at)
    if options.service == "dailymed":
        return partial(dailymed.fetch, **at)
    if options.service == "web":
        return partial(web.fetch, kind=options.kind, licence=options.licence)
    function = ncbi.fetch_pmc if options.service == "pmc" else ncbi.fetch_pubmed
    return partial(function, email=options.email, api_key=os.environ.get("NCBI_API_KEY", ""), **at)


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e6:
        raise argparse.ArgumentTypeError("a positive number")
    return number


def _say(error: SpasmQAError, code: int) -> int:
    sys.stderr.write(f"{error}\n{error.hint}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
