from hypothesis import given, settings
from hypothesis import strategies as st

from spasm_qa.review.changes import Piece, changes, words


def test_only_the_fields_that_differ_are_shown_word_by_word() -> None:
    before = {"text": "Hold for 10 seconds.", "plain": "Hold it.", "sources": [{"id": "a", "locator": "T1", "note": ""}]}
    after = {**before, "text": "Hold for 20 seconds.", "sources": [{"id": "a", "locator": "T2", "note": ""}]}

    found = changes(before, after)

    assert found["text"] == [Piece("=", "Hold for "), Piece("-", "10"), Piece("+", "20"), Piece("=", " seconds.")]
    assert [piece.text for piece in found["sources"] if piece.mark != "="] == ["T1", "T2"]
    assert set(found) == {"text", "sources"}


def test_a_field_that_came_or_went_is_shown() -> None:
    assert changes({}, {"note": "new"}) == {"note": [Piece("+", "new")]}
    assert changes({"note": "old"}, {}) == {"note": [Piece("-", "old")]}


@settings(max_examples=150, deadline=None)
@given(old=st.text(max_size=40), new=st.text(max_size=40))
def test_the_pieces_give_both_texts_back(old, new) -> None:
    pieces = list(words(old, new))

    assert "".join(p.text for p in pieces if p.mark != "+") == old
    assert "".join(p.text for p in pieces if p.mark != "-") == new
