"""PDF and DOCX, whole and broken."""

import struct
import zipfile
from io import BytesIO

import pytest
from pypdf import PageObject
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
from sample_files import docx_bytes, encrypted, only, pdf_bytes

from ingest.formats import missing
from spasm_qa.errors import CorpusError

PAGES = [
    ["Clinic handbook", "1 Night cramps", "A cramp is a sudden, painful tight-", "ening of the calf muscle that comes at", "night.", "1"],
    ["Clinic handbook", "Stretching helps many people. It goes", "on over the page and ends", "2"],
    ["Clinic handbook", "with this sentence.", "2 Drugs", "- Baclofen", "- Tizanidine", "3"],
]


@pytest.fixture
def pdf(tmp_path):
    path = tmp_path / "handbook.pdf"
    path.write_bytes(pdf_bytes(PAGES, title="Clinic guideline on cramps"))
    return path


def test_a_pdf_is_mended_across_lines_and_loses_its_running_lines(pdf):
    item = only(pdf)

    assert item.document.text == (
        "1 Night cramps\n\nA cramp is a sudden, painful tightening of the calf muscle that comes at night.\n\nStretching helps many "
        "people. It goes on over the page and ends with this sentence.\n\n2 Drugs\n\n- Baclofen\n- Tizanidine"
    )
    assert item.document.sections == ((0, "1 Night cramps"), (item.document.text.index("2 Drugs"), "2 Drugs"))


def test_pages_of_a_pdf_start_where_their_first_word_stands(pdf):
    document = only(pdf).document

    assert [document.text[start:][:10] for start in document.pages] == ["1 Night cr", "Stretching", "with this "]


def test_a_pdf_says_its_title_and_kind_and_lacks_the_rest(pdf):
    reference = only(pdf).reference

    assert (reference.title, reference.kind) == ("Clinic guideline on cramps", "guideline")
    assert missing(reference) == ("year", "publisher or url")


def test_bookmarks_of_a_pdf_are_its_headings(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_bytes([["When to call", "Call when the leg is red and swollen."]], bookmarks={0: "When to call"}))

    assert only(path).document.sections == ((0, "When to call"),)


AFTER = "Zelvoprine is not for children. It goes on over more than one line of the page so that there is something to join."


def table_pdf(path, rows) -> None:
    body = getSampleStyleSheet()["BodyText"]
    after = Paragraph(
        "Zelvoprine is not for children. It goes on over more than one line of the page so that there is something to join.", body
    )
    SimpleDocTemplate(str(path), title="Doses").build([Paragraph("Doses of two medicines are below.", body), Table(rows), after])


def test_the_rows_of_a_table_in_a_pdf_stay_together_and_apart_from_the_text(tmp_path):
    table_pdf(tmp_path / "a.pdf", [["Drug", "First dose"], ["Zelvoprine", "25 mg at night"], ["Oltranil", "2 mg"]])

    assert only(tmp_path / "a.pdf").document.text == (
        "Doses of two medicines are below.\n\nDrug | First dose\nZelvoprine | 25 mg at night\nOltranil | 2 mg\n\n" + AFTER
    )


def test_a_page_whose_layout_cannot_be_read_keeps_its_text(tmp_path, monkeypatch):
    table_pdf(tmp_path / "a.pdf", [["Drug", "First dose"], ["Zelvoprine", "25 mg at night"], ["Oltranil", "2 mg"]])
    plain = PageObject.extract_text

    def extract(page, extraction_mode="plain"):
        if extraction_mode == "layout":
            raise ZeroDivisionError
        return plain(page)

    monkeypatch.setattr(PageObject, "extract_text", extract)

    assert "Zelvoprine 25 mg at night" in only(tmp_path / "a.pdf").document.text


def test_pages_without_text_are_counted_and_named(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_bytes([["The first page has enough text to be read as text."] * 2, [], ["The third page has text, too."]]))

    item = only(path)

    assert len(item.document.pages) == 3
    assert item.warnings == ("1 of 3 pages have no text (pictures?): 2.",)


def test_a_pdf_with_an_empty_password_is_read(tmp_path, pdf):
    path = tmp_path / "open.pdf"
    path.write_bytes(encrypted(pdf.read_bytes(), ""))

    assert "Stretching helps" in only(path).document.text


