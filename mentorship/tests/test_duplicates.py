"""Likely duplicates: warned of before a new person is saved, compared, made one, and taken back."""

import datetime

import pytest
from django.urls import reverse

from mentorship.errors import DomainError, EditConflict
from mentorship.models import (
    Act,
    LabourSpell,
    LookUp,
    Person,
    PersonMerge,
    Population,
    PopulationMember,
    Refugee,
    TwoPeople,
)
from mentorship.people.identity import cpr_fields
from mentorship.people.merging import merge_people, undo_merge, versions_of
from mentorship.people.roster.cpr import parse_cpr
from mentorship.permissions import Role
from mentorship.testing.factories import (
    ConsentFactory,
    MentorFactory,
    PersonFactory,
    RefugeeFactory,
    RoleBindingFactory,
)
from mentorship.testing.programmes import loaded_programme
from mentorship.tests.people_world import people_world
from mentorship.trail import lookups_of, record_lookup

pytestmark = pytest.mark.django_db
TWIN = {"person__name": "Kanarie Tvilling", "person__birth_year": 1990}


@pytest.fixture
def world(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 8, 12, tzinfo=datetime.UTC))
    return people_world()


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


def refugee(world, **fields):
    fields.setdefault("municipality", world.soroe)
    fields.setdefault("programme", world.programme)
    return RefugeeFactory(**fields)


def mentor(world, **fields):
    fields.setdefault("municipality", world.soroe)
    fields.setdefault("programme", world.programme)
    return MentorFactory(**fields)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def merge(world, one, other, by=None, **choices):
    return merge_people(
        first=one.person,
        second=other.person,
        versions=versions_of(fresh(one.person), fresh(other.person)),
        choices=choices,
        by=by or world.leader,
    )


class TestBeforeSaving:
    def register(self, client, world, side="refugee", **facts):
        data = {
            "name": "Kanarie Tvilling",
            "birth_year": "1990",
            "municipality": world.soroe.pk,
            "registered_on": "20-11-2026",
            "capacity": "1",
        }
        return client.post(reverse(f"people:{side}_new", args=[world.programme.key]), data | facts)

    @pytest.mark.parametrize(
        "facts",
        [
            {},
            {"name": "tvilling KANARIE"},
            {"name": "En Anden", "birth_year": "", "email": "Tvilling@eksempel.invalid"},
            {"name": "Kanarie Nygift", "birth_year": "", "phone": "+45 20 30 40 50"},
        ],
    )
    def test_somebody_likely_the_same_is_shown_and_nothing_saved(self, leader, world, facts):
        row = refugee(world, person__email="tvilling@eksempel.invalid", person__phone="20304050", **TWIN)
        page = self.register(leader, world, **facts)
        assert page.status_code == 409
        assert page.context["likely"][0]["cases"][0]["number"] == row.case_number
        assert Refugee.objects.count() == 1

    def test_somebody_else_is_registered_without_a_word(self, leader, world):
        refugee(world, **TWIN)
        assert self.register(leader, world, birth_year="1991").status_code == 302

    def test_another_person_is_registered_all_the_same(self, leader, world):
        refugee(world, **TWIN)
        keys = self.register(leader, world).context["likely_keys"]
        assert self.register(leader, world, another=keys).status_code == 302
        assert Person.objects.filter(name="Kanarie Tvilling").count() == 2

    def test_what_was_not_shown_is_not_agreed_to(self, leader, world):
        refugee(world, **TWIN)
        keys = self.register(leader, world).context["likely_keys"]
        mentor(world, **TWIN)  # registered by somebody else meanwhile
        assert self.register(leader, world, another=keys).status_code == 409

    def test_the_same_person_is_enrolled_here_too(self, leader, world):
        row = mentor(world, **TWIN)
        page = self.register(leader, world)
        assert page.context["likely"][0]["may_join"] is True
        assert self.register(leader, world, same=str(row.person_id)).status_code == 302
        assert Refugee.objects.get().person_id == row.person_id

    def test_who_is_enrolled_on_this_side_already_is_only_to_be_opened(self, leader, world):
        row = refugee(world, **TWIN)
        assert self.register(leader, world).context["likely"][0]["may_join"] is False
        assert self.register(leader, world, same=str(row.person_id)).status_code == 400
        assert Refugee.objects.count() == 1

    def test_nobody_is_told_of_people_they_may_not_see(self, client, world):
        row = refugee(world, municipality=world.ringsted, **TWIN)
        client.force_login(world.consultant())
        assert self.register(client, world).status_code == 302
        refused = self.register(client, world, name="En Helt Ny", same=str(row.person_id))
        assert refused.status_code == 400

    def test_a_protected_person_is_named_by_number_alone(self, leader, world):
        row = refugee(world, person__protected=True, **TWIN)
        page = self.register(leader, world, name="Tvilling Kanarie")
        assert row.case_number in page.content.decode()
        assert "Kanarie Tvilling" not in page.content.decode()

    def test_two_numbers_of_their_own_are_two_people(self, leader, world):
        row = refugee(world, **TWIN)
        Person.objects.filter(pk=row.person_id).update(**cpr_fields(parse_cpr("1203901234")))
        assert self.register(leader, world, cpr="130390-1235").status_code == 302


