"""NCBI's E-utilities: articles of PubMed Central by PMCID (JATS) and abstracts of PubMed by PMID."""

import re

from ingest.fetch.client import Client, Response
from ingest.fetch.errors import FetchError, NotFound, QueryError
from ingest.fetch.save import Fetched

BASE = "https://eutils.ncbi.nlm.nih.gov"


def fetch_pmc(pmcid: str, client: Client, *, base: str = BASE, email: str = "", api_key: str = "") -> Fetched:
    """Fetch an article of PubMed Central; of articles that are not open the service gives the abstract only."""
    number = _number(pmcid, r"(?:PMC)?(\d{1,9})", "a PMCID", "PMC3460867")
    answer = _efetch(client, base, {"db": "pmc", "id": number}, email, api_key)
    if not re.search(rb"<article[\s>]", answer.content):
        raise NotFound(f"PubMed Central has no article PMC{number}")
    url = f"https://pmc.ncbi.nlm.nih.gov/articles/PMC{number}/"
    fields = {"pmcid": f"PMC{number}", "url": url, **({} if _licensed(answer) else {"licence": f"not stated; see {url}"})}
    return Fetched(f"PMC{number}.xml", answer.content, fields)


def fetch_pubmed(pmid: str, client: Client, *, base: str = BASE, email: str = "", api_key: str = "") -> Fetched:
    """Fetch a PubMed record, of an article or of a chapter of a book, with its abstract."""
    number = _number(pmid, r"(?:PMID:?\s*)?(\d{1,9})", "a PMID", "29768149")
    answer = _efetch(client, base, {"db": "pubmed", "id": number}, email, api_key)
    if not re.search(rb"<Pubmed(?:Book)?Article[\s>]", answer.content):
        raise NotFound(f"PubMed has no article {number}")
    url = f"https://pubmed.ncbi.nlm.nih.gov/{number}/"
    return Fetched(
        f"pubmed-{number}.xml", answer.content, {"pmid": number, "url": url, "licence": "abstract; copyright of the publisher may apply"}
    )


def _number(text: str, pattern: str, what: str, example: str) -> str:
    found = re.fullmatch(pattern, text.strip(), re.IGNORECASE)
    if found is None:
        raise QueryError(f"{text[:80]!r} is not {what}", hint=f"It looks like {example}.")
    return found[1]


def _efetch(client: Client, base: str, query: dict[str, str], email: str, api_key: str) -> Response:
    identity = {"tool": "spasm-qa", "email": email, "api_key": api_key}
    parameters = {**query, "retmode": "xml", **{name: value for name, value in identity.items() if value}}
    answer = client.get(f"{base}/entrez/eutils/efetch.fcgi", parameters, accept_status=frozenset({400}))
    if answer.status == 400:
        raise NotFound(f"{query['db']} has no record {query['id']}")
    if not answer.content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise FetchError(f"E-utilities sent no XML for {query['db']} {query['id']}")
    return answer


def _licensed(answer: Response) -> bool:
    return b"<license" in answer.content or b"<copyright-statement" in answer.content
