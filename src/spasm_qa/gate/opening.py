"""Open the gate with the corpus's vocabulary and the embedding model of the settings."""

from collections.abc import Mapping
from typing import Any

import yaml

from spasm_qa.embedding import Embedder, load_embedder
from spasm_qa.errors import CorpusError
from spasm_qa.gate.nli import Nli
from spasm_qa.gate.reading import reading_of
from spasm_qa.gate.support import Gate
from spasm_qa.settings import Settings


def open_gate(settings: Settings) -> Gate:
    """Return the gate that stands before the screen; it needs no index.

    Raises:
        CorpusError: The vocabulary of the corpus cannot be read.
        SettingError: The cross-encoder of the settings is none.
    """
    path = settings.corpus / "vocabulary" / "terms.yaml"
    try:
        vocabulary = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as e:
        raise CorpusError(f"{path.name} cannot be read ({e}).", hint="Set SPASM_QA_CORPUS to the corpus folder of this project.") from e
    return gate_of(vocabulary, load_embedder(settings.embedding), settings.nli)


def gate_of(vocabulary: Mapping[str, Any], embedder: Embedder, nli: str = "") -> Gate:
    """Return a gate that aligns word pieces where the model gives their vectors, whole sentences where it does not.

    `nli` names a cross-encoder that is asked as well, empty for none.
    """
    opinion = Nli(nli) if nli else None
    tokens = getattr(embedder, "word_vectors", None)
    return Gate(vocabulary, embedder.encode, tokens=tokens, reading=reading_of(embedder), nli=opinion)
