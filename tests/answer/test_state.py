"""What a conversation is about."""

from spasm_qa.answer.state import Names, State, classes_of, names_of, words_of


def test_names_are_sorted_by_what_they_name(lexicon) -> None:
    names = names_of(lexicon.read("Flexeril or turmeric for charley horse in the calf, with a migraine"))

    assert names == Names(("cyclobenzaprine",), ("nocturnal-leg-cramps",), ("calf",), ("turmeric", "migraine"))
    assert names.all == ("cyclobenzaprine", "turmeric", "migraine", "nocturnal-leg-cramps", "calf")


def test_no_names_are_falsy() -> None:
    assert not Names()
    assert Names(body_parts=("calf",))


def test_a_class_belongs_to_the_medicine_of_the_same_words(lexicon) -> None:
    assert set(classes_of(lexicon.read("Zoloft with Nardil"))) == {("sertraline", "ssri"), ("phenelzine", "maoi")}


def test_the_readers_own_words_are_kept(lexicon) -> None:
    assert dict(words_of(lexicon.read("Does Slow-Mag help a charley horse?"))) == {
        "magnesium": "slow mag",
        "nocturnal-leg-cramps": "charley horse",
    }


def test_chips_are_the_facts_about_the_person() -> None:
    assert State(populations=("pregnancy",), taken=("phenelzine",)).chips == ("pregnancy", "takes:phenelzine")
