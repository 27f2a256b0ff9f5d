"""How every figure is counted. To add one: a function with `@indicator(…)` in the module of its subject."""

from reporting.indicators import activities, followups, labour, matches, people  # noqa: F401  importing registers them
from reporting.indicators.base import REGISTER, Ask, Indicator, Measure

__all__ = ["REGISTER", "Ask", "Indicator", "Measure"]
