"""A page or file on the web by its address."""

import re
from urllib.parse import urlsplit

from ingest.fetch.client import Client
from ingest.fetch.errors import FetchError
from ingest.fetch.save import Fetched

SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


def fetch(url: str, client: Client, *, kind: str = "document", licence: str = "") -> Fetched:
    """Fetch a page; `kind` and `licence` are what the user knows about it."""
    answer = client.get(url.partition("#")[0])
    suffix = ".pdf" if answer.content.startswith(b"%PDF-") else SUFFIXES.get(answer.media_type)
    if suffix is None:
        shown = answer.media_type or "an unnamed type"
        raise FetchError(f"{url[:200]} is {shown}, not a document", hint=f"Fetched are: {', '.join(sorted(set(SUFFIXES.values())))}.")
    parts = urlsplit(answer.url)
    slug = re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname}{parts.path}{parts.query and '-' + parts.query}".lower()).strip("-")[:100]
    slug = re.sub(r"-(?:html?|pdf|txt|md|xml|docx)$", "", slug)
    stated = licence or "not stated; check the site's terms before you pass it on"
    return Fetched(f"web-{slug}{suffix}", answer.content, {"kind": kind, "url": answer.url, "licence": stated})
