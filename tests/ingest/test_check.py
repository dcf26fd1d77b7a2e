"""Each kind of fault in the curated corpus is named with file, line, field and fix."""

from pathlib import Path

import pytest

from ingest.check import check, without_names

SHEET = "statements/magnesium.md"


def faults_of(corpus: Path) -> list[str]:
    return [f"{fault} FIX {fault.hint}" for fault in check([corpus]).faults]


def alter(corpus: Path, old: str, new: str, name: str = SHEET) -> None:
    path = corpus / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_corpus_has_no_faults(tiny) -> None:
    report = check([tiny])

    assert report.faults == ()
    assert report.figures == {"statements": 12, "faults": 0}
    assert report.as_text() == "Checked: 12 statements, 0 faults"


FAULTS = {
    "unknown-source": (
        SHEET,
        "sources: trial-2017 (Results)",
        "sources: trial-1999",
        "magnesium.md, line 10, mg-trial, field sources: names 'trial-1999'",
    ),
    "no-sources": (SHEET, "  - sources: trial-2017 (Results)\n", "", "magnesium.md, line 10, mg-trial, field sources: is missing"),
    "unreadable-sources": (SHEET, "sources: trial-2017 (Results)", "sources: see the trial", "mg-trial, field sources: cannot be read"),
    "no-plain": (
        SHEET,
        "  - plain: For leg cramps in pregnancy, it is not clear that magnesium helps.\n",
        "",
        "mg-pregnancy, field plain: is missing",
    ),
    "no-population": (SHEET, "  - population: pregnancy\n", "", "mg-pregnancy, field population: is missing"),
    "no-strength": (SHEET, "  - strength: systematic-review\n", "", "mg-pregnancy, field strength: is missing"),
    "no-safety": (
        SHEET,
        "  - safety: none\n  - conflicts with: mg-small\n",
        "  - conflicts with: mg-small\n",
        "mg-trial, field safety: is missing",
    ),
    "no-scope": (SHEET, "  - applies to: pregnant women with leg cramps\n", "", "mg-pregnancy, field applies to: is missing"),
    "unknown-population": (SHEET, "population: pregnancy", "population: martians", "mg-pregnancy, field population: has 'martians'"),
    "unknown-condition": (SHEET, "conditions: nocturnal-leg-cramps", "conditions: gout", "mg-trial, field conditions: has 'gout'"),
    "unknown-drug": (SHEET, "drugs: magnesium", "drugs: kryptonite", "mg-trial, field drugs: has 'kryptonite'"),
    "unknown-strength": (SHEET, "strength: case-report", "strength: hearsay", "mg-spray, field strength: has 'hearsay'"),
    "unknown-safety": (SHEET, "safety: none", "safety: perhaps", "mg-trial, field safety: has 'perhaps'"),
    "conflict-with-nothing": (
        SHEET,
        "conflicts with: mg-small",
        "conflicts with: mg-none",
        "mg-trial, field conflicts with: points to 'mg-none'",
    ),
    "id-twice": (SHEET, "**mg-spray**", "**mg-trial**", "mg-trial, field id: mg-trial is already used in magnesium.md, line 10"),
    "alias-of-another": (SHEET, "same as: mg-small-too", "same as: stretch-how", "field id: stretch-how is already used"),
    "hard-plain-text": (
        SHEET,
        "plain: Magnesium spray stopped every leg cramp in one report.",
        "plain: Transdermal magnesium administration eliminated involuntary gastrocnemius contractions according to an "
        "uncontrolled observational communication.",
        "mg-spray, field plain: reads at grade",
    ),
    "figure-not-borne-out": (
        SHEET,
        "This was a trial of 94 older adults",
        "This was a trial of 940 older adults",
        "mg-trial, field plain: has the figure 940",
    ),
    "unknown-field": (SHEET, "  - safety: none", "  - colour: red", "magnesium.md, line 18, mg-trial: unknown field 'colour'"),
    "stray-line": (SHEET, "## Pregnancy", "Pregnancy", "is neither a heading, a statement nor a field"),
    "no-front-matter": (SHEET, "---\n", "", "magnesium.md, line 1: no front matter"),
    "level-unknown": ("red-flags.md", "level: same-day", "level: tomorrow", "red-flags.md, line 10, rf-clot, field level: is 'tomorrow'"),
    "flag-to-nothing": (
        "red-flags.md",
        "statements: clot-care",
        "statements: clot-none",
        "rf-clot, field statements: points to 'clot-none'",
    ),
    "article-to-nothing": ("articles/night.md", "- mg-small", "- mg-none", "night.md: lists 'mg-none'"),
    "article-without-id": ("articles/night.md", "id: night\n", "", "night.md, front matter: id, question and bottom_line are needed"),
    "references-no-json": ("references.json", "[", "", "references.json, line"),
    "reference-without-title": ("references.json", '"title": "Clots",\n', "", "references.json, guideline-2023: field title is missing"),
    "vocabulary-no-yaml": ("vocabulary/terms.yaml", "strength:", "strength: [", "terms.yaml is not YAML"),
    "term-without-source": ("glossary.md", "  - sources: glossary-own\n", "", "gl-placebo, field sources: is missing"),
    "interaction-without-plain": (
        "interactions.md",
        "  - plain: Do not take",
        "  - note: Do not take",
        "ix-cyc-maoi, field plain: is missing",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "says"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_its_place_and_a_fix(corpus, name, old, new, says) -> None:
    alter(corpus, old, new, name)
    found = faults_of(corpus)

    assert [fault for fault in found if says in fault]
    assert all(fault.split(" FIX ")[1] for fault in found)


@pytest.mark.parametrize(
    "name", ["unknown-source", "no-strength", "unknown-drug", "figure-not-borne-out", "level-unknown", "article-to-nothing"]
)
def test_one_fault_is_told_once(corpus, name) -> None:
    alter(corpus, *FAULTS[name][1:3], FAULTS[name][0])

    assert len(faults_of(corpus)) == 1


def test_all_faults_are_told_not_only_the_first(corpus) -> None:
    for name in ("unknown-source", "unknown-strength", "level-unknown"):
        alter(corpus, *FAULTS[name][1:3], FAULTS[name][0])

    assert len(faults_of(corpus)) == 3


def test_a_file_that_is_not_utf8_is_named(corpus) -> None:
    (corpus / "statements" / "clots.md").write_bytes(b"---\n\xff")

    assert "clots.md: byte 4 is not UTF-8" in faults_of(corpus)[0]


def test_one_unreadable_source_among_readable_ones_is_a_fault(corpus) -> None:
    alter(corpus, "sources: retracted-2009 (Table 1) | small-2015 (Table 2)", "sources: small-2015 | trial-2017 see Table 2")

    assert faults_of(corpus)


def test_an_alias_of_a_reference_is_refused_in_favour_of_its_lead(corpus) -> None:
    alter(corpus, "sources: review-2020 (Abstract)", "sources: review-2020-copy (Abstract)")

    assert "review-2020-copy" in faults_of(corpus)[0]


def test_names_of_medicines_do_not_count_as_hard_words() -> None:
    vocabulary = {"drugs": [{"id": "c", "generic": "cyclobenzaprine", "brands_and_synonyms": ["Flexeril"]}]}

    assert without_names("Cyclobenzaprine (Flexeril) helps.", vocabulary) == "drug (drug) helps."
    assert without_names("Nothing here.", {}) == "Nothing here."


def test_other_files_are_checked_by_reading_them(tmp_path) -> None:
    (tmp_path / "good.txt").write_text("Words.", encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")

    assert ["bad.pdf" in str(fault) for fault in check([tmp_path]).faults] == [True]
