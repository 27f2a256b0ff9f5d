"""The evaluator's files: pseudonymised, complete by the codebook, and nobody alone in a row."""

import csv
import datetime
import hashlib
import io
import zipfile
from collections import Counter
from decimal import Decimal

import pandas
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mentorship.models import Act, Consent, Municipality
from mentorship.permissions import Role
from mentorship.testing.factories import MentorFactory, RefugeeFactory
from mentorship.testing.programmes import loaded_programme
from reporting.exports import ExportRequest, export_to_folder
from reporting.exports.anonymity import age_band, group_sizes, released, smallest_group
from reporting.exports.columns import FILES
from reporting.exports.pseudonyms import Pseudonyms
from reporting.exports.writing import cell

DAY = datetime.date
TODAY = DAY(2026, 7, 2)
pytestmark = pytest.mark.usefixtures("today")
TRAITS = ["municipality", "gender", "age_band", "registered_half"]


def read(folder, name, dialect="danish"):
    """As an evaluator reads it: everything as text first, then by the codebook's types."""
    separator, decimal = (";", ",") if dialect == "danish" else (",", ".")
    frame = pandas.read_csv(
        folder / name, sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig"
    )
    book = pandas.read_csv(
        folder / "codebook.csv", sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig"
    )
    for _, column in book[book.file == name].iterrows():
        values = frame[column["column"]]
        if column.type == "date":
            frame[column["column"]] = pandas.to_datetime(values.where(values != ""), format="%Y-%m-%d")
        elif column.type in {"integer", "boolean"}:
            frame[column["column"]] = pandas.to_numeric(values.where(values != "")).astype("Int64")
        elif column.type == "decimal":
            frame[column["column"]] = pandas.to_numeric(values.str.replace(decimal, ".").where(values != ""))
    return frame


@pytest.fixture
def exported(programme, lives, tmp_path):
    lives(7)
    export_to_folder(request=ExportRequest(programme, TODAY), folder=tmp_path, by=None)
    return tmp_path


@pytest.mark.django_db
def test_the_files_open_in_pandas_with_the_codebooks_types(exported):
    assert {path.name for path in exported.iterdir()} == {*FILES, "codebook.csv", "README.txt"}
    frames = {name: read(exported, name) for name in FILES}
    for name, columns in FILES.items():
        assert list(frames[name].columns) == [column.name for column in columns]
    matches = frames["matches.csv"]
    assert len(matches) == 7
    assert set(matches.refugee) <= set(frames["refugees.csv"].refugee)
    assert set(matches.mentor) <= set(frames["mentors.csv"].mentor)
    assert matches.started_on.min() == pandas.Timestamp("2026-01-05")
    assert set(frames["outcomes.csv"].hours_per_week) == {37.5}
    assert Counter(frames["outcomes.csv"].group) == {"programme": 7, "comparison": 7}
    assert len(frames["followups.csv"]) == 7
    assert len(frames["answers.csv"]) == len(frames["activities.csv"]) == 0
    figures = frames["indicators.csv"].set_index(["criterion", "part"])
    assert figures.loc[("refugees_matched", ""), "value"] == 7


