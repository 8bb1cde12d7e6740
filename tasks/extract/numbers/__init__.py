"""Read the quantities that a sentence states, and say of every other number why it is none."""

from tasks.extract.numbers.grammar import Grammar
from tasks.extract.numbers.model import Quantity, Reading, Refusal

__all__ = ["Grammar", "Quantity", "Reading", "Refusal"]
