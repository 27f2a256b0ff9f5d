"""The monthly sample: how large, of what, the same each time; gone through and signed."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentorship.errors import DomainError, EditConflict
from mentorship.models import Act, LookUp, LookUpReview
from mentorship.people.lookup_sample import Month, draw, months, review_lookup, sample_size, split
from mentorship.permissions import Role
from mentorship.testing.factories import RefugeeFactory
from mentorship.tests.people_world import people_world

OCTOBER = Month(datetime.date(2026, 10, 1))


@pytest.mark.parametrize(
    ("total", "size"), [(0, 0), (24, 24), (26, 25), (500, 25), (501, 26), (4000, 200), (90_000, 200)]
)
def test_25_or_5_per_cent_but_200_at_most(total, size):
    assert sample_size(total) == size


@pytest.mark.parametrize(
    ("size", "watched", "others", "drawn"),
    [
        pytest.param(25, 100, 400, (13, 12), id="half-though-a-fifth"),
        pytest.param(25, 400, 100, (20, 5), id="their-part-where-it-is-more"),
        pytest.param(25, 4, 400, (4, 21), id="all-of-the-few"),
        pytest.param(25, 400, 2, (25, 0), id="next-to-all"),
        pytest.param(6, 0, 6, (0, 6), id="none-watched"),
        pytest.param(0, 0, 0, (0, 0), id="nothing"),
    ],
)
def test_what_is_not_ones_own_is_drawn_more_often(size, watched, others, drawn):
    assert split(size, watched, others) == drawn


@pytest.mark.parametrize(
    ("text", "first"), [("2026-10", datetime.date(2026, 10, 1)), ("2026-13", None), ("x", None)]
)
def test_a_month_is_written_as_year_and_month(text, first):
    found = Month.parse(text)
    assert (found.first if found else None) == first


def test_december_is_followed_by_january():
    assert Month(datetime.date(2026, 12, 1)).after == Month(datetime.date(2027, 1, 1))


@pytest.fixture
def world(time_machine, db):
    time_machine.move_to(datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC))
    return people_world()


@pytest.fixture
def case(world):
    return RefugeeFactory(programme=world.programme, municipality=world.soroe, consultant=world.consultant())


@pytest.fixture
def leader(client, world):
    client.force_login(world.leader)
    return client


def look(world, case, count=1, *, day=15, month=10, what="page", **more):
    at = datetime.datetime(2026, month, day, 10, tzinfo=datetime.UTC)
    return LookUp.objects.bulk_create(
        LookUp(
            user_id=world.leader.pk,
            user_label="x@kommune.test",
            person_id=case.person_id,
            programme_key=world.programme.key,
            what=what,
            at=at + datetime.timedelta(minutes=number),
            **more,
        )
        for number in range(count)
    )


def url(world, month="2026-10"):
    return reverse("people:lookup_sample", args=[world.programme.key, month])


def judge(client, world, row, verdict, seen=""):
    address = reverse("people:lookup_review", args=[world.programme.key, row.pk])
    return client.post(address, {"verdict": verdict, "seen": seen}, follow=True)


class TestDrawing:
    def test_the_same_month_gives_the_same_sample(self, world, case):
        look(world, case, 300)
        first = draw(world.programme, OCTOBER)
        look(world, case, 50, month=11)
        assert draw(world.programme, OCTOBER) == first
        assert len(first) == 25

    def test_it_is_no_mere_run_of_the_first(self, world, case):
        rows = [row.pk for row in look(world, case, 300)]
        assert draw(world.programme, OCTOBER) not in (sorted(rows)[:25], sorted(rows)[-25:])

    def test_half_are_not_ones_own_or_protected(self, world, case):
        look(world, case, 280)
        watched = {row.pk for row in look(world, case, 10, ground="cover")}
        watched |= {row.pk for row in look(world, case, 10, protected=True)}
        assert len(watched & set(draw(world.programme, OCTOBER))) == 13

    @pytest.mark.parametrize("what", ["list", "purpose", "matching"])
    def test_names_in_lists_are_not_in_it(self, world, case, what):
        look(world, case, what=what)
        assert draw(world.programme, OCTOBER) == []

    def test_the_month_is_that_of_copenhagen(self, world, case):
        at = datetime.datetime(2026, 9, 30, 22, 30, tzinfo=datetime.UTC)
        row = look(world, case)[0]
        LookUp.objects.filter(pk=row.pk).update(at=at)
        assert draw(world.programme, OCTOBER) == [row.pk]
        assert [line.month for line in months(world.programme)] == [OCTOBER]

    def test_another_programmes_stay_out(self, world, case):
        look(world, case)
        LookUp.objects.update(programme_key="andet")
        assert draw(world.programme, OCTOBER) == []


class TestGoingThrough:
    def test_a_verdict_is_signed_and_counted(self, leader, world, case):
        row, other = look(world, case, 2)
        page = judge(leader, world, row, "ok").content.decode()
        judge(leader, world, other, "questioned")
        assert "Lene Bach" in page
        assert LookUpReview.objects.get(look_up=row).reviewed_by == world.leader
        line = months(world.programme)[0]
        assert (line.sampled, line.reviewed, line.questioned) == (2, 2, 1)
        assert Act.objects.filter(kind="lookup.reviewed").count() == 2
        listed = leader.get(reverse("people:lookup_samples", args=[world.programme.key])).content.decode()
        assert 'state--ok">Gennemgået' in listed

    def test_a_verdict_can_be_changed_and_repeating_it_is_nothing(self, leader, world, case):
        row = look(world, case)[0]
        judge(leader, world, row, "ok")
        judge(leader, world, row, "ok", seen="ok")
        assert Act.objects.filter(kind="lookup.reviewed").count() == 1
        judge(leader, world, row, "questioned", seen="ok")
        assert LookUpReview.objects.get().verdict == "questioned"

    def test_the_second_of_two_is_told(self, world, case):
        row = look(world, case)[0]
        given = {"look_up": row, "programme": world.programme, "by": world.leader, "seen": ""}
        review_lookup(verdict="ok", **given)
        with pytest.raises(EditConflict):
            review_lookup(verdict="questioned", **given)
        assert LookUpReview.objects.get().verdict == "ok"

    def test_the_running_month_is_shown_but_not_gone_through(self, leader, world, case):
        row = look(world, case, month=11)[0]
        assert "Måneden er i gang" in leader.get(url(world, "2026-11")).content.decode()
        judge(leader, world, row, "ok")
        assert not LookUpReview.objects.exists()

    @pytest.mark.parametrize("verdict", ["", "maybe"])
    def test_no_such_verdict(self, leader, world, case, verdict):
        judge(leader, world, look(world, case)[0], verdict)
        assert not LookUpReview.objects.exists()

    def test_what_was_not_drawn_is_not_judged(self, world, case):
        rows = look(world, case, 60)
        left_out = next(row for row in rows if row.pk not in draw(world.programme, OCTOBER))
        with pytest.raises(DomainError):
            review_lookup(look_up=left_out, programme=world.programme, verdict="ok", seen="", by=world.leader)


class TestPage:
    def test_a_row_says_whose_caseload_and_why(self, leader, world, case):
        look(world, case, ground="oversight", purpose="klage over sagsgangen")
        html = leader.get(url(world)).content.decode()
        for text in (
            case.case_number,
            str(case.consultant),
            "Lene Bach",
            "Tilsyn eller kontrol: klage over sagsgangen",
        ):
            assert text in html
        assert case.person.name not in html
        assert "x@kommune.test" not in html

    @pytest.mark.parametrize("month", ["2026-13", "oktober"])
    def test_no_such_month(self, leader, world, month):
        assert leader.get(url(world, month)).status_code == 404

    def test_the_rule_stands_on_it_and_nothing_is_drawn_of_nothing(self, leader, world):
        html = leader.get(url(world)).content.decode()
        assert "højst 200" in html
        assert "Ingen sag blev åbnet i måneden" in html

    @pytest.mark.parametrize("role", [Role.CONSULTANT, Role.STEERING_GROUP])
    def test_it_is_the_leaders(self, client, world, case, role):
        client.force_login(world.consultant() if role == Role.CONSULTANT else world.in_role(role))
        row = look(world, case)[0]
        assert client.get(url(world)).status_code == 403
        assert judge(client, world, row, "ok").status_code == 403

    def test_one_row_and_twenty_cost_the_same(self, leader, world, case):
        def cost():
            with CaptureQueriesContext(connection) as captured:
                leader.get(url(world))
            return len(captured)

        look(world, case)
        leader.get(url(world))
        one = cost()
        for _number in range(19):
            other = RefugeeFactory(programme=world.programme, municipality=world.soroe)
            look(world, other, ground="cover")
        assert cost() == one
