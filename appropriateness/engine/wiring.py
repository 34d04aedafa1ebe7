"""Building a circuit: the same predicate or combination is wired once, wherever it stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from appropriateness.engine.circuit import NEVER, Circuit, Gate, Marks, Presumption, Reach
from appropriateness.knowledge.criteria import Predicate
from appropriateness.knowledge.facts import BooleanFact, ChoicesFact, Fact, QuantityFact
from appropriateness.quantities import Interval
from appropriateness.truth import Truth


@dataclass(frozen=True, slots=True)
class Bits:
    """The bits of one criterion. `absent` is set among what is presumed; it is `fails` where nothing is presumed."""

    holds: int
    fails: int
    absent: int

    @property
    def opposite(self) -> Bits:
        """Of a criterion that denies this one: nothing is presumed of it."""
        return Bits(self.fails, self.holds, self.holds)


@dataclass(slots=True)
class Wiring:
    """A circuit while it is built."""

    facts: Mapping[str, Fact]
    _newest: int = NEVER
    _gates: list[tuple[Gate, frozenset[str]]] = field(default_factory=list)
    _first: int = 0
    _presumptions: list[Presumption] = field(default_factory=list)
    _wired: dict[object, Bits] = field(default_factory=dict)
    _predicates: dict[str, dict[object, tuple[Predicate, Bits]]] = field(default_factory=dict)
    _read: dict[int, frozenset[str]] = field(default_factory=dict)

    def predicate(self, predicate: Predicate) -> Bits:
        """The bits of one operator on one fact."""
        on_fact = self._predicates.setdefault(predicate.fact, {})
        equals = (type(predicate.equals), predicate.equals)
        operator = (equals, predicate.one_of, predicate.at_least, predicate.below)
        if operator not in on_fact:
            on_fact[operator] = (predicate, self._new(frozenset((predicate.fact,))))
        return on_fact[operator][1]

    def all(self, parts: Sequence[Bits]) -> Bits:
        """Any part that fails makes it fail."""
        return self.rule(parts, ())

    def any(self, parts: Sequence[Bits]) -> Bits:
        """Any part that holds makes it hold: it denies that every part fails. Absent where every part is."""
        found = self.all([part.opposite for part in parts]).opposite
        if all(part.absent == part.fails for part in parts):
            return found
        absent = self._presumed(0, 0, _joined(part.absent for part in parts))
        return Bits(found.holds, found.fails, absent)

    def rule(self, require: Sequence[Bits], unless: Sequence[Bits]) -> Bits:
        """Holds where every requirement does and no exception; an unknown exception does not block.

        Absent where any requirement is.
        """
        if len(require) == 1 and not unless:
            return require[0]
        key = (tuple(require), tuple(unless))
        if key not in self._wired:
            read = frozenset[str]().union(*(self._read[part.holds] for part in (*require, *unless)))
            found = self._new(read)
            breaks = _joined(part.fails for part in require) | _joined(part.holds for part in unless)
            needs = _joined(part.holds for part in require)
            self._gates.append((Gate(breaks, found.fails, needs, found.holds), read))
            if any(part.absent != part.fails for part in require):
                absent = _joined(part.absent for part in require)
                found = Bits(found.holds, found.fails, self._presumed(0, found.fails | absent, NEVER))
            self._wired[key] = found
        return self._wired[key]

    def presumed_absent(self, found: Bits) -> Bits:
        """The same criterion, presumed absent unless it is known to hold."""
        return Bits(found.holds, found.fails, self._presumed(found.holds, 0, 0))

    def end_of_first(self) -> None:
        """What is wired so far tells which answers follow from others or contradict them."""
        self._first = len(self._gates)

    def circuit(self, asked: int) -> Circuit:
        """The circuit; `asked`: the bits looked for among what is presumed, for nothing else is presumed."""
        presumptions: list[Presumption] = []
        for presumption in reversed(self._presumptions):
            if presumption.absent & asked:
                presumptions.insert(0, presumption)
                asked |= presumption.any_of | presumption.all_of
        reach = {}
        for name in self.facts:
            gates = tuple(gate for gate, read in self._gates if name in read)
            bits = _joined(bit for bit, read in self._read.items() if name in read)
            reach[name] = Reach(bits, gates)
        every = tuple(gate for gate, _ in self._gates)
        marks = {name: marks_of(fact, self._predicates.get(name, {}).values()) for name, fact in self.facts.items()}
        return Circuit(marks, every[: self._first], every, reach, tuple(presumptions))

    def _new(self, read: frozenset[str]) -> Bits:
        holds, fails = self._bit(), self._bit()
        self._read[holds] = self._read[fails] = read
        return Bits(holds, fails, fails)

    def _presumed(self, unless: int, any_of: int, all_of: int) -> int:
        absent = self._bit()
        self._presumptions.append(Presumption(unless, any_of, all_of, absent))
        return absent

    def _bit(self) -> int:
        self._newest <<= 1
        return self._newest


def _joined(bits: Iterable[int]) -> int:
    joined = 0
    for bit in bits:
        joined |= bit
    return joined


def marks_of(fact: Fact, predicates: Iterable[tuple[Predicate, Bits]]) -> Marks:
    """What each value of a fact says of the predicates on it."""
    if isinstance(fact, QuantityFact):
        return _quantity_marks(list(predicates))
    if isinstance(fact, BooleanFact):
        by_value = {
            value: _joined(bits.holds if predicate.equals is value else bits.fails for predicate, bits in predicates)
            for value in (True, False)
        }
        return by_value.__getitem__
    by_word = {
        word: _joined(bits.holds if word in _words(predicate) else bits.fails for predicate, bits in predicates)
        for word in fact.values
    }
    return _word_marks(by_word, _joined(bits.holds for _, bits in predicates) if isinstance(fact, ChoicesFact) else 0)


def _words(predicate: Predicate) -> tuple[str, ...]:
    return predicate.one_of if predicate.one_of is not None else (str(predicate.equals),)


def _word_marks(by_word: Mapping[str, int], any_holds: int) -> Marks:
    """Of words of which one holds, all agree or nothing is known; of words that hold together, one is enough.

    `any_holds`: the bits that are set where any word sets them.
    """

    one_word = {frozenset((word,)): bits for word, bits in by_word.items()}

    def marks(words: frozenset[str]) -> int:
        if words in one_word:
            return one_word[words]
        agreed, said = -1, 0
        for word in words:
            bits = by_word[word]
            agreed &= bits
            said |= bits
        return agreed | said & any_holds

    return marks


def _quantity_marks(predicates: Sequence[tuple[Predicate, Bits]]) -> Marks:
    """By where both ends of an interval stand among the thresholds: those below are reached, those above are not."""
    equal = [(float(p.equals), bits) for p, bits in predicates if isinstance(p.equals, (int, float))]
    edges: list[tuple[float, Bits]] = [(p.at_least, bits) for p, bits in predicates if p.at_least is not None]
    edges += [(p.below, bits.opposite) for p, bits in predicates if p.below is not None]
    thresholds = sorted({threshold for threshold, _ in edges})
    places = range(len(thresholds) + 1)
    reached = [_joined(bits.holds for edge, bits in edges if edge in thresholds[:place]) for place in places]
    missed = [_joined(bits.fails for edge, bits in edges if edge in thresholds[place:]) for place in places]

    def marks(value: Interval) -> int:
        above = (bisect_left if value.high_open else bisect_right)(thresholds, value.high)
        found = reached[bisect_right(thresholds, value.low)] | missed[above]
        for number, bits in equal:
            truth = value.is_exactly(number)
            if truth is Truth.TRUE:
                found |= bits.holds
            elif truth is Truth.FALSE:
                found |= bits.fails
        return found

    return marks
