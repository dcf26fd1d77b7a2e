"""The second reading: what it is asked, what it may do, and how well it tells a faithful sentence from a turned one."""

from hashlib import md5

import numpy as np
import pytest
from corpus_pairs import pairs, vocabulary

from spasm_qa.gate import Gate
from spasm_qa.gate.checks import lexicon
from spasm_qa.gate.edits import edits
from spasm_qa.gate.reading import DOUBT, MOST_WORDS, Reading, nearest, reading_of
from spasm_qa.gate.text import clean, sentences

VOCABULARY = {"drugs": [{"id": "baclofen", "generic": "baclofen"}]}
PASSAGE = "Baclofen raises the risk of falls in older adults. It should not be stopped suddenly."
CLAIM = "Baclofen makes falls of older adults more likely: the risk of falls is raised."
HELD, FOLDS = 0, 5  # the statements that tests/gate/fit_reader.py held out
KEPT, DOUBTED = 0.96, 0.35


class Says:
    """A second reading that always says the same, and counts what it is asked."""

    def __init__(self, likelihood):
        self.likelihood = likelihood
        self.asked = []

    def __call__(self, claims, passages):
        self.asked.append(list(claims))
        return [self.likelihood] * len(claims)


def test_a_doubt_holds_back_and_trust_changes_nothing():
    plain = Gate(VOCABULARY).check(CLAIM, [PASSAGE])
    doubted = Gate(VOCABULARY, reading=Says(DOUBT / 2)).check(CLAIM, [PASSAGE])

    assert plain.supported
    assert Gate(VOCABULARY, reading=Says(1.0)).check(CLAIM, [PASSAGE]) == plain
    assert doubted.reasons == ("meaning",)
    assert not doubted.supported
    assert doubted.score < 0.5
    assert not Gate(VOCABULARY, reading=Says(float("nan"))).check(CLAIM, [PASSAGE]).supported


@pytest.mark.parametrize("claim", ["Baclofen lowers the risk of falls in older adults.", "The moon is bright.", ""])
def test_it_lets_nothing_pass_that_the_gate_holds_back(claim):
    trusting = Says(1.0)

    assert Gate(VOCABULARY, reading=trusting).check(claim, [PASSAGE]) == Gate(VOCABULARY).check(claim, [PASSAGE])
    assert trusting.asked == []


def test_the_passages_own_sentences_are_not_read_again():
    doubtful = Says(0.0)

    assert Gate(VOCABULARY, reading=doubtful).check("It should not be stopped suddenly.", [PASSAGE]).supported
    assert doubtful.asked == []


def test_every_new_sentence_is_read_alone():
    trusting = Says(1.0)
    Gate(VOCABULARY, reading=trusting).check(f"{CLAIM} It should not be stopped suddenly. Falls in older adults: a risk.", [PASSAGE])

    assert trusting.asked == [[CLAIM, "Falls in older adults: a risk."]]


def test_of_long_passages_the_nearest_sentences_are_read_in_their_order():
    filler = "Cramps are common at night in later life and often follow a day on the feet. " * 12
    read = nearest("falls in older adults when stopped suddenly", f"{PASSAGE}\n{filler}")

    assert read.startswith(PASSAGE)
    assert len(read.split()) <= MOST_WORDS
    assert nearest(CLAIM, PASSAGE) == PASSAGE


def test_another_model_has_no_second_reading():
    class Other:
        def parts(self):
            return None

    assert reading_of(Other()) is None
    assert reading_of(object()) is None


@pytest.fixture(scope="module")
def embedder():
    from spasm_qa.embedding import load_embedder

    return load_embedder()


@pytest.fixture(scope="module")
def reading(embedder):
    return reading_of(embedder)


@pytest.mark.models
def test_no_change_leaves_the_encoder_as_it_was(embedder):
    import torch

    bert, _ = embedder.parts()
    none = {part: torch.zeros(1) for part in ("o", "wide", "narrow")} | {part: torch.zeros(384, 384) for part in "qkv"}
    pieces = torch.tensor([[101, 2054, 7126, 102]])
    with torch.inference_mode():
        before, after = bert(pieces), bert.adapted([none, none])(pieces)
        other = bert.adapted([{**none, "o": torch.randn(384, 384)}])(pieces)
        again = bert(pieces)

    assert torch.allclose(before, after, atol=1e-6)
    assert not torch.allclose(before, other, atol=1e-3)
    assert torch.equal(again, before)


@pytest.mark.models
def test_it_leaves_the_length_at_which_questions_are_cut_alone(embedder, reading):
    """The length is kept in the tokenizer: shared, it would cut the questions of other readers at the same time."""
    embedder.encode(["cramps"])
    before = embedder.parts()[1].backend_tokenizer.truncation
    reading(["Cramps at night are stretched away."], ["Cramps come at night."])

    assert before["max_length"] == 256
    assert embedder.parts()[1].backend_tokenizer.truncation == before


@pytest.mark.models
def test_any_text_gets_a_likelihood(reading):
    claims = ["x", "痙攣は夜に起こる。", "not " * 2_000, "\ufffd", CLAIM]

    found = reading(claims, [PASSAGE, "no " * 3_000])

    assert all(0.0 <= each <= 1.0 for each in found)
    assert reading(claims, [PASSAGE, "no " * 3_000]) == found
    assert isinstance(reading, Reading)


@pytest.fixture(scope="module")
def held_out():
    if len(pairs()) < 50 or vocabulary() is None:
        pytest.skip("the corpus is not there")
    return [p for p in pairs() if int(md5(p.id.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS == HELD]


@pytest.mark.models
def test_on_statements_held_out_it_doubts_turned_sentences_and_trusts_faithful_ones(reading, held_out):
    names = lexicon(vocabulary())
    trusted, doubted = [], []
    for pair in held_out:
        passages = [clean(pair.statement)]
        own = sentences(clean(pair.plain))
        trusted.append(min(reading(own, passages)) >= DOUBT)
        turned = [e for e in edits(pair.plain, pair.truth, names) if e.kind in ("added-not", "dropped-not", "direction")]
        doubted += [min(reading([s for s in sentences(clean(e.text)) if s not in own], passages)) < DOUBT for e in turned]

    assert np.mean(trusted) >= KEPT
    assert np.mean(doubted) >= DOUBTED
