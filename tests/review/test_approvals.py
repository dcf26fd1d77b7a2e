import pytest
from approval_lines import line
from hypothesis import given, settings
from hypothesis import strategies as st

from spasm_qa.errors import CorpusError
from spasm_qa.review.approvals import FILE, Decision, fitting, from_rows, parse, read_approvals, to_lines
from spasm_qa.types import Review, ReviewStatus

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
DECISIONS = st.lists(
    st.builds(
        Decision,
        st.from_regex(r"statement:[a-z0-9.-]{1,8}", fullmatch=True),
        st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
        st.sampled_from(ReviewStatus),
        TEXT.map(lambda text: f"N {text}"),
        TEXT.map(lambda text: f"MD {text}"),
        st.datetimes().map(lambda when: when.isoformat()),
        TEXT,
    ),
    unique_by=lambda each: each.subject,
)


@settings(max_examples=60, deadline=None)
@given(decisions=DECISIONS)
def test_what_is_written_is_read_back(tmp_path_factory, decisions) -> None:
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / FILE).write_text(to_lines(decisions), encoding="utf-8", newline="")

    assert read_approvals(corpus) == {each.subject: each for each in decisions}


def test_a_corpus_without_the_file_has_no_reviews(tmp_path) -> None:
    assert read_approvals(tmp_path) == {}


def test_lines_are_sorted_so_that_versions_can_be_compared() -> None:
    two, one = (Decision(f"statement:{name}", "0" * 64, ReviewStatus.APPROVED, "A", "MD", "2026-11-22", "") for name in "ba")

    assert to_lines([two, one]) == to_lines([one, two])
    assert to_lines([two, one]).index("statement:a") < to_lines([two, one]).index("statement:b")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("not json", ("line 2", "JSON")),
        ("<<<<<<< ours", ("line 2", "JSON")),
        ("[1]", ("line 2", "object")),
        (line(subject=None), ("line 2", "field subject", "missing")),
        (line(note=3), ("line 2", "field note")),
        (line(stars="5"), ("line 2", "field stars", "unknown")),
        (line(subject="s"), ("line 2", "field subject")),
        (line(content="abc"), ("line 2", "field content")),
        (line(status="blessed"), ("line 2", "field status", "blessed")),
        (line(reviewer=" "), ("line 2", "field reviewer")),
        (line(credential=""), ("line 2", "field credential")),
        (line(date="yesterday"), ("line 2", "field date", "yesterday")),
        (line(subject="statement:first"), ("line 2", "field subject", "line 1")),
    ],
)
def test_a_faulty_line_is_named_with_field_and_fix(tmp_path, text, names) -> None:
    (tmp_path / FILE).write_text(f"{line(subject='statement:first')}\n{text}\n", encoding="utf-8")

    found = list(parse(tmp_path))

    fault = found[1]
    assert isinstance(found[0], Decision)
    assert isinstance(fault, CorpusError)
    assert all(name in str(fault) for name in (FILE, *names))
    assert fault.hint
    with pytest.raises(CorpusError):
        read_approvals(tmp_path)


def test_a_file_that_is_not_text_is_told(tmp_path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe")

    with pytest.raises(CorpusError, match="cannot be read"):
        read_approvals(tmp_path)


def test_a_decision_holds_for_its_content_alone() -> None:
    decision = Decision("statement:s", "0" * 64, ReviewStatus.APPROVED, "Ada", "MD", "2026-11-22", "")
    decisions = from_rows([{**{name: getattr(decision, name) for name in decision.__slots__}, "status": "approved"}])

    assert fitting(decisions, "statement:s", "0" * 64) == decision
    assert fitting(decisions, "statement:s", "1" * 64) is None
    assert fitting(decisions, "statement:t", "0" * 64) is None


@pytest.mark.parametrize("status", list(ReviewStatus))
def test_only_an_approval_names_a_reviewer_to_readers(status) -> None:
    review = Decision("statement:s", "0" * 64, status, "Ada", "MD", "2026-11-22", "n").review

    assert review == (Review("Ada", "MD", "2026-11-22", "n") if status is ReviewStatus.APPROVED else None)
