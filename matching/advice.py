"""Nobody found: what one change would help whom, and how many more the whole plan would serve. Pure.

Suggestions to people about people: each is counted by relaxing one rule, or having one paper there, and
nothing else. Whether to do it is for whoever it concerns to say.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matching.advice_changes import UP_TO, WISHES, Change, look
from matching.advice_flow import NOBODY, Flow, Gain, bits, mask_of, masks
from matching.criteria.facts import Rules
from matching.criteria.people import Mentors, Refugees

Attempt = Callable[[Sequence[int]], Gain]
BLOCK = 1_000_000
"""Pairs looked at together: what bounds the memory."""
TRIALS = 400
"""Whole plans tried out for single people; beyond, only whether that person is served is said."""
PRUNED_UP_TO = 40
"""Mentors of a suggestion for several that are tried for whether all of them are needed."""


@dataclass(frozen=True, slots=True)
class Option:
    """One change for one who waits: mentors (positions) it makes possible, and what the plan gains."""

    change: Change
    mentors: tuple[int, ...]
    gain: int


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody the plan leaves: mentors who fit but are taken, what rules others out, what would help."""

    refugee: int
    fitting: int
    ruled_out: Mapping[str, int]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """One change for several: with whom it is made (positions), and who is served by it."""

    change: Change
    mentors: tuple[int, ...]
    refugees: tuple[int, ...]

    @property
    def gain(self) -> int:
        return len(self.refugees)


@dataclass(frozen=True, slots=True)
class World:
    """All pairs as bits: `allowed` of each refugee; `extra`: change -> refugee -> pairs one change away."""

    allowed: list[int]
    extra: dict[Change, dict[int, int]]
    ruled_out: list[dict[str, int]]
    room: list[int]
    may_take_more: int
    """Mask of the mentors who may be asked for one more place."""


@dataclass(slots=True)
class Advice:
    """`left`: in the order of the refugees. `together`: most served first."""

    served: int
    left: list[Left] = field(default_factory=list)
    together: list[Together] = field(default_factory=list)