class TestTheList:
    def pairs(self, client, world, programme=None):
        page = client.get(reverse("people:duplicates", args=[(programme or world.programme).key]))
        return [(p["first"][0]["number"], p["second"][0]["number"]) for p in page.context["pairs"]]

    def test_a_pair_is_listed_once_with_what_it_shares(self, leader, world):
        one, other = refugee(world, **TWIN), mentor(world, **TWIN)
        page = leader.get(reverse("people:duplicates", args=[world.programme.key]))
        assert self.pairs(leader, world) == [(one.case_number, other.case_number)]
        assert page.context["pairs"][0]["why"] == "samme navn og fødselsår"

    def test_of_another_programme_the_leader_leads_too(self, leader, world):
        away = loaded_programme("vaertsprogram")
        one, other = refugee(world, **TWIN), refugee(world, programme=away, **TWIN)
        assert self.pairs(leader, world) == []
        RoleBindingFactory(user=world.leader, programme=away)
        assert self.pairs(leader, world) == [(one.case_number, other.case_number)]
        assert self.pairs(leader, world, away) == [(one.case_number, other.case_number)]

    def test_a_house_telephone_makes_no_pairs(self, leader, world):
        shared = {"person__phone": "20304050", "person__birth_year": 1990}
        for number in range(8):
            refugee(world, person__name=f"Kanarie Nr{number}", **shared)
        assert self.pairs(leader, world) == []

    def test_two_people_are_not_listed_again(self, leader, world):
        one, other = refugee(world, **TWIN), refugee(world, **TWIN)
        url = reverse("people:duplicate", args=[world.programme.key, one.person_id, other.person_id])
        for _again in range(2):
            assert leader.post(url, {"act": "apart"}).status_code == 302
        assert TwoPeople.objects.count() == 1
        assert Act.objects.filter(kind="person.two_people").count() == 1
        assert self.pairs(leader, world) == []

    def test_it_costs_the_same_whatever_its_length(self, leader, world, django_assert_max_num_queries):
        def twins(number):
            name = {"person__name": f"Kanarie Tvilling{number}", "person__birth_year": 1990}
            refugee(world, **name), mentor(world, **name)

        twins(0)
        self.pairs(leader, world)
        with django_assert_max_num_queries(24) as first:
            self.pairs(leader, world)
        for number in range(1, 20):
            twins(number)
        with django_assert_max_num_queries(len(first)):
            assert len(self.pairs(leader, world)) == 20

    @pytest.mark.parametrize("role", [Role.TASK_GROUP, Role.EVALUATOR])
    def test_others_are_refused(self, client, world, role):
        client.force_login(world.in_role(role))
        assert client.get(reverse("people:duplicates", args=[world.programme.key])).status_code == 403
        client.force_login(world.consultant())
        assert client.get(reverse("people:duplicates", args=[world.programme.key])).status_code == 403


