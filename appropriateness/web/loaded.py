"""The knowledge base, loaded once for all sessions. It never changes while the application runs."""

from __future__ import annotations

import streamlit as st

from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.loading import load


@st.cache_resource(show_spinner="Reading the knowledge")
def knowledge() -> KnowledgeBase:
    """The knowledge of this checkout. Raises KnowledgeError where it cannot be used."""
    return load()
