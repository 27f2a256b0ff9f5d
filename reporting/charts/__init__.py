"""Where things stand in the pictures: coordinates for the SVG templates, from a quarter's figures."""

from reporting.charts.curve import curve_chart
from reporting.charts.progress import progress_chart

__all__ = ["curve_chart", "progress_chart"]
