"""What floor 1 holds about a person, for the person's extract."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorship.languages import country_name, language_name
from mentorship.models import (
    Act,
    Attendance,
    Clearance,
    Consent,
    Document,
    Draft,
    Interview,
    LabourSpell,
    LookUp,
    Mentor,
    Person,
    PersonMerge,
    PopulationMember,
    Profile,
    ProfileVersion,
    Refugee,
    TwoPeople,
)
from mentorship.people.deeds import ACT_WORDS, LOOKUP_WORDS
from mentorship.people.extract import Fact, facts, label_of, plain, shown
from mentorship.registry import ExtractPart, ExtractTable, add_extract_parts
from mentorship.vocabulary import Availability, LanguageLevel, Need

Enrolments = Sequence[Mentor | Refugee]
SECRET = {"cpr", "cpr_hash"}  # of an earlier row: the number itself stands once, with the person


def register() -> None:
    holders = (Person, Mentor, Refugee, Profile, ProfileVersion, Consent, Clearance, Interview, Attendance)
    held = (*holders, Document, LabourSpell, PopulationMember, PersonMerge, TwoPeople)
    models = tuple(model._meta.label for model in held)
    add_extract_parts(ExtractPart("people", models, tables, 10))


def tables(person: Person, enrolments: Enrolments) -> list[ExtractTable]:
    sides = _of(enrolments)
    profiles = list(Profile.objects.filter(sides).order_by("pk"))
    return [
        _table(Person, _("The person"), [facts(person)]),
        *(_enrolment(row) for row in enrolments),
        _table(Profile, _("Profile"), [_profile(row) for row in profiles]),
        _table(ProfileVersion, _("Earlier profiles"), _versions(profiles)),
        _plain(Consent, _("Consents"), Consent.objects.filter(sides)),
        _plain(Clearance, _("Clearances"), Clearance.objects.filter(mentor__in=_mentors(enrolments))),
        _plain(Interview, _("Interviews"), Interview.objects.filter(sides)),
        _table(Attendance, _("Courses and events"), _attendances(sides)),
        _plain(Document, _("Documents"), Document.objects.filter(sides).order_by("pk")),
        _plain(LabourSpell, _("Labour-market spells"), LabourSpell.objects.filter(person=person)),
        _table(PopulationMember, _("Groups counted in"), _populations(person)),
        _table(PersonMerge, _("Rows found to be the same person"), _merges(person)),
        _table(TwoPeople, _("Compared with somebody else, and found to be two people"), _two(person)),
        _table(Draft, _("Half-written forms"), _drafts(enrolments)),
        _table(LookUp, _("Who has looked: dates and purposes"), _lookups(person, enrolments)),
        _table(Act, _("What has been done"), _acts(person, enrolments)),
        _table(LogEntry, _("Corrections"), _corrections(person, enrolments, profiles)),
    ]


def _of(enrolments: Enrolments) -> Q:
    return Q(mentor__in=_mentors(enrolments)) | Q(refugee__in=_refugees(enrolments))


def _mentors(enrolments: Enrolments) -> list[int]:
    return [row.pk for row in enrolments if isinstance(row, Mentor)]


def _refugees(enrolments: Enrolments) -> list[int]:
    return [row.pk for row in enrolments if isinstance(row, Refugee)]


def _table(model: type[Model], title: "str | Promise", rows: Iterable[list[Fact]]) -> ExtractTable:
    return ExtractTable(model._meta.label, title, [row for row in rows if row])


def _plain(model: type[Model], title: "str | Promise", rows: "QuerySet[Any]") -> ExtractTable:
    return _table(model, title, [facts(row) for row in rows])


def _enrolment(row: Mentor | Refugee) -> ExtractTable:
    title = _("Taking part as a mentor") if isinstance(row, Mentor) else _("Taking part")
    country = getattr(row, "country", "")
    found = [
        Fact(fact.key, fact.label, fact.value, country_name(country)) if fact.key == "country" else fact
        for fact in facts(row)
    ]
    return _table(type(row), title, [found])


def _profile(row: Profile) -> list[Fact]:
    return [_in_words(fact) for fact in facts(row)]


def _in_words(fact: Fact) -> Fact:
    return Fact(fact.key, fact.label, fact.value, _said(fact.key, fact.value) or fact.shown)


def _said(key: str, value: Any) -> str:
    """Codes of a profile in words; empty where the value reads well as it is."""
    if key == "languages" and isinstance(value, dict):
        return ", ".join(
            f"{language_name(code)} ({LanguageLevel(level).label})" for code, level in value.items()
        )
    vocabulary: Any = {"availability": Availability, "needs": Need}.get(key)
    if vocabulary and isinstance(value, list):
        labels = dict(vocabulary.choices)
        return ", ".join(str(labels.get(code, code)) for code in value)
    return ""


def _versions(profiles: list[Profile]) -> list[list[Fact]]:
    rows = ProfileVersion.objects.filter(profile__in=profiles).order_by("profile", "number")
    return [
        facts(row, without={"facts"})
        + [_of_profile(key, value) for key, value in row.facts.items() if value not in (None, "", [], {})]
        for row in rows
    ]


def _of_profile(key: str, value: Any) -> Fact:
    """A fact of an earlier profile, in the words of the column it stood in."""
    column: Any = Profile._meta.get_field(key)
    words = dict(column.flatchoices).get(value) if isinstance(value, str) else None
    return _in_words(Fact(key, label_of(key, column), value, str(words or shown(value))))


def _attendances(sides: Q) -> list[list[Fact]]:
    rows = Attendance.objects.filter(sides).select_related("session__activity").order_by("session__starts_at")
    return [
        facts(row, without={"session"}, what=row.session.activity.title, at=row.session.starts_at)
        for row in rows
    ]


def _populations(person: Person) -> list[list[Fact]]:
    rows = PopulationMember.objects.filter(person=person).select_related("population__programme")
    return [
        facts(row, without={"population"}, what=str(row.population), at=row.population.as_of_on)
        for row in rows.order_by("pk")
    ]


def _merges(person: Person) -> list[list[Fact]]:
    """What the rows were before, without the number, and without what was moved by its keys."""
    rows = PersonMerge.objects.filter(Q(kept=person) | Q(absorbed=person)).order_by("pk")
    return [facts(row, without={"kept", "absorbed", "moved", "before"}, facts=_before(row)) for row in rows]


def _before(row: PersonMerge) -> Any:
    return _without_secrets(json.loads(row.before)) if row.before else None


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_secrets(entry) for key, entry in value.items() if key not in SECRET}
    if isinstance(value, list):
        return [_without_secrets(entry) for entry in value]
    return value


def _two(person: Person) -> list[list[Fact]]:
    rows = TwoPeople.objects.filter(Q(first=person) | Q(second=person)).order_by("pk")
    return [facts(row, without={"first", "second"}) for row in rows]


def _drafts(enrolments: Enrolments) -> list[list[Fact]]:
    """A draft's key begins with whose form it is: `refugee-17-facts`."""
    wanted = Q(pk__in=[])
    for row in enrolments:
        wanted |= Q(key__startswith=f"{row.side.value}-{row.pk}-")
    rows = Draft.objects.filter(wanted).order_by("saved_at", "pk")
    return [facts(row, without={"data"}, at=row.saved_at, facts=row.data) for row in rows]


