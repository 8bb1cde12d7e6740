"""Read the quantities that a sentence states, and say of every other number why it is none."""

from tasks.extract.numbers.grammar import Grammar
from tasks.extract.numbers.model import Quantity, Reading, Refusal
from tasks.extract.numbers.money import local_currencies
from tasks.extract.numbers.si import to_si

__all__ = ["Grammar", "Quantity", "Reading", "Refusal", "local_currencies", "to_si"]
