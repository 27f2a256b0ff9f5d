"""A log line is one JSON object, of one request, without anything that quotes a person."""

import datetime
import json
import logging
import sys

import pytest

from mentorship.logs import JsonFormatter, RequestIdFilter, request_id


def line_of(record):
    RequestIdFilter().filter(record)
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return json.loads(text)


def record(message="plan made", args=(), exc_info=None, **extra):
    made = logging.LogRecord("matching.plans", logging.WARNING, __file__, 1, message, args, exc_info)
    made.__dict__.update(extra)
    return made


def test_a_line_says_when_where_how_grave_and_what():
    made = record("%d pairs på ø", (3,))
    line = line_of(made)
    at = datetime.datetime.fromisoformat(line.pop("at"))
    assert line == {"level": "WARNING", "logger": "matching.plans", "message": "3 pairs på ø"}
    assert at.utcoffset() == datetime.timedelta(0)
    assert abs(at.timestamp() - made.created) < 0.002


def test_the_request_it_belongs_to_is_named():
    token = request_id.set("abc123")
    try:
        assert line_of(record())["request"] == "abc123"
    finally:
        request_id.reset(token)
    assert "request" not in line_of(record())


def test_a_line_that_met_no_filter_is_written_too():
    assert "request" not in json.loads(JsonFormatter().format(record()))


def test_of_the_extras_keys_and_numbers_are_kept_and_nothing_else():
    line = line_of(record(job="k1", programme="small", mail=7, person="Kanarie", sql="SELECT"))
    assert (line["job"], line["programme"], line["mail"]) == ("k1", "small", 7)
    assert "Kanarie" not in str(line)
    assert "SELECT" not in str(line)


def fail(depth, text):
    if depth:
        fail(depth - 1, text)
    raise ValueError(text)


@pytest.mark.parametrize(("depth", "places"), [(0, 2), (20, 8)], ids=["shallow", "deep"])
def test_of_an_exception_type_and_place_are_kept_and_its_words_are_not(depth, places):
    try:
        fail(depth, "Kanarie Opdigtet, 010190-1234")
    except ValueError:
        line = line_of(record(exc_info=sys.exc_info()))
    assert line["exception"] == "ValueError"
    assert len(line["where"].split(" > ")) == places
    assert "test_logs.py:" in line["where"]
    assert "Kanarie" not in str(line)


@pytest.mark.parametrize(
    "message", ["Task %(name)s raised unexpected: %(exc)s", "ValueError('Kanarie Opdigtet')"]
)
def test_a_message_that_repeats_the_exceptions_words_is_kept_without_them(message):
    try:
        fail(0, "Kanarie Opdigtet")
    except ValueError as error:
        told = ({"name": "run_job", "exc": repr(error)},) if "%" in message else ()
        line = line_of(record(message, told, exc_info=sys.exc_info()))
    assert "Kanarie" not in str(line)
    assert line["exception"] == "ValueError"


def test_an_empty_exception_is_none():
    assert "exception" not in line_of(record(exc_info=(None, None, None)))
