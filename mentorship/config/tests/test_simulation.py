"""Made-up lives: the same seed gives the same data, by the programme's own plan and within its rules."""

import datetime
from collections import Counter
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from followup.models import FollowUp
from matching.models import Match
from matching.states import OCCUPYING_STATES
from mentorship.config.demo import ADMINISTRATOR, HOLDBART, LEADER, PASSWORD, VAERT, make_demo, sign_ins
from mentorship.config.simulation.agenda import Agenda
from mentorship.config.simulation.labour import draw_labour_market
from mentorship.config.simulation.life import simulate
from mentorship.config.simulation.people import MadeUpPeople, Wave
from mentorship.errors import DomainError
from mentorship.models import (
    Activity,
    ActivitySession,
    Attendance,
    Document,
    LabourSpell,
    Mentor,
    MilestoneMark,
    Person,
    Refugee,
    RoleBinding,
    User,
)
from mentorship.people.documents import read_document
from mentorship.permissions import Role
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.services import load_programme
from mentorship.testing.factories import UserFactory
from reporting.models import Snapshot

START = datetime.date(2026, 1, 5)
pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    programme = load_programme(document=read_programme(HOLDBART), start_on=START).programme
    UserFactory(leader_of=programme)
    return programme


def live(programme, seed=1, months=6):
    with time_machine.travel(datetime.datetime(2026, 11, 2, 10, tzinfo=datetime.UTC)):
        return simulate(programme=programme, refugees=8, mentors=8, months=months, seed=seed)


def history():
    matches = Match.objects.order_by("pk").values_list(
        "refugee__case_number",
        "mentor__case_number",
        "state",
        "started_on",
        "ended_on",
        "close_reason",
        "score",
    )
    followups = FollowUp.objects.order_by("match__refugee__case_number", "due_on", "side").values_list(
        "step", "side", "state", "held_on", "channel", "rating", "changed", "concern_level"
    )
    spells = LabourSpell.objects.order_by("person_id", "from_on").values_list("from_on", "to_on", "status")
    return list(matches), list(followups), list(spells)


def test_a_life_follows_the_plan_and_the_rules(programme):
    told = live(programme)
    assert Refugee.objects.count() == 8
    assert Mentor.objects.count() == 8
    assert told["started"] == Match.objects.started().count() > 0
    done = FollowUp.objects.filter(state="done").count()
    assert told["followup_done"] + told.get("extra_talk", 0) == done > 0
    for mentor in Mentor.objects.all():
        assert mentor.matches.filter(state__in=OCCUPYING_STATES).count() <= mentor.capacity
    last = START + datetime.timedelta(days=round(30.44 * 6))
    assert max(day for day in FollowUp.objects.values_list("held_on", flat=True) if day) <= last
    assert not Person.objects.exclude(email="").exclude(email__endswith="@eksempel.invalid").exists()


def test_what_is_signed_carries_the_simulated_day(programme):
    live(programme)
    for followup in FollowUp.objects.filter(state="done"):
        assert followup.logged_at.date() == followup.held_on


def test_the_same_seed_gives_the_same_data_and_another_does_not(programme):
    live(programme, seed=5)
    first = history()
    again = load_programme(
        document=read_programme(HOLDBART).model_copy(update={"key": "once-more"}), start_on=START
    ).programme
    UserFactory(leader_of=again)
    FollowUp.objects.all().delete()
    Match.objects.all().delete()
    LabourSpell.objects.all().delete()
    live(again, seed=5)
    assert history() == first
    another = load_programme(
        document=read_programme(HOLDBART).model_copy(update={"key": "another"}), start_on=START
    ).programme
    UserFactory(leader_of=another)
    FollowUp.objects.all().delete()
    Match.objects.all().delete()
    live(another, seed=6)
    assert history()[:2] != first[:2]


def lived_as_hosts(seed):
    """The host programme lived through from an empty house: what was held, who came, who was taught."""
    for model in (FollowUp, Match, Activity, LabourSpell, Mentor, Refugee, RoleBinding):
        model.objects.all().delete()
    document = read_programme(VAERT).model_copy(update={"key": f"hosts-{seed}-{User.objects.count()}"})
    programme = load_programme(document=document, start_on=START).programme
    UserFactory(leader_of=programme)
    live(programme, seed=seed)
    held = ActivitySession.objects.filter(activity__programme=programme).order_by("starts_at", "pk")
    came = Attendance.objects.filter(session__in=held).order_by("session__starts_at", "pk")
    rows = came.values_list("mentor__case_number", "refugee__case_number", "state", "dated_on")
    return list(held.values_list("activity__kind", "activity__title", "starts_at")), list(rows)


