from pathlib import Path

import pytest

from ingest.formats import Options, read_file
from spasm_qa.errors import CorpusError

APPROVED = "review_status: approved\nreviewer: Bea Bright, MCSP\nreviewed: 2026-11-01\n"


def read(folder: Path, text: str, sidecar: str = ""):
    file = folder / "advice.md"
    file.write_text(text, encoding="utf-8")
    if sidecar:
        (folder / "advice.md.meta.yaml").write_text(sidecar, encoding="utf-8")
    (loaded,) = read_file(file, Options(root=folder))
    return loaded.reference


def test_the_sidecar_says_that_a_document_was_reviewed(tmp_path) -> None:
    reference = read(tmp_path, "# Advice\n\nWalk a little.", APPROVED)

    assert (reference.review_status, reference.reviewer, reference.reviewed) == ("approved", "Bea Bright, MCSP", "2026-11-01")


def test_a_document_cannot_say_so_of_itself(tmp_path) -> None:
    reference = read(tmp_path, f"---\ntitle: Advice\n{APPROVED}---\n\nWalk a little.")

    assert (reference.title, reference.review_status, reference.reviewer) == ("Advice", "submitted", "")


@pytest.mark.parametrize("sidecar", ["review_status: approved\n", "review_status: approved\nreviewer: Bea\n", "review_status: fine\n"])
def test_an_approval_without_name_and_date_is_refused(tmp_path, sidecar) -> None:
    with pytest.raises(CorpusError):
        read(tmp_path, "# Advice\n\nWalk a little.", sidecar)
