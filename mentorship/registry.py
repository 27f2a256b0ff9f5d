"""What higher floors hang on the lower: navigation, panels of a person's page, cards of the start page.

Floor 1 draws these without knowing who made them. Each app registers its own in `AppConfig.ready()`.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from mentorship.permissions import Permission

if TYPE_CHECKING:
    from django.db.models import F, Func, Q, QuerySet
    from django.http import HttpRequest

    from mentorship.ics import Event
    from mentorship.models import Activity, Job, Mentor, Person, Programme, Refugee, User


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the top navigation, shown to whoever holds `permission` in the programme.

    `label` may be a callable of the programme, for screen words that are the programme's own.
    `url_name` takes the programme's key as its only argument, and so do those of `beside`: pages reached from
    it, for which it is marked as well. `shown(programme)`: whether the programme has the page in its menu.
    """

    label: "str | Promise | Callable[[Programme], str]"
    url_name: str
    permission: Permission
    order: int
    beside: tuple[str, ...] = ()
    shown: "Callable[[Programme], bool] | None" = None


@dataclass(frozen=True, slots=True)
class PersonPanel:
    """A section of a mentor's or refugee's page. `context(request, enrolment)` feeds it; None hides it.

    The context may hold what the page gathers from all panels: `title` (for the row of anchors), `actions`
    (buttons of the head), `todo` [{text, url, action, tone}] (what is to be done now) and `history`
    [{day, what, detail, state, tag, url}] (for the time line). `place`: `top` before the profile, `main`
    under it, `side` beside it, `wide` below both.
    """

    key: str
    template: str
    context: "Callable[[HttpRequest, Mentor | Refugee], dict[str, Any] | None]"
    order: int
    place: str = "wide"


@dataclass(frozen=True, slots=True)
class ActivityPanel:
    """A section of an activity's page. `context(request, activity)` feeds `template`; None hides it."""

    key: str
    template: str
    context: "Callable[[HttpRequest, Activity], dict[str, Any] | None]"
    order: int


@dataclass(frozen=True, slots=True)
class StartCard:
    """A card of the start page. `context(user, programme)` feeds `template`; None hides it.

    A card of work says in its context how much there is `to_do`; at 0 it is folded into one line under its
    `title`. `late`: how much of that should have been done: cards with most of it come first. `rows`
    [{label, count, url}] stand for `to_do`, and those at 0 are left out. A card with neither only tells
    something, and comes after the work.
    """

    key: str
    template: str
    context: "Callable[[User, Programme], dict[str, Any] | None]"
    order: int


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands, as the registers show and filter it: the first state whose condition holds.

    `condition()` is over the rows of the register of `side` ("mentor" or "refugee"); a higher floor
    adds its own (in a match) with a lower `order` than the states of floor 1. `waits`: the days of
    waiting are counted in it.
    """

    key: str
    side: str
    label: "str | Promise"
    tone: str
    order: int
    condition: "Callable[[], Q]"
    waits: bool = False


@dataclass(frozen=True, slots=True)
class BuiltOn:
    """What a higher floor builds on a selection: while `condition(side)` holds of a row, it is not undone.

    `why` is the sentence that says so. `condition` is over the rows of `side` ("mentor" or "refugee").
    """

    key: str
    why: "str | Promise"
    condition: "Callable[[str], Q]"


@dataclass(frozen=True, slots=True)
class CaseloadPart:
    """Open work that stands in somebody's name: handed over before the role or the account closes.

    `rows(user)` is what is open and given to `user`; `programme` leads from such a row to its programme.
    `owner` is the field that names who has it; empty: it follows another part, and is shown alone.
    `versioned`: a form shows that field, so whoever has it open must be told. The rows have `visible_to`.
    """

    key: str
    label: "str | Promise"
    rows: "Callable[[User], QuerySet[Any]]"
    programme: "F | Func"
    owner: str
    order: int
    versioned: bool = False


@dataclass(frozen=True, slots=True)
class JobPage:
    """What the job page calls one kind of work, and where its result is read; `url(job)` may be empty.

    `back(job, user)`: where to mend what made it fail; `back_label` is what that is called.
    """

    kind: str
    label: "str | Promise"
    result_label: "str | Promise"
    url: "Callable[[Job], str]"
    back_label: "str | Promise" = ""
    back: "Callable[[Job, User], str]" = lambda job, user: ""


@dataclass(frozen=True, slots=True)
class OwnCaseReason:
    """A reason why a case is a user's own: `holds(users, enrolment)`, at most one query.

    `users`: the keys of the user and of those he or she stands in for.
    """

    key: str
    holds: "Callable[[Set[int], Mentor | Refugee], bool]"


@dataclass(frozen=True, slots=True)
class ExtractTable:
    """The lines of one table in a person's extract; each line a list of people.extract.Fact."""

    model: str
    title: "str | Promise"
    rows: "list[list[Any]]"


