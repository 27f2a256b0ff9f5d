"""Weights tried on the plan, saved as a version, and gone back to."""

import pytest

from matching import services
from matching.criteria.fits import CRITERIA
from matching.models import MatchingRun
from matching.services import weights as service
from matching.tests.conftest import TODAY
from mentorship.clock import now
from mentorship.errors import DomainError, EditConflict
from mentorship.models import Job, JobState, LookUp
from mentorship.programmes.document import programme_document
from mentorship.testing.factories import MentorFactory, RefugeeFactory


@pytest.fixture
def two_ways(programme, soroe):
    """Two and two: by interests a with A and b with B, by age the other way round."""
    people = {}
    for key, make, interests, born in (
        ("a", RefugeeFactory, "fodbold", 1990),
        ("b", RefugeeFactory, "havearbejde", 1950),
        ("A", MentorFactory, "fodbold", 1950),
        ("B", MentorFactory, "havearbejde", 1990),
    ):
        row = make(programme=programme, municipality=soroe, person__birth_year=born)
        row.profile.interests = [interests]
        row.profile.save()
        people[key] = row
    return people


INTERESTS, AGE = {"interests": 10.0}, {"age": 10.0, "interests": 0.0}


def fresh(programme):
    programme.refresh_from_db()
    return programme


def pairs(people, text):
    return {people[one].pk: people[other].pk for one, other in text.split()}


@pytest.fixture
def saved(programme, leader):
    def save(weights, reason="Prøvet"):
        service.save_weights(
            programme=programme, weights=weights, by=leader, reason=reason, version=fresh(programme).version
        )
        return fresh(programme)

    return save


def test_a_trial_says_who_would_have_another_mentor(two_ways, saved, leader):
    programme = saved(INTERESTS)
    run = services.make_plan(programme=programme, by=leader)
    assert dict(run.pairs.values_list("refugee_id", "mentor_id")) == pairs(two_ways, "aA bB")
    trial = service.try_weights(programme=programme, weights=AGE)
    assert trial.run == run.pk
    assert trial.gone == 0
    assert {tuple(move) for move in trial.moves} == {
        (two_ways["a"].pk, two_ways["A"].pk, two_ways["B"].pk),
        (two_ways["b"].pk, two_ways["B"].pk, two_ways["A"].pk),
    }
    assert trial.before["total"] == pytest.approx(200)
    assert trial.repriced["total"] < trial.after["total"]
    assert trial.after["days"] == 2 * (TODAY - two_ways["a"].waiting_since).days
    assert fresh(programme).version == programme.version
    assert MatchingRun.objects.count() == 1


def test_without_a_draft_the_trial_is_held_against_the_best_plan_as_it_is(two_ways, saved):
    programme = saved(INTERESTS)
    trial = service.try_weights(programme=programme, weights=AGE)
    assert trial.run is None
    assert len(trial.moves) == 2
    assert not service.try_weights(programme=programme, weights={"interests": 3.0}).moves


def test_locks_of_the_draft_hold_in_the_trial(two_ways, saved, leader):
    programme = saved(INTERESTS)
    services.make_plan(
        programme=programme, by=leader, locks=[(two_ways["a"].pk, two_ways["A"].pk)], name="låst"
    )
    assert not service.try_weights(programme=programme, weights=AGE).moves


def test_a_pair_of_the_draft_that_is_no_longer_possible_is_told_apart(two_ways, saved, leader):
    programme = saved(INTERESTS)
    services.make_plan(programme=programme, by=leader)
    services.forbid_pair(refugee=two_ways["a"], mentor=two_ways["A"], by=leader, reason="acquainted")
    trial = service.try_weights(programme=programme, weights=INTERESTS)
    assert trial.gone == 1
    assert trial.before["matched"] == 1


def test_saving_makes_a_version_with_who_and_why_and_leaves_the_rest(programme, leader, saved):
    before = programme_document(programme)
    shift, starts_on = programme.shift_days, programme.starts_on
    assert shift
    programme = saved({"language": 5.0, "age": 0.0, "local_ties": 0.0}, reason="  Sproget \n vejer mest ")
    after = programme_document(programme)
    assert after.matching.weights == {"language": 5.0, "age": 0.0}  # what was named stays, though it is off
    assert after.model_copy(update={"matching": before.matching}) == before
    assert (programme.shift_days, programme.starts_on) == (shift, starts_on)
    version = programme.versions.get(number=programme.version)
    assert (version.reason, version.created_by) == ("Sproget vejer mest", leader)


