"""Example questions become two linear readers of the scope."""

import numpy as np
import pytest

from ingest.scope import learn_scope
from spasm_qa.answer.scope import Scope
from spasm_qa.errors import CorpusError

EXAMPLES = {
    "margin": 0.5,
    "inside": ["calf cramp"] * 20,
    "outside": ["gout toe"] * 20,
    "follow_ups": ["how long"] * 20,
    "chat": ["moon"] * 20,
}
PLACES = {"calf cramp": 0, "asked": 0, "how long": 1, "gout toe": 2, "moon": 3}


def vectors(texts):
    return np.eye(4, dtype=np.float32)[[PLACES[text] for text in texts]]


def test_each_reader_learns_from_its_own_examples() -> None:
    scope = Scope(learn_scope(EXAMPLES, ["asked"], vectors))

    assert [scope.outside(vectors([text])) for text in ("calf cramp", "gout toe")] == [False, True]
    assert [scope.strays(vectors([text]), whole=True, score=1.0, covered=0.0) for text in ("how long", "moon")] == [False, True]


def test_a_corpus_without_examples_learns_nothing() -> None:
    assert learn_scope({}, ["asked"], vectors) == {}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(CorpusError, match=name):
        learn_scope({key: value for key, value in EXAMPLES.items() if key != name}, [], vectors)
