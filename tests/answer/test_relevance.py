"""What answers a question, learnt from judged candidates."""

import json
from pathlib import Path

import numpy as np
import pytest

from spasm_qa.answer.relevance import relevance_of

DATA = Path(__file__).parents[1] / "data" / "relevance.jsonl"


@pytest.fixture(scope="module")
def judged() -> list[dict]:
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def test_it_turns_unit_vectors_into_unit_vectors(real_assistant) -> None:
    embedder = real_assistant.index.embedder
    vectors = embedder.encode(["does magnesium help?", "is quinine safe in pregnancy?"])
    turned = relevance_of(embedder)(vectors)

    assert turned.shape == vectors.shape
    assert np.allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-5)
    assert not np.allclose(turned, vectors, atol=0.05)


def test_other_weights_are_left_as_they_are(embedder, assistant) -> None:
    vector = embedder.encode(["does magnesium help?"])

    assert relevance_of(embedder) is None
    assert np.array_equal(assistant.shelf.answering(vector), assistant.shelf.dense(vector))


def test_nothing_fits_better_by_it_than_the_best_does_without(real_assistant) -> None:
    for question in ("how do I stop a calf cramp?", "what is the capital of France?", "does tizanidine interact with ciprofloxacin?"):
        vector = real_assistant.index.embedder.encode([question])
        assert real_assistant.shelf.answering(vector).max() <= real_assistant.shelf.dense(vector).max() + 1e-5


def test_what_readers_judged_to_answer_ranks_higher_and_what_misleads_lower_than_without_it(real_assistant, judged) -> None:
    """Not a measure of new questions, for it learnt from these; but it fails when weights and corpus no longer belong together."""
    shelf, gained, misled = real_assistant.shelf, [], []
    for line in (each for each in judged[::25] if each["gold"]):
        vector = real_assistant.index.embedder.encode([line["question"]])
        plain, learnt = shelf.dense(vector), shelf.answering(vector)
        gold = [shelf.position[name] for group in line["gold"] for name in group]
        above = [int((scores > scores[gold].max()).sum()) for scores in (plain, learnt)]
        gained.append((above[1] < above[0]) - (above[1] > above[0]))
        misled += [(learnt[n] - learnt.max()) - (plain[n] - plain.max()) for n in (shelf.position[name] for name in line["must_not"])]

    assert sum(gained) > 10
    assert np.mean(misled) < 0


def test_each_judged_statement_is_of_the_corpus_and_judged_once(real_assistant, judged) -> None:
    assert len({each["question"] for each in judged}) == len(judged) > 5_000
    for line in judged:
        named = [*(name for group in line["gold"] for name in group), *line["acceptable"], *line["must_not"], *line["irrelevant"]]
        assert all(name in real_assistant.shelf.position for name in named)
        assert len(set(named)) == len(named), line["question"]
