"""What stands in the way of undoing an import of people, and the undoing of it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Exists, ManyToOneRel, Model, OuterRef, ProtectedError, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorship.models import (
    Act,
    Clearance,
    Consent,
    ImportBatch,
    Mentor,
    Organisation,
    Person,
    Profile,
    ProfileVersion,
    ProgrammeOrganisation,
    Refugee,
    RoleBinding,
    User,
)
from mentorship.people.import_kinds import Blocker
from mentorship.people.joining import FILLED
from mentorship.trail import acts_on
from mentorship.vocabulary import ConsentScope

MODELS: dict[str, type[Mentor] | type[Refugee]] = {"mentor": Mentor, "refugee": Refugee}
# What comes with every enrolment.
OWN: set[type[Model]] = {Profile, Consent, Clearance}
# Remarks on people, which go when they go ("app.Model"), and tables whose model has no name for readers.
REMARKS = {"mentorship.TwoPeople"}
CALLED: dict[str, str | Promise] = {
    "mentorship.Attendance": _("Signed up for activities"),
    "mentorship.PersonMerge": _("Merged with another row"),
    "mentorship.PopulationMember": _("Counted in a target group"),
}
OTHER = _("Other records")
ANOTHER_ENROLMENT = _("Registered once more")
EDITED = _("Edited since")
CONSENTS = _("Consents given or withdrawn since")
CLEARANCES = _("Clearances recorded since")


def blockers_of(batch: ImportBatch) -> list[Blocker]:
    """Whatever points at the people of a batch that it did not make, and every change of them since."""
    rows = _rows(batch)
    found: dict[str | Promise, set[str]] = defaultdict(set)
    for what, affected in (
        *_pointing_at_rows(rows),
        *_pointing_at_people(rows, batch),
        *_changed(rows, batch),
    ):
        found[what] |= set(affected.values_list("case_number", flat=True))
    found[EDITED] |= set(_of_people(batch, _filled_and_edited(batch)))
    return [Blocker(str(what), tuple(sorted(cases))) for what, cases in found.items() if cases]


def added_by(batch: ImportBatch, user: User, kind: str) -> "QuerySet[Any]":
    """Those whom the batch enrolled, as far as `user` may read them."""
    rows: Any = MODELS[kind].objects
    return rows.visible_to(user).filter(import_batch=batch).for_list()


def _rows(batch: ImportBatch) -> "QuerySet[Any]":
    return MODELS[batch.kind]._default_manager.filter(import_batch=batch)


def _pointing_at_rows(rows: "QuerySet[Any]") -> Iterator[tuple[str | Promise, "QuerySet[Any]"]]:
    for model, name in _foreign_keys_to(rows.model):
        pointing = model._default_manager.filter(**{name: OuterRef("pk")})
        yield _called(model), rows.filter(Exists(pointing))


def _pointing_at_people(
    rows: "QuerySet[Any]", batch: ImportBatch
) -> Iterator[tuple[str | Promise, "QuerySet[Any]"]]:
    """Of people whom the batch made: those whom it joined were there before."""
    made = rows.filter(person__import_batch=batch)
    for model, name in _foreign_keys_to(Person):
        pointing = model._default_manager.filter(**{name: OuterRef("person_id")})
        if issubclass(model, Mentor | Refugee):
            yield ANOTHER_ENROLMENT, made.filter(Exists(pointing.exclude(import_batch=batch)))
        else:
            yield _called(model), made.filter(Exists(pointing))


def _foreign_keys_to(target: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Whoever points at a table, on any floor, but for what goes with it."""
    for model, name in _relations(target):
        if model not in OWN and model._meta.label not in REMARKS:
            yield model, name


def _relations(target: type[Model]) -> Iterator[tuple[type[Model], str]]:
    for relation in target._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            model: Any = relation.related_model
            yield model, relation.field.name


def let_go(label: str) -> None:
    """Rows of the table `label` ("app.Model") are no record: they keep nothing, and go with the people."""
    REMARKS.add(label)


def call_table(label: str, words: str | Promise) -> None:
    """What a reader is told of rows in the table `label` whose model has no name for people."""
    CALLED[label] = words


def _called(model: type[Model]) -> str | Promise:
    if model._meta.label in CALLED:
        return CALLED[model._meta.label]
    named = "verbose_name_plural" in model._meta.original_attrs
    return model._meta.verbose_name_plural if named and model._meta.verbose_name_plural else OTHER


