"""Every column of a roster reaches its place in the register; what is left out stays unknown."""

import datetime

import pytest

from mentorship.models import (
    Clearance,
    Mentor,
    Municipality,
    ProfileVersion,
    Refugee,
)
from mentorship.people.identity import cpr_hash
from mentorship.permissions import Role
from mentorship.testing.factories import (
    RoleBindingFactory,
    UserFactory,
)
from mentorship.tests.roster_world import TODAY, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roster_day")]

MENTOR = {
    "Sagsnr.": "M7",
    "Navn": "Bo Opdigtet",
    "Kommune": "Sorø",
    "E-mail": "bo@eksempel.invalid",
    "Telefon": "20 00 00 01",
    "Køn": "mand",
    "Fødselsår": "1971",
    "CPR": "220271-2978",
    "Postnr": "4180",
    "Sprog": "dansk:modersmål",
    "Kontaktsprog": "dansk",
    "Interesser": "Have, løb",
    "Erhverv": "kok",
    "Erhvervserfaring": "kantine",
    "Uddannelse": "faglært",
    "Børns fødselsår": "ingen",
    "Husstand": "par",
    "Kan mødes": "weekend",
    "Selvtransport": "ja",
    "Samtale": "05-01-2017",
    "Introkursus": "06-01-2017",
    "Forventninger": "At lære",
    "Rekrutteret via": "Mund til mund",
    "Samtykke": "04-01-2017",
    "Beskyttet adresse": "ja",
    "Bemærkning": "=1+1",
    "Organisation": "Nyforeningen",
    "Kapacitet": "2",
    "Børneattest": "07-01-2017",
    "Straffeattest": "08-01-2017",
    "Tavshedserklæring": "09-01-2017",
    "Mentoruddannelse gennemført": "10-01-2017",
    "Ønske til borgers køn": "kvinde",
    "Selvforsørgende": "ja",
    "Lokal tilknytning": "nej",
    "Tidligere netværksperson": "ja",
}


def january(day):
    return datetime.date(2017, 1, day)


def test_every_column_of_a_mentor_reaches_the_register(holdbart):
    by = UserFactory()
    result = take_in(holdbart, ";".join(MENTOR) + "\n" + ";".join(MENTOR.values()), by=by)
    mentor = Mentor.objects.get()
    person, profile = mentor.person, mentor.profile
    assert (person.name, person.email, person.phone) == ("Bo Opdigtet", "bo@eksempel.invalid", "20 00 00 01")
    assert (person.gender, person.birth_year, person.postcode) == ("male", 1971, "4180")
    assert (person.cpr, person.cpr_kind, person.protected) == ("2202712978", "ordinary", True)
    assert (person.cpr_hash, person.contact_language) == (cpr_hash("2202712978"), "da")
    assert (mentor.case_number, mentor.municipality.code, mentor.capacity) == ("M7", "340", 2)
    assert (mentor.organisation.name, mentor.recruited_through) == ("Nyforeningen", "word_of_mouth")
    assert (mentor.interviewed_on, mentor.intro_course_on) == (
        january(5),
        january(6),
    )
    assert (mentor.registered_on, mentor.trained_on) == (
        january(4),
        january(10),
    )
    assert (mentor.self_supporting, mentor.local_ties, mentor.former_network_contact) == (True, False, True)
    assert (mentor.note, mentor.import_batch) == ("=1+1", result.batch)
    assert profile.facts() == {
        "languages": {"da": 5},
        "interests": ["have", "løb"],
        "availability": ["weekend"],
        "needs": None,
        "children_birth_years": [],
        "personality": None,
        "occupation": "kok",
        "work_experience": "kantine",
        "education": "vocational",
        "household": "couple",
        "wants_gender": "female",
        "wants_same_background": None,
        "own_transport": True,
        "expectations": "At lære",
    }
    version = ProfileVersion.objects.get()
    assert (version.profile, version.number, version.facts, version.made_by) == (
        profile,
        1,
        profile.facts(),
        by,
    )
    consent = mentor.consents.get()
    assert (consent.scope, consent.given_on, consent.language) == (
        "participation",
        january(4),
        "da",
    )
    assert consent.recorded_by == by
    assert list(mentor.clearances.order_by("seen_on").values_list("kind", "seen_on__day", "seen_by")) == [
        ("child_certificate", 7, None),
        ("criminal_record", 8, None),
        ("confidentiality", 9, None),
    ]


