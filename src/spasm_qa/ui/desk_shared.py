"""What the Desk works with: its log, what stands in the corpus, readers' reports, publishing. Called by module, so tests can replace it."""

import os
from collections.abc import Mapping
from functools import lru_cache

import streamlit as st
from sqlalchemy import Engine

from spasm_qa.errors import CorpusError, DeskRefused
from spasm_qa.library import Library
from spasm_qa.review.approvals import FILE
from spasm_qa.review.desk import Board, approvals_file, board, may_publish, note_publishing
from spasm_qa.review.log import Log
from spasm_qa.review.reports import Reports
from spasm_qa.review.states import Person
from spasm_qa.review.subjects import Subject, subjects
from spasm_qa.ui import resources


def engine() -> Engine:
    """Return the database.

    Raises:
        SpasmQAError: It cannot be opened.
    """
    return resources.database().engine()


@st.cache_resource(show_spinner=False)
def log() -> Log:
    """Return the log of this process's database."""
    return Log(engine())


def reports() -> Reports:
    """Return what readers said."""
    return Reports(engine())


def now() -> Board:
    """Return everything to review as it stands.

    Raises:
        SpasmQAError: The library or the log cannot be read.
    """
    return board(standing(), log())


def standing() -> Mapping[str, Subject]:
    """Return everything to review as the build in use has it."""
    return _subjects(resources.library())


@lru_cache(maxsize=2)
def _subjects(library: Library) -> Mapping[str, Subject]:
    return subjects(library)


def writable() -> bool:
    """Tell whether the approvals can be written beside the corpus."""
    corpus = resources.settings().corpus
    file = corpus / FILE
    return os.access(corpus, os.W_OK) and (not file.exists() or os.access(file, os.W_OK))


def publish(who: Person) -> tuple[str, ...]:
    """Write the approvals beside the corpus and build anew; return what the build has to say.

    Raises:
        SpasmQAError: It could not be written or built.
    """
    if why := may_publish(who):
        raise DeskRefused(why)
    text = approvals_file(now())
    file = resources.settings().corpus / FILE
    fresh = file.with_name(f".{FILE}.new")
    try:
        fresh.write_text(text, encoding="utf-8", newline="")
        fresh.replace(file)
    except OSError as e:
        fresh.unlink(missing_ok=True)
        raise CorpusError(f"{FILE} cannot be written ({e.strerror}).", hint="Download the file and put it there by hand.") from e
    note_publishing(log(), text, who)
    report = resources.startup().renew()
    return (*report.notes, *(f"{fault} {fault.hint}" for fault in report.faults))
