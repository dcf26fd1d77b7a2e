"""Every error says what to do."""

import pytest

from spasm_qa import errors
from spasm_qa.errors import CorpusError, IndexMissing, IndexStale, IndexUnusable, ModelUnavailable, SettingError, SpasmQAError


@pytest.mark.parametrize("kind", [CorpusError, IndexUnusable, IndexMissing, IndexStale, ModelUnavailable, SettingError])
def test_every_error_is_ours_and_has_a_hint(kind: type[SpasmQAError]) -> None:
    error = kind("what is wrong")

    assert isinstance(error, SpasmQAError)
    assert str(error) == "what is wrong"
    assert error.hint.endswith(".")


def test_a_hint_of_its_own_replaces_that_of_the_class() -> None:
    assert CorpusError("wrong", hint="Do this.").hint == "Do this."
    assert CorpusError("wrong").hint == CorpusError.hint != "Do this."


def test_a_missing_and_a_stale_index_are_both_unusable() -> None:
    assert issubclass(IndexMissing, IndexUnusable)
    assert issubclass(IndexStale, IndexUnusable)
    assert not issubclass(IndexStale, IndexMissing)


def test_the_docstring_draws_the_whole_tree() -> None:
    names = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, SpasmQAError)]

    assert errors.__doc__
    assert [name for name in names if name not in errors.__doc__] == []
