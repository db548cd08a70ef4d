"""A figure, its bound and its goal."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """What was measured, pair by pair. A floor is missed only if the median and the best pair miss it: one bad pair
    is the machine's, five are ours."""

    name: str
    what: str
    values: tuple[float, ...]
    bound: float | None = None  # none: told for comparison only
    goal: float | None = None
    falls: bool = False  # the smaller, the better

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def missed(self) -> bool:
        if self.bound is None:
            return False
        best = min(self.values) if self.falls else max(self.values)
        bound = self.bound
        return all(value > bound if self.falls else value < bound for value in (self.median, best))

    def __str__(self) -> str:
        bound = "" if self.bound is None else f" {'ceiling' if self.falls else 'floor'} {self.bound:.2f}"
        goal = f" goal {self.goal:.2f}" if self.goal is not None else ""
        spread = f" spread {min(self.values):.2f}-{max(self.values):.2f}" if len(self.values) > 1 else ""
        missed = "  MISSED" if self.missed else ""
        return f"{self.name} {self.median:.2f}{bound}{goal}{spread}  {self.what}{missed}"
