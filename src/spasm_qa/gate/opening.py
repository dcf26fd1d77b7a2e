"""Open the gate with the corpus's vocabulary and the embedding model of the settings."""

import yaml

from spasm_qa.embedding import load_embedder
from spasm_qa.errors import CorpusError
from spasm_qa.gate.support import Gate
from spasm_qa.settings import Settings


def open_gate(settings: Settings) -> Gate:
    """Return the gate that stands before the screen; it needs no index.

    Raises:
        CorpusError: The vocabulary of the corpus cannot be read.
    """
    path = settings.corpus / "vocabulary" / "terms.yaml"
    try:
        vocabulary = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as e:
        raise CorpusError(f"{path.name} cannot be read ({e}).", hint="Set SPASM_QA_CORPUS to the corpus folder of this project.") from e
    return Gate(vocabulary, load_embedder(settings.embedding).encode)
