"""The extract of a person: every table that leads to one is in it, and nobody else is."""

import io
import json
import stat
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse
from docx import Document

from followup.testing.factories import FollowUpFactory
from matching.models import ForbiddenPair, MatchComment, StartMeeting, Suggestion
from matching.testing.factories import MatchFactory
from mentorship.clock import today
from mentorship.models import Act, LabourSpell, LookUp, Person, TwoPeople
from mentorship.people.extract import LABELS, gather, without_names
from mentorship.people.identity import cpr_fields
from mentorship.people.roster.cpr import parse_cpr
from mentorship.registry import EXTRACT_PARTS
from mentorship.testing.factories import MentorFactory, PersonFactory, RefugeeFactory
from mentorship.tests.people_world import people_world
from mentorship.trail import record_lookup

APPS = ("mentorship", "matching", "followup", "reporting")
# Tables that lead to a person and are not in the extract, each with the reason.
LEFT_OUT = {
    "mentorship.Population": "a group; that the person is counted in it stands with its members",
}


def leading_to_a_person():
    """Labels of the tables with a way of foreign keys to a person."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    reached = {Person}
    while True:
        more = {
            model
            for model in models
            if model not in reached
            and any(
                field.concrete and field.is_relation and field.related_model in reached
                for field in model._meta.get_fields()
            )
        }
        if not more:
            return {model._meta.label for model in reached}
        reached |= more


def test_every_table_that_leads_to_a_person_is_answered_for():
    answered = {label for part in EXTRACT_PARTS for label in part.models}
    missing = leading_to_a_person() - answered - set(LEFT_OUT)
    assert missing == set(), "put it into its app's extract part, or give the reason in LEFT_OUT"
    assert set(LEFT_OUT) & answered == set()
    assert answered <= leading_to_a_person()


def test_every_app_answers():
    assert {part.key for part in EXTRACT_PARTS} == {"people", "matching", "followup", "reporting"}


def test_every_label_is_of_some_column_or_said_with_one():
    columns = {
        field.name
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
    }
    assert set(LABELS) - columns == set()


def test_names_are_taken_out_of_texts():
    other = Person(name="Nadia El-Sayed Holm", email="nadia@eksempel.invalid", phone="20 11 22 33")
    text = "Nadia ringede; nadias bror og HOLM. Skriv til nadia@eksempel.invalid eller 20 11 22 33."
    told = without_names(text, [other])
    assert told.count("[den anden part]") == 4
    assert "Holm" not in told
    assert "nadias bror" in told  # a word of its own; whoever hands the extract out reads it through


@pytest.fixture
def world(db):
    return people_world()


@pytest.fixture
def pair(world):
    """A running match with something in every table."""
    match = MatchFactory(
        programme=world.programme,
        refugee=RefugeeFactory(
            programme=world.programme,
            municipality=world.soroe,
            person__name="Borgerkanarie Ene",
            note="kanarienote om borgeren",
        ),
        mentor=MentorFactory(
            programme=world.programme,
            municipality=world.soroe,
            person__name="Mentorkanarie Anden",
            person__email="mentorkanarie@eksempel.invalid",
            note="kanarienote om mentoren",
        ),
        created_by=world.leader,
        active=True,
    )
    fields = {"match": match, "responsible": world.leader}
    for side in ("refugee", "mentor", "both"):
        FollowUpFactory(
            step=f"step_{side}", side=side, concern=f"{side}: Mentorkanarie Anden skrev", **fields
        )
    StartMeeting.objects.update_or_create(
        match=match,
        defaults={
            "mentor_expectations": "mentorens egne forventninger",
            "refugee_expectations": "borgerens egne forventninger",
            "joint_plan": "mødes med Mentorkanarie hver uge",
        },
    )
    MatchComment.objects.create(match=match, by=world.leader, stance="comments", text="Mentorkanarie er god")
    other = MentorFactory(programme=world.programme, person__name="Tredjekanarie Tre")
    pair = {"refugee": match.refugee, "mentor": other, "by": world.leader}
    ForbiddenPair.objects.create(reason="other", **pair)
    Suggestion.objects.create(reason="language", **pair)
    LabourSpell.objects.create(person=match.refugee.person, from_on=today(), status="education")
    TwoPeople.objects.create(
        first=match.refugee.person, second=PersonFactory(name="Ligkanarie"), by=world.leader
    )
    record_lookup(
        user=world.leader,
        person=match.refugee.person,
        what="name",
        programme=world.programme,
        purpose="brev til sprogskolen",
    )
    return match


def made(tmp_path, person, kind="json", *more):
    out = tmp_path / f"udskrift.{kind}"
    call_command("person_extract", str(person.pk), *more, out=out, verbosity=0)
    return out


def test_all_that_is_held_is_in_it(pair, tmp_path):
    content = json.loads(made(tmp_path, pair.refugee.person).read_text())
    tables = content["tables"]
    for label in (
        "mentorship.Person",
        "mentorship.Refugee",
        "mentorship.Profile",
        "mentorship.Consent",
        "mentorship.LabourSpell",
        "mentorship.TwoPeople",
        "mentorship.LookUp",
        "matching.Match",
        "matching.StartMeeting",
        "matching.MatchComment",
        "matching.ForbiddenPair",
        "matching.Suggestion",
        "followup.FollowUp",
    ):
        assert tables.get(label), label
    assert {row["step"] for row in tables["followup.FollowUp"]} == {"step_refugee", "step_both"}
    assert tables["mentorship.Person"][0]["name"] == "Borgerkanarie Ene"
    assert tables["mentorship.LookUp"][0]["purpose"] == "brev til sprogskolen"
    assert content["cases"][0]["case_number"] == pair.refugee.case_number


@pytest.mark.parametrize("kind", ["json", "docx", "html"])
def test_nobody_else_is_in_it(pair, tmp_path, world, kind):
    out = made(tmp_path, pair.refugee.person, kind)
    text = words_of(out)
    assert "Borgerkanarie Ene" in text
    assert "borgerens egne forventninger" in text
    for stranger in (
        "Mentorkanarie",
        "mentorkanarie@",
        "kanarienote om mentoren",
        "mentorens egne forventninger",
        "Tredjekanarie",
        "Ligkanarie",
        world.leader.email,
        world.leader.name,
        pair.mentor.case_number,
    ):
        assert stranger not in text, stranger


def test_the_mentors_extract_says_nothing_of_the_refugee(pair, tmp_path):
    text = words_of(made(tmp_path, pair.mentor.person))
    assert "mentorens egne forventninger" in text
    for stranger in ("Borgerkanarie", "kanarienote om borgeren", "borgerens egne", pair.refugee.case_number):
        assert stranger not in text, stranger


def words_of(path: Path) -> str:
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_ones_own_number_is_told_in_full(pair, tmp_path):
    person = pair.refugee.person
    for name, value in cpr_fields(parse_cpr("1203921234")).items():
        setattr(person, name, value)
    person.save()
    text = words_of(made(tmp_path, person))
    assert "1203921234" in text
    assert person.cpr_hash not in text


def test_the_file_is_the_owners_alone_and_replaces_an_older_one(pair, tmp_path):
    (tmp_path / "udskrift.json").write_text("gammel")
    (tmp_path / "udskrift.json").chmod(0o644)
    out = made(tmp_path, pair.refugee.person)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["udskrift.json"]


def test_it_is_signed(pair, tmp_path):
    made(tmp_path, pair.refugee.person)
    act = Act.objects.get(kind="person.extracted")
    assert (act.subject_id, act.by_id, act.detail) == (str(pair.refugee.person_id), None, {"format": "json"})


def test_by_case_number(pair, tmp_path):
    out = tmp_path / "x.json"
    call_command(
        "person_extract", pair.refugee.case_number, programme=pair.programme.key, out=out, verbosity=0
    )
    assert json.loads(out.read_text())["person"] == pair.refugee.person_id


@pytest.mark.parametrize(
    ("number", "name"),
    [("999999999", "x.json"), ("B-ingen", "x.json"), ("1", "x.pdf"), ("1", "mappe/x.json")],
)
def test_bad_input_writes_nothing(world, tmp_path, number, name):
    PersonFactory(pk=1)
    with pytest.raises(CommandError):
        call_command("person_extract", number, out=tmp_path / name, verbosity=0)
    assert list(tmp_path.iterdir()) == []
    assert not Act.objects.filter(kind="person.extracted").exists()


class TestDownload:
    def url(self, row):
        return reverse(f"people:{row.side}_extract", args=[row.programme.key, row.pk])

    def test_the_leader_hands_it_out(self, client, world, pair):
        client.force_login(world.leader)
        page = client.get(reverse("people:refugee", args=[pair.programme.key, pair.refugee.pk]))
        assert self.url(pair.refugee) in page.content.decode()
        response = client.post(self.url(pair.refugee))
        assert "attachment" in response["Content-Disposition"]
        assert "Borgerkanarie" not in response["Content-Disposition"]
        assert Document(io.BytesIO(response.content)).paragraphs[0].text == "Oplysninger om dig"
        assert LookUp.objects.filter(what="extract", user_id=world.leader.pk).count() == 1
        assert Act.objects.get(kind="person.extracted").by_id == world.leader.pk

    def test_it_covers_no_programme_the_leader_does_not_lead(self, client, world, pair):
        elsewhere = MentorFactory(person=pair.refugee.person, note="kanarienote fra et andet program")
        client.force_login(world.leader)
        content = client.post(self.url(pair.refugee), {"format": "json"}).content.decode()
        assert "kanarienote om borgeren" in content
        assert elsewhere.case_number not in content
        assert "et andet program" not in content

    def test_nobody_else_may(self, client, world, pair):
        pair.refugee.consultant = world.consultant()
        pair.refugee.save()
        client.force_login(pair.refugee.consultant)
        assert client.post(self.url(pair.refugee)).status_code == 403

    def test_a_get_makes_nothing(self, client, world, pair):
        client.force_login(world.leader)
        assert client.get(self.url(pair.refugee)).status_code == 405


def test_it_takes_the_same_number_of_queries_whatever_is_held(pair, django_assert_max_num_queries):
    for number in range(20):
        FollowUpFactory(match=pair, step=f"more_{number}", side="refugee")
    with django_assert_max_num_queries(45):
        gather(pair.refugee.person)
