"""An approval of an ingested document: said in its sidecar alone, by a person with a date, of exactly one content."""

import re
from pathlib import Path

import pytest
from fakes import WordHashEmbedder

from ingest.build import update
from ingest.formats import Options, read_file
from spasm_qa.errors import CorpusError
from spasm_qa.index import Index
from spasm_qa.settings import Settings

APPROVED = "review_status: approved\nreviewer: Bea Bright, MCSP\nreviewed: 2026-11-01\n"
TEXT = "# Advice\n\nWalk a little."


def load(folder: Path, text: str, sidecar: str = "", name: str = "advice.md"):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    if sidecar:
        (folder / f"{name}.meta.yaml").write_text(sidecar, encoding="utf-8")
    return list(read_file(file, Options(root=folder)))


def hash_told(loaded) -> str:
    """Return the line for the sidecar that the warning of the first document gives."""
    return re.search(r"`(reviewed_content: [0-9a-f]{64})`", " ".join(loaded[0].warnings))[1] + "\n"


def status(loaded) -> set[tuple[str, str, str]]:
    return {(each.reference.review_status, each.reference.reviewer, each.reference.reviewed) for each in loaded}


def test_the_sidecar_says_that_a_document_was_approved_as_it_is(tmp_path) -> None:
    first = load(tmp_path, TEXT, APPROVED)
    assert status(first) == {("submitted", "", "")}
    assert "advice.md.meta.yaml" in first[0].warnings[-1]

    loaded = load(tmp_path, TEXT, APPROVED + hash_told(first))
    assert status(loaded) == {("approved", "Bea Bright, MCSP", "2026-11-01")}
    assert loaded[0].warnings == ()


@pytest.mark.parametrize(
    ("text", "more"),
    [
        pytest.param(TEXT + " ", "", id="a-blank-more"),
        pytest.param("# Advice\n\nRun a little.", "", id="another-word"),
        pytest.param(TEXT, "kind: guideline\n", id="another-kind"),
        pytest.param(TEXT, "title: Better advice\n", id="another-title"),
    ],
)
def test_an_edit_takes_the_approval_away_by_itself(tmp_path, text, more) -> None:
    approval = APPROVED + hash_told(load(tmp_path, TEXT, APPROVED))
    changed = load(tmp_path, text, approval + more)

    assert status(changed) == {("submitted", "", "")}
    assert "changed after it was approved by Bea Bright, MCSP on 2026-11-01" in changed[0].warnings[-1]
    assert status(load(tmp_path, TEXT, approval)) == {("approved", "Bea Bright, MCSP", "2026-11-01")}  # put back as it was
    assert status(load(tmp_path, text, APPROVED + more + hash_told(changed))) == {("approved", "Bea Bright, MCSP", "2026-11-01")}


def test_a_file_of_many_documents_is_approved_as_a_whole(tmp_path) -> None:
    rows = "id,text\na,Walk a little each day.\nb,Stretch the calf each night.\n"
    first = load(tmp_path, rows, APPROVED, "rows.csv")
    approval = APPROVED + hash_told(first)
    assert [len(each.warnings) for each in first] == [1, 0]

    assert status(load(tmp_path, rows, approval, "rows.csv")) == {("approved", "Bea Bright, MCSP", "2026-11-01")}
    assert status(load(tmp_path, rows.replace("night", "day"), approval, "rows.csv")) == {("submitted", "", "")}

    (tmp_path / "rows.csv.mapping.yaml").write_text("text: id\n", encoding="utf-8")  # other columns are another text
    assert status(load(tmp_path, rows, approval, "rows.csv")) == {("submitted", "", "")}


def test_a_beir_folder_is_approved_as_a_whole(tmp_path) -> None:
    (tmp_path / "set").mkdir()
    records = '{"_id": "a", "title": "Advice", "text": "Walk a little each day."}\n'
    (tmp_path / "set" / "corpus.jsonl").write_text(records, encoding="utf-8")
    beside = tmp_path / "set" / "corpus.jsonl.meta.yaml"
    beside.write_text(APPROVED, encoding="utf-8")
    first = list(read_file(tmp_path / "set", Options(root=tmp_path)))
    assert status(first) == {("submitted", "", "")}

    beside.write_text(APPROVED + hash_told(first), encoding="utf-8")
    assert status(read_file(tmp_path / "set", Options(root=tmp_path))) == {("approved", "Bea Bright, MCSP", "2026-11-01")}

    (tmp_path / "set" / "corpus.jsonl").write_text(records.replace("Walk", "Run"), encoding="utf-8")
    assert status(read_file(tmp_path / "set", Options(root=tmp_path))) == {("submitted", "", "")}


def test_ingest_tells_of_it_and_readers_see_no_approval(tmp_path, corpus) -> None:
    folder = tmp_path / "guidelines"
    folder.mkdir()
    approval = APPROVED + hash_told(load(folder, TEXT, APPROVED))
    load(folder, TEXT, approval)
    settings = Settings(home=tmp_path / "home", corpus=corpus, embedding="word-hash")

    def shown() -> str:
        return Index(settings.index, WordHashEmbedder()).library.references["advice.md"].review_status

    update([folder], None, settings, embedder=WordHashEmbedder())
    assert shown() == "approved"

    (folder / "advice.md").write_text("# Advice\n\nRun a little.", encoding="utf-8")
    report = update([folder], None, settings, embedder=WordHashEmbedder())
    assert shown() == "submitted"
    assert any("advice.md: It was changed after it was approved" in note for note in report.notes)


def test_a_document_cannot_say_so_of_itself(tmp_path) -> None:
    ((status_, reviewer, _),) = status(load(tmp_path, f"---\ntitle: Advice\n{APPROVED}---\n\nWalk a little."))

    assert (status_, reviewer) == ("submitted", "")


@pytest.mark.parametrize("sidecar", ["review_status: approved\n", "review_status: approved\nreviewer: Bea\n", "review_status: fine\n"])
def test_an_approval_without_name_and_date_is_refused(tmp_path, sidecar) -> None:
    with pytest.raises(CorpusError):
        load(tmp_path, TEXT, sidecar)
