"""Taking a labour-market extract in: all of it or nothing, once; and taking it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mentorship.models import (
    Act,
    ImportBatch,
    LabourSpell,
    Mentor,
    Municipality,
    Person,
    Population,
    PopulationMember,
    Programme,
    Refugee,
    User,
)
from mentorship.people.batches import new_batch, sign_batch
from mentorship.people.identity import cpr_fields
from mentorship.people.import_kinds import Blocker, Progress
from mentorship.people.importing import ImportResult
from mentorship.people.outcomes.people import Who, in_chunks
from mentorship.people.outcomes.plan import Amendment, OutcomePlan, plan_outcomes
from mentorship.programmes.document import programme_document
from mentorship.trail import act_fields

CHUNK = 2000
AMENDED = "spell.amended"


@dataclass(frozen=True, slots=True)
class OutcomeResult(ImportResult):
    """`amended`: spells of the register that got their end, or hours. `people`: known from the file alone."""

    amended: int = 0
    people: int = 0


def import_outcomes(
    *,
    data: bytes,
    programme: Programme,
    by: User | None = None,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> OutcomeResult:
    """Take in the spells of `data`; permission is the caller's to check. Nothing is written with errors.

    Rows the register has add nothing; a spell that ran gets the end a later extract tells. Somebody known
    by number alone becomes a person without a case: for the populations that are taken from an extract,
    and on no list. `by` None means the shell.
    """
    with transaction.atomic():
        programme = Programme.objects.select_for_update().get(pk=programme.pk)
        plan = plan_outcomes(data=data, programme=programme, mapping=mapping)
        result = OutcomeResult(
            plan.report,
            added=len(plan.new),
            unchanged=plan.unchanged,
            amended=len(plan.amended),
            people=len(plan.new_people),
        )
        if result.refused:
            return replace(result, added=0, amended=0, people=0)
        if dry_run or not (plan.new or plan.amended):
            return result
        batch = new_batch(data=data, report=plan.report, programme=programme, added=result.added, by=by)
        _write(plan, batch, progress)
        sign_batch(
            batch,
            what="outcomes",
            report=plan.report,
            amended=result.amended,
            unchanged=result.unchanged,
            people=result.people,
        )
    return replace(result, batch=batch)


def _write(plan: OutcomePlan, batch: ImportBatch, progress: Progress | None) -> None:
    people = _new_people(plan, batch)
    for start in range(0, len(plan.new), CHUNK):
        LabourSpell.objects.bulk_create(
            LabourSpell(
                person_id=people[spell.who] if isinstance(spell.who, str) else spell.who,
                from_on=spell.from_on,
                to_on=spell.to_on,
                status=spell.status,
                hours_per_week=spell.hours,
                import_batch=batch,
            )
            for spell in plan.new[start : start + CHUNK]
        )
        if progress:
            progress(min(start + CHUNK, len(plan.new)), len(plan.new))
    _amend(plan.amended, batch)
    _count_in_populations(plan, people, batch)


def _new_people(plan: OutcomePlan, batch: ImportBatch) -> dict[Who, int]:
    """Hash of a number -> key of the person made for it: a number and its year of birth, nothing else."""
    made: dict[Who, int] = {}
    for part in in_chunks(list(plan.new_people)):
        people = Person.objects.bulk_create(
            Person(
                **cpr_fields(plan.new_people[hashed]),
                birth_year=plan.new_people[hashed].birth_year,
                import_batch=batch,
            )
            for hashed in part
        )
        made.update((hashed, person.pk) for hashed, person in zip(part, people, strict=True))
    return made


def _amend(amendments: Sequence[Amendment], batch: ImportBatch) -> None:
    """Ends and hours told later; the trail keeps what stood there, for taking the file back."""
    for start in range(0, len(amendments), CHUNK):
        part = amendments[start : start + CHUNK]
        rows = [LabourSpell(pk=each.known.pk, to_on=each.to_on, hours_per_week=each.hours) for each in part]
        LabourSpell.objects.bulk_update(rows, ["to_on", "hours_per_week"], batch_size=300)
        Act.objects.bulk_create(
            Act(
                **act_fields(
                    kind=AMENDED,
                    subject=row,
                    by=batch.by,
                    programme=batch.programme,
                    batch=batch.pk,
                    before=_told(each.known.to_on, each.known.hours),
                    after=_told(each.to_on, each.hours),
                )
            )
            for row, each in zip(rows, part, strict=True)
        )


def _told(to_on: object, hours: Decimal | None) -> list[str | None]:
    return [str(to_on) if to_on else None, None if hours is None else f"{hours:.1f}"]


def _count_in_populations(plan: OutcomePlan, people: Mapping[Who, int], batch: ImportBatch) -> None:
    """Everybody in the file counts in the programme's populations that are taken from an extract."""
    codes = dict(Municipality.objects.values_list("code", "pk"))
    everyone: dict[int, int | None] = {}
    for spell in plan.new:
        pk = people[spell.who] if isinstance(spell.who, str) else spell.who
        everyone[pk] = codes.get(spell.municipality) or plan.municipality_of.get(pk) or everyone.get(pk)
    for population in Population.objects.filter(
        programme=batch.programme, key__in=_from_extracts(batch.programme)
    ):
        PopulationMember.objects.bulk_create(
            (
                PopulationMember(population=population, person_id=pk, municipality_id=municipality)
                for pk, municipality in everyone.items()
            ),
            ignore_conflicts=True,
            batch_size=CHUNK,
        )