@pytest.mark.django_db
def test_the_form_of_the_files(exported):
    for name in (*FILES, "codebook.csv"):
        data = (exported / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\r\n")
        assert data.count(b"\n") == data.count(b"\r\n")
    readme = (exported / "README.txt").read_text(encoding="utf-8-sig")
    assert "2026-07-02" in readme
    for name in FILES:
        assert hashlib.sha256((exported / name).read_bytes()).hexdigest() in readme


@pytest.mark.django_db
def test_nothing_that_names_a_person_is_in_any_file(exported):
    for path in exported.iterdir():
        text = path.read_text(encoding="utf-8-sig")
        for secret in ("Kanarie", "eksempel.invalid", "B-0", "M-0", "secret words", "=cmd"):
            assert secret not in text, f"{secret} in {path.name}"


@pytest.mark.django_db
def test_the_international_dialect(programme, lives, tmp_path):
    lives(2)
    call_command("export_evaluation", programme=programme.key, out=tmp_path, dialect="international")
    data = (tmp_path / "outcomes.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b",37.5\r\n" in data
    assert len(read(tmp_path, "outcomes.csv", "international")) == 4


@pytest.mark.django_db
def test_fewer_than_five_alike_are_blanked(programme, soroe, tmp_path):
    ringsted = Municipality.objects.get(code="329")
    for number in range(12):
        place = ringsted if number == 11 else soroe
        refugee = RefugeeFactory(
            programme=programme, municipality=place, registered_on=DAY(2026, 1 + number % 6, 1)
        )
        refugee.person.birth_year = 1950 if number == 10 else 1990
        refugee.person.gender = "male" if number in (8, 9) else "female"
        refugee.person.save()
    export_to_folder(request=ExportRequest(programme, TODAY), folder=tmp_path, by=None)
    rows = read(tmp_path, "refugees.csv")[TRAITS]
    assert smallest_group(map(tuple, rows.values.tolist())) >= 5
    assert ("340", "female", "20-39", "2026H1") in set(map(tuple, rows.values.tolist()))
    assert "329" not in set(rows.municipality)


@given(
    st.dictionaries(
        st.tuples(*[st.sampled_from("ab")] * 4),
        st.integers(min_value=1, max_value=9),
        min_size=1,
        max_size=16,
    )
)
def test_every_combination_written_has_five_rows_or_tells_nothing(counts):
    told = released(Counter(counts), order=(3, 2, 1, 0))
    sizes = group_sizes(told, Counter(counts))
    assert all(size >= 5 or not any(written) for written, size in sizes.items())
    for combination, written in told.items():
        assert all(kept in ("", value) for value, kept in zip(combination, written, strict=True))
        if counts[combination] >= 5:
            assert written == combination


def test_ages_are_in_bands_of_twenty_years():
    assert [age_band(year, 2026) for year in (2007, 2006, 1987, 1986, None)] == [
        "0-19",
        "20-39",
        "20-39",
        "40-59",
        "",
    ]
    assert smallest_group([("", "")]) is None


@pytest.mark.parametrize(
    ("value", "kind", "dialect", "expected"),
    [
        pytest.param("=1+1", "text", "danish", "'=1+1", id="equals"),
        pytest.param("+45 20 11", "text", "danish", "'+45 20 11", id="plus"),
        pytest.param("-2", "category", "danish", "'-2", id="minus"),
        pytest.param("@x", "text", "danish", "'@x", id="at"),
        pytest.param("  =x", "text", "danish", "'  =x", id="after blanks"),
        pytest.param("\t=x", "text", "danish", "'\t=x", id="tab"),
        pytest.param("a\r\n=x", "text", "danish", "a  =x", id="a new line"),
        pytest.param("＝x", "text", "danish", "'＝x", id="full width"),
        pytest.param("Sorø", "text", "danish", "Sorø", id="plain"),
        pytest.param(-2.5, "decimal", "danish", "-2,5", id="a number stays one"),
        pytest.param(Decimal("37.5"), "decimal", "international", "37.5", id="decimal point"),
        pytest.param(0.000001, "decimal", "danish", "0,000001", id="no exponent"),
        pytest.param(3, "integer", "danish", "3", id="integer"),
        pytest.param(True, "boolean", "danish", "1", id="true"),
        pytest.param(False, "boolean", "danish", "0", id="false"),
        pytest.param(DAY(2026, 7, 2), "date", "danish", "2026-07-02", id="date"),
        pytest.param(None, "date", "danish", "", id="unknown"),
    ],
)
def test_a_cell_by_its_type(value, kind, dialect, expected):
    assert cell(value, kind, dialect) == expected


@pytest.mark.django_db
def test_pseudonyms_are_stable_within_a_programme_and_differ_between(programme, settings):
    other = loaded_programme("vaertsprogram")
    first = Pseudonyms(programme).of("mentor", 7)
    assert first == Pseudonyms(programme).of("mentor", 7)
    assert len({first, Pseudonyms(other).of("mentor", 7), Pseudonyms(programme).of("mentor", 8)}) == 3
    assert Pseudonyms(programme).of("match", 7)[1:] != first[1:]
    settings.PSEUDONYM_KEY = "another"
    assert Pseudonyms(programme).of("mentor", 7) != first


@pytest.mark.django_db
def test_who_takes_the_consent_back_is_in_no_file(programme, lives, tmp_path):
    matches = lives(2)
    refugee = matches[0].refugee
    Consent.objects.filter(refugee=refugee, scope="evaluation").update(withdrawn_on=TODAY)
    export_to_folder(request=ExportRequest(programme, TODAY), folder=tmp_path, by=None)
    name = Pseudonyms(programme).of("refugee", refugee.pk)
    for file in FILES:
        assert name not in (tmp_path / file).read_text(encoding="utf-8-sig")
    assert len(read(tmp_path, "matches.csv")) == 1
    assert set(read(tmp_path, "refugees.csv").evaluation_consent) == {1}


@pytest.mark.django_db
def test_what_came_after_the_data_date_is_not_in_it(programme, lives, tmp_path):
    lives(3)
    asked = ExportRequest(programme, DAY(2026, 1, 13), since=DAY(2026, 1, 12))
    export_to_folder(request=asked, folder=tmp_path, by=None)
    assert list(read(tmp_path, "matches.csv").days_followed) == [8, 7, 6]
    followups = read(tmp_path, "followups.csv")
    assert list(followups.due_on.dt.day) == [12, 13]
    assert len(read(tmp_path, "outcomes.csv")) == 6


@pytest.mark.django_db
def test_one_municipality(programme, lives, tmp_path):
    lives(2)
    MentorFactory(programme=programme, municipality=Municipality.objects.get(code="329"))
    call_command("export_evaluation", programme=programme.key, out=tmp_path, municipality="Ringsted")
    assert (len(read(tmp_path, "matches.csv")), len(read(tmp_path, "mentors.csv"))) == (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "part"),
    [
        pytest.param({"municipality": "Atlantis"}, "Atlantis", id="no such municipality"),
        pytest.param({"since": DAY(2026, 7, 9)}, None, id="ends before it begins"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_leaves_nothing(programme, tmp_path, options, part):
    with pytest.raises(CommandError, match=part):
        call_command("export_evaluation", programme=programme.key, out=tmp_path / "new", **options)
    assert not (tmp_path / "new").exists()
    assert not Act.objects.filter(kind="evaluation.exported").exists()


@pytest.mark.django_db
def test_a_file_is_no_folder(programme, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(CommandError, match="not a folder"):
        call_command("export_evaluation", programme=programme.key, out=tmp_path / "taken")


@pytest.fixture
def url(programme):
    return reverse("reporting:export", args=[programme.key])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PROJECT_LEADER, 200),
        (Role.EVALUATOR, 200),
        (Role.STEERING_GROUP, 403),
        (Role.CONSULTANT, 403),
        (None, 404),
    ],
)
def test_who_may_export(client, sign_in, url, role, status):
    sign_in(role)
    assert client.get(url).status_code == status
    assert client.post(url, {"dialect": "danish"}).status_code == status


@pytest.mark.django_db
def test_the_browser_gets_a_zip_and_the_trail_a_line(client, sign_in, lives, url, programme):
    lives(2)
    user = sign_in(Role.EVALUATOR)
    response = client.post(url, {"dialect": "danish", "until": "01-07-2026"})
    assert response.streaming
    assert response["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert archive.testzip() is None
    assert set(archive.namelist()) == {*FILES, "codebook.csv", "README.txt"}
    rows = list(csv.DictReader(io.StringIO(archive.read("matches.csv").decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    act = Act.objects.get(kind="evaluation.exported")
    assert (act.by_id, act.detail["until"]) == (user.pk, "2026-07-01")


@pytest.mark.django_db
def test_a_period_the_wrong_way_round_is_told_on_the_page(client, sign_in, url):
    sign_in(Role.EVALUATOR)
    response = client.post(url, {"dialect": "danish", "since": "02-07-2026", "until": "01-07-2026"})
    assert response.status_code == 400
    assert response.context["form"].non_field_errors()
    assert client.put(url).status_code == 405
