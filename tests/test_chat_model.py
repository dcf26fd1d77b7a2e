"""Which model the settings name, where it runs, and what is said when it cannot be had. Nothing here connects to anything."""

import os

import langchain.chat_models
import pytest

from spasm_qa.chat_model import PROVIDERS, load_chat_model, named_model
from spasm_qa.errors import ModelUnavailable, SettingError
from spasm_qa.settings import Settings, read_settings

KEYS = {"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k", "GOOGLE_API_KEY": "k", "MISTRAL_API_KEY": "k"}
PACKAGES = {
    "ollama": ("langchain_ollama", "ChatOllama"),
    "openai": ("langchain_openai", "ChatOpenAI"),
    "anthropic": ("langchain_anthropic", "ChatAnthropic"),
    "google": ("langchain_google_genai", "ChatGoogleGenerativeAI"),
    "mistral": ("langchain_mistralai", "ChatMistralAI"),
}


def test_without_a_setting_there_is_no_model() -> None:
    assert load_chat_model(Settings()) is None
    assert named_model(read_settings({"SPASM_QA_MODEL": ""})) is None
    assert named_model(read_settings({"SPASM_QA_MODEL": "extractive"})) is None


def test_the_settings_of_the_model_come_from_the_environment() -> None:
    settings = read_settings(
        {
            "SPASM_QA_MODEL": "ollama:llama3.2",
            "SPASM_QA_MODEL_URL": "http://box:11434",
            "SPASM_QA_MODEL_SECONDS": "7.5",
            "SPASM_QA_MODEL_CONCURRENCY": "2",
        }
    )

    assert (settings.model, settings.model_url, settings.model_seconds, settings.model_concurrency) == (
        "ollama:llama3.2",
        "http://box:11434",
        7.5,
        2,
    )


@pytest.mark.parametrize(("name", "value"), [("SECONDS", "soon"), ("CONCURRENCY", "2.5")])
def test_a_setting_that_is_no_number_is_named(name, value) -> None:
    with pytest.raises(SettingError, match=f"SPASM_QA_MODEL_{name} is '{value}'"):
        read_settings({f"SPASM_QA_MODEL_{name}": value})


@pytest.mark.parametrize("settings", [{"model_seconds": 0.0}, {"model_seconds": float("nan")}, {"model_concurrency": 0}])
def test_limits_must_make_sense(settings) -> None:
    with pytest.raises(SettingError, match="SPASM_QA_MODEL_SECONDS must be above 0"):
        load_chat_model(Settings(model="ollama:any", **settings))


@pytest.mark.parametrize("name", ["llama3.2", "nobody:model", "openai:", ":x", "openai"])
def test_a_name_that_names_no_model_is_refused_with_an_example(name) -> None:
    with pytest.raises(SettingError, match="names no model") as caught:
        named_model(Settings(model=name))

    assert "ollama:llama3.2" in caught.value.hint


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_missing_package_is_told_with_the_extra_to_install(provider, monkeypatch) -> None:
    def missing(*arguments: object, **options: object) -> None:
        raise ImportError("no such package")

    monkeypatch.setattr(langchain.chat_models, "init_chat_model", missing)

    with pytest.raises(ModelUnavailable, match="needs a package") as caught:
        load_chat_model(Settings(model=f"{provider}:any"), KEYS)

    assert f"'spasm-qa[{provider}]'" in caught.value.hint


@pytest.mark.parametrize("provider", [name for name, each in PROVIDERS.items() if each.keys])
def test_a_missing_key_is_told_by_name(provider) -> None:
    with pytest.raises(ModelUnavailable, match=f"The model {provider}:any needs a key") as caught:
        load_chat_model(Settings(model=f"{provider}:any"), {})

    assert PROVIDERS[provider].keys[0] in caught.value.hint


@pytest.mark.parametrize(
    ("model", "url", "environment", "where", "local"),
    [
        ("ollama:llama3.2", "", {}, "on the computer that runs this tool", True),
        ("ollama:llama3.2", "http://192.168.1.5:11434", {}, "at 192.168.1.5", False),
        ("ollama:llama3.2", "", {"OLLAMA_HOST": "box:11434"}, "at box", False),
        ("ollama:gpt-oss:120b-cloud", "", {}, "at ollama.com", False),
        ("openai:gpt", "", {}, "at api.openai.com", False),
        ("openai:gpt", "", {"OPENAI_BASE_URL": "https://proxy.example/v1"}, "at proxy.example", False),
        ("openai:local", "http://127.0.0.1:8080/v1", {}, "on the computer that runs this tool", True),
        ("openai:local", "http://localhost.example/v1", {}, "at localhost.example", False),
        ("anthropic:claude", "", {}, "at api.anthropic.com", False),
        ("google:gemini", "", {}, "at generativelanguage.googleapis.com", False),
        ("google_genai:gemini", "", {}, "at generativelanguage.googleapis.com", False),
        ("mistral:small", "", {}, "at api.mistral.ai", False),
    ],
)
def test_where_questions_go_is_known_before_any_is_sent(model, url, environment, where, local) -> None:
    named = named_model(Settings(model=model, model_url=url), environment)

    assert named is not None
    assert (named.name, named.where, named.local) == (model, where, local)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_provider_is_set_up_without_retries_of_its_own_and_at_the_told_address(provider, monkeypatch) -> None:
    package, name = PACKAGES[provider]
    pytest.importorskip(package, reason=f"extra {provider} is not installed")
    for key, value in {**KEYS, "LANGSMITH_GATEWAY": "true", "LANGSMITH_API_KEY": "lsv2_none"}.items():
        monkeypatch.setenv(key, value)
    model = load_chat_model(Settings(model=f"{provider}:any", model_url="http://127.0.0.1:9/v1", model_seconds=3.0), os.environ)

    assert model is not None
    assert type(model.chat).__name__ == name
    addresses = [getattr(model.chat, each, None) for each in ("openai_api_base", "base_url", "anthropic_api_url", "endpoint")]
    assert "http://127.0.0.1:9/v1" in addresses
    assert getattr(model.chat, "max_retries", 0) in (0, 1)


def test_a_server_that_speaks_the_protocol_of_openai_needs_no_key() -> None:
    pytest.importorskip("langchain_openai", reason="extra openai is not installed")

    assert load_chat_model(Settings(model="openai:local", model_url="http://127.0.0.1:9/v1"), {}) is not None


def test_what_cannot_be_set_up_is_told_without_the_key(monkeypatch) -> None:
    def fails(*arguments: object, **options: object) -> None:
        raise ValueError("api_key=secret-key")

    monkeypatch.setattr(langchain.chat_models, "init_chat_model", fails)
    with pytest.raises(ModelUnavailable) as caught:
        load_chat_model(Settings(model="ollama:any"), {})

    assert "ValueError" in str(caught.value)
    assert "secret" not in str(caught.value) + caught.value.hint
