"""Calendar files (iCalendar, RFC 5545) of what somebody is to attend: never with a name in them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar
from icalendar import Event as Entry

PRODUCT = "-//mentorship//calendar//DA"


@dataclass(frozen=True, slots=True)
class Event:
    """Something at a time, or on a whole day where `starts_at` is a date. `summary` names no person."""

    uid: str
    starts_at: datetime.datetime | datetime.date
    summary: str
    minutes: int = 60
    place: str = ""
    url: str = ""
    sequence: int = 0


def as_invitation(event: Event, *, to: str, cancelled: bool = False) -> bytes:
    """One event as an invitation to the address `to` alone, or its cancellation (iTIP, RFC 5546).

    Nobody else who is invited stands in it. The sender is the house's own address, the same each time: a
    calendar takes changes from whoever invited, and from nobody else.
    """
    calendar = _calendar("CANCEL" if cancelled else "REQUEST")
    entry = _entry(event)
    entry.add("organizer", f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    entry.add("attendee", f"mailto:{to}", parameters={"ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def as_calendar(events: Iterable[Event], *, name: str = "") -> bytes:
    """The events as one file, times in UTC."""
    calendar = _calendar("PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_entry(event))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _entry(event: Event) -> Entry:
    entry = Entry()
    host = settings.SITE_URL.split("//")[-1].strip("/").split(":")[0]
    entry.add("uid", f"{event.uid}@{host}")
    entry.add("dtstamp", timezone.now().astimezone(datetime.UTC))
    entry.add("sequence", event.sequence)
    entry.add("summary", event.summary)
    if isinstance(event.starts_at, datetime.datetime):
        starts_at = event.starts_at.astimezone(datetime.UTC)
        entry.add("dtstart", starts_at)
        entry.add("dtend", starts_at + datetime.timedelta(minutes=event.minutes))
    else:
        entry.add("dtstart", event.starts_at)
        entry.add("dtend", event.starts_at + datetime.timedelta(days=1))
    if event.place:
        entry.add("location", event.place)
    if event.url:
        entry.add("url", event.url)
    return entry
