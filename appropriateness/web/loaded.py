"""The knowledge base, loaded once a day for all sessions. It never changes while a page is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import streamlit as st

from appropriateness.errors import KnowledgeError, KnowledgeProblem
from appropriateness.knowledge.assembling import DATA
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.documents import Documents, load_documents
from appropriateness.knowledge.dose_loading import load_doses
from appropriateness.knowledge.doses import DoseKnowledge
from appropriateness.knowledge.lexicon import Lexicon, load_lexicon
from appropriateness.knowledge.loading import load
from appropriateness.knowledge.protocol_library import PROTOCOLS, ProtocolLibrary, load_protocols
from appropriateness.knowledge.teaching import Teaching, load_teaching
from appropriateness.settings import site_folder


@dataclass(frozen=True)
class Loaded:
    """The knowledge of this checkout with the site's policy, and why that policy is left out where it has expired."""

    base: KnowledgeBase
    expired: tuple[KnowledgeProblem, ...] = ()


def knowledge() -> KnowledgeBase:
    """The knowledge in use today. Raises KnowledgeError where it cannot be used."""
    return _loaded(date.today()).base


def expired_policy() -> tuple[KnowledgeProblem, ...]:
    """What has expired of the site's policy; then all of it is left out and the sources stand alone."""
    return _loaded(date.today()).expired


@lru_cache(maxsize=2)
def _loaded(today: date) -> Loaded:
    """A policy ends at midnight, also while the application runs. An answer at night matters more than its minutes.

    Asked for hundreds of times in a run, so that Streamlit's own cache, which hashes its arguments, costs too much.
    """
    try:
        return Loaded(load(site=site_folder(), on=today))
    except KnowledgeError as fault:
        if any(problem.code != "EXPIRED" for problem in fault.problems):
            raise
        return Loaded(load(), fault.problems)


@st.cache_resource(show_spinner="Reading the doses", max_entries=2)
def _doses(digest: str) -> DoseKnowledge:
    return load_doses(knowledge(), DATA)


def doses() -> DoseKnowledge:
    """Doses of examinations, with the knowledge in use today. Raises KnowledgeError where they cannot be used."""
    return _doses(knowledge().digest)


@st.cache_resource(show_spinner="Reading the papers")
def documents() -> Documents:
    """The templates of the papers. Raises KnowledgeError where they cannot be used."""
    return load_documents(DATA, knowledge())


@st.cache_resource(show_spinner="Reading the vignettes")
def teaching() -> Teaching:
    """Vignettes and lessons. Raises KnowledgeError where they cannot be used."""
    return load_teaching(DATA, knowledge())


@st.cache_resource(show_spinner="Reading the lexicon")
def lexicon() -> Lexicon:
    """The words in which indications are typed. Raises KnowledgeError where they cannot be used."""
    return load_lexicon(DATA, knowledge())


@st.cache_resource(show_spinner="Reading the protocols", max_entries=2)
def _protocols(digest: str) -> ProtocolLibrary:
    return load_protocols(PROTOCOLS, knowledge())


def protocols() -> ProtocolLibrary:
    """The protocol library, with the knowledge in use today. Raises KnowledgeError where it cannot be used."""
    return _protocols(knowledge().digest)
