"""BEIR, CSV, JSON Lines and openFDA: many documents in one file."""

import pytest
from sample_files import everything

from ingest.formats import Options, read_file
from spasm_qa.errors import CorpusError


def test_a_beir_folder_keeps_its_ids_and_texts(documents):
    first, second = everything(documents / "beir")

    assert (first.document.id, first.document.text, first.reference.year) == ("d:1", "A cramp hurts.\nIt passes.", 2020)
    assert (second.document.id, second.document.text) == ("d:2", "Title only")


def test_a_beir_folder_is_streamed(tmp_path):
    with (tmp_path / "corpus.jsonl").open("w") as stream:
        stream.writelines(f'{{"_id": "{n}", "title": "t", "text": "text {n}"}}\n' for n in range(1000))
        stream.write("broken")

    items = read_file(tmp_path, Options(max_bytes=100))

    assert [next(items).document.id for _ in range(1000)][-1] == "999"
    with pytest.raises(CorpusError, match=r"line 1001: the JSON is broken .*cut short"):
        next(items)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        pytest.param('{"title": "x", "text": "y"}', "line 1: no `_id`", id="no-id"),
        pytest.param('{"_id": "a", "text": "y"}\n{"_id": "a", "text": "z"}', "line 2: `_id` 'a' was there before", id="twice"),
        pytest.param('{"_id": "a", "text": "y"}\n[1]', "line 2: not a JSON object", id="a-list"),
        pytest.param('{"_id": "a", "text": ""}', "no document with text", id="no-text"),
        pytest.param('{"_id": ' + "[" * 100_000, "line 1: the JSON", id="nested"),
        pytest.param('{"_id": 1' + "0" * 5000 + "}", "line 1: the JSON", id="long-number"),
    ],
)
def test_a_broken_beir_line_is_named(tmp_path, lines, reason):
    (tmp_path / "corpus.jsonl").write_text(lines)

    with pytest.raises(CorpusError) as caught:
        everything(tmp_path)
    assert reason in str(caught.value)


def test_an_id_of_nothing_that_can_be_seen_is_none(tmp_path):
    (tmp_path / "rows.csv").write_text("id,title,text\n\u200b,t,A cramp hurts.\n\u2060,t,It passes.\n", encoding="utf-8")

    first, second = everything(tmp_path / "rows.csv")

    assert first.document.id.startswith("rows.csv-")
    assert first.document.id != second.document.id


def test_csv_rows_are_documents_by_the_usual_column_names(documents):
    first, second = everything(documents / "rows.csv")

    assert (first.document.id, first.document.text, first.reference.year) == ("r1", "Stretch it, then walk.", 2022)
    assert second.document.id.startswith("rows.csv-")
    assert second.document.title == "Spasm"


def test_a_mapping_says_which_column_is_which(documents):
    first, second = everything(documents / "mapped.jsonl")

    assert (first.document.id, first.reference.pmid, first.reference.year) == ("12", "12", 2015)
    assert (second.reference.kind, second.reference.publisher) == ("review", "Example Journal of Muscle")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("name,body\na,b\n", "no column 'text'; columns: name, body", id="no-text-column"),
        pytest.param('id,text\n1,"open\n', "the CSV is broken", id="open-quote"),
        pytest.param("id,text\n1,a,b\n", "line 2: more cells than columns", id="too-many-cells"),
        pytest.param("id,text\n1,a\n1,b\n", "line 3: the id '1' was there before", id="same-id"),
        pytest.param("id,text\n1,\n", "no row with text", id="no-text"),
    ],
)
def test_an_unusable_csv_is_named_with_its_line(tmp_path, content, reason):
    path = tmp_path / "a.csv"
    path.write_text(content)

    with pytest.raises(CorpusError) as caught:
        everything(path)
    assert reason in str(caught.value)


def test_semicolons_and_tabs_are_known(tmp_path):
    (tmp_path / "a.csv").write_text("id;title;text\n1;Cramp;It hurts, a lot.\n")
    (tmp_path / "b.tsv").write_text("id\ttext\n1\tIt passes, in time.\n")

    assert everything(tmp_path / "a.csv")[0].document.text == "It hurts, a lot."
    assert everything(tmp_path / "b.tsv")[0].document.text == "It passes, in time."


def test_openfda_labels_start_with_what_a_reader_must_know_first(documents):
    first, second = everything(documents / "openfda.json")

    assert first.document.text == "Boxed warning\n\nWARNING Do not stop suddenly.\n\nDosage and administration\n\nDOSAGE Start with 5 mg."
    assert first.document.id == "aaaaaaaa-2222-4222-8333-bbbbbbbbbbbb"
    assert (first.reference.title, first.reference.year, first.reference.authors) == (
        "Examplo (EXAMPLOFEN) drug label",
        2023,
        "Example Pharma",
    )
    assert second.reference.year is None


def test_broken_openfda_json_is_named_with_its_line(documents, tmp_path):
    path = tmp_path / "a.json"
    text = (documents / "openfda.json").read_text()
    path.write_text(text[: text.index('"warnings"')])

    with pytest.raises(CorpusError, match=r"a\.json, line 13: the JSON is broken"):
        everything(path)


def test_a_refusal_by_openfda_is_shown(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"error": {"code": "NOT_FOUND", "message": "No matches found!"}}')

    with pytest.raises(CorpusError, match="no list of results: No matches found!"):
        everything(path)
