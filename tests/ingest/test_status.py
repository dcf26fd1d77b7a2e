"""Snapshots: read, matched, and what they list is nowhere in what is answered from."""

import json
from pathlib import Path

import pytest
from fakes import WordHashEmbedder

from ingest.__main__ import main
from ingest.build import update
from ingest.status import applied, is_snapshot, keys_of, read_snapshot, snapshots_of
from spasm_qa.answer.pipeline import Assistant
from spasm_qa.errors import CorpusError
from spasm_qa.index import Index
from spasm_qa.settings import Settings
from spasm_qa.types import Reference

ITEMS = """\
date: 2026-11-01
items:
  - doi: https://doi.org/10.1000/ABC.1
    status: retracted
    by: doi:10.1000/notice
    date: 2014-03-01
    note: Data could not be found.
  - pmid: 0123
    status: superseded
    by: NG59
"""
WATCH = """\
Record ID,Title,RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason
1,A,9/14/2023 0:00,10.1000/notice,10.1000/abc.1,0,Retraction,+Data Issues;
2,B,1/2/2024 0:00,10.1000/concern,10.1000/abc.2,77,Expression of concern,
3,C,1/3/2020 0:00,,10.1000/abc.3,78,Retraction,
4,C,1/3/2021 0:00,,10.1000/abc.3,78,Reinstatement,
5,D,not a date,,,,Retraction,
"""


def work(**fields: str) -> Reference:
    return Reference(**{"id": "r", "kind": "trial", "title": "T", "authors": "", **fields})  # type: ignore[arg-type]


@pytest.fixture
def listed(tmp_path) -> Path:
    path = tmp_path / "status.yaml"
    path.write_text(ITEMS, encoding="utf-8")
    return path


@pytest.fixture
def watch(tmp_path) -> Path:
    path = tmp_path / "retractions.csv"
    path.write_text(WATCH, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        ({"doi": "https://doi.org/10.1000/ABC.1."}, ["doi:10.1000/abc.1"]),
        ({"url": "http://dx.doi.org/10.1000/abc"}, ["doi:10.1000/abc", "url:dx.doi.org/10.1000/abc"]),
        ({"pmid": "PMID: 0123"}, ["pmid:123"]),
        ({"pmid": "0"}, []),
        ({"pmcid": "pmc 45"}, ["pmcid:PMC45"]),
        ({"url": "https://WWW.Example.org/a/#top"}, ["url:example.org/a"]),
        ({"url": "https://[bad"}, []),
        ({"id": " x "}, ["id:x"]),
        ({}, []),
    ],
)
def test_identifiers_have_one_spelling(values, keys) -> None:
    assert keys_of(values) == keys


def test_a_listed_work_gets_its_status_who_replaces_it_and_why(listed) -> None:
    snapshots = snapshots_of([listed])
    gone = applied(work(doi="10.1000/abc.1"), snapshots)
    old = applied(work(id="s", pmid="123", note="Small."), snapshots)

    assert (gone.status, gone.superseded_by) == ("retracted", "doi:10.1000/notice")
    assert gone.note == "From the list of 2026-11-01: retracted. (2014-03-01) Data could not be found."
    assert (old.status, old.superseded_by, old.note) == ("superseded", "NG59", "Small. From the list of 2026-11-01: superseded.")
    assert applied(work(pmid="124"), snapshots) == work(pmid="124")
    assert snapshots[0].as_dict()["matched"] == 2


def test_a_retraction_is_never_made_milder_by_another_list(listed, tmp_path) -> None:
    other = tmp_path / "later-status.yaml"
    other.write_text("date: 2026-11-02\nitems:\n- {doi: 10.1000/abc.1, status: superseded, by: X}\n", encoding="utf-8")

    for order in ([listed, other], [other, listed]):
        assert applied(work(doi="10.1000/abc.1"), snapshots_of(order)).status == "retracted"
    assert applied(work(doi="10.1000/abc.1", status="retracted"), snapshots_of([other])).status == "retracted"


def test_a_record_found_under_an_older_id_is_listed_too(tmp_path) -> None:
    path = tmp_path / "status.yaml"
    path.write_text("date: 2026-11-02\nitems:\n- {id: old-name, status: retracted}\n", encoding="utf-8")

    assert applied(Reference("new", "trial", "T", "", aliases=("old-name",)), snapshots_of([path])).status == "retracted"


def test_the_columns_of_retraction_watch_are_read(watch) -> None:
    snapshots = snapshots_of([watch])

    assert is_snapshot(watch)
    assert (snapshots[0].date, snapshots[0].entries) == ("2024-01-02", 3)
    assert applied(work(doi="10.1000/ABC.1"), snapshots).status == "retracted"
    assert applied(work(pmid="78"), snapshots).status == "current"  # taken back later
    concern = applied(work(pmid="77"), snapshots)
    assert concern.status == "current"
    assert "an expression of concern was published: doi:10.1000/concern" in concern.note


