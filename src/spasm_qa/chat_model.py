"""`provider:name` -> a chat model and where it runs; LangChain is imported when one is asked for, not before."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from spasm_qa.errors import ModelUnavailable, SettingError
from spasm_qa.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRACTIVE = "extractive"
MOST_TOKENS = 2_000
HERE = ("localhost", "127.0.0.1", "::1", "0.0.0.0")


@dataclass(frozen=True, slots=True)
class Provider:
    """How LangChain calls a provider, what it needs, and where its models run unless told otherwise."""

    id: str
    extra: str
    address: str
    keys: tuple[str, ...] = ()
    """Environment variables one of which must hold the key; empty when none is needed."""
    addresses: tuple[str, ...] = ()
    """Environment variables that move it to another server."""


PROVIDERS = {
    "ollama": Provider("ollama", "ollama", "http://localhost:11434", (), ("OLLAMA_HOST",)),
    "openai": Provider("openai", "openai", "https://api.openai.com/v1", ("OPENAI_API_KEY",), ("OPENAI_API_BASE", "OPENAI_BASE_URL")),
    "anthropic": Provider(
        "anthropic", "anthropic", "https://api.anthropic.com", ("ANTHROPIC_API_KEY",), ("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL")
    ),
    "google": Provider("google_genai", "google", "https://generativelanguage.googleapis.com", ("GOOGLE_API_KEY", "GEMINI_API_KEY")),
    "mistral": Provider("mistralai", "mistral", "https://api.mistral.ai/v1", ("MISTRAL_API_KEY",), ("MISTRAL_BASE_URL",)),
}
ALIASES = {"google_genai": "google", "mistralai": "mistral"}


@dataclass(frozen=True, slots=True)
class Named:
    """A model as the settings name it: nothing is loaded yet."""

    name: str
    """`provider:name`, as shown to readers."""
    provider: Provider
    model: str
    address: str

    @property
    def place(self) -> str:
        """The host that gets the questions."""
        return urlsplit(self.address if "//" in self.address else f"//{self.address}").hostname or self.address

    @property
    def local(self) -> bool:
        """Tell whether questions stay on this computer."""
        return self.place in HERE and not self.cloud

    @property
    def cloud(self) -> bool:
        """Tell whether a local Ollama hands this model's questions on to Ollama's own servers."""
        return self.provider.id == "ollama" and self.model.endswith(("-cloud", ":cloud"))

    @property
    def where(self) -> str:
        """Where the model runs, in words."""
        return "at ollama.com" if self.cloud else "on the computer that runs this tool" if self.local else f"at {self.place}"


@dataclass(frozen=True, slots=True)
class ChatModel:
    """A model that can be asked."""

    named: Named
    chat: "BaseChatModel"

    @property
    def name(self) -> str:
        """`provider:name`."""
        return self.named.name


def named_model(settings: Settings, environment: Mapping[str, str] = os.environ) -> Named | None:
    """Return the model that the settings name, None for extractive answers.

    Raises:
        SettingError: The setting is no `provider:name` of a provider known here.
    """
    if settings.model in ("", EXTRACTIVE):
        return None
    start, _, model = settings.model.partition(":")
    provider = PROVIDERS.get(ALIASES.get(start, start))
    if provider is None or not model.strip():
        raise SettingError(
            f"SPASM_QA_MODEL is {settings.model!r}, which names no model.",
            hint=f"Write provider:name, such as ollama:llama3.2, with one of {', '.join(PROVIDERS)}; or extractive for no model.",
        )
    address = settings.model_url or next((environment[each] for each in provider.addresses if environment.get(each)), provider.address)
    return Named(settings.model, provider, model.strip(), address)


def load_chat_model(settings: Settings, environment: Mapping[str, str] = os.environ) -> ChatModel | None:
    """Return the chat model of the settings, None for extractive answers; nothing is sent anywhere yet.

    Raises:
        ModelUnavailable: Its package is not installed, or its key is missing.
        SettingError: A setting of the model cannot be used.
    """
    named = named_model(settings, environment)
    if named is None:
        return None
    if not isfinite(settings.model_seconds) or settings.model_seconds <= 0 or settings.model_concurrency < 1:
        raise SettingError("SPASM_QA_MODEL_SECONDS must be above 0 and SPASM_QA_MODEL_CONCURRENCY at least 1.")
    provider = named.provider
    free = provider.id == "openai" and settings.model_url  # servers that speak OpenAI's protocol seldom ask for a key
    if provider.keys and not free and not any(environment.get(key) for key in provider.keys):
        raise ModelUnavailable(
            f"The model {named.name} needs a key.", hint=f"Set {' or '.join(provider.keys)}, or name another model in SPASM_QA_MODEL."
        )
    from langchain.chat_models import init_chat_model

    try:
        return ChatModel(named, init_chat_model(named.model, model_provider=provider.id, **_options(named, settings, environment)))
    except ImportError as e:
        hint = (
            f"Run `pip install 'spasm-qa[{provider.extra}]'` (in the repository: `pip install -e '.[{provider.extra}]'`) and start again."
        )
        raise ModelUnavailable(f"The model {named.name} needs a package that is not installed.", hint=hint) from e
    except Exception as e:  # each provider has errors of its own; their texts may hold the key
        raise ModelUnavailable(f"The model {named.name} cannot be set up ({type(e).__name__}).") from e


def _options(named: Named, settings: Settings, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return what the provider's class is made with.

    It makes no retries of its own: ours stay inside the time limit. The address is always given, so that no other variable of the
    environment can move the questions to a place that the reader was not told of.
    """
    seconds = settings.model_seconds
    url = {"base_url": named.address}
    match named.provider.extra:
        case "ollama":
            return {**url, "temperature": 0, "num_predict": MOST_TOKENS, "client_kwargs": {"timeout": seconds}}
        case "google":
            return {**url, "timeout": seconds, "max_retries": 1}
        case "mistral":
            return {**url, "timeout": max(1, round(seconds)), "max_retries": 1, "max_tokens": MOST_TOKENS}
        case "anthropic":
            return {**url, "timeout": seconds, "max_retries": 0, "max_tokens": MOST_TOKENS}
        case _:
            own = {"temperature": 0, "max_tokens": MOST_TOKENS} if settings.model_url else {}
            key = {} if any(environment.get(k) for k in named.provider.keys) else {"api_key": "none"}
            return {**url, **own, **key, "timeout": seconds, "max_retries": 0, "stream_usage": True}
