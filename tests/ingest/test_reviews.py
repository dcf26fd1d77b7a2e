"""A review travels with the corpus and holds for exactly what was reviewed."""

from pathlib import Path

import pytest
from approval_lines import DATE, approval, line, write

from ingest.build import update
from ingest.check import check
from spasm_qa.index import Index
from spasm_qa.library import Library
from spasm_qa.review.approvals import FILE
from spasm_qa.settings import Settings
from spasm_qa.types import Review, ReviewStatus

SHEET = Path("statements") / "stretching.md"


def built(corpus: Path, home: Path, embedder) -> tuple[Library, tuple[str, ...]]:
    settings = Settings(home=home, corpus=corpus, embedding=embedder.name)
    report = update([], None, settings, embedder=embedder)
    return Index(settings.index, embedder).library, report.notes


def edit(corpus: Path, old: str, new: str) -> None:
    text = (corpus / SHEET).read_text(encoding="utf-8")
    assert old in text
    (corpus / SHEET).write_text(text.replace(old, new), encoding="utf-8")


def test_an_approval_in_the_corpus_reaches_the_library(corpus, tmp_path, embedder) -> None:
    write(corpus, approval(corpus, "stretch-how"), approval(corpus, "article:night"))

    library, notes = built(corpus, tmp_path / "home", embedder)

    approved = library.statements["stretch-how"]
    assert approved.status is ReviewStatus.APPROVED
    assert approved.review == Review("Ada Lovelace", "MD", DATE, "Read beside the source.")
    assert {s.status for s in library.statements.values() if s.id != "stretch-how"} == {ReviewStatus.SUBMITTED}
    article = library.extra("articles")[0]
    assert (article["status"], article["review"]["reviewer"]) == ("approved", "Ada Lovelace")
    assert notes == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("3 times for 10 seconds", "3 times for 20 seconds", id="clinician-text"),
        pytest.param("Hold for 10 seconds", "Hold it for 10 seconds", id="plain-text"),
        pytest.param("trial-2012 (Methods)", "trial-2012 (Appendix)", id="locator"),
        pytest.param("## How to", "## Warning", id="section"),
    ],
)
def test_an_edit_takes_the_approval_away_by_itself(corpus, tmp_path, embedder, old, new) -> None:
    write(corpus, approval(corpus, "stretch-how"))
    edit(corpus, old, new)

    library, notes = built(corpus, tmp_path / "home", embedder)

    assert library.statements["stretch-how"].status is ReviewStatus.SUBMITTED
    assert library.statements["stretch-how"].review is None
    assert notes == (f"{FILE}: statement:stretch-how was changed after its review of 2026-11-22; it is submitted again.",)


def test_a_new_question_leaves_the_approval(corpus, tmp_path, embedder) -> None:
    write(corpus, approval(corpus, "stretch-how"))
    edit(corpus, "How do I stretch a cramped calf?", "How do I stretch my calf?")

    library, notes = built(corpus, tmp_path / "home", embedder)

    assert library.statements["stretch-how"].status is ReviewStatus.APPROVED
    assert notes == ()


def test_a_review_of_something_gone_is_told(corpus, tmp_path, embedder) -> None:
    write(corpus, approval(corpus, "stretch-how", subject="statement:gone"))

    _, notes = built(corpus, tmp_path / "home", embedder)

    assert notes == (f"{FILE}: statement:gone is not in the corpus; its review is ignored.",)


def test_a_changed_approvals_file_is_ingested(corpus, tmp_path, embedder) -> None:
    built(corpus, tmp_path / "home", embedder)
    write(corpus, approval(corpus, "stretch-how"))

    library, _ = built(corpus, tmp_path / "home", embedder)

    assert library.statements["stretch-how"].status is ReviewStatus.APPROVED


def test_check_names_every_faulty_line_once(corpus) -> None:
    (corpus / FILE).write_text(f"{line(date='never')}\n{line(status='fine')}\n", encoding="utf-8")

    report = check([corpus])

    assert [str(fault) for fault in report.faults] == [
        f"{FILE}, line 1, field date: is 'never'.",
        f"{FILE}, line 2, field status: is 'fine'.",
    ]


def test_check_tells_of_reviews_that_no_longer_hold(corpus) -> None:
    write(corpus, approval(corpus, "stretch-how", content="0" * 64))

    report = check([corpus])

    assert report.faults == ()
    assert "changed after its review" in report.notes[0]


def test_the_shipped_corpus_claims_no_review(shipped) -> None:
    assert not (shipped / FILE).exists() or not (shipped / FILE).read_text(encoding="utf-8").strip()
