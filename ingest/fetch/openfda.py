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
    try:
        reply = json.loads(answer.content)
    except (ValueError, RecursionError) as e:
        raise FetchError("openFDA sent no JSON") from e
    results = reply.get("results") if isinstance(reply, dict) else None
    if not results:
        raise NotFound(f"openFDA has no label for {name!r}", hint="Try the generic name, or `dailymed` with a set id.")
    slug = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    fields = {
        "kind": "drug-label",
        "publisher": "openFDA, US Food and Drug Administration",
        "licence": LICENCE,
        "url": f"{base}/drug/label.json",
    }
    return Fetched(f"openfda-{slug}.json", answer.content, fields)
