"""The corpus that the project ships: sound by its own check, and word for word what its dossier says."""

import re
from pathlib import Path

import pytest
import textstat
import yaml

from ingest.check import GRADE_MOST, check, without_names
from ingest.load import curated_extras
from ingest.registers import odd_numbers
from ingest.statements import KIND_OF_TOPIC, all_entries, mentions, read_references, read_sheets
from spasm_qa.triage import load_rules

REWORDED = yaml.safe_load((Path(__file__).parent / "data" / "reworded.yaml").read_text(encoding="utf-8"))
UNCITED = {"morgom-2023-tizanidine"}
"""Works behind a fact of the dossier that the corpus tells by another statement (`same as`)."""


@pytest.fixture(scope="module")
def entries(shipped):
    return {entry.id: entry for entry in all_entries(read_sheets(shipped))}


@pytest.fixture(scope="module")
def kinds(shipped):
    return {entry.id: KIND_OF_TOPIC.get(sheet.meta["topic"]) for sheet in read_sheets(shipped) for entry in sheet.entries}


@pytest.fixture(scope="module")
def extras(shipped):
    return curated_extras(shipped)


@pytest.fixture(scope="module")
def dossier(evidence):
    """Id -> entry of every fact of the dossier."""
    facts = {}
    for name in ("facts-conditions.yaml", "facts-drugs.yaml"):
        facts.update({fact["id"]: fact for fact in yaml.safe_load((evidence / name).read_text(encoding="utf-8"))["facts"]})
    return facts


def test_the_corpus_has_no_faults(shipped) -> None:
    assert [f"{fault} {fault.hint}" for fault in check([shipped]).faults] == []


def test_every_plain_text_reads_at_grade_8_or_below(entries, kinds, extras) -> None:
    assert GRADE_MOST <= 8
    plain = {
        name: without_names(entry.fields["plain"], extras["vocabulary"]) for name, entry in entries.items() if str(kinds[name]) != "term"
    }

    assert {name: text for name, text in plain.items() if textstat.flesch_kincaid_grade(text) > 8} == {}


def test_every_statement_cites_a_work_that_is_not_retracted(entries, extras) -> None:
    status = {name: r.status for r in extras["references"] for name in (r.id, *r.aliases)}
    bare = [
        name
        for name, entry in entries.items()
        if not any(status.get(m.reference, "retracted") != "retracted" for m in mentions(entry.fields.get("sources", "")))
    ]

    assert bare == []


def test_every_statement_cites_a_work_by_its_first_id(entries, extras) -> None:
    known = {r.id for r in extras["references"]}

    assert [
        name for name, entry in entries.items() if not any(m.reference in known for m in mentions(entry.fields.get("sources", "")))
    ] == []


def test_every_source_of_a_statement_can_be_read(entries) -> None:
    lost = {
        name: entry.fields["sources"]
        for name, entry in entries.items()
        if len(mentions(entry.fields["sources"])) != len(entry.fields["sources"].split(" | "))
    }

    assert lost == {}


def test_every_reference_is_cited_or_says_why_not(entries, extras) -> None:
    cited = {m.reference for entry in entries.values() for m in mentions(entry.fields.get("sources", ""))}
    idle = {r.id for r in extras["references"] if not {r.id, *r.aliases} & cited and r.status == "current" and not r.note}

    assert idle == UNCITED


def test_every_reference_has_an_address_and_a_date_of_entry(shipped) -> None:
    references = read_references(shipped / "references.json")

    assert [
        r.id for r in references if not re.match(r"https?://", r.url) and r.kind not in ("glossary", "definition") and not (r.doi or r.pmid)
    ] == []
    assert [r.id for r in references if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", r.added)] == []


def test_conflicts_are_told_on_both_sides(entries) -> None:
    lead = {alias: name for name, entry in entries.items() for alias in (name, *entry.list("same as"))}
    pairs = {(name, lead[other]) for name, entry in entries.items() for other in entry.list("conflicts with")}

    assert [(a, b) for a, b in sorted(pairs) if (b, a) not in pairs] == []


def test_every_red_flag_can_be_raised_and_every_flag_raised_is_there(entries, kinds, extras) -> None:
    rules = load_rules(extras["triage"])
    raised = {rule.flag for rule in rules.flags if rule.flag}
    flags = {name for name, kind in kinds.items() if str(kind) == "red-flag"}

    assert raised <= flags
    assert flags - raised == set()


def test_facts_are_asked_for_in_several_wordings(entries, kinds) -> None:
    assert [name for name, entry in entries.items() if kinds[name] is None and len(entry.asked) < 3] == []


def test_articles_list_statements_that_exist(entries, extras) -> None:
    names = {alias for entry in entries.values() for alias in (entry.id, *entry.list("same as"))}

    assert len(extras["articles"]) >= 3
    for article in extras["articles"]:
        assert {*article["bottom_line"], *(i for _, ids in article["sections"] for i in ids)} <= names


def test_all_facts_of_the_dossier_are_there(entries, dossier) -> None:
    names = {alias for entry in entries.values() for alias in (entry.id, *entry.list("same as"))}

    assert [name for name in dossier if name not in names] == []


def test_all_interactions_of_the_dossier_are_there(entries, evidence) -> None:
    interactions = yaml.safe_load((evidence / "interactions.yaml").read_text(encoding="utf-8"))["interactions"]
    names = {alias for entry in entries.values() for alias in (entry.id, *entry.list("same as"))}

    assert [each["id"] for each in interactions if each["id"] not in names] == []


def test_all_red_flags_and_terms_of_the_dossier_are_there(entries, evidence) -> None:
    flags = yaml.safe_load((evidence / "red-flags.yaml").read_text(encoding="utf-8"))["red_flags"]
    terms = yaml.safe_load((evidence / "glossary.yaml").read_text(encoding="utf-8"))["glossary"]
    shown = {entry.fields.get("term", "").lower() for entry in entries.values()}

    assert [flag["id"] for flag in flags if flag["id"] not in entries] == []
    assert [term["term"] for term in terms if term["term"].lower() not in shown] == []


def test_nothing_is_there_that_the_dossier_lacks(entries, kinds, dossier) -> None:
    assert [name for name in entries if kinds[name] is None and name not in dossier] == []


@pytest.mark.parametrize(("register", "original"), [("text", "statement"), ("plain", "plain")])
def test_statements_are_those_of_the_dossier_word_for_word_but_for_a_list(entries, dossier, register, original) -> None:
    own = {name: entry.text if register == "text" else entry.fields["plain"] for name, entry in entries.items() if name in dossier}

    assert sorted(name for name, text in own.items() if words(text) != words(dossier[name][original])) == REWORDED[register]


@pytest.mark.parametrize("register", ["text", "plain"])
def test_what_was_reworded_has_no_figure_that_the_dossier_lacks(entries, dossier, register) -> None:
    own = {name: entries[name].text if register == "text" else entries[name].fields["plain"] for name in REWORDED[register]}

    told = {name: f"{dossier[name]['statement']} {dossier[name]['applies_to']} {' '.join(dossier[name]['sources'])}" for name in own}

    assert {name: odd for name, text in own.items() if (odd := odd_numbers(text, told[name]))} == {}


def words(text: str) -> list[str]:
    return text.split()


def test_no_file_of_the_corpus_is_empty_or_without_a_last_line_end(shipped: Path) -> None:
    assert [path.name for path in shipped.rglob("*") if path.is_file() and not path.read_bytes().endswith(b"\n")] == []
