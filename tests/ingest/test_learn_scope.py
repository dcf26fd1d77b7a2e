"""Example questions become a linear reader of the scope."""

import numpy as np
import pytest

from ingest.scope import learn_scope
from spasm_qa.answer.scope import Scope
from spasm_qa.errors import CorpusError

EXAMPLES = {
    "margin": 0.5,
    "inside": ["calf cramp"] * 20,
    "outside": ["gout toe"] * 20,
}
PLACES = {"calf cramp": 0, "asked": 0, "gout toe": 1}


def vectors(texts):
    return np.eye(2, dtype=np.float32)[[PLACES[text] for text in texts]]


def test_what_is_outside_is_learnt_from_examples() -> None:
    scope = Scope(learn_scope(EXAMPLES, ["asked"], vectors))

    assert [scope.outside(vectors([text])) for text in ("calf cramp", "gout toe")] == [False, True]


def test_a_corpus_without_examples_learns_nothing() -> None:
    assert learn_scope({}, ["asked"], vectors) == {}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(CorpusError, match=name):
        learn_scope({key: value for key, value in EXAMPLES.items() if key != name}, [], vectors)
