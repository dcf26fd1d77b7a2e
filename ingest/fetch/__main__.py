"""Fetch documents for the index: `python -m ingest.fetch SERVICE ITEM... --out DIR`.

Services: openfda DRUG, dailymed SETID, pmc PMCID, pubmed PMID, web URL. Afterwards run `python -m ingest DIR`.
`python -m ingest.fetch originals [SOURCE...]` gets what the corpus cites, by number, set id or address; run again, it goes on where it
was stopped.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from ingest.fetch import dailymed, ncbi, openfda, web
from ingest.fetch.client import Client, Manners
from ingest.fetch.errors import QueryError
from ingest.fetch.guard import SCHEMES, Guard, origin
from ingest.fetch.originals import Fetch, Gathered, gather
from ingest.fetch.save import save
from ingest.formats.bibliography import KINDS
from ingest.statements import read_references
from spasm_qa.errors import SpasmQAError
from spasm_qa.settings import read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 when all was fetched, 1 when something was not, 2 for unusable arguments."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.base_url and not options.base_url.startswith(tuple(f"{scheme}://" for scheme in SCHEMES)):
        return _say(QueryError(f"{options.base_url!r} is not an http or https address"), 2)
    guard = Guard(frozenset({origin(options.base_url)}) if options.base_url else frozenset())
    manners = Manners(per_second=options.rate, timeout=options.timeout, max_bytes=int(options.max_mb * 1e6))
    if options.service != "originals" and not (options.items and options.out):
        parser.error(f"{options.service} needs {'--out DIR' if options.items else 'at least one ITEM'}")
    connectors = _connectors(options)
    worst = 0
    with Client(manners, guard, options.email) as client:
        if options.service == "originals":
            return _originals(options, client, connectors)
        for item in options.items:
            try:
                path = save(connectors[options.service](item, client), options.out)
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
    parser.add_argument("service", choices=("openfda", "dailymed", "pmc", "pubmed", "web", "originals"))
    parser.add_argument("items", nargs="*", metavar="ITEM", help="drug name, set id, PMCID, PMID or web address; originals: ids of sources")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder for the files and their sidecars (originals: SPASM_QA_HOME/originals)"
    )
    parser.add_argument("--again", action="store_true", help="originals: fetch also what lies there already")
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


def _originals(options: argparse.Namespace, client: Client, connectors: Mapping[str, Fetch]) -> int:
    """Fetch what the corpus cites; tell at the end what could not be had."""
    settings = read_settings()
    folder = options.out or settings.home / "originals"
    try:
        references = {r.id: r for r in read_references(settings.corpus / "references.json")}
    except SpasmQAError as e:
        return _say(e, 1)
    if unknown := sorted(set(options.items) - set(references)):
        return _say(QueryError(f"the corpus cites no {unknown[0]!r}", hint="Name ids of corpus/references.json, or none for all."), 2)
    wanted = [references[name] for name in options.items] or list(references.values())
    report = Gathered()
    try:
        gather(wanted, folder, client, connectors, report=report, again=options.again, say=lambda path: sys.stdout.write(f"{path}\n"))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Run it again to go on.\n")
        return 1
    except OSError as e:
        return _say(SpasmQAError(f"{folder} cannot be written: {e.strerror}", hint="Choose another --out."), 1)
    finally:
        sys.stderr.write(f"{report.as_text()}\nNow run `python -m ingest {folder}`.\n")
    return 1 if report.missed else 0


def _connectors(options: argparse.Namespace) -> dict[str, Fetch]:
    """Return each service's function with its options; keys come from OPENFDA_API_KEY and NCBI_API_KEY."""
    base = options.base_url.rstrip("/")
    at = {"base": base} if base else {}
    keys = {"openfda": os.environ.get("OPENFDA_API_KEY", ""), "ncbi": os.environ.get("NCBI_API_KEY", "")}
    return {
        "openfda": partial(openfda.fetch, api_key=keys["openfda"], limit=options.limit, **at),
        "openfda-set": partial(openfda.fetch_set, api_key=keys["openfda"], **at),
        "dailymed": partial(dailymed.fetch, **at),
        "pmc": partial(ncbi.fetch_pmc, email=options.email, api_key=keys["ncbi"], **at),
        "pubmed": partial(ncbi.fetch_pubmed, email=options.email, api_key=keys["ncbi"], **at),
        "web": partial(web.fetch, kind=options.kind, licence=options.licence),
    }


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
