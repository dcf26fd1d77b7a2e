"""Draws "Save or copy": an answer, a conversation or all of them as a file, or an answer as text with its citations."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from spasm_qa.database.kept import Kept
from spasm_qa.errors import SpasmQAError
from spasm_qa.export.blocks import Saved
from spasm_qa.ui import resources, words

FORMATS = {"PDF": ("pdf", "application/pdf"), "Web page": ("html", "text/html"), "Markdown": ("md", "text/markdown")}


DATA = {"Data (JSON)": ("json", "application/json")}
Parts = Sequence[tuple[str, Sequence[Kept]]]


def draw_saving(turns: Sequence[Kept], label: str, *, key: str, copy: bool = False) -> None:
    """Draw a button that opens the formats; with `copy` also the text of the one answer, to be copied."""
    with st.popover(label, icon=":material/ios_share:", type="tertiary", key=f"save-{key}"):
        if copy:
            from spasm_qa.export.citation import with_citations

            st.markdown("**Copy with citations**")
            st.code(with_citations(turns[0], date=_today(), corpus=_corpus()), language=None, wrap_lines=True, height=220)
        st.markdown("**Save as a file**")
        draw_formats(lambda: (("", turns),), key=key)


def draw_formats(parts: Callable[[], Parts], *, key: str, data: bool = False) -> None:
    """Draw one button a format; the file is made when it is asked for."""
    with st.container(horizontal=True, gap="xsmall"):
        for name, (ending, kind) in (FORMATS | DATA if data else FORMATS).items():
            make = _maker(parts, ending)
            file = f"spasm-qa-{date.today().isoformat()}.{ending}"
            st.download_button(name, make, file, kind, icon=":material/download:", key=f"save-{key}-{ending}", on_click="ignore")


def made(saved: Saved, ending: str) -> bytes:
    """Return the file of one format."""
    if ending == "pdf":
        from spasm_qa.export.pdf import to_pdf

        return to_pdf(saved)
    if ending == "html":
        from spasm_qa.export.html import to_html

        text = to_html(saved)
    elif ending == "json":
        from spasm_qa.export.data import to_json

        text = to_json(saved)
    else:
        from spasm_qa.export.markdown import conversation_markdown

        text = conversation_markdown(saved)
    return text.encode("utf-8", "replace")


def _maker(parts: Callable[[], Parts], ending: str) -> Callable[[], bytes]:
    when, version = _today(), _corpus()  # the file is made outside the run of a page
    return lambda: made(Saved(parts(), when, version), ending)


def _today() -> str:
    return words.day(date.today().isoformat())


def _corpus() -> str:
    """Return version and day of the corpus in use."""
    try:
        built = resources.manifest()
    except SpasmQAError:
        return "unknown"
    return f"{built.get('corpus', 'unknown')} of {words.day(str(built.get('built', '')))}"
