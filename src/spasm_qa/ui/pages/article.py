"""Home: one question answered as an article, and below it the conversation that follows from it."""

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.errors import SpasmQAError
from spasm_qa.types import Audience
from spasm_qa.ui import memory, resources, state, words
from spasm_qa.ui.article import draw_article
from spasm_qa.ui.chat import draw_conversation
from spasm_qa.ui.errors import draw_error

try:
    articles = {str(each["id"]): each for each in resources.library().extra("articles") or []}
except SpasmQAError as e:
    st.title("The sources cannot be opened", anchor=False)
    draw_error(e)
    st.stop()

state.start_reader()
state.start_article(tuple(articles))
memory.resume()
article = articles.get(state.article())
talking = state.talking()

st.title(escape(str(article["question"])) if article else "Muscle spasms and leg cramps", anchor=False)
with st.container(border=True):
    st.segmented_control(
        "Which best describes you? The wording changes, the facts stay the same.",
        list(Audience),
        format_func=lambda each: words.READER[each],
        required=True,
        key=state.READER,
        persist_state="session",
    )
if article and not talking:
    st.markdown("[:material/forum: Ask a follow-up question](#ask)")
if problem := resources.warning():
    st.warning(f"The last good copy of the sources is shown. {escape(str(problem))}", icon=":material/warning:")
    st.caption(problem.hint)
if article:
    folded = st.expander("The article", icon=":material/article:", key="article-folded", on_change="rerun") if talking else None
    if folded is None or folded.open:  # folded, its many parts are not drawn anew with every answer
        with folded or st.container():
            draw_article(article, state.audience())
if len(articles) > 1 and not talking:
    st.selectbox(
        "Read another article",
        list(articles),
        format_func=lambda each: str(articles[each]["question"]),
        key=state.ARTICLE,
        persist_state="session",
    )
st.header("Have a follow-up question?" if article and not talking else "Your questions", anchor="ask")
if not talking:
    st.markdown("Ask below in your own words. Every answer names its sources; when there is no source, it says so.")
draw_conversation()
resources.warm_up()
