"""Figures of a claim against figures of a passage, worked by hand."""

import pytest

from spasm_qa.gate.quantities import quantities, unmatched


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("about 3 in 10 were woken", "31% were woken"),
        ("about half had a dry mouth", "dry mouth (about 49%)"),
        ("about 1 in 14 went to hospital", "7.2% were hospitalised"),
        ("one third of them", "33.3% of them"),
        ("three times a day", "8 h apart, taken every 8 hours"),
        ("twice daily", "BID"),
        ("for 2 weeks", "over 14 days"),
        ("0.5 g", "500 mg"),
        ("5 to 10 mg", "starts at 5 mg, at most 10 mg"),
        ("at least 10 minutes", "longer than 10 minutes"),
        ("2,400 people", "2400 participants"),
        ("about 2 points", "2.25 points"),
        ("twenty-five people", "25 patients"),
    ],
)
def test_the_same_figure_in_other_words_matches(claim, passage):
    assert unmatched(quantities(claim), quantities(passage)) == []


@pytest.mark.parametrize(
    ("claim", "passage", "reason"),
    [
        ("take 10 mg", "take 5 mg", "dose"),
        ("take 5 g", "take 5 mg", "unit"),
        ("for 3 months", "for 3 weeks", "unit"),
        ("350 mg a week", "350 mg/day", "frequency"),
        ("four times a day", "twice daily", "frequency"),
        ("2 to 6 weeks", "2 to 3 weeks", "number"),
        ("about 6 in 10", "31% of people", "number"),
        ("less than 10 minutes", "more than 10 minutes", "direction"),
        ("12 trials", "23 trials", "number"),
    ],
)
def test_another_figure_is_named_by_what_is_wrong_with_it(claim, passage, reason):
    assert [r for _, r in unmatched(quantities(claim), quantities(passage))] == [reason]


@pytest.mark.parametrize("text", ["one study", "in one day", "third-generation drugs", "vitamin B12", "COVID-19", "half-life"])
def test_words_that_only_look_like_figures_are_none(text):
    assert quantities(text) == []
