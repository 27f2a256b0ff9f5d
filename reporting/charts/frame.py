"""The frame of a drawing: its size, its margins, and from value to place."""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawing of `width` by `height` whose axes run to `x_max` and `y_max`."""

    width: int
    height: int
    x_max: float
    y_max: float
    left: int = 38
    right: int = 92
    top: int = 14
    bottom: int = 34

    @property
    def x_end(self) -> int:
        return self.width - self.right

    @property
    def y_end(self) -> int:
        return self.height - self.bottom

    def x(self, value: float) -> float:
        return round(self.left + (self.x_end - self.left) * value / self.x_max, 1)

    def y(self, value: float) -> float:
        return round(self.y_end - (self.y_end - self.top) * value / self.y_max, 1)

    def points(self, pairs: "list[tuple[float, float]]") -> str:
        """Pairs of values as the `points` of a polyline."""
        return " ".join(f"{self.x(x)},{self.y(y)}" for x, y in pairs)


def round_step(highest: float, parts: int = 4) -> int:
    """A step of 1, 2 or 5 times a power of ten, so that `parts` steps or a few more reach `highest`."""
    wanted, step = max(1.0, highest / parts), 1
    while True:
        for factor in (1, 2, 5):
            if step * factor >= wanted:
                return step * factor
        step *= 10


def round_top(highest: float, step: int) -> int:
    return max(step, ceil(highest / step) * step)


def apart(places: list[float], least: float) -> list[float]:
    """The places moved down just so far that labels on them don't overlap; in the order given, ascending."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + least) if moved else place)
    return moved
