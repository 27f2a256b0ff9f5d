"""Two side by side: what the page tells, what it leads to, and what each is told on paper."""

import datetime

import pytest
from django.urls import reverse

from matching.models import ForbiddenPair
from matching.pair_reading import read_whole_pair
from matching.testing.factories import MatchFactory
from matching.tests.conftest import TODAY
from mentorship.models import Clearance, Consent, LookUp, Municipality
from mentorship.testing.factories import RefugeeFactory, UserFactory


@pytest.fixture
def url(programme, refugee, mentor):
    return reverse("matching:pair", args=[programme.key, refugee.pk, mentor.pk])


@pytest.fixture
def look(client, leader, url):
    """Get the pair's page, or what `side` is told, as the leader."""
    client.force_login(leader)

    def get(side="", **query):
        return client.get(f"{url}fortaelles/{side}/" if side else url, query)

    return get


def text_of(response):
    return response.content.decode()


def told(response):
    """What stands on the paper itself."""
    html = text_of(response)
    return html[html.index("<article") : html.index("</article>")] if "<article" in html else ""


def test_both_stand_side_by_side_with_each_criterion(look, programme, refugee, mentor):
    response = look()
    assert refugee.person.name in text_of(response)
    assert mentor.person.name in text_of(response)
    bars = response.context["bars"]
    assert {bar.key for bar in bars} == set(read(programme, refugee, mentor).pool.rows.weights)
    assert sum(bar.value for bar in bars if bar.value) == pytest.approx(
        float(response.context["points"]), abs=0.6
    )


def read(programme, refugee, mentor):
    user = UserFactory(leader_of=programme)
    return read_whole_pair(programme, refugee, mentor, user=user, on=TODAY)


def test_both_look_ups_are_logged(look, leader, refugee, mentor):
    look()
    look("til-mentor")
    seen = LookUp.objects.filter(user_id=leader.pk)
    assert set(seen.filter(what="pair").values_list("person_id", flat=True)) == {
        refugee.person_id,
        mentor.person_id,
    }
    assert set(seen.filter(what="pair.told").values_list("person_id", flat=True)) == {refugee.person_id}


@pytest.mark.parametrize("answer", [pytest.param(1, id="the worst"), pytest.param(5, id="the best")])
def test_an_answer_lands_where_the_page_says_it_may(programme, refugee, mentor, answer):
    """Both answer what nobody knew: the points are then within the bounds, and reach the one of the two."""
    mentor.profile.personality = {"calm": 5}
    mentor.profile.save()
    before = read(programme, refugee, mentor)
    unknown = next(row for row in before.unknown if row.criterion == "personality")
    assert unknown.ask == ("refugee",)
    refugee.profile.personality = {"calm": answer}
    refugee.profile.save()
    after = read(programme, refugee, mentor)
    assert after.points == pytest.approx(unknown.most if answer == 5 else unknown.least, abs=0.01)


def test_what_is_known_is_not_asked_for(programme, refugee, mentor):
    asked = {row.criterion for row in read(programme, refugee, mentor).unknown}
    assert "language" not in asked
    assert "age" not in asked


def test_every_rule_that_fails_stands_with_its_remedy(look, refugee, mentor):
    refugee.profile.children_birth_years = [2020]
    refugee.profile.languages = {"so": 5}
    refugee.profile.save()
    Clearance.objects.filter(mentor=mentor).delete()
    response = look()
    rules = response.context["obstacles"]
    assert len(rules) == 2
    assert any(row["url"].endswith(f"/mentorer/{mentor.pk}/#attester") for row in rules)
    assert response.context["propose_url"] == ""


def test_a_possible_pair_is_proposed_from_the_page(look, client, programme, refugee, mentor):
    where = look().context["propose_url"]
    response = client.post(where, {"refugee": refugee.pk, "mentor": mentor.pk}, follow=True)
    assert response.context["match"].refugee == refugee


def test_a_pair_kept_apart_from_the_page_is_said_to_be(look, client, refugee, mentor):
    form = look().context["forbid"]
    data = {"refugee": refugee.pk, "mentor": mentor.pk, "reason": form["reasons"][0]["key"]}
    client.post(form["url"], data)
    assert ForbiddenPair.objects.count() == 1
    response = look()
    assert response.context["forbid"] is None
    assert [line["state"] for line in response.context["history"]] == ["missed"]


def test_earlier_matches_between_the_two_stand_there(look, programme, refugee, mentor, leader):
    MatchFactory(programme=programme, mentor=mentor, refugee=refugee, created_by=leader, ended=True)
    MatchFactory(programme=programme, mentor=mentor, refugee=refugee, created_by=leader, declined=True)
    response = look()
    assert len(response.context["history"]) == 2
    assert response.context["obstacles"], "a pair that has met is not proposed again"


def test_it_works_for_a_match_that_runs(look, programme, refugee, mentor, leader):
    match = MatchFactory(programme=programme, mentor=mentor, refugee=refugee, created_by=leader, active=True)
    response = look()
    assert response.context["match_url"].endswith(f"/match/{match.pk}/")
    assert response.context["propose_url"] == ""


