"""The pages of the advice: who is left, what would help, whom to recruit, for whom and how fast."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from matching import advising
from matching.advice_changes import MENTOR_CHANGES, PROGRAMME_CHANGES, REFUGEE_CHANGES
from matching.services import forbid_pair, make_plan
from matching.tests.conftest import TODAY
from matching.views import advice_words
from mentorship.jobs import run_job
from mentorship.models import Clearance, Job, LookUp, Profile
from mentorship.testing.factories import MentorFactory, RefugeeFactory

KINDS = (*REFUGEE_CHANGES, *MENTOR_CHANGES, *PROGRAMME_CHANGES)


@pytest.fixture
def look(client, leader, at):
    """Get one of the advice's pages as the leader."""
    client.force_login(leader)
    return lambda name="advice", *args, **query: client.get(at(name, *args), query)


@pytest.fixture
def child(programme, soroe):
    """Waits with a child; the only mentor has no child certificate."""
    mentor = MentorFactory(programme=programme, municipality=soroe)
    Clearance.objects.filter(mentor=mentor, kind="child_certificate").delete()
    refugee = RefugeeFactory(programme=programme, municipality=soroe)
    refugee.profile.children_birth_years = [2020]
    refugee.profile.save()
    return refugee, mentor


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(advising, "FRESH_UP_TO", 0)


def text_of(response):
    return response.content.decode()


def test_who_is_left_stands_with_the_change_that_helps_most(look, child):
    refugee, mentor = child
    response = look()
    assert refugee.person.name in text_of(response)
    (row,) = response.context["left"]
    assert [rule["rule"] for rule in row["rules"]] == ["child_certificate"]
    (group,) = [each for each in response.context["groups"] if each["mentors"]]
    assert [each["label"] for each in group["mentors"]] == [mentor.label]
    assert group["mentors"][0]["url"].endswith(f"/mentorer/{mentor.pk}/#attester")


def test_the_change_it_tells_of_does_what_it_says(look, child, programme):
    """Fetch the paper, and the plan serves as many more as was said."""
    refugee, mentor = child
    before = make_plan(programme=programme, by=None).matched
    told = advising.work_out(programme, on=TODAY)
    (group,) = [each for each in told["together"] if each["kind"] == "child_certificate"]
    assert (group["mentors"], group["refugees"]) == ([mentor.pk], [refugee.pk])
    Clearance.objects.create(mentor=mentor, kind="child_certificate", seen_on=TODAY)
    assert make_plan(programme=programme, by=None).matched - before == len(group["refugees"])
    assert advising.work_out(programme, on=TODAY)["left"] == []
    assert look().context["left"] == []


def test_one_persons_page_names_whom_each_change_makes_possible(look, child, programme):
    refugee, mentor = child
    response = look("advice_person", refugee.pk)
    (option,) = response.context["options"]
    pair = reverse("matching:pair", args=[programme.key, refugee.pk, mentor.pk])
    assert [each["url"] for each in option["mentors"]] == [pair]
    assert option["helps"]
    assert [(rule["rule"], rule["count"]) for rule in response.context["rules"]] == [("child_certificate", 1)]


def test_a_wish_is_asked_about_and_not_set_aside(look, programme, soroe, leader):
    mentor = MentorFactory(programme=programme, municipality=soroe, person__gender="male")
    refugee = RefugeeFactory(programme=programme, municipality=soroe)
    refugee.profile.wants_gender = "female"
    refugee.profile.save()
    (option,) = look("advice_person", refugee.pk).context["options"]
    assert option["url"].endswith(f"/borgere/{refugee.pk}/profil/")
    assert make_plan(programme=programme, by=leader).matched == 0
    assert [each["label"] for each in option["mentors"]] == [mentor.label]


def test_whom_somebody_has_decided_to_keep_apart_is_nobodys_suggestion(look, programme, soroe, leader):
    mentor = MentorFactory(programme=programme, municipality=soroe)
    refugee = RefugeeFactory(programme=programme, municipality=soroe)
    forbid_pair(refugee=refugee, mentor=mentor, by=leader, reason="other")
    response = look("advice_person", refugee.pk)
    assert response.context["options"] == []
    assert mentor.person.name not in text_of(response)


def test_whose_names_are_shown_is_logged(look, child, leader):
    refugee, mentor = child
    look()
    seen = LookUp.objects.filter(user_id=leader.pk, what="advice")
    assert set(seen.values_list("person_id", flat=True)) == {refugee.person_id, mentor.person_id}


