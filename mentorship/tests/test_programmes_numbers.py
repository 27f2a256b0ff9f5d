"""Every number of the sources stands in the file where docs/programmes.md says it does."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.schema.frame import Budget

DOC = Path(__file__).resolve().parents[2] / "docs" / "programmes.md"
ROW = re.compile(r"^\| (?P<number>[^|]+) \| (?P<said>[^|]+) \| `(?P<path>[^`]+)` \|$", re.MULTILINE)
STEP = re.compile(r"([a-z_0-9]+)(?:\[([\w-]+)\])?")


def tables():
    """(programme, number, path) of every row of the tables."""
    for part in DOC.read_text(encoding="utf-8").split("\n### `")[1:]:
        key = part.partition("`")[0]
        yield from ((key, row["number"].strip(), row["path"]) for row in ROW.finditer(part))


def found(document, path):
    """What stands at the path: `criteria[matches].target`, `meets.0.every`, `by_organisation.x`."""
    value = document
    for name, key in STEP.findall(path):
        if name.isdecimal():
            value = value[int(name)]
        else:
            value = value[name] if isinstance(value, dict) else getattr(value, name)
        if key:
            value = next(one for one in value if key in (getattr(one, "key", ""), getattr(one, "code", "")))
    return value


def as_text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) and value < 10_000 else str(value).removesuffix(".0")


ROWS = list(tables())


def test_both_programmes_of_the_sources_have_their_table():
    counted = {key: sum(row[0] == key for row in ROWS) for key in ("vaertsprogram", "holdbart-match")}
    assert counted["vaertsprogram"] > 45
    assert counted["holdbart-match"] > 20


@pytest.mark.parametrize(("key", "number", "path"), ROWS, ids=[f"{row[0]}:{row[2]}" for row in ROWS])
def test_the_number_stands_where_the_table_says(key, number, path):
    assert as_text(found(read_programme(key), path)) == number


@pytest.mark.parametrize("key", ["vaertsprogram", "holdbart-match"])
def test_every_target_of_the_file_is_in_the_table(key):
    told = {path for programme, _number, path in ROWS if programme == key}
    aimed_at = {c.key for c in read_programme(key).criteria if c.target is not None}
    default = {"refugees_selected", "status_6_made", "status_12_made"}  # follow from the quotas and the plan
    assert {name for name in aimed_at if f"criteria[{name}].target" not in told} <= default


def test_what_is_granted_a_year_adds_up():
    document = read_programme("vaertsprogram")
    pool = document.budget.sources[0]
    assert pool.a_year * document.budget.years == pool.amount
    with pytest.raises(ValidationError, match="a_year"):
        Budget.model_validate(document.budget.model_dump() | {"years": 3}, context={"stored": True})
