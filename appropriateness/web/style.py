"""The look: calm, high contrast, light and dark, narrow screens, print. One sheet for all pages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from appropriateness.web.marks import masks


def apply() -> None:
    """Put the style sheet on the page."""
    st.html(_sheet())


@lru_cache(maxsize=1)
def _sheet() -> str:
    rules = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return f"<style>{rules}\n{masks()}</style>"
