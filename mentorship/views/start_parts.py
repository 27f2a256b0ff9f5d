"""The day's work in order: what is late first, what waits next, what only tells something last."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from mentorship.clock import today
from mentorship.formats import short_date
from mentorship.models import Programme, RoleBinding, StandIn, User
from mentorship.permissions import Permission, Role
from mentorship.registry import StartCard
from mentorship.selectors.users import found_users

OTHERS_SHOWN = 3


@dataclass(slots=True)
class Day:
    """`work` waits, `lists` can wait longer, `quiet` has nothing to do, `told` is good to know."""

    work: list[dict[str, Any]] = field(default_factory=list)
    lists: list[dict[str, Any]] = field(default_factory=list)
    quiet: list[str] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)  # as they came, whatever became of them

    @property
    def waiting(self) -> int:
        """How much there is to do in the cards of work."""
        return sum(shown["context"]["to_do"] for shown in self.work)

    @property
    def late(self) -> int:
        """How much of it should have been done."""
        return sum(shown["context"].get("late", 0) for shown in self.work)

    @property
    def has_work(self) -> bool:
        """Whether the user's roles have a day's work at all, done or not."""
        return bool(self.work or self.lists or self.quiet)


def arrange(cards: list[StartCard], user: User, programme: Programme) -> Day:
    """Each floor's cards; a fixed number of queries, those of the cards."""
    day = Day()
    for card in cards:
        context = card.context(user, programme)
        if context is None:
            continue
        shown = {"key": card.key, "template": card.template, "context": context}
        day.cards.append(dict(shown))
        if "rows" in context:
            rows = [row for row in context["rows"] if row["count"]]
            shown["context"] = context | {"rows": rows}
            _put(day, day.lists, shown, len(rows))
        elif "to_do" in context:
            _put(day, day.work, shown, context["to_do"])
        else:
            day.told.append(shown)
    day.work.sort(key=lambda shown: -shown["context"].get("late", 0))
    return day


def _put(day: Day, shelf: list[dict[str, Any]], shown: dict[str, Any], to_do: int) -> None:
    if to_do:
        shelf.append(shown)
    elif title := shown["context"].get("title"):
        day.quiet.append(str(title))


def elsewhere(cards: list[StartCard], user: User, here: Programme | None) -> list[dict[str, Any]]:
    """What waits in the user's other programmes, kept apart from this one's; each costs its own cards."""
    mine = {b.programme_id: b.programme for b in user.active_bindings if b.programme and b.programme != here}
    found = []
    for programme in list(mine.values())[:OTHERS_SHOWN]:
        day = arrange(cards, user, programme)
        if day.has_work:
            url = f"{reverse('people:start')}?program={programme.key}"
            found.append({"name": programme.name, "url": url, "waiting": day.waiting, "late": day.late})
    return found


def standing_in_notes(user: User) -> list[str]:
    """For whom the user stands in today, and who stands in for the user; one query."""
    rows = StandIn.objects.of(user).in_force(today()).select_related("absent", "stand_in")
    notes = []
    for row in rows:
        day = short_date(row.ends_on)
        if row.stand_in_id == user.pk:
            notes.append(_("You stand in for %(name)s until %(day)s.") % {"name": row.absent, "day": day})
        else:
            notes.append(_("%(name)s stands in for you until %(day)s.") % {"name": row.stand_in, "day": day})
    return notes


def doors_of(user: User, programme: Programme) -> list[dict[str, str]]:
    """Where a role that has no day's work of its own goes on."""
    doors = [
        (
            Permission.QUARTER_VIEW,
            "reporting:quarter",
            _("The quarter"),
            _("Targets and results, as far as they are known."),
        ),
        (
            Permission.EVALUATION_EXPORT,
            "reporting:export",
            _("Data for the evaluation"),
            _("Pseudonymised files with a codebook."),
        ),
        (
            Permission.PROGRAMME_VIEW,
            "people:programme",
            _("The programme"),
            _("Phases, quotas, partners and targets."),
        ),
    ]
    return [
        {"url": url, "label": label, "text": text}
        for permission, name, label, text in doors
        if user.may(permission, programme) and (url := address(name, programme))
    ]


def address(name: str, programme: Programme) -> str:
    """The page's address, or empty where no such page is installed."""
    try:
        return reverse(name, args=[programme.key])
    except NoReverseMatch:
        return ""


def administration() -> dict[str, Any]:
    """What an administrator has to do: {first, steps, rows, doors}; `first`: a production being set up.

    Counts of users and programmes alone. Six queries.
    """
    programmes = Programme.objects.count()
    leaders = _programmes_with(Role.PROJECT_LEADER)
    counts = {key: found_users(status=key).count() for key in ("expired", "invited", "no_role")}
    steps = [
        (_("Load a programme"), programmes > 0, reverse("people:programmes")),
        (_("Invite the project leader"), 0 < programmes <= leaders, _invite(Role.PROJECT_LEADER)),
        (
            _("Invite colleagues and partners"),
            _programmes_with(Role.CONSULTANT) > 0,
            _invite(Role.CONSULTANT),
        ),
    ]
    users = reverse("people:users")
    rows = [
        (_("Invitations that have expired"), counts["expired"], f"{users}?status=expired"),
        (_("Invitations without an answer"), counts["invited"], f"{users}?status=invited"),
        (_("Users without a role"), counts["no_role"], f"{users}?status=no_role"),
        (_("Programmes without a leader"), max(programmes - leaders, 0), reverse("people:programmes")),
    ]
    return {
        "first": not all(done for _label, done, _url in steps),
        "steps": [{"label": label, "done": done, "url": url} for label, done, url in steps],
        "rows": [{"label": label, "count": count, "url": url} for label, count, url in rows if count],
        "doors": [
            {
                "label": _("Users and roles"),
                "text": _("Who may sign in, and with which roles."),
                "url": users,
            },
            {
                "label": _("Programmes"),
                "text": _("What is loaded, and the templates."),
                "url": reverse("people:programmes"),
            },
            {
                "label": _("Organisations"),
                "text": _("Partners, and the programmes they take part in."),
                "url": reverse("people:organisations"),
            },
        ],
    }


def _programmes_with(role: Role) -> int:
    hats = RoleBinding.objects.in_force().filter(role=role, user__is_active=True)
    return hats.order_by().values("programme").distinct().count()


def _invite(role: Role) -> str:
    return f"{reverse('people:user_invite')}?rolle={role}"
