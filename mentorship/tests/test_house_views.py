"""Rules of the house that hold for every address: who gets in, and what a read may write."""

import pytest
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from mentorship.models import Municipality
from mentorship.testing.client import StrictClient, WroteWhileReading, check_page, refuse_writes
from mentorship.testing.factories import UserFactory

# Open to anyone, with the reason. An entry that is no longer public fails the test.
PUBLIC = {
    "account_login": "signing in",
    "account_logout": "signing out; nothing to see for a stranger",
    "account_signup": "answers that nobody signs up",
    "account_inactive": "tells that an account is closed",
    "account_reset_password": "a forgotten password",
    "account_reset_password_done": "a forgotten password",
    "account_reset_password_from_key": "a forgotten password, with the key from the mail",
    "account_reset_password_from_key_done": "a forgotten password",
    "set_language": "the sign-in page too is read in a language of choice",
    "answers:answer": "mentors and refugees do not sign in: the address is the secret",
    "people:accessibility": "the accessibility statement must be public",
    "people:feed": "asked by calendar programs, with a secret in the address",
    "people:healthz": "asked by machines",
    "people:readyz": "asked by machines",
}
SHAPES = {"int": 1, "slug": "none", "str": "none", "uuid": "00000000-0000-4000-8000-000000000000"}


def addresses(resolver: URLResolver, prefix: str = "", namespace: str = ""):
    """(name, callback, path) of every route, each argument filled with something that is not there."""
    for entry in resolver.url_patterns:
        path = prefix + sample(entry)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, path, inner)
        else:
            yield f"{namespace}{entry.name}", entry.callback, path


def sample(entry: URLPattern | URLResolver) -> str:
    route = str(entry.pattern)
    for name, converter in entry.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        value = str(SHAPES.get(kind, "none"))
        for spelling in (f"<{kind}:{name}>", f"<{name}>"):
            route = route.replace(spelling, value)
    return route


ALL = list(addresses(get_resolver()))
# Addresses by regular expression are allauth's; they are public by name above.
PATHS = {name: f"/{path}" for name, _, path in ALL if "(?P" not in path}


def test_there_are_addresses():
    assert len(ALL) > len(PUBLIC)


def test_every_address_has_a_name():
    assert [path for name, _, path in ALL if name.endswith("None")] == []


def test_every_view_not_listed_as_public_requires_sign_in():
    public = {name for name, view, _ in ALL if not getattr(view, "login_required", True)}
    assert public == set(PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(set(PATHS) - set(PUBLIC)))
def test_a_stranger_is_sent_to_sign_in(client, name, method):
    response = getattr(client, method)(PATHS[name])
    assert response.status_code == 302
    assert response.url == redirect_to_login(PATHS[name]).url


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(name for name, path in PATHS.items() if path.startswith("/p/")))
def test_a_user_without_a_role_gets_into_no_programme(client, name, method):
    client.force_login(UserFactory())
    assert getattr(client, method)(PATHS[name]).status_code in {404, 405}


@pytest.mark.django_db
def test_a_read_may_not_write():
    with connection.execute_wrapper(refuse_writes), pytest.raises(WroteWhileReading):
        Municipality.objects.create(code="999", name="Ingensteds")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("UPDATE mentorship_person SET name = ''", id="update"),
        pytest.param('DELETE FROM "mentorship_person"', id="delete"),
        pytest.param("  insert into mentorship_person (name) values ('')", id="insert"),
    ],
)
def test_no_spelling_of_a_write_slips_through(sql):
    with (
        connection.execute_wrapper(refuse_writes),
        pytest.raises(WroteWhileReading),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<script>x</script>", id="script"),
        pytest.param('<p style="color: red">', id="style"),
        pytest.param('<a href="#" onclick="x()">', id="handler"),
        pytest.param("<p>{{ name }}</p>", id="unrendered"),
    ],
)
def test_the_strict_client_refuses_a_page_with(html):
    with pytest.raises(AssertionError):
        check_page(html)


def test_the_strict_client_is_the_client_of_all_tests(client):
    assert isinstance(client, StrictClient)
