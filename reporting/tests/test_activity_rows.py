"""Activities and milestones as they are counted: as of a day, on the quarter's page, and in the files."""

import datetime

import pandas
import pytest
from django.urls import reverse

from mentorship.models import Municipality, SuccessCriterion
from mentorship.permissions import Role
from mentorship.programmes.milestones import mark_milestone, unmark_milestone
from mentorship.programmes.schema.measures import Parameters
from mentorship.testing.activities import ActivityFactory, AttendanceFactory
from mentorship.testing.factories import MentorFactory, RefugeeFactory, RoleBindingFactory, UserFactory
from mentorship.testing.programmes import loaded_programme
from reporting.activity_rows import load_marks, load_sessions
from reporting.documents.memo import memo_context
from reporting.exports import ExportRequest, export_to_folder
from reporting.indicators import REGISTER, Ask
from reporting.quarters import Quarter
from reporting.selectors import load_facts
from reporting.snapshots import build_quarter, freeze_quarter

pytestmark = pytest.mark.django_db
DAY = datetime.date
MARCH, APRIL, JULY = DAY(2026, 3, 4), DAY(2026, 4, 8), DAY(2026, 7, 20)
MIDSUMMER = DAY(2026, 7, 1)


@pytest.fixture
def programme(today):
    return loaded_programme("vaertsprogram", start_on=DAY(2026, 1, 1))


def activity(programme, *days, kind="event", came=1, **fields):
    """An activity with `came` newcomers at each session, and one host who stayed away."""
    row = ActivityFactory(programme=programme, kind=kind, side="both", days=list(days) or [MARCH], **fields)
    newcomers = [RefugeeFactory(programme=programme) for _ in range(came)]
    host = MentorFactory(programme=programme)
    for session in row.sessions.all():
        for newcomer in newcomers:
            AttendanceFactory(session=session, mentor=None, refugee=newcomer, state="attended")
        AttendanceFactory(session=session, mentor=host, state="absent")
    return row


def count(key, programme, as_of=MIDSUMMER, **parameters):
    facts = load_facts(programme, as_of)
    return REGISTER[key].count(facts, Ask(Parameters(**parameters))).value


def criterion(programme, key="project_plan"):
    return SuccessCriterion.objects.get(programme=programme, key=key)


class TestCounting:
    def test_activities_once_and_attendance_once_a_session(self, programme):
        activity(programme, MARCH, APRIL, came=3)
        assert count("activities_held", programme) == 1
        assert count("activity_attendance", programme) == 6
        assert count("activity_participants", programme) == 3

    def test_only_what_has_been_held_by_the_day(self, programme):
        activity(programme, MARCH, JULY)
        assert count("activity_attendance", programme, as_of=MARCH) == 1
        assert count("activities_held", programme, as_of=MARCH - datetime.timedelta(days=1)) == 0
        assert count("activity_attendance", programme, as_of=JULY) == 2

    def test_nothing_that_was_called_off_by_then(self, programme):
        activity(programme, cancelled_on=APRIL, came=0)
        assert count("activities_held", programme, as_of=MARCH) == 1
        assert count("activities_held", programme, as_of=APRIL) == 0

    def test_the_kinds_asked_for(self, programme):
        activity(programme, kind="intro_course", came=2)
        activity(programme, came=1)
        assert count("activities_held", programme, activity_kinds=("event",)) == 1
        assert count("activity_attendance", programme, activity_kinds=("intro_course",)) == 2
        assert count("activities_held", programme) == 2

    def test_the_side_asked_for(self, programme):
        activity(programme, came=2)
        assert count("activity_attendance", programme, side="mentor") == 0
        assert count("activity_attendance", programme, side="refugee") == 2

    def test_nothing_of_another_programme(self, programme):
        activity(loaded_programme("holdbart-match"))
        assert list(load_sessions(programme, JULY)) == []

    def test_by_partner_and_municipality(self, programme):
        partner = programme.organisations.get(name="Foreningen Nydansker")
        activity(programme, organisation=partner, municipality=Municipality.objects.get(code="101"))
        activity(programme)
        facts = load_facts(programme, JULY)
        for part in (facts.within(organisation=partner.name), facts.within(municipality="101")):
            assert REGISTER["activities_held"].count(part, Ask()).value == 1


