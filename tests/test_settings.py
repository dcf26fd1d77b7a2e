"""Settings come from the environment, once."""

from pathlib import Path

import pytest

from spasm_qa.errors import SettingError
from spasm_qa.settings import Settings, read_settings


def test_without_variables_the_defaults_hold() -> None:
    assert read_settings({}) == Settings()
    assert read_settings({}).embedding == "all-MiniLM-L6-v2"
    assert read_settings({}).emergency_number == "your local emergency number"


def test_the_index_lies_in_the_home_folder(tmp_path: Path) -> None:
    settings = read_settings({"SPASM_QA_HOME": str(tmp_path)})

    assert settings.home == tmp_path
    assert settings.index == tmp_path / "index"


def test_a_tilde_is_the_users_folder() -> None:
    assert read_settings({"SPASM_QA_HOME": "~/spasm"}).home == Path.home() / "spasm"


def test_an_empty_variable_is_no_setting() -> None:
    assert read_settings({"SPASM_QA_EMBEDDING": "  "}).embedding == Settings().embedding


def test_blanks_around_a_value_do_not_count() -> None:
    assert read_settings({"SPASM_QA_EMERGENCY_NUMBER": " 112 "}).emergency_number == "112"


def test_the_default_corpus_is_the_one_of_the_repository() -> None:
    assert (Settings().corpus / "references.json").is_file()


@pytest.mark.parametrize(("value", "kept"), [("off", False), ("Off", False), ("0", False), ("no", False), ("on", True), ("", True)])
def test_keeping_conversations_can_be_switched_off(value: str, kept: bool) -> None:
    assert read_settings({"SPASM_QA_REMEMBER": value}).remember is kept


def test_a_switch_that_is_neither_on_nor_off_is_named() -> None:
    with pytest.raises(SettingError, match="SPASM_QA_REMEMBER is 'maybe'; use on or off"):
        read_settings({"SPASM_QA_REMEMBER": "maybe"})
