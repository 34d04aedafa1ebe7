"""One sheet to book from: studies in sequence, what to ask first, pulse sequences, positions, people, after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appropriateness import site_words, wording
from appropriateness.documents.paper import Block, Fields, Heading, Listing, Paper, Paragraph, Table
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.site_policy import differences
from appropriateness.knowledge.procedures import Procedure
from appropriateness.knowledge.protocol_files import BookingQuestion
from appropriateness.knowledge.protocol_library import ProtocolLibrary
from appropriateness.knowledge.protocols import OrderedAs, Protocol, PulseSequence
from appropriateness.knowledge.scenarios import Statement
from appropriateness.knowledge.site import Minutes
from appropriateness.protocol_wording import LEVEL_WORDS, bounds, cited, vendor_names
from appropriateness.provenance import Citation

FOOT = (
    "For booking and scanning; decision support for professionals, not a medical device. Names, dates and numbers of "
    "the patient are written by hand."
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One study of the visit: the order, the protocol that carries it out, and how long it is booked for."""

    procedure: Procedure
    protocol: Protocol
    order: OrderedAs
    minutes: int | None
    minutes_basis: str

    @property
    def sequences(self) -> tuple[PulseSequence, ...]:
        """What this order includes."""
        return tuple(one for one in self.protocol.sequences if one.id not in self.order.leaves_out)


def slots_of(
    chosen: Sequence[tuple[str, str]], library: ProtocolLibrary, consultation: Consultation
) -> tuple[Slot, ...]:
    """The studies of a visit in the order given, each a (procedure, protocol) pair.

    Booked for the site's own minutes where its policy has any; what is used otherwise stands beside them.
    """
    found = []
    for procedure, name in chosen:
        protocol = library.protocols[name]
        order = next(item for item in protocol.procedures if item.procedure == procedure)
        minutes, basis = _minutes(procedure, protocol, library, consultation)
        found.append(Slot(consultation.knowledge.procedures[procedure], protocol, order, minutes, basis))
    return tuple(found)


def _minutes(
    procedure: str, protocol: Protocol, library: ProtocolLibrary, consultation: Consultation
) -> tuple[int | None, str]:
    otherwise = library.site.minutes_of(protocol.id)
    site = consultation.knowledge.site
    if site is not None:
        for policy, _ in site.of(Minutes):
            if policy.procedure == procedure:
                beside = f"; otherwise {otherwise} by default" if otherwise else ""
                return policy.minutes, f"local policy of {site.name}{beside}; no source states it"
    return otherwise, "site default, no source states it"


def build(slots: Sequence[Slot], library: ProtocolLibrary, consultation: Consultation, vendor: str | None) -> Paper:
    """The sheet for one visit. `vendor` names the maker whose sequence names are printed; None prints none."""
    writer = _Writer(slots, library, consultation, vendor)
    title = f"Scheduler sheet: {wording.joined([slot.protocol.short for slot in slots])}"
    blocks = tuple(writer.blocks())
    return Paper(title, blocks, writer.sources(), FOOT)


