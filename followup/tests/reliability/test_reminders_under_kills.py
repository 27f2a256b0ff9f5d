"""Workers are killed at random while they send: nothing is lost, nothing is sent twice as another mail.

The processes, the mail server and the questions to the database are real, and outside the product. Kills
fall at times of chance, in the middle of a delivery, and between the mail server's 250 and our mark.
"""

import os
import random
import time
from collections import Counter

import pytest

from followup.tests.reliability.workers import (
    Crew,
    House,
    as_in_production,
    embedded,
    forget_wake_ups,
    on_sqlite_alone,
    scratch_database,
)

SEED = 20_261_122
SHORT, WHOLE = (1_000, 20), (3_000, 50)
LONGEST_A_MAIL_S = 0.3  # on a machine that is busy with other tests
SWEEPS_AT_ONCE = 2  # in one worker

sizes = pytest.mark.parametrize(
    ("reminders", "kills"),
    [pytest.param(*SHORT, id="1000-20"), pytest.param(*WHOLE, id="3000-50", marks=pytest.mark.slow)],
)


@sizes
@on_sqlite_alone
def test_embedded(tmp_path, reminders, kills):
    house = House(tmp_path)
    house.run("-m", "followup.testing.crowd", str(reminders))
    assert_nothing_is_lost(house, embedded(house), reminders, kills)


@sizes
@pytest.mark.redis
@pytest.mark.postgres
def test_as_in_production(tmp_path, reminders, kills):
    broker = os.environ["TEST_REDIS_URL"]
    with scratch_database(os.environ["TEST_DATABASE_URL"]) as url:
        house = House(tmp_path, database_url=url, redis_url=broker)
        house.run("-m", "followup.testing.crowd", str(reminders))
        try:
            assert_nothing_is_lost(house, as_in_production(house), reminders, kills)
        finally:
            forget_wake_ups(broker)


def assert_nothing_is_lost(house: House, crew: Crew, reminders: int, kills: int) -> None:
    rng, began = random.Random(SEED), time.monotonic()
    try:
        crew.start()
        moments = [crew.kill_one(rng, most_mails=reminders // kills) for _ in range(kills)]
        unsent_after_the_kills = reminders - sent_by(house)
        seconds_of_kills = time.monotonic() - began
        wait_until_all_is_sent(house, reminders)
        time.sleep(2.5)  # two more sweeps, which must find nothing to do
        sent = [mail for worker in crew.workers for mail in worker.sink.mails]
    finally:
        crew.close()
    in_the_window = moments.count("quit")
    print(
        f"{kills} kills {dict(Counter(moments))} in {seconds_of_kills:.0f} s; "
        f"{unsent_after_the_kills} unsent after the last; {len(sent) - reminders} mails repeated"
    )
    assert_rows_are_once(house, reminders)
    assert_mails_are_once(sent, reminders, least_repeats=in_the_window, most_repeats=kills * SWEEPS_AT_ONCE)
    assert in_the_window >= kills // 5, "the kills missed the moment they are for"
    assert unsent_after_the_kills > 0, "the last kills met nobody at work"
    assert '"exception": "OperationalError"' not in house.logs()


def sent_by(house: House) -> int:
    return house.rows("SELECT count(*) FROM followup_notice WHERE state = 'sent'")[0][0]


def wait_until_all_is_sent(house: House, reminders: int) -> None:
    deadline = time.monotonic() + reminders * LONGEST_A_MAIL_S
    while sent_by(house) < reminders and time.monotonic() < deadline:
        time.sleep(0.5)


def assert_rows_are_once(house: House, reminders: int) -> None:
    states = dict(house.rows("SELECT state, count(*) FROM followup_notice GROUP BY state"))
    assert states == {"sent": reminders}, house.logs()[-3000:]
    assert dict(house.rows("SELECT state, count(*) FROM followup_message GROUP BY state")) == {
        "sent": reminders
    }
    (told,) = house.rows(
        "SELECT count(DISTINCT followup_id), count(DISTINCT message_id) FROM followup_notice"
    )
    assert told == (reminders, reminders)


def assert_mails_are_once(sent: list, reminders: int, *, least_repeats: int, most_repeats: int) -> None:
    ids_of: dict[str, set[str]] = {}
    for mail in sent:
        ids_of.setdefault(mail.to, set()).add(mail.message_id)
    assert len(ids_of) == reminders, "somebody was not written to"
    assert all(len(ids) == 1 for ids in ids_of.values()), "a repeat came as another mail"
    assert len(set().union(*ids_of.values())) == reminders, "two people got one Message-ID"
    assert least_repeats <= len(sent) - reminders <= most_repeats
