"""Times: the time expressions of a text, resolved against the day on which it was published."""

from tasks.extract.times.reading import ROLES, Time, may_hold_time, times_in

__all__ = ["ROLES", "Time", "may_hold_time", "times_in"]