@pytest.mark.parametrize(
    ("weights", "field"),
    [({"language": -1.0, "age": 2.0}, "language"), ({"shoe_size": 3.0}, "shoe_size"), ({"age": 0.0}, None)],
)
def test_what_the_schema_refuses_is_told_at_its_field(programme, leader, weights, field):
    with pytest.raises(service.WeightsRefused) as refused:
        service.with_weights(programme, weights)
    assert list(refused.value.fields) == ([field] if field else [])
    assert str(refused.value)


def test_a_version_made_meanwhile_is_not_overwritten(programme, leader, saved):
    seen = programme.version
    saved({"language": 7.0})
    with pytest.raises(EditConflict):
        service.save_weights(programme=programme, weights={"age": 1.0}, by=leader, reason="hm", version=seen)


def test_saving_without_a_reason_is_refused(programme, leader):
    with pytest.raises(DomainError):
        service.save_weights(
            programme=programme, weights={"age": 1.0}, by=leader, reason=" ", version=programme.version
        )


def sent(programme, do, **changed):
    """The form as a browser without script sends it: `slide_age=20` moves a slider, `age=20` its number."""
    present = programme_document(programme).matching.weights
    data = {"do": do, "version": programme.version, "reason": changed.pop("reason", "")}
    for key in CRITERIA:
        value = f"{present.get(key, 0):g}"
        data |= {key: value, f"{key}_slider": value, f"{key}_was": value}
    for key, value in changed.items():
        data[f"{key.removeprefix('slide_')}_slider" if key.startswith("slide_") else key] = value
    return data


def test_try_on_the_page_names_who_changes_and_logs_it(client, at, two_ways, saved, leader):
    programme = saved(INTERESTS)
    client.force_login(leader)
    response = client.post(at("weights"), sent(programme, "try", interests=0, slide_age=20), follow=True)
    html = response.content.decode()
    assert response.status_code == 200
    assert two_ways["a"].person.name in html
    assert two_ways["B"].person.name in html
    assert LookUp.objects.filter(what="matching").count() == 4
    assert fresh(programme).version == programme.version
    assert Job.objects.get().state == JobState.DONE
    assert response.context["trial"]["page"].paginator.count == 2


def test_save_on_the_page_takes_the_slider_or_the_number(client, at, programme, leader):
    client.force_login(leader)
    data = sent(programme, "save", slide_age=20, language="12.5", reason="Alder")
    assert client.post(at("weights"), data).status_code == 302
    weights = programme_document(fresh(programme)).matching.weights
    assert (weights["age"], weights["language"], weights["interests"]) == (20, 12.5, 14)


def test_save_without_why_or_with_nothing_that_counts_says_so(client, at, programme, leader):
    client.force_login(leader)
    response = client.post(at("weights"), sent(programme, "save"))
    assert response.status_code == 400
    assert response.context["form"].errors["reason"]
    nothing = dict.fromkeys(CRITERIA, "0")
    response = client.post(at("weights"), sent(programme, "try", **nothing))
    assert response.status_code == 400
    assert response.context["form"].non_field_errors()
    assert not Job.objects.exists()


def test_going_back_sets_the_sliders_as_a_version_had_them(client, at, programme, leader, saved):
    saved({"language": 7.0})
    client.force_login(leader)
    response = client.get(at("weights"), {"fra": "1"})
    form = response.context["form"]
    assert form["language"].initial == 18
    assert "1" in form["reason"].initial
    assert [row["number"] for row in response.context["versions"]] == [2, 1]
    assert "18 → 7" in str(response.context["versions"][0]["what"])


def test_a_crowd_is_tried_by_the_worker(client, at, programme, two_ways, leader, monkeypatch):
    monkeypatch.setattr(service, "TRIED_AT_ONCE", 3)
    woken = []
    monkeypatch.setattr("matching.views.weights.run_job.delay", woken.append)
    client.force_login(leader)
    response = client.post(at("weights"), sent(programme, "try"))
    job = Job.objects.get()
    assert woken == [str(job.key)]
    assert job.state == JobState.WAITING
    assert response.url.endswith(f"{job.key}/")


def test_the_trial_of_another_programme_is_not_shown(client, at, programme, leader):
    job = Job.objects.create(
        kind=service.TRIAL_JOB, by=leader, programme=None, state=JobState.DONE, finished_at=now()
    )
    client.force_login(leader)
    assert client.get(at("weights"), {"proeve": str(job.key)}).status_code == 404
    assert client.get(at("weights"), {"proeve": "x"}).status_code == 404
