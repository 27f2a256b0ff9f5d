"""Every address, by every method and role, with one's own and with foreign ids, against docs/roles.md.

The table there is the truth. A new page adds one line to it; a page without a line fails here and says how.
"""

import io
import re
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import NoReverseMatch, URLResolver, get_resolver, resolve, reverse

from mentorship.config.testing.access import NARROW, World, build_world
from mentorship.permissions import Role, roles_granted
from mentorship.testing.client import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
TABLE = Path(settings.BASE_DIR) / "docs" / "roles.md"
COLUMNS = [*Role.values, "no role", "anonymous"]
METHODS = ("GET", "POST")
REFUSED = {403, 404}
NOBODY = {int: 999_999_999, uuid.UUID: uuid.UUID(int=0), str: "nobody"}
# Sign-in itself is allauth's and open to strangers by nature; test_house_views holds that list.
NOT_OURS = re.compile(r"account_\w+|set_language")


@dataclass(frozen=True)
class Line:
    """One page of the table: which arguments its address takes, and which methods each role may use."""

    name: str
    arguments: dict[str, str]
    may: dict[str, frozenset[str]]

    @property
    def methods(self) -> frozenset[str]:
        return frozenset().union(*self.may.values())


def read_table() -> dict[str, Line]:
    lines = {}
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        if len(cells) != len(COLUMNS) + 2 or not cells[0].startswith("`"):
            continue
        name = cells[0].strip("`")
        pairs = [pair.partition("=")[::2] for pair in cells[1].split(", ") if "=" in pair]
        may = {
            role: frozenset(cell.replace("–", "").split())
            for role, cell in zip(COLUMNS, cells[2:], strict=True)
        }
        assert name not in lines, f"{name} stands twice in docs/roles.md"
        lines[name] = Line(name, dict(pairs), may)
    return lines


def all_names(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from all_names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}"


LINES = read_table()
PAGES = sorted(name for name in set(all_names()) if not NOT_OURS.fullmatch(name))
# Pages that show nothing of any programme, for whoever has signed in.
ABOUT_THE_HOUSE = {"people:start", "people:components", "people:help", "people:guide"}
ADVICE = """{name} has no line in docs/roles.md. Add one to the table:
| `{name}` | pk=refugee | GET | GET | – | – | – | – | – | – | – |
The second cell names the rows its address takes (– for none; kinds: see mentorship/config/testing/access.py);
then what each role may do: {columns}."""


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_line(name):
    assert name in LINES, ADVICE.format(name=name, columns=", ".join(COLUMNS))


def test_every_line_has_a_page():
    assert set(LINES) - set(PAGES) == set(), "gone: take it out of docs/roles.md"


def test_the_table_names_methods_alone():
    assert {word for line in LINES.values() for cell in line.may.values() for word in cell} <= set(METHODS)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once, rolled back at the end; each request is rolled back by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world):
    found = {}
    for role in COLUMNS:
        found[role] = StrictClient(raise_request_exception=True)
        if role != "anonymous":
            found[role].force_login(world.users[role])
    return found


def fill(line: Line, world: World, role: str, whose: str) -> dict[str, object] | None:
    """The page's arguments with rows of one's `own`, `other` or `foreign`; `unknown`: one that is not there.

    None where the page takes no row that could be another's.
    """
    filled, varied = {}, False
    for key, word in line.arguments.items():
        thing = world.things.get(word)
        if thing is None:
            assert not key.endswith("pk"), f"{line.name}: no rows called “{word}” in config/testing/access.py"
            filled[key] = word
            continue
        own = thing.own(role)
        rows = {"own": own, "other": thing.other, "foreign": thing.foreign, "unknown": NOBODY[type(own)]}
        if rows[whose] is None:
            return None
        filled[key], varied = rows[whose], True
    return filled if varied or whose == "own" else None


def address(
    line: Line, world: World, role: str, whose: str = "own", programme=None
) -> tuple[str, dict] | None:
    """(path, form data) of the page; arguments called `post:x` go into the form."""
    filled = fill(line, world, role, whose)
    return None if filled is None else address_of(line, programme or world.home, filled)


def address_of(line: Line, programme, filled: dict[str, object]) -> tuple[str, dict]:
    data = {key.removeprefix("post:"): value for key, value in filled.items() if key.startswith("post:")}
    arguments = {key: value for key, value in filled.items() if not key.startswith("post:")}
    try:
        url = reverse(line.name, kwargs={"key": programme.key} | arguments)
    except NoReverseMatch:  # an address outside the programmes takes no key
        url = reverse(line.name, kwargs=arguments)
    return url, data