class TestThePage:
    def url(self, world, one, other):
        return reverse("people:duplicate", args=[world.programme.key, one.person_id, other.person_id])

    def test_the_two_side_by_side_and_made_one(self, leader, world):
        one = refugee(world, person__email="a@eksempel.invalid", **TWIN)
        other = mentor(world, person__email="b@eksempel.invalid", person__postcode="4180", **TWIN)
        page = leader.get(self.url(world, one, other))
        chosen = {row["name"] for row in page.context["fields"] if row["choose"]}
        assert "email" in chosen
        assert "name" not in chosen
        assert LookUp.objects.filter(what="duplicate").count() == 2
        answer = leader.post(
            self.url(world, one, other),
            {"act": "merge", "versions": page.context["versions"], "email": "second"},
        )
        assert answer.status_code == 302
        person = fresh(one.person)
        assert (person.email, person.postcode) == ("b@eksempel.invalid", "4180")
        assert fresh(other).person_id == person.pk

    def test_changed_since_is_told_and_what_was_chosen_stays(self, leader, world):
        one, other = refugee(world, **TWIN), mentor(world, **TWIN)
        page = leader.get(self.url(world, one, other))
        Person.objects.filter(pk=one.person_id).update(version=9)
        chosen = {"act": "merge", "versions": page.context["versions"], "phone": "second"}
        answer = leader.post(self.url(world, one, other), chosen)
        assert answer.status_code == 409
        phone = next(row for row in answer.context["fields"] if row["name"] == "phone")
        assert phone["chosen"] == "second"
        assert not PersonMerge.objects.exists()

    def test_a_protected_name_is_asked_for_first(self, leader, world):
        one, other = refugee(world, person__protected=True, **TWIN), mentor(world, **TWIN)
        page = leader.get(self.url(world, one, other))
        assert page.context["hidden"] is True
        assert one.person.email not in page.content.decode()
        sent = {"act": "merge", "versions": page.context["versions"]}
        assert leader.post(self.url(world, one, other), sent).status_code == 409
        record_lookup(
            user=world.leader, person=one.person, what="name", programme=world.programme, purpose="x"
        )
        assert leader.post(self.url(world, one, other), sent).status_code == 302
        assert fresh(one.person).protected is True

    def test_what_is_not_wholly_ones_own_is_not_there(self, leader, world):
        away = loaded_programme("vaertsprogram")
        one, other = refugee(world, **TWIN), refugee(world, programme=away, **TWIN)
        assert leader.get(self.url(world, one, other)).status_code == 404
        assert leader.get(self.url(world, one, one)).status_code == 404
        bare = PersonFactory()
        url = reverse("people:duplicate", args=[world.programme.key, one.person_id, bare.pk])
        assert leader.get(url).status_code == 404