@pytest.mark.parametrize(
    ("make", "reason", "hint"),
    [
        pytest.param(lambda pdf: encrypted(pdf, "secret"), "the PDF is encrypted", "without the password", id="password"),
        pytest.param(lambda _: pdf_bytes([[], []]), "no text layer: the PDF is a scan", "ocrmypdf", id="scan"),
        pytest.param(lambda pdf: pdf[: len(pdf) // 3], "damaged or cut short", "again", id="truncated"),
        pytest.param(lambda _: b"%PDF-1.7\n", "damaged or cut short", "again", id="header-only"),
        pytest.param(lambda _: b"", "the file is empty", "again", id="empty"),
        pytest.param(lambda _: b"Just text.", "its name ends in .pdf, but its content is something else", "again", id="text"),
    ],
)
def test_an_unusable_pdf_is_refused_with_the_way_out(tmp_path, pdf, make, reason, hint):
    path = tmp_path / "bad.pdf"
    path.write_bytes(make(pdf.read_bytes()))

    with pytest.raises(CorpusError) as caught:
        only(path)
    assert reason in str(caught.value)
    assert hint in caught.value.hint


def test_a_pdf_named_txt_is_read_as_what_it_is_and_said_so(tmp_path, pdf):
    path = tmp_path / "handbook.txt"
    path.write_bytes(pdf.read_bytes())
    assert only(path).warnings == ("Its content is PDF although its name ends in .txt.",)

    path.write_bytes(pdf.read_bytes()[:400])
    with pytest.raises(CorpusError, match=r"cut short.* \(Its content is PDF although its name ends in \.txt\.\)"):
        only(path)


@pytest.fixture
def word(tmp_path):
    path = tmp_path / "leaflet.docx"
    path.write_bytes(docx_bytes())
    return path


def test_a_word_file_keeps_headings_lists_tables_and_powers(word):
    item = only(word)

    assert item.document.text == (
        "Leg cramps\n\nStretch the calf first.\n\nTreatment\n\n- Walk about.\n- Drink water.\n\n"
        "Drugs\n\nDrug | Dose\nBaclofen | 5 mg\n\nBelow 10^6 cells."
    )
    assert item.document.title == "Leg cramps"
    assert item.document.sections[-1][1] == "Treatment > Drugs"


def rewritten(data: bytes, name: str, change) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
    return stream.getvalue()


def test_tracked_insertions_are_read_and_deletions_are_not(word):
    def track(xml: bytes) -> bytes:
        runs = b"<w:p><w:ins><w:r><w:t>New advice.</w:t></w:r></w:ins><w:del><w:r><w:delText>Old advice.</w:delText></w:r></w:del></w:p>"
        return xml.replace(b"<w:sectPr", runs + b"<w:sectPr", 1)

    word.write_bytes(rewritten(word.read_bytes(), "word/document.xml", track))

    assert only(word).document.text.endswith("New advice.")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(lambda data: data[: len(data) // 2], "damaged or truncated", id="truncated"),
        pytest.param(lambda data: data[:2000] + b"\xff" * 500 + data[2500:], "damaged", id="flipped-bytes"),
        pytest.param(lambda data: rewritten(data, "word/document.xml", lambda _: b"<w:document"), "is broken XML", id="broken-xml"),
        pytest.param(
            lambda data: rewritten(data, "word/document.xml", lambda _: b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'),
            "XML entities",
            id="entities",
        ),
        pytest.param(
            lambda data: rewritten(data, "word/document.xml", lambda _: b"<a>" + b" " * 30_000_000 + b"</a>"), "zip bomb", id="zip-bomb"
        ),
        pytest.param(lambda _: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an old Word", id="old-word-or-password"),
    ],
)
def test_an_unusable_word_file_is_refused(word, make, reason):
    word.write_bytes(make(word.read_bytes()))

    with pytest.raises(CorpusError) as caught:
        only(word)
    assert reason in str(caught.value)
    assert caught.value.hint


def test_a_zip_that_lies_about_its_sizes_is_refused(word):
    data = bytearray(rewritten(word.read_bytes(), "word/document.xml", lambda _: b"<a>" + b" " * 30_000_000 + b"</a>"))
    directory = data.rindex(b"word/document.xml") - 46
    struct.pack_into("<I", data, directory + 24, 1000)
    word.write_bytes(bytes(data))

    with pytest.raises(CorpusError):
        only(word)
