"""Pages as pictures: the right words are marked, and a file that cannot be drawn is said to be so."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
import reportlab
from make_pdf import LINES, boxed, columns, lines, paper, turned
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter

from ingest.formats import Options, read_file
from spasm_qa.pdf.child import MOST_PIXELS, MOST_WIDTH
from spasm_qa.pdf.place import Sought
from spasm_qa.pdf.render import PagePicture, PageUnavailable, draw_page, words_on
from spasm_qa.types import Document

VERA = str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
WIDTH, HEIGHT = 595.28, 841.89


def saved(tmp_path: Path, data: bytes) -> tuple[Path, str]:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    return path, hashlib.sha256(data).hexdigest()


def drawn(tmp_path: Path, data: bytes, words: str, *, page: int = 1, before: str = "") -> PagePicture:
    return draw_page(*saved(tmp_path, data), page, Sought(words, before))


def marked(tmp_path: Path, data: bytes, words: str, **more) -> tuple[float, float, float, float]:
    """Return the part of the picture that the mark covers, as shares of its width and height from the upper left corner."""
    with_mark = drawn(tmp_path, data, words, **more)
    assert with_mark.placed
    one, other = (Image.open(BytesIO(p.png)) for p in (with_mark, drawn(tmp_path, data, "")))
    left, top, right, bottom = ImageChops.difference(one, other).getbbox()
    return left / one.width, top / one.height, right / one.width, bottom / one.height


def test_the_mark_lies_on_the_words_and_on_nothing_else(tmp_path) -> None:
    left, top, right, bottom = marked(tmp_path, paper(lines(LINES)), "It is safe.")

    baseline = 1 - (760 - 3 * 18) / HEIGHT
    assert top < baseline < bottom
    assert bottom - top < 20 / HEIGHT
    assert 250 / WIDTH < left < 290 / WIDTH  # `Stretching the calf helps many people. ` takes about 200 points from 72 on
    assert right < 345 / WIDTH


def test_words_that_are_split_by_a_hyphen_are_marked_on_both_lines(tmp_path) -> None:
    _, top, _, bottom = marked(tmp_path, paper(lines(LINES)), "painful tightening of the calf")

    assert 25 / HEIGHT < bottom - top < 45 / HEIGHT


def test_a_ligature_of_the_font_is_no_obstacle(tmp_path) -> None:
    data = paper(lines(["The \ufb01rst \ufb02oor has an o\ufb03ce."]), font=VERA)

    assert drawn(tmp_path, data, "first floor").placed


def test_in_two_columns_the_mark_stays_in_its_own(tmp_path) -> None:
    data = columns(["Left column says", "stretch at night."], ["Right column says", "walk in the day."])

    left, _, right, _ = marked(tmp_path, data, "column says walk in the day.", before="Right ")
    assert left > 310 / WIDTH
    left, _, right, _ = marked(tmp_path, data, "Left column says stretch at night.")
    assert right < 300 / WIDTH


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_on_a_rotated_page_the_mark_turns_with_it(tmp_path, degrees) -> None:
    upright = paper(lines(LINES))
    left, top, right, bottom = marked(tmp_path, upright, "It is safe.")
    corners = {
        90: (1 - bottom, left, 1 - top, right),
        180: (1 - right, 1 - bottom, 1 - left, 1 - top),
        270: (top, 1 - right, bottom, 1 - left),
    }

    assert marked(tmp_path, turned(upright, degrees), "It is safe.") == pytest.approx(corners[degrees], abs=0.006)


def test_on_a_cropped_page_the_mark_moves_with_the_crop(tmp_path) -> None:
    data = turned(paper(lines(LINES)), 0, crop=(50, 600, 450, 800))
    _, top, _, bottom = marked(tmp_path, data, "It is safe.")

    assert top < (800 - 706) / 200 < bottom


def test_words_that_are_not_on_the_page_mark_nothing(tmp_path) -> None:
    assert not drawn(tmp_path, paper(lines(LINES)), "Not a word of it.").placed


@pytest.mark.parametrize("size", [(14_000, 14_000), (14_000, 20), (595, 842), (72, 72)])
def test_a_picture_is_bounded_whatever_the_page(tmp_path, size) -> None:
    picture = Image.open(BytesIO(drawn(tmp_path, boxed(paper(lines(LINES)), *size), "").png))

    assert picture.width <= MOST_WIDTH + 1
    assert picture.width * picture.height <= MOST_PIXELS * 1.01


def locked() -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(paper(lines(LINES)))))
    writer.encrypt("secret", "owner", algorithm="AES-128")
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "page", "reason"),
    [
        pytest.param(locked(), 1, "encrypted", id="password"),
        pytest.param(b"%PDF-1.7\nnothing", 1, "damaged", id="damaged"),
        pytest.param(paper(lines(LINES)), 2, "no such page", id="page-beyond-the-end"),
        pytest.param(paper(lines(LINES)), 0, "no such page", id="page-zero"),
    ],
)
def test_a_page_that_cannot_be_drawn_says_why(tmp_path, data, page, reason) -> None:
    with pytest.raises(PageUnavailable, match=reason):
        drawn(tmp_path, data, "It is safe.", page=page)


def test_a_file_that_is_gone_or_was_changed_is_not_drawn(tmp_path) -> None:
    path, digest = saved(tmp_path, paper(lines(LINES)))
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(PageUnavailable, match="changed after it was read"):
        draw_page(path, digest, 1, Sought(""))

    path.unlink()
    with pytest.raises(PageUnavailable, match="not there"):
        draw_page(path, digest, 1, Sought(""))


def test_a_page_that_takes_too_long_is_given_up(tmp_path) -> None:
    with pytest.raises(PageUnavailable, match="too long"):
        draw_page(*saved(tmp_path, paper(lines(LINES))), 1, Sought(""), seconds=0.001)


def test_many_readers_at_once_get_their_pages(tmp_path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    path, digest = saved(tmp_path, paper(lines(LINES)))
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: draw_page(path, digest, 1, Sought("It is safe.")), range(6)))

    assert all(picture.placed for picture in found)


def test_of_a_span_over_two_pages_each_gets_its_part() -> None:
    document = Document("d", "D", "First page ends here. Second begins.", pages=(0, 22))

    assert words_on(document, 1, 6, 28) == Sought("page ends here. ", "First ", "")
    assert words_on(document, 2, 6, 28) == Sought("Second", "", " begins.")
    assert words_on(document, 2, 0, 5) == words_on(document, 3, 0, 5) == Sought("")


def test_what_the_reader_reads_is_found_on_the_page_again(tmp_path) -> None:
    """Every sentence of a read PDF is placed on the page that the reader says it stands on."""
    data = paper(lines(LINES), lines(["2 Second page", "It has an ef\ufb01cient hint. Drink water."]), font=VERA)
    path, digest = saved(tmp_path, data)
    (item,) = read_file(path, Options())
    document = item.document

    for words in ("sudden, painful tightening of the calf", "Stretching the calf helps many people.", "efficient hint. Drink water."):
        start = document.text.index(words)
        for page in (1, 2):
            sought = words_on(document, page, start, start + len(words))
            assert bool(sought.words) == (page == (1 if start < document.pages[1] else 2))
            assert draw_page(path, digest, page, sought).placed == bool(sought.words)
