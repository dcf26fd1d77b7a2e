"""Words are placed exactly or not at all."""

import pytest

from spasm_qa.pdf.place import Sought, place


def placed(stream: str, words: str, before: str = "", after: str = "") -> str:
    return "".join(stream[at] for at in place(list(stream), Sought(words, before, after)))


@pytest.mark.parametrize(
    ("stream", "words", "found"),
    [
        pytest.param("Stretch the calf.", "the calf", "thecalf", id="plain"),
        pytest.param("a pain-\r\nful cramp", "painful cramp", "painfulcramp", id="hyphen-at-the-line-end"),
        pytest.param("a pain\x02\r\nful cramp", "painful", "painful", id="what-pdfium-puts-for-it"),
        pytest.param("of\ufb01ce ef\ufb02ux", "office", "ofﬁce", id="ligature-on-the-page"),
        pytest.param("office", "of\ufb01ce", "office", id="ligature-in-the-text"),
        pytest.param("soft\u00adly", "softly", "softly", id="soft-hyphen"),
        pytest.param("Oltranil\r\n2 mg", "Oltranil | 2 mg", "Oltranil2mg", id="cells-of-a-table"),
        pytest.param("Take 2.5 mg.", "25 mg", "", id="a-figure-is-never-near-enough"),
        pytest.param("Not safe.", "not safe", "", id="case-counts"),
        pytest.param("Stretch.", "Walk.", "", id="nowhere"),
        pytest.param("Stretch.", " ", "", id="nothing"),
        pytest.param("", "Stretch.", "", id="no-letters"),
    ],
)
def test_words_are_found_whatever_a_line_break_does_to_them(stream, words, found) -> None:
    assert placed(stream, words) == found


def test_of_two_like_places_the_one_with_the_same_surroundings_is_taken() -> None:
    stream = "Adults: 5 mg daily. Children: 5 mg daily. End."

    assert place(list(stream), Sought("5 mg", before="Children: "))[0] == stream.rindex("5 mg")
    assert place(list(stream), Sought("5 mg", before="Adults: ", after=" daily. Children"))[0] == stream.index("5 mg")


def test_of_two_places_that_nothing_tells_apart_none_is_taken() -> None:
    assert place(list("5 mg daily. 5 mg daily."), Sought("5 mg", before="twice ", after="x")) == ()


def test_a_longer_stretch_before_tells_places_apart_that_look_alike_nearby() -> None:
    stream = "".join(f"We saw {n} people with cramps in that year. Use a footboard. " for n in (16, 23, 30))

    at = place(list(stream), Sought("Use a footboard", before="We saw 23 people with cramps in that year. "))
    assert stream[: at[0]].endswith("We saw 23 people with cramps in that year. ")
