"""Who a partner may see of those who wait: by pseudonym, in facts that give nobody away.

What is shown, and what never is, stands in docs/programmes.md. The distance counts and is told by band
alone; ages, children and schooling are told as fitting well or less well, never in years; and where few
wait, what few share is left out (`FEWEST`).
"""

import datetime
import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.consents import agreed_to_partners
from matching.criteria.facts import RefugeeFacts
from matching.models import Suggestion
from matching.people_rows import read_rows
from matching.pool import Pool
from matching.selectors import matchable_mentors, waiting_refugees
from matching.showing import criterion_label, first_upper
from matching.states import OCCUPYING_STATES
from mentorship.languages import language_name
from mentorship.models import Mentor, Programme, User
from mentorship.models.person import MentorQuerySet, RefugeeQuerySet
from mentorship.programmes.document import programme_document, words
from mentorship.vocabulary import Availability, Gender, LanguageLevel, Need

FEWEST = 5
"""What fewer candidates than this share may tell who somebody is."""
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SHOWN_LETTERS = 4
TOKEN = 20
AGE_BANDS = ((0, 24, "18-24"), (25, 34, "25-34"), (35, 49, "35-49"), (50, 200, "50+"))
# Criteria whose sentence names nothing of the one who waits but what both share.
SAFE_SENTENCES = {"language", "needs", "availability", "local_ties", "travel"}
NEVER_TOLD = {"background"}  # that two are of the same country tells the country
FITS = (
    (0.7, gettext_lazy("fits well")),
    (0.3, gettext_lazy("fits partly")),
    (0.0, gettext_lazy("does not fit")),
)


