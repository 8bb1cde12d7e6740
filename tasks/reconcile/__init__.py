"""Figures → series: which of them speak of the same quantity."""