def _from_extracts(programme: Programme) -> list[str]:
    """Keys of the populations that the programme takes from an extract."""
    populations = programme_document(programme).populations
    return [entry.key for entry in populations if entry.taken_from == "extract"]


def blockers_of(batch: ImportBatch) -> list[Blocker]:
    """What has been built on the spells of `batch` since: a later extract that told the end of one."""
    own = {str(pk) for pk in LabourSpell.objects.filter(import_batch=batch).values_list("pk", flat=True)}
    later = [act for act in _amendments(batch.programme) if act.subject_id in own]
    standing = _standing(later)
    if not standing:
        return []
    cases = Refugee.objects.filter(
        programme=batch.programme, person__labour_spells__in=[int(act.subject_id) for act in standing]
    )
    numbers = tuple(sorted(set(cases.values_list("case_number", flat=True))))
    return [Blocker(_("A later extract has told the end, or the hours, of a spell"), numbers)]


def take_outcomes_back(batch: ImportBatch) -> None:
    """Remove the spells of `batch`, the people known from it alone, and the ends it told.

    Call inside a transaction, after `blockers_of`; marking the batch and signing are the caller's. Somebody
    who has got a case, or spells from elsewhere, stays.
    """
    for act in _standing(_amendments(batch.programme).filter(detail__batch=batch.pk)):
        to_on, hours = act.detail["before"]
        LabourSpell.objects.filter(pk=act.subject_id).update(to_on=to_on, hours_per_week=hours)
    spells = LabourSpell.objects.filter(import_batch=batch)
    touched = list(spells.order_by().values_list("person_id", flat=True).distinct())
    spells.delete()
    keys = _from_extracts(batch.programme)
    for part in in_chunks(touched):
        without = Person.objects.filter(pk__in=part).exclude(
            Exists(LabourSpell.objects.filter(person=OuterRef("pk")))
        )
        PopulationMember.objects.filter(
            population__programme=batch.programme, population__key__in=keys, person__in=without
        ).delete()
        with disable_auditlog():  # they came without a field trail, many at once, and go as they came
            _nobody_elses(without.filter(import_batch=batch)).delete()


def _nobody_elses(people: QuerySet[Person]) -> QuerySet[Person]:
    """Those without a case anywhere, and in no population."""
    return people.exclude(
        Exists(Refugee.objects.filter(person=OuterRef("pk")))
        | Exists(Mentor.objects.filter(person=OuterRef("pk")))
        | Exists(PopulationMember.objects.filter(person=OuterRef("pk")))
    )


def _amendments(programme: Programme) -> QuerySet[Act]:
    return Act.objects.filter(kind=AMENDED, programme_key=programme.key).order_by("-pk")


def _standing(acts: Iterable[Act]) -> list[Act]:
    """Those whose end and hours still stand in the register."""
    acts = list(acts)
    found: dict[str, list[str | None]] = {}
    for part in in_chunks([int(act.subject_id) for act in acts]):
        rows = LabourSpell.objects.filter(pk__in=part).values_list("pk", "to_on", "hours_per_week")
        found.update((str(pk), _told(to_on, hours)) for pk, to_on, hours in rows)
    return [act for act in acts if found.get(act.subject_id) == act.detail["after"]]
