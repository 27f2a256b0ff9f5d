"""Error pages say what to do next, with an id that finds the log line."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django.asserts import assertContains

from mentorship.testing.factories import ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    client.force_login(UserFactory(leader_of=ProgrammeFactory(key="here")))
    return client


def test_an_address_that_is_not_there(signed_in):
    response = signed_in.get("/nowhere/")
    assertContains(response, response["X-Request-Id"], status_code=404)


def test_a_page_one_may_not_open(signed_in):
    response = signed_in.get("/brugere/")
    assert response.status_code == 403
    assertContains(response, response["X-Request-Id"], status_code=403)


def test_a_form_without_its_token():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/sprog/", {"language": "en"})
    assertContains(response, response["X-Request-Id"], status_code=403)


def test_the_database_gone_still_gives_a_page_with_an_id(signed_in):
    signed_in.raise_request_exception = False

    def gone(execute, sql, params, many, context):
        raise DatabaseError("the database has gone: Kanarie Opdigtet")

    with connection.execute_wrapper(gone):
        response = signed_in.get("/p/here/")
    assertContains(response, response["X-Request-Id"], status_code=500)
    assert "Kanarie" not in response.content.decode()
