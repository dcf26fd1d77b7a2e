"""All settings, read once from environment variables named SPASM_QA_<NAME>."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from platformdirs import user_data_path

from spasm_qa.errors import SettingError

ANY_NUMBER = "your local emergency number"
YES_NO = {"on": True, "yes": True, "true": True, "1": True, "off": False, "no": False, "false": False, "0": False}
REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; the README's table says the same in words."""

    home: Path = field(default_factory=lambda: user_data_path("spasm-qa"))
    corpus: Path = REPOSITORY / "corpus"
    embedding: str = "all-MiniLM-L6-v2"
    nli: str = ""
    """Folder or name of an NLI cross-encoder that the gate asks as well; empty for none."""
    emergency_number: str = ANY_NUMBER
    model: str = "extractive"
    """`provider:name` of a chat model; `extractive` for none."""
    model_url: str = ""
    model_seconds: float = 20.0
    """Most seconds that a model may add to a reply; after that the answer is extractive."""
    model_concurrency: int = 4
    database_url: str = ""
    """Address of the database, as SQLAlchemy writes it; empty for a SQLite file in `home`."""
    chroma_url: str = ""
    """`http://HOST:PORT` of a Chroma server for the app's own index; empty for files in `home`."""
    reviewers: str = ""
    """Verified e-mail addresses, by comma, of those who may approve at the Desk."""
    editors: str = ""

    remember: bool = True
    """Whether conversations are kept."""

    @property
    def index(self) -> Path:
        """Folder of the default index."""
        return self.home / "index"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of an environment.

    Raises:
        SettingError: A value cannot be converted.
    """
    values: dict[str, object] = {}
    for each in fields(Settings):
        raw = environment.get(f"SPASM_QA_{each.name.upper()}", "").strip()
        if not raw:
            continue
        if each.type is Path:
            values[each.name] = Path(raw).expanduser()
        elif each.type in (float, int):
            try:
                values[each.name] = float(raw) if each.type is float else int(raw)
            except ValueError as e:
                raise SettingError(f"SPASM_QA_{each.name.upper()} is {raw!r}, not a {'whole ' if each.type is int else ''}number.") from e
        elif each.type is bool:
            if raw.lower() not in YES_NO:
                raise SettingError(f"SPASM_QA_{each.name.upper()} is {raw!r}; use on or off.")
            values[each.name] = YES_NO[raw.lower()]
        else:
            values[each.name] = raw
    return Settings(**values)  # type: ignore[arg-type]
