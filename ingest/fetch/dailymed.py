"""DailyMed: the Structured Product Labeling of one label by its set id."""

import re

from ingest.fetch.client import Client
from ingest.fetch.errors import FetchError, QueryError
from ingest.fetch.save import Fetched
from ingest.formats.drug_label import label_url

BASE = "https://dailymed.nlm.nih.gov"
LICENCE = "US drug label as submitted to the FDA; see https://dailymed.nlm.nih.gov/dailymed/about-dailymed.cfm"


def fetch(set_id: str, client: Client, *, base: str = BASE) -> Fetched:
    """Fetch the current version of a label."""
    wanted = set_id.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", wanted):
        raise QueryError(f"{set_id[:80]!r} is not a set id", hint="It looks like 7ce4807e-7bd5-41f1-a9c7-1f3af6acdc09.")
    answer = client.get(f"{base}/dailymed/services/v2/spls/{wanted}.xml")
    if b"urn:hl7-org:v3" not in answer.content[:5000]:
        raise FetchError(f"DailyMed sent no label for {wanted}")
    fields = {"kind": "drug-label", "publisher": "DailyMed, US National Library of Medicine", "licence": LICENCE, "url": label_url(wanted)}
    return Fetched(f"dailymed-{wanted}.xml", answer.content, fields)
