"""openFDA: drug labels by generic or brand name."""

import json
import re

from ingest.fetch.client import Client
from ingest.fetch.errors import FetchError, NotFound, QueryError
from ingest.fetch.save import Fetched

BASE = "https://api.fda.gov"
LICENCE = "CC0 1.0 (openFDA terms, https://open.fda.gov/license/)"


def fetch(drug: str, client: Client, *, base: str = BASE, api_key: str = "", limit: int = 3) -> Fetched:
    """Fetch the newest labels whose generic or brand name is `drug`; at most `limit` of them."""
    name = drug.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9 .,'/-]{1,80}", name):
        raise QueryError(f"{drug[:80]!r} is not the name of a drug", hint="Letters, digits and hyphens, for example `baclofen`.")
    parameters = {
        "search": f'openfda.generic_name:"{name}" openfda.brand_name:"{name}"',
        "sort": "effective_time:desc",
        "limit": str(limit),
        **({"api_key": api_key} if api_key else {}),
    }
    answer = client.get(f"{base}/drug/label.json", parameters, accept_status=frozenset({404}))
    if not _has_results(answer.content):
        raise NotFound(f"openFDA has no label for {name!r}", hint="Try the generic name, or `dailymed` with a set id.")
    return _fetched(re.sub(r"[^a-z0-9]+", "-", name).strip("-"), answer.content, base)


def fetch_set(set_id: str, client: Client, *, base: str = BASE, api_key: str = "") -> Fetched:
    """Fetch the one label of a set id."""
    parameters = {"search": f'set_id:"{set_id}"', "limit": "1", **({"api_key": api_key} if api_key else {})}
    answer = client.get(f"{base}/drug/label.json", parameters, accept_status=frozenset({404}))
    if not _has_results(answer.content):
        raise NotFound(f"openFDA has no label {set_id}")
    return _fetched(set_id, answer.content, base)


def _has_results(content: bytes) -> bool:
    try:
        reply = json.loads(content)
    except (ValueError, RecursionError) as e:
        raise FetchError("openFDA sent no JSON") from e
    return bool(reply.get("results")) if isinstance(reply, dict) else False


def _fetched(slug: str, content: bytes, base: str) -> Fetched:
    fields = {
        "kind": "drug-label",
        "publisher": "openFDA, US Food and Drug Administration",
        "licence": LICENCE,
        "url": f"{base}/drug/label.json",
    }
    return Fetched(f"openfda-{slug}.json", content, fields)
