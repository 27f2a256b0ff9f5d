"""Who is likely the same person: what two records must share, and what tells them apart for sure."""

import pytest

from mentorship.people.roster.duplicates import Likeness, Register, alike, phone_digits

BO = Likeness("Bo Bæk Lund", "bo@eksempel.invalid", "30349385", 1980, "A", cpr_is_own=True)


@pytest.mark.parametrize(
    ("other", "likely"),
    [
        pytest.param(Likeness("Kaj", cpr="A", cpr_is_own=True), True, id="same number"),
        pytest.param(Likeness("B. Lund", "bo@eksempel.invalid"), True, id="same e-mail"),
        pytest.param(Likeness("bo b", phone="30349385"), True, id="same phone and first name"),
        pytest.param(Likeness("Bob", phone="30349385", birth_year=1980), True, id="same phone and year"),
        pytest.param(
            Likeness("LUND, Bo Bæk", birth_year=1980), True, id="same name in another order, and year"
        ),
        pytest.param(Likeness("Ida", phone="30349385", birth_year=1982), False, id="phone of a family"),
        pytest.param(Likeness("Bo Bæk Lund"), False, id="name alone"),
        pytest.param(Likeness("Bo Bæk Lund", birth_year=1981), False, id="namesake"),
        pytest.param(Likeness("", birth_year=1980), False, id="year alone"),
        pytest.param(
            Likeness("Bo Bæk Lund", "bo@eksempel.invalid", "30349385", 1980, "B", cpr_is_own=True),
            False,
            id="another number of one's own",
        ),
        pytest.param(
            Likeness("Bo Bæk Lund", "bo@eksempel.invalid", "30349385", 1980, "B"),
            True,
            id="a replacement number",
        ),
    ],
)
def test_who_is_likely_the_same(other, likely):
    assert alike({2: BO, 7: other}) == ([(2, 7)] if likely else [])
    assert Register({2: BO}).likely(other) == ({2} if likely else set())


def test_chains_are_one_group_and_groups_come_in_order():
    people = {
        9: Likeness("A", "a@x.invalid"),
        4: Likeness("C", "c@x.invalid"),
        3: Likeness("A", "a@x.invalid", "30349385"),
        5: Likeness("A", "b@x.invalid", "30349385"),
        6: Likeness("C", "c@x.invalid"),
    }
    assert alike(people) == [(3, 5, 9), (4, 6)]


def test_people_with_numbers_of_their_own_are_grouped_by_number_within_a_shared_address():
    people = {
        line: Likeness(f"P{line}", "fælles@x.invalid", cpr=cpr, cpr_is_own=True)
        for line, cpr in enumerate(["A", "B", "A", "B", "C"], 2)
    }
    assert alike(people) == [(2, 4), (3, 5)]


@pytest.mark.parametrize("order", [("A", None), (None, "A")], ids=["number first", "number last"])
def test_one_without_a_number_may_be_one_with(order):
    people = {
        line: Likeness("P", "p@x.invalid", cpr=cpr, cpr_is_own=bool(cpr)) for line, cpr in enumerate(order, 2)
    }
    assert alike(people) == [(2, 3)]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+45 30 34 93 85", "30349385"),
        ("0045 30349385", "30349385"),
        ("30349385", "30349385"),
        ("4530349385", "30349385"),
        ("+46 8 123 456", "468123456"),
        ("123", ""),
        ("", ""),
    ],
)
def test_phones_are_compared_by_their_digits(text, digits):
    assert phone_digits(text) == digits
