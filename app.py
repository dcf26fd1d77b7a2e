"""The app: page settings and navigation, nothing else. Start it with `streamlit run app.py`."""

import streamlit as st

from spasm_qa.ui import desk_access, places

st.set_page_config(page_title="Muscle spasms and leg cramps", page_icon=":material/accessibility_new:", layout="centered")
desk = "visible" if desk_access.visitor().allowed else "hidden"  # hidden pages can be opened by address: the page itself refuses
st.navigation(
    [
        st.Page(places.ARTICLE, title="Ask", icon=":material/forum:", default=True),
        st.Page(places.SOURCES, title="Sources", icon=":material/menu_book:", url_path="sources"),
        st.Page(places.ABOUT, title="About", icon=":material/info:", url_path="about"),
        st.Page(places.DESK, title="Desk", icon=":material/rate_review:", url_path="desk", visibility=desk),
    ],
    position="top",
).run()
