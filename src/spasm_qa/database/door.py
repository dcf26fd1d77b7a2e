"""The one way of a process to its database: opened when first needed; after a failure, not at once again."""

import time
from threading import Lock

from sqlalchemy import Engine

from spasm_qa.database.engine import open_database
from spasm_qa.errors import SpasmQAError
from spasm_qa.settings import Settings

AGAIN_AFTER_SECONDS = 10.0


class Door:
    """Opens the database once."""

    def __init__(self, settings: Settings) -> None:
        """Prepare; nothing is opened yet."""
        self.settings = settings
        self._lock = Lock()
        self._engine: Engine | None = None
        self._error: SpasmQAError | None = None
        self._failed_at = 0.0

    def engine(self) -> Engine:
        """Return the database, opened.

        Raises:
            SpasmQAError: It cannot be opened now.
        """
        with self._lock:
            if self._engine is not None:
                return self._engine
            if self._error is not None and time.monotonic() - self._failed_at < AGAIN_AFTER_SECONDS:
                raise self._error
            try:
                self._engine = open_database(self.settings)
            except SpasmQAError as e:
                self._error, self._failed_at = e, time.monotonic()
                raise
            return self._engine