def test_the_date_in_the_name_of_a_csv_file_counts(watch) -> None:
    named = watch.rename(watch.with_name("retractions-2026-10-05.csv"))

    assert read_snapshot(named).date == "2026-10-05"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("items: [", "the YAML cannot be read", id="yaml"),
        pytest.param("- a", "has `date:` and `items:`", id="list"),
        pytest.param("date: 2026-11-01", "has `date:` and `items:`", id="no-items"),
        pytest.param("items: []", "date is None, not a date", id="no-date"),
        pytest.param("date: soon\nitems: []", "date is 'soon', not a date", id="bad-date"),
        pytest.param("date: 2026-11-01\nitems: [x]", "item 1: not a mapping", id="item"),
        pytest.param("date: 2026-11-01\nitems: [{status: retracted}]", "item 1: no usable id or doi", id="no-identifier"),
        pytest.param("date: 2026-11-01\nitems: [{doi: none, status: retracted}]", "item 1: no usable doi", id="bad-doi"),
        pytest.param("date: 2026-11-01\nitems: [{id: a, status: gone}]", "item 1: the status is 'gone'", id="status"),
        pytest.param("date: 2026-11-01\nitems: [{id: a, status: retracted, why: x}]", "item 1: unknown field 'why'", id="field"),
        pytest.param("date: 2026-11-01\nitems: [{id: a, status: retracted, date: x}]", "item 1, date is 'x'", id="item-date"),
    ],
)
def test_a_faulty_snapshot_is_named_with_its_item(tmp_path, text, reason) -> None:
    path = tmp_path / "status.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CorpusError) as caught:
        read_snapshot(path)
    assert reason in str(caught.value)
    assert caught.value.hint


@pytest.fixture
def home(tmp_path, corpus) -> Settings:
    return Settings(home=tmp_path / "home", corpus=corpus, embedding="word-hash")


def built(settings: Settings, *paths: Path) -> Assistant:
    update(paths, None, settings, embedder=WordHashEmbedder())
    return Assistant(Index(settings.index, WordHashEmbedder()), settings)


def snapshot(folder: Path, *items: str) -> Path:
    path = folder / "status.yaml"
    path.write_text("date: 2026-11-01\nitems:\n" + "".join(f"- {{{item}}}\n" for item in items), encoding="utf-8")
    return path


def sources_of(reply) -> set[str]:
    return {r.id for r in reply.references} | {c.source for s in reply.statements for c in s.citations}


def test_a_retracted_source_is_in_no_answer_and_in_no_search(home, tmp_path) -> None:
    question = "Does magnesium help leg cramps?"
    before = built(home)
    assert "mg-trial" in {s.id for s in before.reply(question).statements}

    after = built(home, snapshot(tmp_path, "url: example.org/trial-2017, status: retracted".replace("example", "https://example")))

    reply = after.reply(question)
    assert "trial-2017" not in sources_of(reply)
    assert "mg-trial" not in {s.id for s in reply.statements}
    assert "mg-trial" not in after.library.statements
    assert all("94 older adults" not in hit.passage.text for hit in after.index.search("magnesium oxide 94 older adults", 12))
    assert after.library.references["trial-2017"].status == "retracted"


def test_a_statement_with_another_live_source_keeps_that_citation_alone(home, tmp_path) -> None:
    statement = built(home, snapshot(tmp_path, "id: small-2015, status: superseded, by: NG1")).library.statements["mg-small"]

    assert [m.reference for m in statement.sources] == ["small-2015"]


def test_a_superseded_source_is_still_cited_and_says_what_replaces_it(home, tmp_path) -> None:
    reply = built(home, snapshot(tmp_path, "id: trial-2017, status: superseded, by: NG1")).reply("Does magnesium help leg cramps?")

    assert {r.id: r.superseded_by for r in reply.references if r.status == "superseded"} == {"trial-2017": "NG1"}


def test_a_retracted_document_is_not_quoted_and_its_reference_says_why(home, tmp_path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "pickle.md").write_text(
        "---\ntitle: Pickle juice\ndoi: 10.1000/pickle\n---\nPickle juice stops every calf cramp in one minute.\n", encoding="utf-8"
    )
    question = "Does pickle juice stop a calf cramp in one minute?"
    assert "pickle.md" in sources_of(built(home, folder).reply(question))

    snapshot(folder, "doi: 10.1000/PICKLE, status: retracted")
    after = built(home)

    assert "pickle.md" not in sources_of(after.reply(question))
    assert after.library.document("pickle.md") is None
    assert after.library.references["pickle.md"].status == "retracted"
    assert all("Pickle" not in hit.passage.text for hit in after.index.search(question, 12))
    assert after.library.extra("snapshots")[0]["matched"] == 1


def test_an_alert_rests_on_no_retracted_source(home, tmp_path) -> None:
    danger = "My left calf is swollen. What should I do?"
    before = built(home).reply(danger)
    cited = {m.reference for flag in before.alert.flags for m in built(home).library.statements[flag].sources}
    assert before.alert.flags
    assert cited

    after = built(home, snapshot(tmp_path, *(f"id: {name}, status: retracted" for name in sorted(cited))))
    reply = after.reply(danger)

    assert reply.alert.level == before.alert.level  # the danger is still told, in general words
    assert reply.alert.message
    assert reply.alert.flags == reply.alert.sources == ()
    assert not cited & sources_of(reply)


def test_a_faulty_snapshot_stops_the_run_and_the_old_index_answers_on(home, tmp_path) -> None:
    path = snapshot(tmp_path, "id: trial-2017, status: retracted")
    built(home, path)
    path.write_text("date: soon", encoding="utf-8")

    with pytest.raises(CorpusError):
        update([], None, home, embedder=WordHashEmbedder())
    assert "mg-trial" not in Index(home.index, WordHashEmbedder()).library.statements


def test_a_snapshot_that_is_gone_is_told(home, tmp_path) -> None:
    path = snapshot(tmp_path, "id: trial-2017, status: retracted")
    built(home, path)
    path.unlink()

    report = update([], None, home, embedder=WordHashEmbedder())

    assert report.notes == ("status.yaml is gone: what it said of retracted works no longer counts.",)


def test_check_reads_a_snapshot(tmp_path, capsys) -> None:
    path = snapshot(tmp_path, "id: a, status: gone")

    assert main(["--check", "--json", str(path)]) == 1
    assert "item 1: the status is 'gone'" in json.loads(capsys.readouterr().out)["faults"][0]["message"]
