"""The app: the server with its key for each browser, page settings and navigation. Start it with `streamlit run app.py`."""

import streamlit as st
from starlette.middleware import Middleware

from spasm_qa.browser import BrowserKey
from spasm_qa.settings import read_settings
from spasm_qa.ui import desk_access, places, sidebar

if __name__ == "__main__":  # a run of a page
    st.set_page_config(page_title="Muscle spasms and leg cramps", page_icon=":material/accessibility_new:", layout="centered")
    desk = "visible" if desk_access.visitor().allowed else "hidden"  # hidden pages can be opened by address: the page itself refuses
    page = st.navigation(
        [
            st.Page(places.ARTICLE, title="Ask", icon=":material/forum:", default=True),
            st.Page(places.SOURCES, title="Sources", icon=":material/menu_book:", url_path="sources"),
            st.Page(places.ABOUT, title="About", icon=":material/info:", url_path="about"),
            st.Page(places.DESK, title="Desk", icon=":material/rate_review:", url_path="desk", visibility=desk),
        ],
        position="top",
    )
    page.run()
    sidebar.draw()
else:  # the server, which draws nothing
    app = st.App(__file__, middleware=[Middleware(BrowserKey, on=read_settings().remember)])