def test_protected_people_are_case_numbers(look, child):
    refugee, mentor = child
    for row in child:
        row.person.protected = True
        row.person.save()
    Clearance.objects.filter(mentor=mentor, kind="confidentiality").delete()
    Clearance.objects.create(mentor=mentor, kind="child_certificate", seen_on=TODAY)
    for response in (look(), look("advice_person", refugee.pk)):
        html = text_of(response)
        assert refugee.person.name not in html
        assert mentor.person.name not in html
        assert refugee.case_number in html


def test_what_is_kept_of_the_advice_names_nobody(programme, child, large, leader, client, at):
    client.force_login(leader)
    client.post(at("work_out"))
    job = Job.objects.get(kind=advising.ADVICE_JOB)
    assert job.result["left"]
    for row in child:
        assert row.person.name not in str(job.result)
        assert row.case_number not in str(job.result)


def test_a_large_programme_is_worked_out_in_the_background(look, client, at, child, large):
    refugee, _mentor = child
    response = look()
    assert response.context["standing"] is None
    assert refugee.person.name not in text_of(response)
    assert look("advice_person", refugee.pk).context["options"], "one person at a time is always there"
    asked = Job.objects.create(kind=advising.ADVICE_JOB, programme=refugee.programme)
    assert str(asked.key) in look().context["job_url"]
    run_job(str(asked.key))
    response = look()
    assert response.context["job_url"] == ""
    assert refugee.person.name in text_of(response)
    assert response.context["standing"]["as_of"]


def test_who_has_found_somebody_since_is_no_longer_told_of(look, client, at, child, large, make_match):
    refugee, _mentor = child
    client.post(at("work_out"))
    assert Job.objects.get(kind=advising.ADVICE_JOB).state == "done"
    make_match(refugee=refugee)
    response = look()
    assert refugee.person.name not in text_of(response)
    assert response.context["groups"] == []


def test_too_many_pairs_are_refused_in_words(look, client, at, child, large, monkeypatch):
    monkeypatch.setattr(advising, "PAIRS_AT_MOST", 0)
    client.post(at("work_out"))
    job = Job.objects.get(kind=advising.ADVICE_JOB)
    assert job.state == "failed"
    assert job.error != "unexpected"


def test_the_recruitment_list_names_nobody(look, programme, soroe):
    refugee = RefugeeFactory(programme=programme, municipality=soroe)
    refugee.profile.languages = {"ti": 5}
    refugee.profile.wants_gender = "female"
    refugee.profile.save()
    response = look("recruitment")
    (row,) = response.context["rows"]
    assert row["count"] == row["so_far"] == 1
    assert "tigrinya" in row["kind"]
    assert refugee.person.name not in text_of(response)
    assert refugee.case_number not in text_of(response)
    assert not LookUp.objects.exists()


def test_recruiting_the_kind_serves_as_many_more_as_the_list_says(programme, soroe):
    for languages in ({"ti": 5}, {"ti": 4}, {"so": 5}):
        refugee = RefugeeFactory(programme=programme, municipality=soroe)
        refugee.profile.languages = languages
        refugee.profile.save()
    first = advising.work_out(programme, on=TODAY)["wanted"][0]
    assert (first["kind"]["language"], len(first["refugees"])) == ("ti", 2)
    recruited = MentorFactory(programme=programme, municipality=soroe, capacity=2)
    recruited.profile.languages = {"ti": 5}
    recruited.profile.save()
    assert make_plan(programme=programme, by=None).matched == 2


@pytest.mark.parametrize("name", ["advice", "recruitment"])
def test_more_people_ask_no_more_questions(
    look, child, programme, soroe, django_assert_max_num_queries, name
):
    look(name)
    for _number in range(6):
        RefugeeFactory(programme=programme, municipality=soroe)
    Profile.objects.update(children_birth_years=[2020])
    with django_assert_max_num_queries(45):
        look(name)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [1, 3])
def test_every_change_has_its_sentences(programme, language, kind, count):
    option = {
        "kind": kind,
        "value": {"times": "weekend", "wish_refugee": "female"}.get(kind, ""),
        "count": count,
        "gain": count,
    }
    together = option | {"mentors": list(range(count)), "refugees": list(range(count))}
    with override(language):
        sentences = [
            advice_words.clause(programme, option, "Amina"),
            advice_words.outcome(programme, option),
            advice_words.heading(programme, together),
            advice_words.gain_text(count),
            str(advice_words.HOW[kind]),
        ]
    for sentence in sentences:
        assert sentence
        assert "%(" not in sentence
        assert "None" not in sentence
