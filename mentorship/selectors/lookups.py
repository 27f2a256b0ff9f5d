"""Reading the look-up log: whose names stand in it, and a person's lines."""

from collections.abc import Iterable

from django.db.models import QuerySet

from mentorship.models import LookUp, Mentor, Programme, Refugee, User
from mentorship.selectors.merged import numbers_of

# Names shown among others, on a list, a board or a plan: nobody's case was opened.
AMONG_OTHERS = (
    "list",
    "matching",
    "match_list",
    "plan",
    "proposal",
    "followup.day",
    "selection",
    "export",
    "candidates",
)


def user_names(keys: Iterable[int]) -> dict[int, str]:
    """What users are called, by key; one query."""
    rows = User.objects.filter(pk__in=set(keys)).order_by()
    return {user.pk: str(user) for user in rows.only("pk", "name", "email")}


def lookups_of_case(row: Mentor | Refugee) -> QuerySet[LookUp]:
    """Who has seen the person in this programme, newest first."""
    rows = LookUp.objects.filter(person_id__in=numbers_of(row.person_id), programme_key=row.programme.key)
    return rows.order_by("-at", "-pk")


def users_who_saw(row: Mentor | Refugee) -> dict[int, str]:
    """{user: name} of everybody who has, by name; two queries."""
    keys = lookups_of_case(row).order_by().values_list("user_id", flat=True).distinct()
    return dict(sorted(user_names(keys).items(), key=lambda item: item[1]))


def case_numbers(programme: Programme, people: Iterable[int]) -> dict[int, str]:
    """Case numbers by person, whoever may see the case: a number names nobody. Two queries."""
    numbers: dict[int, str] = {}
    for model in (Mentor, Refugee):
        rows = model.objects.filter(programme=programme, person_id__in=set(people)).order_by()
        numbers.update(rows.values_list("person_id", "case_number"))
    return numbers


def caseloads(programme: Programme, people: Iterable[int]) -> dict[int, str]:
    """In whose caseload each is now: the consultant's name, or the mentor's organisation. Two queries."""
    keys = set(people)
    mentors = Mentor.objects.filter(programme=programme, person_id__in=keys, organisation__isnull=False)
    refugees = Refugee.objects.filter(programme=programme, person_id__in=keys, consultant__isnull=False)
    return {
        mentor.person_id: str(mentor.organisation)
        for mentor in mentors.select_related("organisation").order_by()
    } | {
        refugee.person_id: str(refugee.consultant)
        for refugee in refugees.select_related("consultant").order_by()
    }