class TestMilestones:
    def entry(self, programme, as_of, key="project_plan"):
        figures = build_quarter(programme, Quarter.of(as_of), as_of, with_breakdowns=False)
        return next(row for row in figures["criteria"] if row["key"] == key)

    def test_reached_not_yet_and_overdue(self, programme):
        assert self.entry(programme, MARCH)["status"] == "open"
        assert self.entry(programme, DAY(2027, 2, 1))["status"] == "overdue"
        mark_milestone(criterion=criterion(programme), reached_on=MARCH, by=UserFactory())
        told = self.entry(programme, MARCH)
        assert (told["status"], told["value"], told["reached_on"]) == ("reached", 1, "2026-03-04")
        assert self.entry(programme, MARCH - datetime.timedelta(days=1))["status"] == "open"
        assert self.entry(programme, MARCH, "interview_forms")["status"] == "open"

    def test_taken_back(self, programme):
        row, by = criterion(programme), UserFactory()
        mark_milestone(criterion=row, reached_on=MARCH, by=by)
        unmark_milestone(criterion=row, by=by)
        assert load_marks(programme, JULY) == {}

    def test_the_quarters_page_and_the_memo_say_so(self, programme, client):
        steering = RoleBindingFactory(role=Role.STEERING_GROUP, programme=programme).user
        client.force_login(steering)
        mark_milestone(criterion=criterion(programme), reached_on=MARCH, by=steering)
        html = client.get(reverse("reporting:quarter", args=[programme.key])).content.decode()
        assert "nået 04-03-2026" in html
        assert "ikke nået, frist 31-12-2026" in html
        snapshot = freeze_quarter(programme=programme, quarter=Quarter(2026, 1), by=steering)
        rows = {row["label"]: row for row in memo_context(snapshot, programme)["criteria"]}
        assert rows["Projektplan udarbejdet"]["status"] == "nået 04-03-2026"
        assert rows["Styregruppe oprettet"]["status"] == "ikke nået, frist 31-12-2026"

    def test_what_is_not_counted_says_why(self, programme, client):
        client.force_login(RoleBindingFactory(role=Role.STEERING_GROUP, programme=programme).user)
        html = client.get(reverse("reporting:quarter", args=[programme.key])).content.decode()
        assert "Forbruget registreres ikke" in html
        assert "1.500.000 DKK fordelt på 150, dvs. 10.000 DKK for hver" in html


class TestTheFile:
    def read(self, programme, folder, **asked):
        request = ExportRequest(programme, JULY, **asked)
        export_to_folder(request=request, folder=folder, by=None)
        return pandas.read_csv(folder / "activities.csv", sep=";", encoding="utf-8-sig")

    def test_a_line_a_session(self, programme, tmp_path):
        activity(programme, MARCH, APRIL, DAY(2026, 12, 1), came=2, title="Kanarietitel", places=9)
        rows = self.read(programme, tmp_path)
        assert list(rows.held_on) == ["2026-03-04", "2026-04-08"]
        assert list(rows.session) == [1, 2]
        for name, number in {"signed_up": 3, "attended": 2, "absent": 1, "excused": 0, "places": 9}.items():
            assert set(rows[name]) == {number}
        assert rows.activity.nunique() == 1
        assert "Kanarie" not in (tmp_path / "activities.csv").read_text(encoding="utf-8-sig")

    def test_the_period_and_the_municipality(self, programme, tmp_path):
        copenhagen = Municipality.objects.get(code="101")
        activity(programme, MARCH, APRIL, municipality=copenhagen)
        activity(programme, APRIL)
        rows = self.read(programme, tmp_path, since=APRIL, municipality=copenhagen)
        assert list(rows.session) == [2]
        assert list(rows.municipality) == [101]

    def test_nothing_called_off(self, programme, tmp_path):
        activity(programme, cancelled_on=MARCH, came=0)
        assert len(self.read(programme, tmp_path)) == 0
