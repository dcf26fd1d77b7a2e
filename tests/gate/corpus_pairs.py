"""The faithful pairs of the corpus (clinician statement, plain wording, whom it applies to), read from its Markdown."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
_BLOCK = re.compile(r"^- \*\*(?P<id>[a-z0-9-]+)\*\* (?P<text>.+)\n(?P<fields>(?:  - .+\n?)+)", re.MULTILINE)
_FIELD = re.compile(r"^  - (?P<name>[a-z ]+): (?P<value>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Pair:
    id: str
    statement: str
    plain: str
    applies_to: str
    title: str
    drugs: str

    @property
    def truth(self):
        return f"{self.statement} {self.plain} {self.applies_to}"

    @property
    def bare(self):
        return [self.statement]

    @property
    def named(self):
        """The statement with its heading, whom it applies to and its drugs, without the plain wording."""
        return [f"{self.title}\n{self.statement}\nApplies to: {self.applies_to}\nDrugs: {self.drugs}"]

    @property
    def full(self):
        return [f"{self.statement}\n{self.plain}\nApplies to: {self.applies_to}"]


@cache
def pairs():
    found = []
    for path in sorted((CORPUS / "statements").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^title: (.+)$", text, re.MULTILINE)
        for block in _BLOCK.finditer(text):
            fields = {f["name"]: f["value"] for f in _FIELD.finditer(block["fields"])}
            if "plain" in fields:
                applies = fields.get("applies to", "")
                found.append(Pair(block["id"], block["text"], fields["plain"], applies, title[1] if title else "", fields.get("drugs", "")))
    return found


@cache
def vocabulary():
    path = CORPUS / "vocabulary" / "terms.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None