def test_courses_are_attended_as_a_seed_has_it():
    first = lived_as_hosts(3)
    taught = [row for row in first[1] if row[3]]
    assert {kind for kind, _title, _at in first[0]} == {"intro_course", "event"}
    assert len(taught) == Mentor.objects.exclude(intro_course_on=None).count() + (
        Refugee.objects.exclude(intro_course_on=None).count()
    )
    assert MilestoneMark.objects.count() == 2
    assert lived_as_hosts(3) == first


def test_made_up_people_are_never_mixed_with_others(programme):
    live(programme, months=3)
    with pytest.raises(DomainError, match="people already"):
        live(programme)


def test_somebody_must_lead(programme):
    RoleBinding.objects.all().delete()
    with pytest.raises(DomainError, match="Nobody is"):
        live(programme)


def test_the_agenda_keeps_days_and_what_comes_at_their_end():
    agenda, seen = Agenda(), []
    for number, (day, late) in enumerate([(2, False), (1, True), (1, False), (3, False)]):
        agenda.put(
            datetime.date(2026, 1, day), lambda on, number=number: seen.append(number), at_days_end=late
        )
    for on, happening in agenda.until(datetime.date(2026, 1, 2)):
        happening(on)
    assert seen == [2, 1, 0]
    assert len(agenda) == 1


def test_a_roster_of_made_up_people_is_a_roster(programme):
    people = MadeUpPeople(read_programme(HOLDBART), seed=1, prefix="X")
    text = people.roster("refugee", Wave(START, 3)).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Sagsnr.;Navn")
    assert [line.split(";")[0] for line in text.splitlines()[1:]] == ["XB-0001", "XB-0002", "XB-0003"]


def test_the_comparison_population_is_as_large_as_the_source_says(programme):
    live(programme)
    population = programme.populations.get(key="gross_target_group")
    assert population.memberships.count() == population.size == 308
    assert draw_labour_market.__doc__
    running = Counter(LabourSpell.objects.filter(to_on=None).values_list("person_id", flat=True))
    assert set(running.values()) == {1}


def test_the_command_tells_what_happened(programme):
    out = StringIO()
    with time_machine.travel(datetime.datetime(2026, 11, 2, 10, tzinfo=datetime.UTC)):
        call_command(
            "simulate", programme=HOLDBART, refugees=4, mentors=4, months=4, seed=3, stdout=out, no_color=True
        )
    assert "Simulated with seed 3" in out.getvalue()
    with pytest.raises(CommandError, match="No programme"):
        call_command("simulate", programme="nowhere", refugees=1, mentors=1, months=1, seed=1)


def test_the_demo_is_refused_unless_the_settings_are_the_demos(settings):
    settings.DEMO_MODE = False
    with pytest.raises(DomainError):
        make_demo()
    assert not User.objects.exists()


def test_the_demo_shows_two_programmes_mid_way_and_is_made_once(settings):
    settings.DEMO_MODE = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    out = StringIO()
    call_command("demo", stdout=out)
    assert all(email in out.getvalue() for email in sign_ins())
    assert User.objects.get(email=LEADER[0]).check_password(PASSWORD)
    assert RoleBinding.objects.filter(user__email=ADMINISTRATOR[0], role=Role.ADMINISTRATOR).count() == 1
    for key in (HOLDBART, VAERT):
        assert Match.objects.filter(programme__key=key, state="active").exists()
        assert Match.objects.filter(programme__key=key, state="ended").exists()
    assert FollowUp.objects.filter(step__startswith="opening_talk", state="done").exists()
    assert Snapshot.objects.exists()
    came = Attendance.objects.filter(state="attended", session__activity__programme__key=VAERT)
    assert came.filter(dated_on__isnull=False).exists()
    assert MilestoneMark.objects.count() == 2
    assert Person.objects.filter(refugees__programme__key=HOLDBART, mentors__programme__key=VAERT).exists()
    kept = Document.objects.filter(refugee__programme__key=HOLDBART)
    assert {document.kind for document in kept} == {"cv", "plan"}
    assert b"word/document.xml" in read_document(kept[0])
    before = User.objects.count(), Match.objects.count()
    assert make_demo() is False
    assert (User.objects.count(), Match.objects.count()) == before
