"""The protocol library: every file below `protocols/`, read and checked against the knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.files import SourcesFile
from appropriateness.knowledge.integrity import parts
from appropriateness.knowledge.protocol_files import Booking, Concept, Signatures, SiteDefaults, VendorNamesFile
from appropriateness.knowledge.protocols import Protocol, PulseSequence
from appropriateness.knowledge.reading import Reader
from appropriateness.knowledge.sources import Source
from appropriateness.provenance import Citation
from appropriateness.shape import Model

PROTOCOLS = Path(__file__).resolve().parents[2] / "protocols"
"""The folder that belongs to this checkout."""

ORDER = ("mri_brain_ih", "mri_spine_complete_ih", "mrv_head")
"""Shown first; every other protocol follows by name."""

_BESIDE: Mapping[str, type[Model]] = {
    "signatures": Signatures,
    "vendor_names": VendorNamesFile,
    "site_defaults": SiteDefaults,
    "booking": Booking,
    "sources": SourcesFile,
}


@dataclass(frozen=True, eq=False)
class ProtocolLibrary:
    """All protocols with what stands beside them. `sources` holds those of the knowledge as well."""

    digest: str
    protocols: Mapping[str, Protocol]
    signatures: Signatures
    concepts: Mapping[str, Concept]
    site: SiteDefaults
    booking: Booking
    sources: Mapping[str, Source]

    @property
    def beside(self) -> tuple[Model, ...]:
        """What stands beside the protocols and cites sources of its own."""
        return (self.signatures, *self.concepts.values(), self.site, self.booking)

    def of_procedure(self, procedure: str) -> tuple[Protocol, ...]:
        """The protocols that carry out a procedure, in the order shown."""
        return tuple(p for p in self.protocols.values() if any(o.procedure == procedure for o in p.procedures))


def load_protocols(folder: Path, base: KnowledgeBase) -> ProtocolLibrary:
    """Read every protocol. Raises KnowledgeError with all problems: of shape first, then of integrity."""
    if not folder.is_dir():
        raise KnowledgeError([KnowledgeProblem(str(folder), 0, "NO_FOLDER", "there is no such folder.")])
    reader = Reader(folder)
    beside = {name: reader.read(folder / f"{name}.yaml", model) for name, model in _BESIDE.items()}
    files = sorted(path for path in folder.rglob("*.y*ml") if path.stem not in _BESIDE)
    read = {path: reader.read(path, Protocol) for path in files}
    if reader.problems:
        raise KnowledgeError(reader.problems)
    protocols = {path: protocol for path, protocol in read.items() if protocol is not None}
    signatures, names, site, booking, sources = beside.values()
    assert isinstance(signatures, Signatures) and isinstance(names, VendorNamesFile)
    assert isinstance(site, SiteDefaults) and isinstance(booking, Booking) and isinstance(sources, SourcesFile)
    library = ProtocolLibrary(
        digest=reader.digest,
        protocols=MappingProxyType({p.id: p for p in sorted(protocols.values(), key=_rank)}),
        signatures=signatures,
        concepts=MappingProxyType({concept.id: concept for concept in names.concepts}),
        site=site,
        booking=booking,
        sources=MappingProxyType({**base.sources, **{source.id: source for source in sources.sources}}),
    )
    models: dict[str, Model] = {f"{name}.yaml": model for name, model in beside.items() if model is not None}
    models |= {path.relative_to(folder).as_posix(): protocol for path, protocol in protocols.items()}
    problems = list(_Check(library, base, reader, models).problems())
    if problems:
        raise KnowledgeError(problems)
    return library


def _rank(protocol: Protocol) -> tuple[int, str]:
    return (ORDER.index(protocol.id) if protocol.id in ORDER else len(ORDER), protocol.id)


class _Check:
    """Every name that is used exists; every source of our own is used; a file is named after its protocol."""

    def __init__(
        self, library: ProtocolLibrary, base: KnowledgeBase, reader: Reader, models: Mapping[str, Model]
    ) -> None:
        self.library, self.base, self.reader, self.models = library, base, reader, models

    def problems(self) -> Iterator[KnowledgeProblem]:
        cited: set[str] = set()
        for file, model in self.models.items():
            for path, part in parts(model):
                if isinstance(part, Citation):
                    cited.add(part.source)
                    yield from self._known(file, path, [part.source], self.library.sources, "UNKNOWN_SOURCE", "source")
            if isinstance(model, Protocol):
                yield from self._protocol(file, model)
        yield from self._beside()
        for index, source in enumerate(self._own_sources()):
            if source.id in self.base.sources:
                yield self._problem("sources.yaml", ("sources", index), "DUPLICATE_ID", f'"{source.id}" is in data/.')
            elif source.id not in cited:
                yield self._problem("sources.yaml", ("sources", index), "UNUSED", f'nothing cites "{source.id}".')

    def _own_sources(self) -> tuple[Source, ...]:
        model = self.models["sources.yaml"]
        return model.sources if isinstance(model, SourcesFile) else ()

    def _protocol(self, file: str, protocol: Protocol) -> Iterator[KnowledgeProblem]:
        if Path(file).stem != protocol.id:
            yield self._problem(
                file, ("id",), "WRONG_NAME", f'the file is called {file}, its protocol "{protocol.id}".'
            )
        own = [sequence.id for sequence in protocol.sequences]
        for name in {name for name in own if own.count(name) > 1}:
            yield self._problem(file, ("sequences",), "DUPLICATE_ID", f'"{name}" is given twice.')
        for index, ordered in enumerate(protocol.procedures):
            at = ("procedures", index)
            yield from self._known(
                file, at, [ordered.procedure], self.base.procedures, "UNKNOWN_PROCEDURE", "procedure"
            )
            yield from self._known(file, at, ordered.leaves_out, own, "UNKNOWN_SEQUENCE", "sequence of this protocol")
        for index, pair in enumerate(protocol.pairs):
            yield from self._known(file, ("pairs", index), [pair.pre, pair.post], own, "UNKNOWN_SEQUENCE", "sequence")
        for index, sequence in enumerate(protocol.sequences):
            yield from self._sequence(file, index, sequence, protocol)

    def _sequence(
        self, file: str, index: int, sequence: PulseSequence, protocol: Protocol
    ) -> Iterator[KnowledgeProblem]:
        at = ("sequences", index)
        own = [item.id for item in protocol.sequences]
        yield from self._known(file, at, sequence.shares_with, own, "UNKNOWN_SEQUENCE", "sequence of this protocol")
        yield from self._known(file, at, sequence.concepts, self.library.concepts, "UNKNOWN_CONCEPT", "vendor concept")
        if sequence.coverage == "complete" and protocol.coverage is None:
            yield self._problem(file, at, "NO_COVERAGE", f'"{sequence.id}" must be complete, but no regions are given.')

    def _beside(self) -> Iterator[KnowledgeProblem]:
        library, base = self.library, self.base
        sequences = [sequence.id for protocol in library.protocols.values() for sequence in protocol.sequences]
        for index, default in enumerate(library.site.sequences):
            at = ("sequences", index)
            yield from self._known("site_defaults.yaml", at, [default.id], sequences, "UNKNOWN_SEQUENCE", "sequence")
        for index, both in enumerate(library.site.answers_both):
            at = ("answers_both", index)
            yield from self._known("site_defaults.yaml", at, both, sequences, "UNKNOWN_SEQUENCE", "sequence")
        for index, minutes in enumerate(library.site.minutes):
            at, names = ("minutes", index), [minutes.protocol]
            yield from self._known("site_defaults.yaml", at, names, library.protocols, "UNKNOWN_PROTOCOL", "protocol")
        for index, question in enumerate(library.booking.questions):
            at = ("questions", index)
            yield from self._known("booking.yaml", at, question.facts, base.facts, "UNKNOWN_FACT", "fact")
        for index, visit in enumerate(library.booking.visits):
            at = ("visits", index)
            yield from self._known(
                "booking.yaml", at, visit.procedures, base.procedures, "UNKNOWN_PROCEDURE", "procedure"
            )

    def _known(
        self, file: str, path: tuple[str | int, ...], names: Iterable[str], known: Iterable[str], code: str, what: str
    ) -> Iterator[KnowledgeProblem]:
        words = list(known)
        for name in names:
            if name not in words:
                yield self._problem(file, path, code, f'"{name}" is no {what}.{did_you_mean(name, words)}')

    def _problem(self, file: str, path: tuple[str | int, ...], code: str, message: str) -> KnowledgeProblem:
        return self.reader.files[file].problem(path, code, message)
