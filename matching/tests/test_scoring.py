"""The matrix, its explanations, and what does not change it."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from matching import scoring
from matching.criteria.facts import PAIR_RULES, Rules
from matching.criteria.people import people_from_rows
from matching.scoring import CRITERIA, score_people
from matching.tests.people import FREE, MENTOR, REFUGEE, STRICT, TODAY, crowd, scored

WEIGHTS = {name: float(at + 1) for at, name in enumerate(CRITERIA)}
LOOSE = Rules(same_municipality=False, shared_availability=True)
EXCLUDED = {rule: [(100 + at, 105), (103, 100 + at)] for at, rule in enumerate(PAIR_RULES)}


def people(seed=1, refugees=23, mentors=17):
    return people_from_rows(*crowd(seed, refugees, mentors), today=TODAY, excluded_pairs=EXCLUDED)


@pytest.mark.parametrize("rules", [LOOSE, Rules(), FREE, STRICT], ids=["loose", "default", "free", "strict"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_matrix_says_what_the_explanations_say(rules, seed):
    scores = score_people(*people(seed), WEIGHTS, rules=rules)
    for r in range(len(scores.refugees)):
        barred = {}
        for m in range(len(scores.mentors)):
            told = scores.explain(r, m)
            assert (told.total is None) == bool(told.failures) == bool(np.isnan(scores.total[r, m]))
            if told.total is not None:
                assert told.total == pytest.approx(scores.total[r, m], abs=1e-9)
            for failure in told.failures:
                barred[failure.rule] = barred.get(failure.rule, 0) + 1
        out = scores.ruled_out(r)
        assert {each.rule: each.mentors for each in out} == barred
        assert [each.mentors for each in out] == sorted(barred.values(), reverse=True)


def test_parts_add_up_and_come_by_falling_points():
    scores = score_people(*people(), WEIGHTS, rules=FREE)
    for m in range(len(scores.mentors)):
        parts = scores.explain(0, m).parts
        known = sum(part.weight for part in parts if part.fit is not None)
        assert {part.criterion for part in parts} == set(WEIGHTS)
        assert [part.points for part in parts] == sorted((part.points for part in parts), reverse=True)
        for part in parts:
            assert part.weight == WEIGHTS[part.criterion]
            assert part.fit is None or 0 <= part.fit <= 1
            assert part.points == pytest.approx(
                0 if part.fit is None else 100 * part.weight * part.fit / known
            )


def test_points_lie_between_0_and_100():
    total = score_people(*people(3, 60, 60), WEIGHTS, rules=FREE).total
    allowed = total[np.isfinite(total)]
    assert len(allowed) > 1000
    assert allowed.min() >= 0
    assert allowed.max() <= 100
    assert allowed.max() - allowed.min() > 20


def test_what_is_not_known_is_left_out_and_the_rest_make_up_the_hundred():
    weights = {"age": 1, "education": 3, "local_ties": 4}
    facts = {"birth_year": 1975}  # a fit of 0.8
    assert scored(facts, {}, weights=weights).total[0, 0] == pytest.approx((0.8 + 3 + 4) / 8 * 100)
    explanation = scored(facts, {"education": ""}, weights=weights).explain(0, 0)
    assert explanation.total == pytest.approx((0.8 + 4) / 5 * 100)
    assert [(part.criterion, part.fit) for part in explanation.parts][-1] == ("education", None)


def test_a_pair_of_which_nothing_is_known_is_worth_nothing_but_allowed():
    scores = scored({"birth_year": None}, {}, weights={"age": 1})
    assert scores.total.tolist() == [[0.0]]
    assert scores.explain(0, 0).total == 0


def test_without_weights_all_are_alike():
    for weights in ({}, {"age": 0}):
        scores = scored(weights=weights)
        assert scores.total.tolist() == [[0.0]]
        assert scores.explain(0, 0).parts == ()


def test_only_the_proportions_of_weights_count():
    one = score_people(*people(), WEIGHTS, rules=LOOSE).total
    many = score_people(*people(), {name: weight * 7 for name, weight in WEIGHTS.items()}, rules=LOOSE).total
    np.testing.assert_allclose(one, many)


@pytest.mark.parametrize("rules", [LOOSE, Rules(), FREE], ids=["loose", "default", "free"])
@pytest.mark.parametrize("block", [1, 17, 40, 10**9])
def test_the_size_of_blocks_changes_nothing(rules, block):
    whole = score_people(*people(), WEIGHTS, rules=rules).total
    np.testing.assert_array_equal(score_people(*people(), WEIGHTS, rules=rules, block=block).total, whole)


@pytest.mark.parametrize("rules", [LOOSE, Rules(), FREE], ids=["loose", "default", "free"])
def test_sparse_and_dense_hold_the_same(rules):
    dense = score_people(*people(), WEIGHTS, rules=rules).total
    csr = score_people(*people(), WEIGHTS, rules=rules, as_csr=True).total
    assert sparse.issparse(csr)
    assert csr.format == "csr"
    assert csr.has_sorted_indices
    opened = np.full(csr.shape, np.nan)
    row = np.repeat(np.arange(csr.shape[0]), np.diff(csr.indptr))
    opened[row, csr.indices] = csr.data
    np.testing.assert_array_equal(opened, dense)


def test_the_size_decides_between_sparse_and_dense(monkeypatch):
    monkeypatch.setattr(scoring, "SPARSE_FROM", 23 * 17)
    assert not sparse.issparse(score_people(*people(), WEIGHTS).total)
    monkeypatch.setattr(scoring, "SPARSE_FROM", 23 * 17 - 1)
    assert sparse.issparse(score_people(*people(), WEIGHTS).total)
    assert not sparse.issparse(score_people(*people(), WEIGHTS, as_csr=False).total)


def test_the_order_of_people_changes_nothing():
    refugees, mentors = crowd(1, 23, 17)
    rng = np.random.default_rng(0)
    rows, cols = rng.permutation(23), rng.permutation(17)
    total = score_people(*people_from_rows(refugees, mentors, today=TODAY), WEIGHTS, rules=LOOSE).total
    turned = people_from_rows([refugees[at] for at in rows], [mentors[at] for at in cols], today=TODAY)
    np.testing.assert_allclose(score_people(*turned, WEIGHTS, rules=LOOSE).total, total[rows][:, cols])


def test_other_people_change_nothing_for_a_pair():
    refugees, mentors = crowd(1, 23, 17)
    total = score_people(*people_from_rows(refugees, mentors, today=TODAY), WEIGHTS, rules=FREE).total
    alone = people_from_rows(refugees[4:5], mentors[6:7], today=TODAY)
    np.testing.assert_allclose(score_people(*alone, WEIGHTS, rules=FREE).total, total[4:5, 6:7])


@pytest.mark.parametrize(("refugees", "mentors"), [(0, 0), (0, 3), (3, 0)])
@pytest.mark.parametrize("rules", [LOOSE, Rules()], ids=["loose", "default"])
@pytest.mark.parametrize("as_csr", [True, False])
def test_an_empty_side(refugees, mentors, rules, as_csr):
    both = people_from_rows([REFUGEE] * refugees, [MENTOR] * mentors, today=TODAY)
    scores = score_people(*both, WEIGHTS, rules=rules, as_csr=as_csr)
    assert scores.total.shape == (refugees, mentors)
    assert all(scores.ruled_out(r) == () for r in range(refugees))


def test_what_the_assignment_needs_beside_the_scores():
    refugees = [replace(REFUGEE, id=7, waiting_days=30), replace(REFUGEE, id=5)]
    mentors = [replace(MENTOR, id=3, places=2), replace(MENTOR, id=4, places=-1)]
    left, right = people_from_rows(refugees, mentors, today=TODAY)
    assert left.ids.tolist() == [7, 5]
    assert left.waiting_days.tolist() == [30, 0]
    assert right.ids.tolist() == [3, 4]
    assert right.capacity.tolist() == [2, 0]


def test_reasons_are_said_by_whoever_says_them():
    both = people_from_rows([REFUGEE], [replace(MENTOR, places=0)], today=TODAY)
    scores = score_people(*both, {"age": 1}, say=lambda reason: f"<{reason.key}>")
    assert scores.explain(0, 0).parts[0].text == "<age.same>"
    assert scores.explain(0, 0).failures[0].text == "<rule.capacity>"
    assert scores.ruled_out(0)[0].text == "<out.capacity>"


def test_how_many_are_ruled_out_is_said_in_words():
    both = people_from_rows([REFUGEE], [replace(MENTOR, places=0), MENTOR], today=TODAY)
    assert [each.text for each in score_people(*both, {}).ruled_out(0)] == ["No free place: 1 of 2"]


def test_the_cores_know_no_framework():
    script = "import sys, matching.scoring, matching.assignment; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_many_pairs_are_explained_as_one_is(monkeypatch):
    monkeypatch.setattr(scoring, "EXPLAINED_TOGETHER", 7)
    scores = score_people(*people(), WEIGHTS, rules=FREE)
    allowed = np.argwhere(np.isfinite(scores.total)).tolist()
    assert len(allowed) > 14
    told = list(scores.explain_allowed(allowed))
    for (r, m), together in zip(allowed, told, strict=True):
        alone = scores.explain(r, m)
        assert together.total == pytest.approx(alone.total)
        assert [(p.criterion, p.fit, p.text) for p in together.parts] == [
            (p.criterion, p.fit, p.text) for p in alone.parts
        ]
    assert scores.ruled_out_of([4, 0, 4]) == [scores.ruled_out(4), scores.ruled_out(0), scores.ruled_out(4)]
