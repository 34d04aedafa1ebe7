"""The web application: streamlit run app.py"""

from pathlib import Path

import streamlit as st

from appropriateness.errors import KnowledgeError
from appropriateness.web import broken, local, state, style

VIEWS = Path(__file__).parent / "appropriateness" / "web" / "views"


def main() -> None:
    st.set_page_config(page_title="Imaging order assistant: suspected spinal CSF leak", layout="wide")
    style.apply()
    pages = [
        st.Page(VIEWS / "order.py", title="Order", url_path="order", default=True),
        st.Page(VIEWS / "protocols.py", title="Protocols", url_path="protocols"),
        st.Page(VIEWS / "documents.py", title="Papers", url_path="papers"),
        st.Page(VIEWS / "dose.py", title="Dose", url_path="dose"),
        st.Page(VIEWS / "criteria.py", title="Criteria", url_path="criteria"),
        st.Page(VIEWS / "teach.py", title="Teach", url_path="teach"),
        st.Page(VIEWS / "records.py", title="Records", url_path="records"),
        st.Page(VIEWS / "sources.py", title="Sources", url_path="sources"),
    ]
    page = st.navigation(pages, position="top")
    try:
        state.begin(page.url_path)
        local.notice()
        page.run()
        state.publish()
    except KnowledgeError as fault:
        broken.draw(fault)


main()
