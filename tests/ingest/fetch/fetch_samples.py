"""What the services answer."""

from dataclasses import dataclass, field
from pathlib import Path

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
SET_ID = "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb"


@dataclass(frozen=True)
class Answer:
    status: int
    media_type: str
    body: str | bytes
    headers: dict[str, str] = field(default_factory=dict)
    endless: bool = False


ANSWERS = {
    "/drug/label.json": Answer(200, "application/json; charset=utf-8", (DOCUMENTS / "openfda.json").read_bytes()),
    f"/dailymed/services/v2/spls/{SET_ID}.xml": Answer(200, "text/xml;charset=UTF-8", (DOCUMENTS / "label.xml").read_bytes()),
    "/pmc": Answer(200, "text/xml; charset=UTF-8", (DOCUMENTS / "article.xml").read_bytes()),
    "/pubmed": Answer(200, "text/xml; charset=UTF-8", (DOCUMENTS / "pubmed.xml").read_bytes()),
    "/page": Answer(200, "text/html; charset=utf-8", (DOCUMENTS / "page.html").read_bytes()),
}
