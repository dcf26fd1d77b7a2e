"""What a question lacks of its conversation, by where the words were said."""

from hypothesis import given
from hypothesis import strategies as st

from spasm_qa.answer.salient import MOST_TURNS, MOST_WORDS, Said, salient, stands_alone, with_subject

TALK = Said(("Tell me about the Bronze Age collapse.", "What is the evidence for it?"))


def test_the_subject_of_the_opening_question_is_added() -> None:
    assert (
        with_subject("What are some of the possible causes?", TALK)
        == "What are some of the possible causes (Bronze Age collapse evidence)?"
    )


def test_a_question_with_a_subject_of_its_own_is_left_alone() -> None:
    question = "How did the Roman empire conquer Britain?"

    assert stands_alone(question)
    assert with_subject(question, TALK) == question


def test_a_pointer_means_that_something_is_lacking() -> None:
    assert not stands_alone("How did the Roman empire and its army conquer them?")


def test_a_first_question_stays_as_it_is() -> None:
    assert with_subject("Why?", Said()) == "Why?"


def test_words_that_the_question_has_are_not_repeated() -> None:
    assert "collapse" not in salient("Who saw the collapse?", TALK)


def test_a_passing_word_of_a_middle_question_is_left_out() -> None:
    said = Said(("Tell me about throat cancer.", "Can a dentist notice?", "Is it treatable?"))

    assert salient("Why?", said) == ("throat", "cancer", "treatable")


def test_a_name_in_the_last_reply_is_added() -> None:
    said = Said(("Who founded the school?",)).answering("It was Kurt Hahn, after he left Salem.")

    assert {"Kurt", "Hahn"} <= set(salient("When was he born?", said))


def test_a_long_talk_keeps_its_opening_and_its_latest_turns() -> None:
    said = Said()
    for n in range(30):
        said = said.asking(f"question {n}")

    assert len(said.questions) == MOST_TURNS
    assert (said.questions[0], said.questions[-1]) == ("question 0", "question 29")


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=3), st.text())
def test_any_text_is_taken(asked: list[str], replies: list[str], question: str) -> None:
    said = Said(tuple(asked), tuple(replies))

    assert len(salient(question, said)) <= MOST_WORDS
    assert with_subject(question, said).startswith(question.rstrip("?. "))
