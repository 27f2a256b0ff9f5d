"""Without script, too, a grave act is asked about before it is done."""

import pytest

from mentorship.tests.people_world import people_world

pytestmark = pytest.mark.django_db
QUESTION = {"ask": "Stands den <straks>?", "ask_yes": "Luk adressen", "act": "shut"}
FEED = "/kalender/"


@pytest.fixture
def leader(enter):
    world = people_world()
    return enter(world.leader)


def feed_is_open(leader) -> bool:
    return 'value="shut"' in leader.get(FEED).content.decode()


def test_the_question_is_a_page_and_its_answer_does_it(leader):
    leader.post(FEED, {"act": "make"})
    assert feed_is_open(leader)
    asked = leader.post(FEED, QUESTION, headers={"Referer": "http://testserver/kalender/"})
    html = asked.content.decode()
    assert feed_is_open(leader)
    assert "Stands den &lt;straks&gt;?" in html
    assert 'href="http://testserver/kalender/"' in html
    assert asked.context["fields"] == [{"name": "act", "value": "shut"}]
    leader.post(FEED, {one["name"]: one["value"] for one in asked.context["fields"]})
    assert not feed_is_open(leader)


def test_the_way_back_never_leads_out_of_the_house(leader):
    asked = leader.post(FEED, QUESTION, headers={"Referer": "https://eksempel.invalid/"})
    assert asked.context["cancel_url"] == "/"


def test_every_button_with_a_question_carries_it(leader):
    leader.post(FEED, {"act": "make"})
    html = leader.get(FEED).content.decode()
    assert html.count("data-confirm=") == html.count('name="ask"') == 2


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client):
    assert client.post(FEED, QUESTION).url.startswith("/konto/log-ind/")