REFUGEE = """Name;Municipality;Opholdsgrundlag;Oprindelsesland;Ankomst;Ønske til mentors køn;Behov;Udvalgt;\
Forsørgelsesgrundlag;Danskuddannelse;Tolk;Ansvarlig konsulent;Samtykke
Amal Opdigtet;329;særlov Ukraine;Ukraine;2016-05-01;ligegyldigt;sprog, arbejde;03-02-2017;sprogskole;2.3;ja;\
Konsulent@Kommune.Test;05-01-2017
"""


def test_every_column_of_a_refugee_reaches_the_register(holdbart):
    consultant = RoleBindingFactory(
        programme=holdbart,
        role=Role.CONSULTANT,
        municipality=Municipality.objects.get(code="329"),
        user=UserFactory(email="konsulent@kommune.test"),
    ).user
    take_in(holdbart, REFUGEE, "refugee")
    refugee = Refugee.objects.get()
    assert (refugee.residence_basis, refugee.country) == ("ukraine_act", "UA")
    assert (refugee.arrived_on, refugee.selected_on) == (datetime.date(2016, 5, 1), datetime.date(2017, 2, 3))
    assert (refugee.waiting_since, refugee.registered_on) == (
        datetime.date(2017, 2, 3),
        january(5),
    )
    assert (refugee.labour_status, refugee.danish_education, refugee.interpreter) == (
        "language_school",
        "2.3",
        True,
    )
    assert (refugee.consultant, refugee.profile.wants_gender) == (consultant, "")
    assert refugee.profile.needs == ["work", "language"]
    again = take_in(holdbart, REFUGEE, "refugee")
    assert (again.unchanged, again.report.warnings) == (1, ())


def test_what_the_roster_leaves_out_stays_unknown(programme):
    take_in(programme, "Navn;Kommune\nBo;Sorø\n", "refugee")
    refugee = Refugee.objects.get()
    assert (refugee.registered_on, refugee.waiting_since, refugee.interpreter) == (TODAY, None, None)
    assert set(refugee.profile.facts().values()) == {None, ""}
    assert not refugee.consents.exists()
    assert (refugee.person.cpr, refugee.person.cpr_hash, refugee.person.birth_year) == ("", None, None)


@pytest.mark.parametrize(
    ("event", "waiting_since"),
    [("registered", 4), ("consented", 4), ("interviewed", 5), ("selected", 6)],
)
def test_waiting_counts_from_what_the_programme_says(holdbart, event, waiting_since):
    holdbart.document["matching"]["waiting_from"] = event
    holdbart.save()
    take_in(holdbart, "Navn;Kommune;Samtykke;Samtale;Udvalgt\nBo;Sorø;4-1-2017;5-1-2017;6-1-2017", "refugee")
    assert Refugee.objects.get().waiting_since == january(waiting_since)


def test_a_clearance_expires_when_the_programme_says(holdbart):
    holdbart.document["matching"]["rules"]["clearances"][0]["valid_months"] = 1
    holdbart.save()
    take_in(holdbart, "Navn;Kommune;Børneattest;Straffeattest\nBo;Sorø;31-01-2017;31-01-2017\n")
    assert dict(Clearance.objects.order_by("pk").values_list("kind", "expires_on")) == {
        "child_certificate": datetime.date(2017, 2, 28),
        "criminal_record": None,
    }
