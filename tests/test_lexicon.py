"""What a question names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spasm_qa.lexicon import KINDS, Lexicon
from spasm_qa.told import people_told


@pytest.mark.parametrize(
    ("text", "kind", "ids"),
    [
        ("Does Slow-Mag help?", "drug", ("magnesium",)),
        ("magnesium oxide or Flexeril", "drug", ("magnesium", "cyclobenzaprine")),
        ("Flexeril, then magnesium, then flexeril", "drug", ("cyclobenzaprine", "magnesium")),
        ("Zoloft and sertraline", "other-drug", ("sertraline",)),
        ("is curcumin any good", "remedy", ("turmeric",)),
        ("a migraine", "other-condition", ("migraine",)),
        ("how much does it cost", "aspect", ("price",)),
        ("my lasagna", "nonmedical", ("lasagne",)),
        ("a charley horse at night", "condition", ("nocturnal-leg-cramps",)),
        ("both calves", "body-part", ("calf",)),
        ("I am pregnant", "population", ("pregnancy",)),
        ("for a pensioner", "population", ("older-adult",)),
        ("an MAO inhibitor", "class", ("maoi",)),
    ],
)
def test_a_name_is_recognised_by_any_of_its_words(lexicon: Lexicon, text: str, kind: str, ids: tuple[str, ...]) -> None:
    assert lexicon.read(text).of(kind) == ids


@pytest.mark.parametrize("text", ["magneisum", "cyclobenzaprin", "cyclobenzeprine", "tizanadine"])
def test_a_misspelled_medicine_is_recognised(lexicon: Lexicon, text: str) -> None:
    assert len(lexicon.read(f"does {text} help").of("drug")) == 1


@pytest.mark.parametrize("text", ["magnet", "calculator", "wardrobe"])
def test_a_short_or_far_word_is_not_taken_for_a_medicine(lexicon: Lexicon, text: str) -> None:
    assert lexicon.read(text).of("drug") == ()
    assert lexicon.read(text).unknown == (text,)


@pytest.mark.parametrize(
    ("text", "populations"),
    [
        ("I'm 72 and get cramps", ("older-adult",)),
        ("my mum is 81", ("older-adult",)),
        ("grandad's 84", ("older-adult",)),
        ("my 6-year-old", ("child",)),
        ("woke up at 3 screaming", ()),
        ("I'm 40", ()),
        ("I take 72 mg", ()),
        ("over 70 km a week", ()),
        ("I'm 28 weeks and my calf locks", ("pregnancy",)),
        ("next pt: 28 wks, night cramps", ("pregnancy",)),
        ("28 wks w/ my first, charley horse", ("pregnancy",)),
        ("34 weeker with crampy calves", ("pregnancy",)),
        ("groin strain, 6 weeks, no better", ()),
        ("I am trying for a baby", ("pregnancy",)),
        ("I had cramps as a child", ()),
        ("our kid gets it off his doctor", ()),
        ("my daughter is 25 weeks gone", ("pregnancy",)),
        ("my daughter is 5", ("child",)),
        ("my kidneys are bad", ("kidney-impairment",)),
        ("my kidneys are fine", ()),
        ("my kidneys aren't good", ("kidney-impairment",)),
    ],
)
def test_who_someone_is_can_be_told_in_many_ways(lexicon: Lexicon, text: str, populations: tuple[str, ...]) -> None:
    assert lexicon.read(text).of("population") == populations


def test_a_medicine_also_names_the_group_that_the_corpus_speaks_of(lexicon: Lexicon) -> None:
    reading = lexicon.read("phenelzine")

    assert reading.of("other-drug") == ("phenelzine",)
    assert reading.of("class") == ("maoi",)


def test_words_of_the_corpus_and_of_everyday_talk_are_not_unknown(lexicon: Lexicon) -> None:
    assert lexicon.read("husband drowsiness zzyzzx").unknown == ("zzyzzx",)


def test_a_mention_knows_its_words_and_place(lexicon: Lexicon) -> None:
    (mention,) = lexicon.read("take magnesium oxide daily").mentions

    assert (mention.words, mention.start, mention.end) == ("magnesium oxide", 1, 3)


def test_an_empty_vocabulary_recognises_nothing() -> None:
    assert Lexicon({}, {}).read("magnesium for cramps").mentions == ()


def test_a_medicine_cut_short_is_read_when_only_one_begins_like_it(lexicon: Lexicon) -> None:
    assert lexicon.read("started cyclob last week").of("drug") == ("cyclobenzaprine",)
    assert lexicon.read("started cycl last week").of("drug") == ()
    assert Lexicon({"drugs": [{"id": n, "generic": n} for n in ("methocarbamol", "methotrexate")]}, {}).read("on metho").of("drug") == ()


@pytest.mark.parametrize(("text", "kept"), [("egfr 84, baclofen ok?", ()), ("her eGFR is 28", ("kidney-impairment",))])
def test_a_normal_filtration_rate_is_no_kidney_trouble(lexicon: Lexicon, text: str, kept: tuple[str, ...]) -> None:
    assert lexicon.read(text).of("population") == kept


@pytest.mark.parametrize("text", ["the eGFR is 84", "her ferritin is 12", "heart rate is 70", "ck of 9"])
def test_a_measured_value_is_nobodys_age(lexicon: Lexicon, text: str) -> None:
    assert not {"older-adult", "child"} & set(lexicon.read(text).of("population"))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(lexicon: Lexicon, text: str) -> None:
    reading = lexicon.read(text)

    assert all(m.kind in KINDS and m.words for m in reading.mentions)
    assert len({(m.kind, m.id) for m in reading.mentions}) == len(reading.mentions)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["magnesium", "Flexeril", "my", "calf", "cramp", "72", "weeks", "pregnant", "?!", "'s", "’s", "kidneys", "fine", "not"]
        ),
        max_size=25,
    )
)
def test_any_order_of_known_words_can_be_read(lexicon: Lexicon, words: list[str]) -> None:
    found = lexicon.read(" ".join(words))

    assert ("magnesium" in found.of("drug")) == ("magnesium" in words)


@pytest.mark.parametrize("text", ["renal fn normal, tizanidine ok?", "her kidney function is fine", "normal renal function", "kidneys ok"])
def test_kidneys_that_are_fine_are_no_trouble(text: str) -> None:
    assert Lexicon({}, {}).read(text).of("population") == ()


@pytest.mark.parametrize(
    ("text", "child"),
    [
        ("my daughter's five, she limps", True),
        ("our lad is thirteen and cramps after football", True),
        ("he is a seven year old", True),
        ("my son's two weeks into training", False),
        ("she's one of those who cramp", False),
        ("he's six foot two and cramps", False),
        ("took five tablets", False),
    ],
)
def test_an_age_may_be_a_word(text, child) -> None:
    assert ("child" in [population for population, _ in people_told(text)]) is child
