"""The folder of small files in every text format."""

from pathlib import Path

import pytest
from sample_files import DOCUMENTS


@pytest.fixture
def documents() -> Path:
    return DOCUMENTS