def ask(client: StrictClient, method: str, where: tuple[str, dict]):
    """The answer, with whatever it wrote rolled back."""
    with transaction.atomic():
        url, data = where
        response = client.post(url, data) if method == "POST" else client.generic(method, url)
        response.whole = read_whole(response)
        transaction.set_rollback(True)
    return response


def read_whole(response) -> str:
    """Everything the answer holds, the members of a zip (or of an Office file) included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(member) for member in archive.namelist())
    return body.decode("utf-8", errors="replace")


def anonymised(response) -> str:
    """A refusal without what differs from one request to the next: its id, its token, its own address."""
    text = response.whole.replace(response["X-Request-Id"], "ID").replace(
        response.request["PATH_INFO"], "PATH"
    )
    return re.sub(r"\b[a-zA-Z0-9]{64}\b", "TOKEN", text)


ready = pytest.mark.parametrize("name", [name for name in PAGES if name in LINES])


@ready
def test_roles_get_in_as_the_table_says_and_see_nobody_they_must_not(name, world, clients):
    line = LINES[name]
    forbidden = {role: world.forbidden(role) for role in COLUMNS}
    url_of = {
        role: address(line, world, "project_leader" if role == "anonymous" else role, "own")
        for role in COLUMNS
    }
    for role in COLUMNS:
        for method in METHODS:
            response = ask(clients[role], method, url_of[role])
            said = f"{role} {method} {name}: {response.status_code}"
            seen = sorted(canary for canary in forbidden[role] if canary in response.whole)
            assert seen == [], f"{role} {method} {name} shows {seen}"
            if method in line.may[role]:
                assert response.status_code < 500, said
                assert response.status_code not in {403, 404, 405}, said
                assert not to_sign_in(response), said
            elif role == "anonymous":
                assert to_sign_in(response) or response.status_code == 405, said
            else:
                assert response.status_code in REFUSED | {405}, said
                assert response.status_code == 405 or method in line.methods or not line.may[role], said


def to_sign_in(response) -> bool:
    return response.status_code == 302 and response.url.startswith(reverse("account_login"))


@ready
def test_foreign_rows_are_not_there(name, world, clients):
    line = LINES[name]
    for role in Role.values:
        for method in line.may[role]:
            unknown_url = address(line, world, role, "unknown")
            if unknown_url is None:
                continue
            unknown = ask(clients[role], method, unknown_url)
            assert unknown.status_code == 404, f"{role} {method} {unknown_url}"
            for whose in ("foreign", *(["other"] if role in NARROW else [])):
                url = address(line, world, role, whose)
                if url is None:
                    continue
                response = ask(clients[role], method, url)
                assert response.status_code == 404, f"{role} {method} {whose} {url}"
                assert anonymised(response) == anonymised(unknown), f"{role} {method} {whose} {url}"


@ready
def test_another_programme_is_not_there(name, world, clients):
    """Under the foreign programme's own address too; an administrator sees programmes, but no case."""
    line = LINES[name]
    url = address(line, world, "project_leader", "foreign", world.away) or address(
        line, world, "project_leader", "own", world.away
    )
    if f"/p/{world.away.key}/" not in url[0]:
        return
    for role in [*Role.values, "no role"]:
        for method in METHODS:
            if role == Role.ADMINISTRATOR and method in line.may[role]:
                continue
            assert ask(clients[role], method, url).status_code in REFUSED | {405}, f"{role} {method} {url}"


@ready
def test_the_guard_of_the_page_grants_what_the_table_says(name, world):
    """A role the table lets in must hold one of the permissions the view asks for."""
    line = LINES[name]
    view = resolve(address(line, world, "project_leader")[0]).func
    permissions = getattr(view, "permissions", None)
    if permissions is None:
        return
    granted = {role.value for permission in permissions for role in roles_granted(permission)}
    let_in = {role for role in Role.values if line.may[role]}
    assert let_in <= granted


def test_a_user_without_a_role_sees_no_more_than_whom_to_ask():
    allowed = {name for name, line in LINES.items() if line.may["no role"] and not line.may["anonymous"]}
    assert allowed == ABOUT_THE_HOUSE


def test_strangers_see_what_machines_ask_for_and_what_the_law_wants_public():
    public = {name for name, line in LINES.items() if line.may["anonymous"]}
    assert public == {
        "people:healthz",
        "people:readyz",
        "people:accessibility",
        "people:feed",
        "answers:answer",
    }
