"""Rules of the house that hold for every model: what a deletion takes along, and migrations in step."""

import ast
import io
import tokenize
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.paginator import Paginator, UnorderedObjectListWarning
from django.db.models import CASCADE

from mentorship.models import Person

ROOT = Path(settings.BASE_DIR)
APPS = ("mentorship", "matching", "followup", "reporting")
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]

# Rows that go when the other goes. All else is protected or set to null, for the reason beside it.
CASCADES = {
    "mentorship.ActivitySession.activity": "a time of it",
    "mentorship.Attendance.session": "a list and its lines",
    "mentorship.Attendance.mentor": "said of that part",
    "mentorship.Attendance.refugee": "said of that part",
    "mentorship.CalendarFeed.user": "his private address",
    "mentorship.ColumnMapping.programme": "how its files are read",
    "mentorship.Document.mentor": "on the case of that part",
    "mentorship.Document.refugee": "on the case of that part",
    "mentorship.Interview.mentor": "held for that part",
    "mentorship.Interview.refugee": "held for that part",
    "mentorship.MilestoneMark.criterion": "says something of it",
    "mentorship.StandIn.absent": "nobody to stand in for",
    "mentorship.StandIn.stand_in": "nobody who stands in",
    "mentorship.Upload.programme": "on its way into it",
    "mentorship.Upload.by": "his half-made import",
    "mentorship.Clearance.mentor": "a paper of that mentor's part",
    "mentorship.Consent.mentor": "given for that part alone",
    "mentorship.Consent.refugee": "given for that part alone",
    "mentorship.ProgrammeVersion.programme": "earlier wordings of it",
    "mentorship.ProgrammeMunicipality.programme": "its partners",
    "mentorship.ProgrammeOrganisation.programme": "its partners",
    "mentorship.SuccessCriterion.programme": "its own targets",
    "mentorship.Job.programme": "work done for it",
    "mentorship.Draft.user": "her half-written texts",
    "mentorship.ImportBatch.programme": "what came into it",
    "mentorship.Population.programme": "its comparison",
    "mentorship.PopulationMember.population": "a list and its lines",
    "mentorship.Profile.mentor": "the profile of that part",
    "mentorship.Profile.refugee": "the profile of that part",
    "mentorship.ProfileVersion.profile": "earlier wordings of it",
    "mentorship.RoleBinding.user": "a role is nothing without who holds it",
    "mentorship.RoleBinding.programme": "a role in a programme that is gone",
    "matching.MatchAnswer.match": "part of the match",
    "matching.MatchComment.match": "part of the match",
    "matching.StartMeeting.match": "part of the match",
    "matching.MatchingRun.programme": "a draft for it",
    "matching.PlannedPair.run": "a draft and its lines",
    "matching.PlannedPair.refugee": "a draft is no record",
    "matching.PlannedPair.mentor": "a draft is no record",
    "matching.PlanScores.run": "a draft and what it is made of",
    "matching.PlanChange.run": "a draft and its lines",
    "matching.PlanChange.refugee": "a draft is no record",
    "matching.PlanChange.mentor": "a draft is no record",
    "matching.AnswerLink.match": "part of the match",
    "matching.ProposedSeat.activity": "says something of a pair",
    "matching.ProposedSeat.refugee": "says something of a pair",
    "mentorship.TwoPeople.first": "a remark on the two rows",
    "mentorship.TwoPeople.second": "a remark on the two rows",
    "matching.ForbiddenPair.refugee": "says something of a pair",
    "matching.ForbiddenPair.mentor": "says something of a pair",
    "matching.Suggestion.refugee": "says something of a pair",
    "matching.Suggestion.mentor": "says something of a pair",
    "followup.Notice.match": "reminders of it",
    "followup.Notice.followup": "reminders of it",
    "followup.Message.programme": "mail of it",
}


def cascading() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one)
        and field.concrete
        and field.remote_field.on_delete is CASCADE
    }


def test_nothing_cascades_by_accident():
    assert cascading() - set(CASCADES) == set(), "protect it, or give the reason in CASCADES"
    assert set(CASCADES) - cascading() == set(), "cascades no longer: take it off the list"


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/models/*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_on_delete_has_its_reason_beside_it(path):
    code = path.read_text(encoding="utf-8")
    commented = {
        token.start[0]
        for token in tokenize.generate_tokens(io.StringIO(code).readline)
        if token.type == tokenize.COMMENT
    }
    bare = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for call in ast.walk(ast.parse(code))
        if isinstance(call, ast.Call)
        and any(keyword.arg == "on_delete" for keyword in call.keywords)
        and not commented & set(range(call.lineno, call.end_lineno + 1))
    ]
    assert bare == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_paging_through_unordered_rows_is_an_error():
    with pytest.raises(UnorderedObjectListWarning):
        Paginator(Person.objects.order_by(), 10).page(1)
