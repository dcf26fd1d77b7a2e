"""About and editorial policy."""

from collections import Counter

import streamlit as st

from spasm_qa.answer.render import escape
from spasm_qa.currency import snapshot_notes
from spasm_qa.errors import SpasmQAError
from spasm_qa.types import DISCLAIMER, ReviewStatus
from spasm_qa.ui import memory, resources, words

st.title("About, and editorial policy", anchor=False)
st.markdown(
    "spasm-qa answers questions about muscle spasms and leg cramps, for patients and clinicians, "
    "and names the source of every statement it makes."
)
st.warning(escape(DISCLAIMER), icon=":material/info:")

st.header("How an answer is made")
st.markdown("""
1. **Understand.** A follow-up is turned into a question that stands alone, with what you told about yourself. You see how it was
   understood and can put it right.
2. **Look for danger.** What you describe is compared with a list of warning signs. A warning comes first, above the answer.
3. **Search.** The question is compared with every statement of the corpus, by meaning and by words.
4. **Choose.** Statements that answer this question are kept; where sources disagree, both sides stay together and are marked.
5. **Check.** Every statement is compared with the passage that it cites. What the passage does not support is not shown.
6. **Fit to you.** Patients read the plain wording, clinicians the exact one. The facts, their order and their sources stay the
   same.

No language model writes what you read unless the person who runs this tool has set one up; what a model words is checked in the
same way and marked.
When no source answers, it says so.
""")

st.header("What it is not")
st.markdown("""
- It is not a doctor, not a diagnosis and not an emergency service.
- It does not know your history and cannot examine you.
- It does not choose a treatment or a dose for you. Doses are those that the sources name, for the people they name.
- A medicine or an interaction that it does not mention is not thereby safe.
""")

st.header("What gets in")
st.markdown("""
A statement gets in when a source that can be named and opened says it, and the place in the source is noted. We prefer guidelines,
systematic reviews,
trials, drug labels and safety communications of regulators, then reviews and patient information of health services. Weak sources
are let in only when nothing
better says the same, and what is weak about them is written on the Sources page. Statements that could not be confirmed are left
out. Retracted sources are
never cited. Where trials disagree, both are shown. Advice that holds only for some people (for example after a stroke, in liver
disease or in pregnancy) carries its
scope.
""")

st.header("How review works")
st.markdown(
    "Each statement is **submitted**, **under review** or **approved**. An article or answer has the lowest status among its "
    "statements. Approval needs a named clinician who has compared the statement with its source, holds for exactly the words that "
    "were compared, and ends by itself when they or their source are changed."
)
try:
    statuses = Counter(s.status for s in resources.library().statements.values())
    approved, under_review = statuses[ReviewStatus.APPROVED], statuses[ReviewStatus.UNDER_REVIEW]
    st.markdown(
        f"**{approved} of {statuses.total()} statements are approved; {under_review} are under review.**"
        if approved or under_review
        else "**So far no clinician has reviewed any statement: all are submitted.**"
    )
except SpasmQAError:
    st.markdown("How many are approved cannot be read at the moment.")
st.markdown("Sources are looked at again when they are updated, withdrawn or older than their review date.")

st.header("Who is behind it")
st.markdown("""
- **Authors:** the spasm-qa maintainers. They are not a medical board.
- **Funding:** none.
- **Advertising and conflicts of interest:** none. No maker of a medicine or device has a part in it.
""")

st.header("Limits of the data")
st.markdown("""
- The sources were read once and are stored as our own summaries; they are not looked up live. Check the original before you rely on
  a detail.
- Some sources were confirmed on copies or abstracts rather than on the original page. The Sources page names the page that was
  read.
- Several drug labels were read on sites that mirror them; the label in force in your country may differ.
- Most sources come from the United Kingdom and the United States. Approvals, brand names and emergency numbers differ elsewhere.
- No clinician has reviewed the statements, the plain wordings or the warning signs.
- The list of warning signs is not complete. No warning does not mean no danger.
""")

st.header("Report an error")
st.markdown("""
Open an issue in the repository from which you installed this tool. Name the statement or the source, what is wrong, and where it
can be checked. Corrections are made in the
corpus, which is plain text under version control, so that every change can be seen.
""")

st.header("Your privacy")
st.markdown("""
The tool runs on the computer where it was started. It sends nothing to anyone and uses no tracking. If whoever runs the tool has set up
an outside language model, your question is sent to it. Links to originals lead to other sites, which have rules of their own.
""")
if memory.switched_off():
    st.markdown("""
Keeping conversations is switched off here: yours is only in the memory of this browser tab, and gone when you close the tab or start a
new conversation, unless you save it yourself. What you report about an answer or statement is kept without your name.
""")
else:
    st.markdown("""
Your questions and their answers are kept in a database where the tool runs, so that you can come back to them, until you delete them.
They belong to your sign-in, or else to this browser, which gets a random key as a cookie; the database knows only a digest of it. No other
reader can open them, but whoever runs the tool can read the database. You can switch keeping off, save everything, or delete everything for
good, beside the page. What you report about an answer or statement is kept in the same way. Questions are written to no log.
Copies that the operator made of the database (backups) are not reached by a deletion here.
""")

st.header("This version")
try:
    built = resources.manifest()
    st.markdown(
        f"Corpus version **{escape(str(built.get('corpus', 'unknown')))}**, built on {escape(words.day(str(built.get('built', ''))))}: "
        f"{built.get('statements', 0)} statements, {len(resources.library().references)} sources."
    )
    st.markdown(escape(snapshot_notes(resources.library().extra("snapshots") or [])[0]))
except SpasmQAError as e:
    st.markdown(f"{escape(str(e))} {e.hint}")
resources.warm_up()