@dataclass(frozen=True, slots=True)
class ExtractPart:
    """What one app holds about a person: `tables(person, enrolments)`, for the person's extract.

    `models`: the labels of the tables it answers for; a test holds them against the database.
    """

    key: str
    models: tuple[str, ...]
    tables: "Callable[[Person, Sequence[Mentor | Refugee]], list[ExtractTable]]"
    order: int


@dataclass(frozen=True, slots=True)
class CalendarSource:
    """What one app puts into a user's private calendar: `events(user)`, without a name in any of them."""

    key: str
    events: "Callable[[User], Iterable[Event]]"


NAVIGATION: list[NavEntry] = []
PERSON_PANELS: list[PersonPanel] = []
ACTIVITY_PANELS: list[ActivityPanel] = []
START_CARDS: list[StartCard] = []
CASE_STATES: list[CaseState] = []
BUILT_ON: list[BuiltOn] = []
CASELOAD: list[CaseloadPart] = []
JOB_PAGES: dict[str, JobPage] = {}
OWN_CASE_REASONS: list[OwnCaseReason] = []
EXTRACT_PARTS: list[ExtractPart] = []
CALENDAR_SOURCES: list[CalendarSource] = []


# Each says in words why two rows of one person cannot become one, or nothing.
MERGE_OBSTACLES: "list[Callable[[Person, Person], str]]" = []


def add_merge_obstacle(obstacle: "Callable[[Person, Person], str]") -> None:
    if obstacle not in MERGE_OBSTACLES:
        MERGE_OBSTACLES.append(obstacle)


def add_navigation(*entries: NavEntry) -> None:
    _add(NAVIGATION, entries, key=lambda entry: entry.url_name)


def add_person_panels(*panels: PersonPanel) -> None:
    _add(PERSON_PANELS, panels, key=lambda panel: panel.key)


def add_activity_panels(*panels: ActivityPanel) -> None:
    _add(ACTIVITY_PANELS, panels, key=lambda panel: panel.key)


def add_start_cards(*cards: StartCard) -> None:
    _add(START_CARDS, cards, key=lambda card: card.key)


def add_case_states(*states: CaseState) -> None:
    _add(CASE_STATES, states, key=lambda state: f"{state.side}:{state.key}")


def add_built_on(*things: BuiltOn) -> None:
    taken = {thing.key for thing in BUILT_ON}
    BUILT_ON.extend(thing for thing in things if thing.key not in taken)


def add_caseload(*parts: CaseloadPart) -> None:
    _add(CASELOAD, parts, key=lambda part: part.key)


def add_job_pages(*pages: JobPage) -> None:
    JOB_PAGES.update({page.kind: page for page in pages})


def add_own_case_reasons(*reasons: OwnCaseReason) -> None:
    taken = {reason.key for reason in OWN_CASE_REASONS}
    OWN_CASE_REASONS.extend(reason for reason in reasons if reason.key not in taken)


def add_calendar_sources(*sources: CalendarSource) -> None:
    taken = {source.key for source in CALENDAR_SOURCES}
    CALENDAR_SOURCES.extend(source for source in sources if source.key not in taken)


def add_extract_parts(*parts: ExtractPart) -> None:
    _add(EXTRACT_PARTS, parts, key=lambda part: part.key)


def case_states(side: str) -> list[CaseState]:
    """The states of one register, the one that counts first first."""
    return [state for state in CASE_STATES if state.side == side]


def _add(shelf: list[Any], things: tuple[Any, ...], *, key: Callable[[Any], str]) -> None:
    taken = {key(thing) for thing in shelf}
    shelf.extend(thing for thing in things if key(thing) not in taken)
    shelf.sort(key=lambda thing: (thing.order, key(thing)))


# Each says whether a municipality (by its key) is closed on a day, in a programme.
CLOSED_DAYS: "list[Callable[[Programme, int, datetime.date], bool]]" = []


def add_closed_days(closed: "Callable[[Programme, int, datetime.date], bool]") -> None:
    if closed not in CLOSED_DAYS:
        CLOSED_DAYS.append(closed)


def is_closed_day(programme: "Programme", municipality_id: int, day: datetime.date) -> bool:
    """Whether anybody knows the municipality to be closed on `day`."""
    return any(closed(programme, municipality_id, day) for closed in CLOSED_DAYS)
