"""What an answered turn leaves behind."""

import pytest

from spasm_qa.answer.condense import condense
from spasm_qa.answer.replay import as_answered, settled
from spasm_qa.answer.state import State
from spasm_qa.types import Abstention, Audience, Reply

TURN = "What are the side effects of tizanidine?"


@pytest.mark.parametrize("alone", [True, False])
def test_a_turn_counts_in_the_reading_that_was_answered(lexicon, alone) -> None:
    before = condense("Does magnesium help leg cramps?", lexicon.read("Does magnesium help leg cramps?"), State()).state
    read = condense(TURN, lexicon.read(TURN), before, alone=alone)

    assert as_answered(TURN, lexicon.read(TURN), before, Reply(TURN, read.standalone, Audience.PATIENT)) == read.state


def test_an_answer_about_an_illness_says_what_a_talk_without_a_name_is_about(assistant, library) -> None:
    reply = assistant.reply("my calf is swollen")
    state = State(standalone="my calf is swollen")

    assert settled(state, reply, library).names.conditions == ("deep-vein-thrombosis",)


def test_a_refusal_says_nothing(library) -> None:
    state = State(standalone=TURN)

    assert settled(state, Abstention(TURN, TURN, Audience.PATIENT), library) == state
