"""Whether the figures of a plain text are borne out by the clinician text."""

import pytest

from ingest.registers import numbers, odd_numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("94 adults", [94]),
        ("1,200 mg and 0.5 g", [1200, 0.5]),
        ("two of twelve, one day", [2, 12]),
        ("vitamin B12, K2 and CYP1A2", []),
        ("", []),
    ],
)
def test_numbers_are_digits_and_words(text, found) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("plain", "clinical"),
    [
        ("94 people", "n = 94"),
        ("three times", "3 repetitions"),
        ("about 3 in 10", "31%"),
        ("1 in 5 people", "20% of participants"),
        ("48 hours", "2 days"),
        ("half of them", "50%"),
        ("60%", "60.3%"),
        ("no figures", "94"),
    ],
)
def test_the_same_figure_in_other_words_is_borne_out(plain, clinical) -> None:
    assert odd_numbers(plain, clinical) == []


@pytest.mark.parametrize(
    ("plain", "clinical", "odd"),
    [("940 people", "n = 94", [940]), ("4 weeks", "6 weeks", [4]), ("3 in 10", "90%", [3, 10]), ("take 5", "no dose is given", [5])],
)
def test_another_figure_is_odd(plain, clinical, odd) -> None:
    assert odd_numbers(plain, clinical) == odd