def suggestion_reasons(programme: Programme) -> dict[str, str]:
    """Why a partner suggests a pair, by code, in the programme's words."""
    mentor = words(programme).mentor.the
    own = {
        Suggestion.Reason.WORK: _("%(mentor)s knows the line of work"),
        Suggestion.Reason.KNOWN: _("We know %(mentor)s, and this one suits"),
    }
    said = {code: str(own.get(Suggestion.Reason(code), label)) for code, label in Suggestion.Reason.choices}
    return {
        code: first_upper(text % {"mentor": mentor}) if "%(" in text else text for code, text in said.items()
    }


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who waits. `token` is what a form sends; `name` what is read."""

    refugee: int
    token: str
    name: str
    points: int
    facts: list[dict[str, str]]
    reasons: list[str]


class Names:
    """Pseudonyms: the same for one partner in one programme each time, and of no use to any other."""

    def __init__(self, programme: Programme, organisation: int | None):
        scope = f"candidates:{programme.key}:{organisation or 0}".encode()
        self._key = hmac.new(str(settings.PSEUDONYM_KEY).encode(), scope, hashlib.sha256).digest()

    def token(self, refugee: int) -> str:
        return hmac.new(self._key, str(refugee).encode(), hashlib.sha256).hexdigest()[:TOKEN]

    def name(self, refugee: int) -> str:
        """`K-7F3A`; the letters are of the token, so that both say the same."""
        number = int(self.token(refugee), 16)
        letters = []
        for _place in range(SHOWN_LETTERS):
            number, rest = divmod(number, len(LETTERS))
            letters.append(LETTERS[rest])
        return f"K-{''.join(letters)}"


def shareable_refugees(programme: Programme, on: datetime.date) -> RefugeeQuerySet:
    """Those who wait and have agreed that the partner is told; nobody whose name or address is protected."""
    hidden = Q(person__protected=True) & (
        Q(person__protected_until=None) | Q(person__protected_until__gte=on)
    )
    return agreed_to_partners(waiting_refugees(programme, on=on), on=on).exclude(hidden)


def free_mentors(user: User, programme: Programme) -> MentorQuerySet:
    """The mentors `user` may see that have a place left, by case number."""
    taken = Count("matches", filter=Q(matches__state__in=OCCUPYING_STATES))
    rows = matchable_mentors(programme).visible_to(user).annotate(taken=taken)
    return (
        rows.filter(capacity__gt=F("taken"))
        .select_related("person", "municipality")
        .order_by("case_number", "pk")
    )


def read_candidates(programme: Programme, mentor: Mentor, on: datetime.date) -> "Candidates":
    """All who wait and may be told of, ruled and scored for one mentor; 8 queries."""
    rows = read_rows(
        programme,
        refugees=shareable_refugees(programme, on),
        mentors=Mentor.objects.filter(pk=mentor.pk),
        on=on,
        count_pending=False,
    )
    # A protected mentor's distances count by band: so do everybody's here, and points tell no kilometre.
    rows = replace(rows, mentors=[replace(row, protected=True) for row in rows.mentors])
    return Candidates(Pool(rows, programme), programme, mentor)


class Candidates:
    """`ranked`: (refugee, points) of those every rule allows, most points first."""

    def __init__(self, pool: Pool, programme: Programme, mentor: Mentor):
        self.pool, self.programme, self.mentor = pool, programme, mentor
        self.names = Names(programme, mentor.organisation_id)
        self.facts = {row.id: row for row in pool.rows.refugees}
        self.ranked = sorted(
            ((pk, points) for pk in pool.refugee_ids for _mentor, points in pool.ranked(pk)),
            key=lambda each: (-each[1], self.names.token(each[0])),
        )
        self._shared = _Shared([self.facts[pk] for pk, _points in self.ranked], on=pool.rows.on)

    def by_token(self, token: str) -> int | None:
        """The refugee behind a token, among those that may be suggested."""
        return next(
            (pk for pk, _points in self.ranked if hmac.compare_digest(self.names.token(pk), token)), None
        )

    def shown(self, refugee: int, points: float) -> Candidate:
        return Candidate(
            refugee=refugee,
            token=self.names.token(refugee),
            name=self.names.name(refugee),
            points=5 * round(points / 5),
            facts=self._facts(self.facts[refugee]),
            reasons=self._reasons(refugee),
        )

    def _reasons(self, refugee: int) -> list[str]:
        """The best reasons, in sentences where a sentence gives nothing away, else in how well it fits."""
        told = []
        for part in self.pool.because(refugee, self.mentor.pk):
            key, fit = part["criterion"], part["fit"]
            if fit is None or key in NEVER_TOLD:
                continue
            if key in SAFE_SENTENCES:
                told.append(part["text"])
            else:
                words = next(words for least, words in FITS if fit >= least)
                told.append(f"{criterion_label(key)}: {words}")
        return told

    def _facts(self, row: RefugeeFacts) -> list[dict[str, str]]:
        told = self._shared.told(row)
        rules = self.pool.rows.rules
        by_gender = rules.gender_wishes or rules.refugee_gender  # else it has no say in who suits whom
        household = {"children": _("with children"), "adults": _("without children")}
        lines = {
            _("Age"): _("%(band)s years") % {"band": told["age"]} if "age" in told else "",
            _("Gender"): str(dict(Gender.choices).get(told.get("gender", ""), "")) if by_gender else "",
            _("Municipality"): told.get("municipality", ""),
            _("Languages"): self._languages(row),
            _("Needs"): _choices(Need, row.needs),
            _("Interests"): self._interests(row),
            _("Can meet"): _choices(Availability, row.availability),
            _("Household"): household.get(told.get("household", ""), ""),
        }
        return [{"label": label, "value": value} for label, value in lines.items() if value]

    def _languages(self, row: RefugeeFacts) -> str:
        """Danish, and what the mentor speaks too, with levels; the others would tell a country."""
        mine = set(self.pool.rows.mentors[0].languages or {}) | {"da"}
        shared = sorted(
            ((level, code) for code, level in (row.languages or {}).items() if code in mine), reverse=True
        )
        return ", ".join(f"{language_name(code)} ({LanguageLevel(level).label})" for level, code in shared)

    def _interests(self, row: RefugeeFacts) -> str:
        """Words of the programme's own list alone: what somebody wrote may tell who it is."""
        entries = {
            entry.label.on_screen("da").lower(): str(entry.label)
            for entry in programme_document(self.programme).profiles.interests
        }
        return ", ".join(entries[word] for word in sorted(row.interests or ()) if word in entries)


def _choices(vocabulary: Any, codes: Any) -> str:
    labels: Mapping[str, Any] = dict(vocabulary.choices)
    return ", ".join(str(labels[code]) for code in labels if code in (codes or ()))


class _Shared:
    """What is told of age, gender, place and household: as much as at least FEWEST candidates share.

    A fact is told of somebody only if, together with those told before it, it still fits that many.
    """

    def __init__(self, rows: Sequence[RefugeeFacts], on: datetime.date):
        self._on = on
        self._of = {row.id: self._values(row) for row in rows}
        self._kinds = Counter(tuple(values.items()) for values in self._of.values())

    def _values(self, row: RefugeeFacts) -> dict[str, str]:
        """The most useful first."""
        return {
            "municipality": row.municipality,
            "gender": row.gender,
            "age": self._band(row),
            "household": _household(row),
        }

    def told(self, row: RefugeeFacts) -> dict[str, str]:
        told: dict[str, str] = {}
        for fact, value in self._of[row.id].items():
            wider = told | {fact: value}
            alike = sum(many for kind, many in self._kinds.items() if wider.items() <= dict(kind).items())
            if value and alike >= FEWEST:
                told = wider
        return told

    def _band(self, row: RefugeeFacts) -> str:
        if row.birth_year is None:
            return ""
        age = self._on.year - row.birth_year
        return next((name for least, most, name in AGE_BANDS if least <= age <= most), "")


def _household(row: RefugeeFacts) -> str:
    if row.household:
        return "children" if row.household in ("family", "single_parent") else "adults"
    return ""