def read_world(
    refugees: Refugees,
    mentors: Mentors,
    rules: Rules,
    *,
    may_take_more: Sequence[bool] | None = None,
    block: int = BLOCK,
) -> World:
    """Everything the advice is worked out from, block after block."""
    allowed: list[int] = []
    extra: dict[Change, dict[int, int]] = {}
    ruled_out: list[dict[str, int]] = []
    step = max(1, block // max(1, len(mentors)))
    for start in range(0, len(refugees), step):
        rows = np.arange(start, min(start + step, len(refugees)))
        looked = look(refugees, mentors, rules, rows)
        allowed += masks(looked.allowed)
        for change, table in looked.changes.items():
            found = extra.setdefault(change, {})
            found |= {int(rows[at]): mask for at, mask in enumerate(masks(table)) if mask}
        ruled_out += [
            {rule: int(counts[at]) for rule, counts in looked.ruled_out.items() if counts[at]}
            for at in range(len(rows))
        ]
    more = range(len(mentors)) if may_take_more is None else np.flatnonzero(np.array(may_take_more)).tolist()
    return World(allowed, extra, ruled_out, mentors.capacity.tolist(), mask_of(more))


def base_flow(world: World, pairs: npt.NDArray[np.int64] | None = None) -> Flow:
    """The plan that `pairs` (refugee, mentor) are, made as full as it can be."""
    mate = [NOBODY] * len(world.allowed)
    for refugee, mentor in [] if pairs is None else pairs.tolist():
        mate[refugee] = mentor
    return Flow(world.allowed, world.room, mate)


def advise(world: World, flow: Flow) -> Advice:
    """What would help each of those the plan leaves, and what would help several at once."""
    left = flow.unmatched
    advice = Advice(served=len(world.allowed) - len(left))
    reach, tried = flow.within_reach(), _Trials(world, flow)
    for refugee in left:
        advice.left.append(
            Left(
                refugee,
                world.allowed[refugee].bit_count(),
                world.ruled_out[refugee],
                _options(world, refugee, reach, tried),
            )
        )
    for change in sorted(world.extra.keys() | {PLACE}):
        found = _together(world, flow, change)
        if found.refugees:
            advice.together.append(found)
    advice.together.sort(key=lambda each: (-each.gain, len(each.mentors) or each.gain, each.change))
    return advice


PLACE = Change("place")


def _options(world: World, refugee: int, reach: int, tried: "_Trials") -> tuple[Option, ...]:
    """The one that gains most first, then the one that makes most mentors possible."""
    found = []
    for change, extra in world.extra.items():
        mask = extra.get(refugee, 0)
        if change != PLACE and mask:
            gain = int(bool(mask & reach))
            if change.of_mentor:
                gain = tried.gain(change, mask, at_least=gain)
            found.append(Option(change, tuple(bits(mask)), gain))
    # Who fits but is taken by others of the plan could take one more, as could who is full.
    full = (world.allowed[refugee] | world.extra.get(PLACE, {}).get(refugee, 0)) & world.may_take_more
    if full:
        found.append(Option(PLACE, tuple(bits(full)), 1))
    return tuple(sorted(found, key=_by_help))


def _by_help(option: Option) -> tuple[int, bool, bool, int, Change]:
    """Of two that gain as much, a wish is asked about last, and what is certain comes first."""
    kind = option.change.kind
    return -option.gain, kind in WISHES, kind in UP_TO, -len(option.mentors), option.change


class _Trials:
    """Plans tried out for what is fetched from mentors: whoever it helps, each set of mentors once."""

    def __init__(self, world: World, flow: Flow):
        self._world, self._flow = world, flow
        self._known: dict[tuple[Change, int], int] = {}

    def gain(self, change: Change, mentors: int, *, at_least: int) -> int:
        key = change, mentors
        if key not in self._known:
            if len(self._known) >= TRIALS:
                return at_least
            pairs = _of(self._world.extra[change], mentors)
            self._known[key] = len(self._flow.gain(pairs).served)
        return self._known[key]


def _of(extra: Mapping[int, int], mentors: int) -> dict[int, int]:
    """The pairs of these mentors alone."""
    return {refugee: mask & mentors for refugee, mask in extra.items() if mask & mentors}


def _together(world: World, flow: Flow, change: Change) -> Together:
    """The change for everybody it could help, with as few mentors asked as will do."""
    extra = world.extra.get(change, {})
    if change == PLACE:
        return _places(world, flow)
    if not change.of_mentor:
        left = set(flow.unmatched)  # nobody who has a mentor in the plan is asked to give something up
        gain = flow.gain({refugee: mask for refugee, mask in extra.items() if refugee in left})
        return Together(change, (), gain.served)
    gain = flow.gain(extra)
    used = [
        mentor
        for refugee, mentor in enumerate(gain.mate)
        if mentor != NOBODY and extra.get(refugee, 0) >> mentor & 1
    ]
    return _fewest(change, sorted(set(used)), gain, lambda mentors: flow.gain(_of(extra, mask_of(mentors))))


def _places(world: World, flow: Flow) -> Together:
    """One more place each, with mentors who may be asked for it."""
    left = set(flow.unmatched)
    pairs = {
        refugee: mask & world.may_take_more
        for refugee, mask in world.extra.get(PLACE, {}).items()
        if refugee in left
    }
    wanted = 0
    for refugee in left:
        wanted |= (world.allowed[refugee] & world.may_take_more) | pairs.get(refugee, 0)

    def attempt(mentors: Sequence[int]) -> Gain:
        return flow.gain(_of(pairs, mask_of(mentors)), dict.fromkeys(mentors, 1))

    everyone = list(bits(wanted))
    gain = attempt(everyone)
    load = np.bincount([mentor for mentor in gain.mate if mentor != NOBODY], minlength=len(world.room))
    used = [mentor for mentor in everyone if load[mentor] > world.room[mentor]]
    return _fewest(PLACE, used, gain, attempt)


def _fewest(change: Change, used: list[int], gain: Gain, attempt: Attempt) -> Together:
    """Leave out whom it works as well without."""
    needed = list(used)
    if len(used) <= PRUNED_UP_TO:
        for mentor in used:
            fewer = [each for each in needed if each != mentor]
            other = attempt(fewer)
            if len(other.served) >= len(gain.served):
                needed, gain = fewer, other
    return Together(change, tuple(needed), gain.served)
