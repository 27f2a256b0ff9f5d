"""A protected name, address and contact, looked for in every answer: page, list, file out, mail, explanation.

The canaries are two who are in the thick of it: in a match with follow-ups, in a proposal, in the registers.
"""

import datetime

import pytest
from django.core import mail
from django.db import transaction

from followup.models import FollowUp, FollowUpState
from followup.reminders import remind
from mentorship.clock import moment_on
from mentorship.config.testing.access import build_world
from mentorship.permissions import Role
from mentorship.testing.client import StrictClient
from mentorship.tests.test_access_matrix import LINES, PAGES, address, ask

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
HIDDEN = {"refugee", "mentor", "proposed refugee", "proposed mentor", "waiting refugee", "free mentor"}
# A postcode that no page holds by itself, and yet lies somewhere, so that nearness is worked out from it.
POSTCODES = {"refugee": "4173", "mentor": "4174", "proposed refugee": "4241", "proposed mentor": "4242"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once, rolled back at the end; each request is rolled back by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = build_world()
        for key in HIDDEN:
            person = built.people[key].person
            person.protected, person.postcode = True, POSTCODES.get(key, "4293")
            word = key.replace(" ", "")
            person.name, person.phone = f"Skjultkanarie{word} Opdigtet", f"skjulttelefon-{word}"
            person.email = f"skjultpost-{word}@kanarie.invalid"
            person.save()
        yield built
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world):
    found = {}
    for role in Role.values:
        found[role] = StrictClient(raise_request_exception=True)
        found[role].force_login(world.users[role])
    return found


SECRETS = ("Skjultkanarie", "skjultpost", "skjulttelefon")  # in every name, address and number of theirs


# Where a protected name is what is asked for; the purpose is logged. Their own tests hold them.
SHOWN_FOR_A_PURPOSE = {
    f"people:{side}_{page}" for side in ("refugee", "mentor") for page in ("reveal", "extract")
}


@pytest.mark.parametrize("name", [name for name in PAGES if name in LINES])
def test_no_page_list_or_file_gives_a_protected_person_away(name, world, clients):
    line = LINES[name]
    for role in Role.values:
        for method in line.may[role]:
            if name in SHOWN_FOR_A_PURPOSE and method == "POST":
                continue
            where = address(line, world, role, "own")
            answer = ask(clients[role], method, where)
            shown = sorted(word for word in SECRETS if word in answer.whole)
            assert shown == [], f"{role} {method} {name} gives away {shown}"
            codes = sorted(code for code in POSTCODES.values() if f">{code}" in answer.whole)
            assert codes == [], f"{role} {method} {name} gives away the postcode {codes}"


def test_the_exceptions_are_pages():
    assert set(PAGES) >= SHOWN_FOR_A_PURPOSE


def test_no_mail_gives_a_protected_person_away(world, settings):
    with transaction.atomic():
        today = datetime.date(2026, 11, 20)
        due = today + datetime.timedelta(days=3)
        FollowUp.objects.filter(state=FollowUpState.PLANNED).update(
            due_on=due,
            nominal_on=due,
            responsible=world.users["project_leader"],
            created_at=moment_on(today - datetime.timedelta(days=60)),
        )
        remind(on=today)
        told = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
        transaction.set_rollback(True)
    assert mail.outbox, "nothing was sent, so nothing was looked at"
    assert [word for word in SECRETS if word in told] == []
