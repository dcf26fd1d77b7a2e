"""Settings come from the environment, once."""

from pathlib import Path

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