class _Writer:
    def __init__(
        self, slots: Sequence[Slot], library: ProtocolLibrary, consultation: Consultation, vendor: str | None
    ) -> None:
        self.slots, self.library, self.consultation, self.vendor = slots, library, consultation, vendor
        self.cited: list[str] = []
        self.needle = any(slot.procedure.needle for slot in slots)

    def blocks(self) -> Iterator[Block]:
        yield from self._first()
        yield Fields((("Patient", ""), ("Date and time of arrival", ""), ("Room and scanner", ""), ("Ordered by", "")))
        yield Heading("Studies in sequence")
        yield self._visit()
        yield from self._pairs()
        yield Heading("Ask before booking")
        yield Listing(tuple(self._questions()), tick=True)
        for slot in self.slots:
            yield from self._study(slot)
        yield Heading("Staff")
        yield Listing(tuple(dict.fromkeys(person for slot in self.slots for person in slot.protocol.schedule.staff)))
        yield Heading("Afterwards")
        yield Listing(tuple(self._afterwards()))

    def _first(self) -> Iterator[Block]:
        """Emergencies, and what stands in the way of a study, before anything is booked."""
        for item in self.consultation.decision.flags:
            word = "Emergency" if item.flag.level == "emergency" else "Urgent"
            yield Paragraph(f"{word}: {item.flag.message} {item.flag.action}", strong=True)
        chosen = {slot.procedure.id for slot in self.slots}
        for finding in self.consultation.safety:
            if finding.severity == "stop" and finding.procedures & chosen:
                yield Paragraph(f"Stop, resolve before booking: {finding.message}", strong=True)
        for slot in self.slots:
            if slot.protocol.myelography:
                for warning in slot.protocol.myelography.warnings:
                    yield Paragraph(self._said(warning), strong=slot.protocol.id == "mr_myelo_itgd")

    def _visit(self) -> Table:
        rows = []
        for number, slot in enumerate(self.slots, start=1):
            minutes = f"{slot.minutes} ({slot.minutes_basis})" if slot.minutes else wording.NOT_STATED
            contrast = wording.CONTRASTS[slot.procedure.contrast]
            rows.append((str(number), slot.procedure.label, minutes, contrast, slot.protocol.schedule.positioning))
        return Table(("", "Study", "Minutes", "Contrast", "Position"), tuple(rows))

    def _pairs(self) -> Iterator[Block]:
        """What belongs on this visit; a partner is named only where nothing of its kind is on the sheet yet."""
        procedures = self.consultation.knowledge.procedures
        chosen = {slot.procedure.id for slot in self.slots}
        kinds = {(slot.procedure.modality, slot.procedure.region) for slot in self.slots}
        for visit in self.library.booking.visits:
            missing = [procedures[name] for name in visit.procedures if name not in chosen]
            if not chosen & set(visit.procedures) or any((one.modality, one.region) in kinds for one in missing):
                continue
            also = f" Not on this sheet: {wording.joined([one.label for one in missing])}." if missing else ""
            yield Paragraph(f"{self._said(visit)}{also}")

    def _questions(self) -> list[str]:
        """What the case leaves unknown first, then what only the patient can say, then what is recorded."""
        applying = [question for question in self.library.booking.questions if self._applies(question)]
        ranked = sorted(applying, key=lambda question: self._rank(question))
        return [self._asked(question) for question in ranked]

    def _applies(self, question: BookingQuestion) -> bool:
        kinds = {"all"}
        for slot in self.slots:
            kinds |= {"mr"} if slot.protocol.kind == "mr" or slot.procedure.modality == "mr" else set()
            kinds |= {"gadolinium"} if "gadolinium" in slot.procedure.contrast else set()
            kinds |= {"needle"} if slot.procedure.needle else set()
            kinds |= {"prone"} if "prone" in slot.protocol.id else set()
            kinds |= {"side"} if slot.protocol.schedule.side_decides else set()
        return bool(kinds & set(question.for_))

    def _rank(self, question: BookingQuestion) -> int:
        unknown = [name for name in question.facts if name not in self.consultation.known]
        if not question.facts:
            return 1
        return 0 if unknown else 2

    def _asked(self, question: BookingQuestion) -> str:
        knowledge, known = self.consultation.knowledge, self.consultation.known
        recorded = [wording.fact_sentence(name, known[name], knowledge) for name in question.facts if name in known]
        known_words = f" Recorded: {' '.join(recorded)}" if recorded else ""
        return f"{question.ask}{known_words}{self._mark(question.cite) if question.cite else ''}"

    def _study(self, slot: Slot) -> Iterator[Block]:
        protocol = slot.protocol
        yield Heading(f"{protocol.short}: {protocol.title}")
        if slot.order.say:
            yield Paragraph(slot.order.say)
        yield Paragraph(f"Contrast: {protocol.schedule.contrast}")
        if protocol.myelography:
            guide = protocol.myelography
            yield Paragraph(f"Chosen when: {self._said(guide.chosen_when)}")
            yield Fields((("Side", ""),) if protocol.schedule.side_decides else ())
            steps = [f"Position: {guide.position}", *(self._said(phase) for phase in guide.phases)]
            volume = self._said(guide.volume) if guide.volume else wording.NOT_STATED
            agent = (f"Agent: {self._said(guide.agent)}", *self._agents(slot.procedure))
            yield Listing((*steps, *agent, f"Volume: {volume}"))
        if slot.sequences:
            heads = ("Sequence", "Need", "Set", "For", *((f"Called ({self.vendor})",) if self.vendor else ()))
            yield Table(heads, tuple(self._row(one) for one in slot.sequences))
        yield Paragraph(f"Standing: {self._said(protocol.standing)}")

    def _agents(self, procedure: Procedure) -> Iterator[str]:
        """The contrast agents this site allows in the spine, beside those labelled for it."""
        knowledge = self.consultation.knowledge
        for item in differences(knowledge) if procedure.contrast == "intrathecal_iodinated" else ():
            if item.kind == "intrathecal_agents":
                here, sources = site_words.here(item, knowledge), site_words.sources_say(item, knowledge)
                yield f"{here} {sources} {site_words.in_force(item, knowledge)}"

    def _row(self, sequence: PulseSequence) -> tuple[str, ...]:
        need = LEVEL_WORDS[sequence.level]
        if sequence.condition:
            need = f"only if: {sequence.condition}"
        own = self.library.site.of(sequence.id)
        site = [f"{bound:g} mm" for bound in (own.max_slice_thickness_mm, own.max_voxel_mm) if bound]
        setting = bounds(sequence) + (f"; site default {', '.join(site)}" if site else "")
        called = (vendor_names(sequence, self.vendor, self.library),) if self.vendor else ()
        name = f"{sequence.name}{''.join(self._mark(cite) for cite in sequence.cites)}"
        return (name, need, setting, sequence.purpose, *called)

    def _afterwards(self) -> Iterator[str]:
        stated = [self._said(item) for slot in self.slots for item in slot.protocol.schedule.recovery]
        yield from dict.fromkeys(stated)
        if self.needle:
            minutes = self.library.site.observation_minutes
            words = f"{minutes} minutes (site default)" if minutes else "not set by this site; write it here: ________"
            yield f"Observation after the needle: {words}."
        else:
            yield "No recovery after MRI without sedation."

    def _said(self, statement: Statement) -> str:
        """The sentence with the number of its source; without one it says so."""
        mark = self._mark(statement.cite) if statement.cite else " (no source, unverified)"
        return f"{statement.say}{mark}"

    def _mark(self, cite: Citation) -> str:
        line = cited(cite, self.library)
        if line not in self.cited:
            self.cited.append(line)
        return f" [{self.cited.index(line) + 1}]"

    def sources(self) -> tuple[str, ...]:
        """Every source in the order of its number."""
        return tuple(f"[{number}] {line}." for number, line in enumerate(self.cited, start=1))
