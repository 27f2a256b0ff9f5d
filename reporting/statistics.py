"""The figures the reports rest on, in one place. Pure: numbers in, numbers out; no Django, no database.

How long matches last (`reporting.survival`), shares and differences in percentage points
(`matching.shares`), and breakdowns rounded so that nobody is seen in them (`reporting.rounding`, tried by
`reporting.disclosure`).
"""

from matching.shares import Effect, Interval, Share, difference_pp, share_known, wilson
from reporting.disclosure import Recovered, recovered
from reporting.rounding import Table, protect
from reporting.survival import Estimate, Steps, Survival, survival, survival_from_counts

__all__ = [
    "Effect",
    "Estimate",
    "Interval",
    "Recovered",
    "Share",
    "Steps",
    "Survival",
    "Table",
    "difference_pp",
    "protect",
    "recovered",
    "share_known",
    "survival",
    "survival_from_counts",
    "wilson",
]
