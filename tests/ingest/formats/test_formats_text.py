"""Markdown, plain text, HTML: what is read, and what is left out."""

import pytest
from sample_files import only

from ingest.formats import missing
from spasm_qa.errors import CorpusError


def test_markdown_loses_its_marks_and_keeps_its_structure(documents):
    item = only(documents / "leg-cramps.md")

    assert item.document.text == (
        "Leg cramps in our clinic\n\nStretching the calf is the first step; see the leaflet.\n\nDoses\n\n"
        "Drug | Dose\nBaclofen | 5 mg\nTizanidine | 2 mg\n\nOlder adults\n\n- Start low.\n- Go slow, and review.\n\nDo not use quinine."
    )
    assert [heading for _, heading in item.document.sections] == [
        "Leg cramps in our clinic",
        "Leg cramps in our clinic > Doses",
        "Leg cramps in our clinic > Doses > Older adults",
    ]
    assert item.reference.kind == "guideline"
    assert item.reference.authors == "A. Physician, B. Nurse"
    assert item.reference.year == 2024
    assert missing(item.reference) == ()


def test_text_wrapped_by_hand_becomes_whole_sentences(documents):
    item = only(documents / "advice.txt")

    assert item.document.text == (
        "NIGHT CRAMPS\n\nA cramp at night is a sudden, painful tightening of the calf. It usually lasts a few seconds to minutes."
        "\n\nWhat to do:\n\n- Stretch the calf.\n- Walk about.\n\nCause | Share\nUnknown | most\n\n"
        "2.1 When to call\n\nCall if the leg is swollen."
    )
    assert missing(item.reference) == ("year", "kind", "publisher or url")


def test_html_keeps_the_page_and_leaves_the_site_out(documents):
    item = only(documents / "page.html")

    assert item.document.text == (
        "Muscle cramp\n\nA cramp is a sudden tightening. Exercise in heat lowers sodium, and below 10^2 units cramps are frequent.\n\n"
        "Treatment\n\n- Stretch.\n- Drink water.\n\nDrug | Dose\nMagnesium | 300 mg\n\nChildren\n\n"
        "Ask a doctor. Growing pains come in the evening and are gone by morning."
    )
    assert item.reference.title == "Muscle cramp"
    assert item.reference.authors == "Ray D, Lee K"
    assert (item.reference.year, item.reference.publisher, item.reference.url) == (2023, "Example Health", "https://example.org/cramp")


def test_html_in_its_declared_encoding(tmp_path):
    path = tmp_path / "old.html"
    path.write_bytes(
        '<html><head><meta charset="iso-8859-1"><title>x</title></head><body><p>Krämpfe 5 µg</p></body></html>'.encode("latin-1")
    )

    assert only(path).document.text == "Krämpfe 5 µg"


def test_a_layout_table_is_no_table_of_data(tmp_path):
    path = tmp_path / "old.htm"
    path.write_text("<html><body><table><tr><td><h2>Cramp</h2><p>It hurts.</p></td></tr></table></body></html>")

    assert only(path).document.text == "Cramp\n\nIt hurts."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes("Der Krampf löst sich — 5 µg.".encode(encoding))

    assert only(path).document.text == "Der Krampf löst sich — 5 µg."


def test_an_unknown_encoding_is_not_guessed_but_may_be_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("Krämpfe lösen sich.".encode("cp1252"))
    with pytest.raises(CorpusError, match=r"a\.txt: not valid UTF-8 text \(byte 2\)") as caught:
        only(path)
    assert "iconv" in caught.value.hint

    (tmp_path / "a.txt.meta.yaml").write_text("encoding: cp1252\n")
    assert only(path).document.text == "Krämpfe lösen sich."


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        pytest.param("title: [unclosed", "line 3: the YAML cannot be read", id="broken-yaml"),
        pytest.param("- a\n- b", "not a mapping", id="a-list"),
        pytest.param("kind: novel", "unknown kind 'novel'", id="unknown-kind"),
        pytest.param("year: soon", "'soon' is not a year", id="no-year"),
        pytest.param("url: file:///etc/passwd", "is not a web address", id="file-address"),
        pytest.param("[" * 3000, "the YAML", id="nested-yaml"),
    ],
)
def test_front_matter_that_cannot_be_right_is_named(tmp_path, front, reason):
    path = tmp_path / "a.md"
    path.write_text(f"---\n{front}\n---\n\nText.\n")

    with pytest.raises(CorpusError) as caught:
        only(path)
    assert reason in str(caught.value)
    assert "a.md" in str(caught.value)


def test_a_lone_rule_is_no_front_matter(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("---\n\nText after a rule.\n")

    assert only(path).document.text == "Text after a rule."