def test_the_match_leads_to_the_two_side_by_side(client, leader, programme, refugee, mentor, url):
    match = MatchFactory(programme=programme, mentor=mentor, refugee=refugee, created_by=leader, active=True)
    client.force_login(leader)
    html = text_of(client.get(reverse("matching:match", args=[programme.key, match.pk])))
    assert f'href="{url}"' in html


def test_a_consultant_is_asked_why_a_colleagues_case_is_opened(client, consultant, leader, url, refugee):
    refugee.consultant = leader
    refugee.save()
    client.force_login(consultant)
    assert "matching/pair.html" not in [template.name for template in client.get(url).templates]


def test_people_of_another_municipality_are_not_there(client, consultant, programme, mentor):
    ringsted = Municipality.objects.get(code="329")
    other = RefugeeFactory(programme=programme, municipality=ringsted)
    client.force_login(consultant)
    where = reverse("matching:pair", args=[programme.key, other.pk, mentor.pk])
    assert client.get(where).status_code == 404
    assert client.get(f"{where}fortaelles/til-mentor/").status_code == 404


def test_the_numbers_of_questions_do_not_hang_on_the_history(
    look, programme, refugee, mentor, leader, django_assert_max_num_queries
):
    for _number in range(4):
        MatchFactory(programme=programme, mentor=mentor, refugee=refugee, created_by=leader, declined=True)
    with django_assert_max_num_queries(45):
        look()


# What is told on paper


CANARIES = ("Kanarie", "@eksempel.invalid", "hemmelig", "4180", "kok")


@pytest.fixture
def full(refugee, mentor):
    """Two whose cases are full of what nobody else may read."""
    for row in (refugee, mentor):
        row.note = "hemmelig bemærkning"
        row.save()
        row.person.postcode = "4180"
        row.person.save()
        row.profile.expectations = "hemmelig forventning"
        row.profile.work_experience = "hemmelig erfaring"
        row.profile.children_birth_years = [2015]
        row.profile.save()
    return refugee, mentor


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("side", ["til-mentor", "til-borger"])
def test_a_proposal_is_told_without_name_contact_place_or_notes(look, full, side, language):
    paper = told(look(side, sprog=language))
    assert paper
    for row in full:
        for word in (*CANARIES, row.case_number, row.person.phone, row.person.name):
            assert word not in paper
    assert f'lang="{language}"' in paper


@pytest.mark.parametrize("side", ["til-mentor", "til-borger"])
@pytest.mark.parametrize("started", [False, True])
def test_the_name_of_a_protected_person_is_never_told(look, full, programme, leader, side, started):
    refugee, mentor = full
    for row in full:
        row.person.protected = True
        row.person.save()
    if started:
        MatchFactory(programme=programme, mentor=mentor, refugee=refugee, created_by=leader, active=True)
    paper = told(look(side))
    assert paper
    for row in full:
        assert row.person.name.partition(" ")[0] not in paper
    assert "rotected" not in paper
    assert "eskyttet" not in paper


def test_once_both_have_said_yes_the_first_name_is_told(look, full, programme, leader):
    refugee, mentor = full
    MatchFactory(programme=programme, mentor=mentor, refugee=refugee, created_by=leader, accepted=True)
    paper = told(look("til-mentor"))
    first, _space, last = refugee.person.name.partition(" ")
    assert first in paper
    assert last not in paper


@pytest.mark.parametrize(("side", "about"), [("til-mentor", "refugee"), ("til-borger", "mentor")])
def test_nothing_is_told_without_the_consent(look, refugee, mentor, side, about):
    Consent.objects.filter(
        **{about: {"refugee": refugee, "mentor": mentor}[about]}, scope="counterpart"
    ).delete()
    response = look(side)
    assert told(response) == ""
    assert response.context["missing"]
    assert all(not sheet["lines"] and not sheet["shared"] for sheet in response.context["sheets"])


def test_of_a_protected_person_nobody_is_told_who_has_not_signed_for_confidentiality(look, refugee, mentor):
    refugee.person.protected = True
    refugee.person.save()
    Clearance.objects.filter(mentor=mentor, kind="confidentiality").delete()
    response = look("til-mentor")
    assert told(response) == ""
    assert response.context["apart"]


def test_the_distance_is_told_by_band(look, full):
    full[0].person.postcode = "4100"
    full[0].person.save()
    paper = told(look("til-mentor", sprog="en"))
    assert "10 to 30 km apart" in paper or "Less than 10 km apart" in paper
    assert "About" not in paper


@pytest.mark.parametrize(
    ("spoken", "languages"),
    [("da", ["da"]), ("sv", ["da"]), ("en", ["en"]), ("ar", ["en", "da"]), ("", ["da", "en"])],
)
def test_the_paper_is_in_the_readers_language_or_in_both(look, refugee, spoken, languages):
    refugee.person.contact_language = spoken
    refugee.person.save()
    response = look("til-borger")
    assert [sheet["language"] for sheet in response.context["sheets"]] == languages
    assert bool(response.context["interpret"]) == (spoken == "ar")


def test_there_is_no_third_side(look):
    assert look("alle").status_code == 404


def test_the_days_of_a_wait_end_with_the_match(look, refugee):
    refugee.waiting_since = TODAY - datetime.timedelta(days=12)
    refugee.save()
    assert [fact["value"] for fact in look().context["facts"]][1].startswith("12")
