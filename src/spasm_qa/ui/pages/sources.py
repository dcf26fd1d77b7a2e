"""All sources, searchable; with `?source=ID`, one of them, and with `&passage=KEY&span=START-END` the quoted words marked."""

import streamlit as st

from spasm_qa.errors import SpasmQAError
from spasm_qa.ui import resources, state
from spasm_qa.ui.catalogue import Span
from spasm_qa.ui.errors import draw_error
from spasm_qa.ui.listing import draw_listing
from spasm_qa.ui.source import draw_source

try:
    library = resources.library()
    references = library.references
except SpasmQAError as e:
    st.title("The sources cannot be opened", anchor=False)
    draw_error(e)
    st.stop()

source = state.address("source")
if source in references:
    draw_source(references[source], library, passage=state.address("passage"), span=Span.parse(state.address("span")))
else:
    draw_listing(library, unknown=source)
resources.warm_up()