def _lookups(person: Person, enrolments: Enrolments) -> list[list[Fact]]:
    """Dates and purposes, never who: that is asked of the project leader."""
    absorbed = PersonMerge.objects.filter(kept=person, undone_at=None).values_list("absorbed_id", flat=True)
    rows = LookUp.objects.filter(person_id__in=[person.pk, *absorbed]).order_by("at", "pk")
    keys = {row.programme.key for row in enrolments}
    return [
        [
            Fact(fact.key, fact.label, fact.value, _deed(LOOKUP_WORDS, fact)) if fact.key == "what" else fact
            for fact in facts(
                row, without={"user_id", "user_label", "person_id", "programme_key", "protected"}
            )
        ]
        for row in rows
        if row.programme_key in keys or not row.programme_key
    ]


def _deed(words: "dict[str, str | Promise]", fact: Fact) -> str:
    return str(words.get(fact.value, _("Looked the person up") if words is LOOKUP_WORDS else fact.value))


def _subjects(*rows: Model) -> Q:
    found = Q(pk__in=[])
    for row in rows:
        found |= Q(subject_label=row._meta.label, subject_id=str(row.pk))
    return found


def _acts(person: Person, enrolments: Enrolments) -> list[list[Fact]]:
    rows = Act.objects.filter(_subjects(person, *enrolments)).order_by("at", "pk")
    kind = label_of("what")
    return [
        [
            Fact("at", label_of("at"), plain(row.at), shown(row.at)),
            Fact("what", kind, row.kind, str(ACT_WORDS.get(row.kind, row.kind))),
        ]
        for row in rows
    ]


def _corrections(person: Person, enrolments: Enrolments, profiles: list[Profile]) -> list[list[Fact]]:
    """Each field that was changed, from what to what."""
    wanted = Q(pk__in=[])
    for row in (person, *enrolments, *profiles):
        kind = ContentType.objects.get_for_model(type(row))
        wanted |= Q(content_type=kind, object_pk=str(row.pk), action=LogEntry.Action.UPDATE)
    entries = LogEntry.objects.filter(wanted).order_by("timestamp", "pk")
    return [
        [fact for fact in _changes(entry) if fact.value not in (None, "", [], {})]
        for entry in entries
        if entry.changes
    ]


def _changes(entry: LogEntry) -> list[Fact]:
    at = Fact("at", label_of("at"), plain(entry.timestamp), shown(entry.timestamp))
    model: Any = entry.content_type.model_class()
    columns = {column.name: column for column in model._meta.concrete_fields}
    return [at] + [
        Fact(name, label_of(name, columns.get(name)), list(change), " → ".join(str(part) for part in change))
        for name, change in (entry.changes or {}).items()
        if isinstance(change, list) and name not in {*SECRET, "consultant"}
    ]