class TestMerging:
    def test_everything_moves_and_the_trail_tells(self, world):
        one, other = refugee(world, **TWIN), mentor(world, **TWIN)
        day = datetime.date(2026, 1, 1)
        for person in (one.person, other.person):
            LabourSpell.objects.create(person=person, from_on=day, status="public_support")
        LabourSpell.objects.create(person=other.person, from_on=day, status="flex_job")
        population = Population.objects.create(programme=world.programme, key="alle", as_of_on=day)
        for person in (one.person, other.person):
            PopulationMember.objects.create(population=population, person=person)
        record_lookup(user=world.leader, person=other.person, what="page", programme=world.programme)
        merge(world, one, other)
        person = fresh(one.person)
        assert set(person.labour_spells.values_list("status", flat=True)) == {"public_support", "flex_job"}
        assert PopulationMember.objects.filter(population=population).count() == 1
        assert list(person.mentors.all()) == [other]
        assert fresh(other.person).name == ""
        assert lookups_of(person).filter(what="page").count() == 1
        assert Act.objects.filter(kind="person.merged").count() == 2

    def test_a_merge_is_taken_back_whole(self, world):
        one, other = refugee(world, **TWIN), mentor(world, person__postcode="4180", **TWIN)
        Person.objects.filter(pk=other.person_id).update(**cpr_fields(parse_cpr("1203901234")))
        before = [Person.objects.filter(pk=row.person_id).values().get() for row in (one, other)]
        done = merge(world, one, other, phone="second")
        assert fresh(one.person).masked_cpr == "120390-****"
        undo_merge(merge=done, by=world.leader)
        after = [Person.objects.filter(pk=row.person_id).values().get() for row in (one, other)]
        for was, now in zip(before, after, strict=True):
            assert {**was, "version": 0} == {**now, "version": 0}
        assert fresh(other).person_id == other.person_id
        assert PersonMerge.objects.get().before == ""
        with pytest.raises(DomainError):
            undo_merge(merge=done, by=world.leader)

    def test_what_was_changed_since_is_not_taken_back(self, world):
        one, other = refugee(world, **TWIN), mentor(world, **TWIN)
        done = merge(world, one, other)
        Person.objects.filter(pk=one.person_id).update(version=99)
        with pytest.raises(DomainError):
            undo_merge(merge=done, by=world.leader)

    def test_two_numbers_of_their_own_are_two_people(self, world):
        one, other = refugee(world, **TWIN), mentor(world, **TWIN)
        for row, number in ((one, "1203901234"), (other, "1303901235")):
            Person.objects.filter(pk=row.person_id).update(**cpr_fields(parse_cpr(number)))
        with pytest.raises(DomainError):
            merge(world, one, other)
        assert fresh(other).person_id == other.person_id

    def test_both_on_the_same_side_with_work_done_on_both_is_refused(self, world):
        one, other = refugee(world, **TWIN), refugee(world, **TWIN)
        for row in (one, other):
            type(row.profile).objects.filter(pk=row.profile.pk).update(version=2)
        with pytest.raises(DomainError, match=one.case_number):
            merge(world, one, other)

    def test_a_double_registration_nothing_is_built_on_goes(self, world):
        one, other = refugee(world, papers=False, **TWIN), refugee(world, papers=False, **TWIN)
        type(one.profile).objects.filter(pk=one.profile.pk).update(version=2)
        ConsentFactory(refugee=other, scope="counterpart")
        done = merge(world, one, other)
        assert list(Refugee.objects.all()) == [one]
        assert [consent.scope for consent in one.consents.all()] == ["counterpart"]
        assert other.case_number in done.before
        with pytest.raises(DomainError):
            undo_merge(merge=done, by=world.leader)

    def test_the_one_with_work_done_stays_whichever_it_is(self, world):
        one, other = refugee(world, **TWIN), refugee(world, **TWIN)
        type(one.profile).objects.filter(pk=other.profile.pk).update(version=2)
        merge(world, one, other)
        (left,) = Refugee.objects.all()
        assert (left, left.person_id) == (other, one.person_id)

    def test_who_may_not_change_both_may_not_merge_them(self, world):
        one, other = refugee(world, **TWIN), refugee(world, municipality=world.ringsted, **TWIN)
        with pytest.raises(DomainError):
            merge(world, one, other, by=world.consultant())

    def test_protection_is_never_lifted(self, world):
        until = datetime.date(2027, 1, 1)
        one = refugee(world, person__protected=True, person__protected_until=until, **TWIN)
        other = mentor(world, person__protected=True, **TWIN)
        merge(world, one, other)
        assert (fresh(one.person).protected, fresh(one.person).protected_until) == (True, None)

    def test_an_old_comparison_is_a_conflict(self, world):
        one, other = refugee(world, **TWIN), mentor(world, **TWIN)
        with pytest.raises(EditConflict):
            merge_people(first=one.person, second=other.person, versions="0.0", choices={}, by=world.leader)


class TestTakingBack:
    def test_from_the_list(self, leader, world):
        one, other = refugee(world, **TWIN), mentor(world, **TWIN)
        merge(world, one, other)
        page = leader.get(reverse("people:duplicates", args=[world.programme.key]))
        (row,) = page.context["merges"]
        assert leader.post(row["url"]).status_code == 302
        assert fresh(other).person_id == other.person_id

    def test_of_another_programme_it_is_not_there(self, client, world):
        away = loaded_programme("vaertsprogram")
        one, other = refugee(world, programme=away, **TWIN), mentor(world, programme=away, **TWIN)
        leader_there = RoleBindingFactory(programme=away).user
        done = merge(world, one, other, by=leader_there)
        client.force_login(world.leader)
        url = reverse("people:duplicate_undo", args=[world.programme.key, done.pk])
        assert client.post(url).status_code == 404


def test_whatever_hangs_on_a_person_is_known_to_merging():
    """A new table that points at people must be moved by a merge: add it there, then here."""
    fields = Person._meta.get_fields(include_hidden=True)
    pointing = [field for field in fields if field.auto_created and not field.concrete]
    related = {f"{field.related_model.__name__}.{field.field.name}" for field in pointing}
    assert related == {
        "Mentor.person",
        "Refugee.person",
        "LabourSpell.person",
        "PopulationMember.person",
        "PersonMerge.kept",
        "PersonMerge.absorbed",
        "TwoPeople.first",
        "TwoPeople.second",
        "Population.members",  # by way of PopulationMember
    }