def _changed(rows: "QuerySet[Any]", batch: ImportBatch) -> Iterator[tuple[str | Promise, "QuerySet[Any]"]]:
    later = Act.objects.filter(subject_label=rows.model._meta.label, subject_id=OuterRef("key"))
    later = later.exclude(kind=f"{batch.kind}.imported")
    keyed = rows.annotate(key=Cast("pk", CharField()))
    consents = Consent.objects.filter(**{batch.kind: OuterRef("pk")})
    consents = consents.filter(~Q(scope=ConsentScope.PARTICIPATION) | Q(withdrawn_on__isnull=False))
    yield CONSENTS, rows.filter(Exists(consents))
    yield CONSENTS, keyed.filter(Exists(later.filter(kind__startswith="consent.")))
    if rows.model is Mentor:
        papers = Clearance.objects.filter(mentor=OuterRef("pk"))
        papers = papers.filter(Q(seen_by__isnull=False) | Q(requested_on__isnull=False))
        yield CLEARANCES, rows.filter(Exists(papers))
        yield CLEARANCES, keyed.filter(Exists(later.filter(kind__startswith="clearance.")))
    others = later.exclude(kind__startswith="consent.").exclude(kind__startswith="clearance.")
    yield EDITED, keyed.filter(Exists(others))
    made = Q(person__import_batch=batch, person__version__gt=1)
    yield EDITED, rows.filter(Q(version__gt=1) | Q(profile__version__gt=1) | made)


def _fillings(batch: ImportBatch) -> dict[int, tuple[list[str], int]]:
    """{person known before: the blanks the batch filled, and the version it left}."""
    found: dict[int, tuple[list[str], int]] = {}
    filled = Act.objects.filter(kind=FILLED, at__gte=batch.at, detail__batch=batch.pk)
    for act in filled.order_by("pk"):
        before = found.get(int(act.subject_id), ([], 0))[0]
        found[int(act.subject_id)] = ([*before, *act.detail["fields"]], act.detail["version"])
    return found


def _filled_and_edited(batch: ImportBatch) -> list[int]:
    filled = _fillings(batch)
    versions = dict(Person.objects.filter(pk__in=filled).values_list("pk", "version"))
    return [pk for pk, (_fields, version) in filled.items() if versions.get(pk) != version]


def _of_people(batch: ImportBatch, people: list[int]) -> Iterator[str]:
    """Their case numbers in the programme."""
    for model in MODELS.values():
        rows = model._default_manager.filter(programme=batch.programme_id, person__in=people)
        yield from rows.values_list("case_number", flat=True)


def take_back(batch: ImportBatch) -> None:
    """Remove what the batch made. What points at it, but for its own, has been ruled out by `blockers_of`.

    Rows go without signals: the trail of fields would keep the names that are to go.
    """
    rows = _rows(batch)
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    for pk, (fields, version) in _fillings(batch).items():
        _empty(pk, fields, version)
    side = f"{batch.kind}__import_batch"
    _remove(ProfileVersion.objects.filter(**{f"profile__{side}": batch}))
    _remove(Profile.objects.filter(**{side: batch}))
    _remove(Consent.objects.filter(**{side: batch}))
    if batch.kind == "mentor":
        _remove(Clearance.objects.filter(**{side: batch}))
    people = Person.objects.filter(import_batch=batch)
    for gone in (rows, people):
        for model, name in _relations(gone.model):
            if model._meta.label in REMARKS:
                _remove(model._default_manager.filter(**{f"{name}__in": gone}))
    _remove(rows)
    _remove(people)
    _remove_organisations(batch)


def _remove(rows: "QuerySet[Any]") -> None:
    rows._raw_delete(rows.db)


def _empty(pk: int, fields: list[str], version: int) -> None:
    """Blank again what the batch filled in."""
    unsaid = Person()
    blanks = {name: getattr(unsaid, name) for name in fields}
    Person.objects.filter(pk=pk, version=version).update(**blanks, version=version + 1)


def _remove_organisations(batch: ImportBatch) -> None:
    """Those that came with the batch, unless somebody else has come to use them."""
    signed = acts_on(batch).filter(kind="people.imported").first()
    detail = signed.detail if signed else {}
    for part in ProgrammeOrganisation.objects.filter(pk__in=detail.get("agreements", ())):
        mine = {"programme": part.programme_id, "organisation": part.organisation_id}
        if not Mentor.objects.filter(**mine).exists() and not RoleBinding.objects.filter(**mine).exists():
            part.delete()
    for organisation in Organisation.objects.filter(pk__in=detail.get("organisations", ())):
        if organisation.programme_parts.exists():
            continue
        try:
            organisation.delete()
        except ProtectedError:
            continue
