"""Originals beside our summaries: linked, searched, never quoted as a source of their own, and held against every statement."""

import json
from pathlib import Path

import pytest
from fakes import WordHashEmbedder

from ingest.build import update
from spasm_qa import cli
from spasm_qa.answer.pipeline import Assistant
from spasm_qa.audit import NO_ORIGINAL, audit, summary
from spasm_qa.index import Index
from spasm_qa.settings import Settings
from spasm_qa.ui.catalogue import document_of

TEXT = (
    "We enrolled 94 older adults. In this trial magnesium oxide for four weeks did not reduce night leg cramps compared with placebo.\n\n"
    "Purple elephants danced all evening behind the hospital cafeteria.\n"
)


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "originals"
    folder.mkdir()
    original(folder, "trial-2017", TEXT)
    return folder


def original(folder: Path, source: str, text: str, **fields: str) -> None:
    path = folder / f"{source}--web.txt"
    path.write_text(text, encoding="utf-8")
    about = {"title": "The paper itself", "reference": source, "licence": "CC BY 4.0", "added": "2026-11-20", **fields}
    path.with_name(f"{path.name}.meta.yaml").write_text(json.dumps(about), encoding="utf-8")


@pytest.fixture
def settings(tmp_path, corpus) -> Settings:
    return Settings(home=tmp_path / "home", corpus=corpus, embedding="word-hash")


def built(settings: Settings, *paths: Path) -> Assistant:
    update(paths, None, settings, embedder=WordHashEmbedder())
    return Assistant(Index(settings.index, WordHashEmbedder()), settings)


def test_an_original_belongs_to_its_source_and_is_no_source_of_its_own(settings, folder) -> None:
    library = built(settings, folder).library
    (name,) = library.originals_of("trial-2017")
    record = library.original(name)

    assert record
    assert (record.title, record.licence, record.added) == ("The paper itself", "CC BY 4.0", "2026-11-20")
    assert name not in library.references
    assert library.references["trial-2017"].title == "Magnesium oxide and night cramps"
    document = document_of(library, "trial-2017")
    assert document
    assert document.id == name
    assert library.originals_of("small-2015") == []
    assert library.original("corpus/statements/magnesium") is None


def test_the_nearest_passage_of_the_original_is_found(settings, folder) -> None:
    original(folder, "small-2015", "Magnesium oxide for older adults and night leg cramps, compared with placebo, was small.")
    one = built(settings, folder)
    statement = one.library.statements["mg-trial"]

    hits = one.index.originals(statement.passage, "trial-2017", 3)

    assert "magnesium oxide for four weeks did not reduce" in hits[0].passage.text
    assert hits == sorted(hits, key=lambda hit: -hit.score)
    assert {one.library.document(hit.passage.document).reference for hit in hits} == {"trial-2017"}  # type: ignore[union-attr]
    assert one.index.originals(statement.passage, "review-2020", 3) == []
    assert one.index.originals("p-000000000000", "trial-2017", 3) == []


def test_an_original_is_not_quoted_in_the_chat(settings, folder) -> None:
    reply = built(settings, folder).reply("Did purple elephants dance behind the hospital cafeteria?")

    assert all("elephants" not in s.text for s in reply.statements)
    answered = built(settings).reply("Does magnesium help leg cramps?")
    assert {s.kind.value for s in answered.statements} == {"fact"}


def test_an_original_of_a_source_that_the_corpus_does_not_cite_stands_for_itself(settings, folder) -> None:
    original(folder, "nobody-1999", "Pickle juice was tried by nobody at all.")
    report = update([folder], None, settings, embedder=WordHashEmbedder())

    assert any("the corpus cites no 'nobody-1999'" in note for note in report.notes)
    library = Index(settings.index, WordHashEmbedder()).library
    assert any("nobody-1999" in name for name in library.references)


def test_the_original_of_a_retracted_source_is_left_out(settings, folder) -> None:
    original(folder, "retracted-2009", "Magnesium spray stopped every cramp.")
    one = built(settings, folder)

    assert one.library.originals_of("retracted-2009") == []
    assert one.library.references["retracted-2009"].title == "Magnesium spray"
    assert all("spray stopped" not in hit.passage.text for hit in one.index.search("magnesium spray", 12))


def test_every_statement_is_held_against_the_originals_of_its_sources(settings, folder) -> None:
    one = built(settings, folder)
    findings = list(audit(one.index, one.gate))

    assert [(f.statement.id, f.source) for f in findings] == [
        (s.id, m.reference) for s in one.library.statements.values() for m in s.sources
    ]
    held = {f.statement.id: f for f in findings if f.supported is not None}
    assert {f.source for f in held.values()} == {"trial-2017"}
    assert held["mg-trial"].supported
    assert held["mg-trial"].as_dict()["original"] == one.library.originals_of("trial-2017")[0]
    assert "supported" in held["mg-trial"].as_text()
    bare = next(f for f in findings if f.source == "small-2015")
    assert (bare.supported, bare.score, bare.hits) == (None, None, ())
    assert bare.as_text().endswith(NO_ORIGINAL)


def test_an_original_that_says_otherwise_is_told_with_the_reason(settings, tmp_path) -> None:
    folder = tmp_path / "wrong"
    folder.mkdir()
    original(folder, "trial-2017", TEXT.replace("94", "49").replace("did not reduce", "reduced"))
    one = built(settings, folder)

    (finding,) = [f for f in audit(one.index, one.gate, source="trial-2017") if f.statement.id == "mg-trial"]
    assert finding.supported is False
    assert finding.reasons
    assert "not borne out" in finding.as_text()


def test_the_summary_counts_pairs_and_statements(settings, folder) -> None:
    one = built(settings, folder)
    counts = summary(list(audit(one.index, one.gate, source="trial-2017")))

    assert counts["pairs"] == counts["with an original"] == counts["supported"] + counts["not borne out"]
    assert counts["no original here"] == 0
    assert summary([])["pairs"] == 0


@pytest.fixture
def command(monkeypatch, settings, folder):
    one = built(settings, folder)
    monkeypatch.setattr(cli, "assistant", lambda _: one)
    return one


def test_the_command_prints_one_object_a_finding_and_the_summary_last(command, capsys) -> None:
    assert cli.main(["audit", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [line["statement"] for line in lines[:-1]] == [f.statement.id for f in audit(command.index, command.gate)]
    assert set(lines[0]) >= {"statement", "source", "locator", "original", "supported", "score", "reasons", "passages"}
    assert lines[-1]["summary"]["pairs"] == len(lines) - 1


def test_the_command_takes_one_source_and_refuses_an_unknown_one(command, capsys) -> None:
    assert cli.main(["audit", "--source", "trial-2017"]) == 0
    shown = capsys.readouterr().out
    assert "mg-trial" in shown
    assert "small-2015" not in shown

    assert cli.main(["audit", "--source", "nobody"]) == 2
    assert capsys.readouterr().out == ""


def test_without_originals_the_command_says_how_to_get_them(command, monkeypatch, capsys) -> None:
    assert cli.main(["audit", "--source", "small-2015"]) == 0
    assert "ingest.fetch originals" in capsys.readouterr().err
