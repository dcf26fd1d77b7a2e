"""The errors of spasm-qa; each says what is wrong and, in `hint`, what to do.

* SpasmQAError
  x CorpusError        a corpus or document file cannot be used; names the file, line and field
  x IndexUnusable      the index cannot answer questions
    + IndexMissing       nothing was built yet
    + IndexStale         built with another embedding model or splitter, or damaged
    + IndexUnreachable   the Chroma server that holds the vectors does not answer
  x ModelUnavailable   the chat or embedding model cannot be loaded or reached
  x StorageUnavailable conversations, feedback or the desk's log cannot be read or written
  x DeskRefused        a step at the Desk is not allowed, or what it was about has changed
  x ReplyUnreadable    an answer that was kept is damaged, or a newer version kept it
  x InputUnusable      what a reader wrote cannot be kept as it is
  x SettingError       a setting has a value that cannot be used
"""


class SpasmQAError(Exception):
    """Anything that spasm-qa reports to its reader on purpose."""

    hint = "See the README, section Settings."

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        """Keep the message; `hint` replaces the class's own."""
        super().__init__(message)
        if hint is not None:
            self.hint = hint


class CorpusError(SpasmQAError):
    """A file of the corpus cannot be used."""

    hint = "Mend the file and run `python -m ingest --check corpus/`."


class IndexUnusable(SpasmQAError):
    """The index cannot answer questions."""

    hint = "Run `python -m ingest corpus/` and start again."


class IndexMissing(IndexUnusable):
    """No index was built at this place yet."""


class IndexStale(IndexUnusable):
    """The index was built by another model or splitter, or its files are damaged."""


class IndexUnreachable(IndexUnusable):
    """The Chroma server that several processes share is down, slow or of another version; it is asked again each time."""

    hint = "Check that the server runs (`chroma run --path DIR`) and SPASM_QA_CHROMA_URL names it; then try again, no restart is needed."


class ModelUnavailable(SpasmQAError):
    """A model cannot be loaded or reached."""

    hint = "Check SPASM_QA_EMBEDDING or SPASM_QA_MODEL; without a chat model the answers are extractive."


class StorageUnavailable(SpasmQAError):
    """The database of conversations, feedback and reviews cannot be read or written."""

    hint = "Nothing that was stored before is lost. Check that its folder can be written to and has room, then try again."


class DeskRefused(SpasmQAError):
    """A step at the Desk is not taken."""

    hint = "Nothing was written."


class ReplyUnreadable(SpasmQAError):
    """A kept answer cannot be shown: it is damaged, or a newer version of spasm-qa kept it."""

    hint = "The question is still there: ask it again."


class InputUnusable(SpasmQAError):
    """What a reader wrote cannot be kept as it is."""

    hint = "Change it and try again."


class SettingError(SpasmQAError):
    """A setting cannot be used."""
