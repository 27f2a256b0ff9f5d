"""What rules a pair out by what is known of the two: each a (U, V) table of the different values.

Pairs ruled out by who they are (`facts.PAIR_RULES`) stand beside these: the rows of people bring them along.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from matching.criteria.described import RULES_DESCRIBED, Described
from matching.criteria.facts import ALWAYS, NEVER, Rules
from matching.criteria.fits import BANDS_KM, kilometres, shared_level
from matching.criteria.people import GENDERS, MENTOR_STANDING, REFUGEE_STANDING

Table = npt.NDArray[np.float64]
Fails = Callable[[Table, Table, Rules], npt.NDArray[np.bool_]]
_REFUGEE = {name: at for at, name in enumerate(REFUGEE_STANDING)}
_MENTOR = {name: at for at, name in enumerate(MENTOR_STANDING)}


@dataclass(frozen=True, slots=True)
class Rule:
    """`demanded`: whether a programme has it; `fails`: the pairs it rules out; the columns it reads."""

    name: str
    demanded: Callable[[Rules], bool]
    fails: Fails
    of_refugee: str = "standing"
    of_mentor: str = "standing"

    @property
    def told(self) -> Described:
        """What it demands, in which unit and read from what, for readers."""
        return RULES_DESCRIBED[self.name]


def _language(one: Table, other: Table, rules: Rules) -> npt.NDArray[np.bool_]:
    return shared_level(one, other) < rules.language_level_from


def _gender_wish(one: Table, other: Table, rules: Rules) -> npt.NDArray[np.bool_]:
    """A wish is met by that gender alone; where the other's gender isn't known it is not shown to be met."""
    mine = (one[:, 1] > 0)[:, None] & (one[:, 1][:, None] != other[:, 0])
    theirs = (other[:, 1] > 0) & (other[:, 1] != one[:, 0][:, None])
    return mine | theirs


def _programme_gender(one: Table, other: Table, rules: Rules) -> npt.NDArray[np.bool_]:
    wrong = np.zeros((len(one), len(other)), bool)
    if rules.refugee_gender:
        wrong |= (one[:, 0] != GENDERS.index(rules.refugee_gender))[:, None]
    if rules.mentor_gender:
        wrong |= other[:, 0] != GENDERS.index(rules.mentor_gender)
    return wrong


def _missing(one: Table, other: Table, rules: Rules, *, flag: str, side: str) -> npt.NDArray[np.bool_]:
    """Whatever the side named must have and has not."""
    if side == "refugee":
        return np.broadcast_to((one[:, _REFUGEE[flag]] == 0)[:, None], (len(one), len(other)))
    return np.broadcast_to(other[:, _MENTOR[flag]] == 0, (len(one), len(other)))


def _either_missing(one: Table, other: Table, rules: Rules, *, flag: str) -> npt.NDArray[np.bool_]:
    return _missing(one, other, rules, flag=flag, side="refugee") | _missing(
        one, other, rules, flag=flag, side="mentor"
    )


def _clearance(one: Table, other: Table, rules: Rules, *, kind: str) -> npt.NDArray[np.bool_]:
    missing = _missing(one, other, rules, flag=kind, side="mentor")
    if rules.clearances[kind] == ALWAYS:
        return missing
    return missing & (one[:, _REFUGEE["young_children"]] > 0)[:, None]


def _protected(one: Table, other: Table, rules: Rules) -> npt.NDArray[np.bool_]:
    """Only someone bound to confidentiality is told of a person whose address is protected."""
    missing = _missing(one, other, rules, flag="confidentiality", side="mentor")
    return missing & (one[:, _REFUGEE["protected"]] > 0)[:, None]


def _partner_consent(one: Table, other: Table, rules: Rules) -> npt.NDArray[np.bool_]:
    """A mentor who comes through a partner brings its coordinator along, who is told of the refugee."""
    missing = _missing(one, other, rules, flag="partner_consent", side="refugee")
    return missing & (other[:, _MENTOR["partner"]] > 0)


def _municipality(one: Table, other: Table, rules: Rules) -> npt.NDArray[np.bool_]:
    return (one[:, 0][:, None] != other[:, 0]) | (other[:, 0] == 0)


def _availability(one: Table, other: Table, rules: Rules) -> npt.NDArray[np.bool_]:
    """No time in common; not known is not no."""
    known = (one[:, 0] > 0)[:, None] & (other[:, 0] > 0)
    return known & (one[:, 1:] @ other[:, 1:].T == 0)


def _distance(one: Table, other: Table, rules: Rules) -> npt.NDArray[np.bool_]:
    """Too far; not known is not too far. To a protected address, where the whole band is too far."""
    assert rules.at_most_km is not None  # noqa: S101  demanded() has looked
    km = kilometres(one, other)
    guarded = (one[:, 3] > 0)[:, None] | (other[:, 3] > 0)
    known = (one[:, 0] > 0)[:, None] & (other[:, 0] > 0)
    lower = np.select([km < upper for upper, _ in BANDS_KM], [0.0, *(upper for upper, _ in BANDS_KM[:-1])])
    return known & (np.where(guarded, lower, km) > rules.at_most_km)


def _field(one: Table, other: Table, rules: Rules) -> npt.NDArray[np.bool_]:
    return (one[:, 1][:, None] != other[:, 1]) | (other[:, 1] == 0)


def _asks(kind: str, rules: Rules) -> bool:
    return rules.clearances.get(kind, NEVER) != NEVER


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "consent_refugee", lambda r: r.consent_refugee, partial(_missing, flag="consent", side="refugee")
        ),
        Rule("consent_mentor", lambda r: r.consent_mentor, partial(_missing, flag="consent", side="mentor")),
        Rule("partner_consent", lambda r: r.partner_consent, _partner_consent),
        Rule("selected", lambda r: r.selected_required, partial(_missing, flag="selected", side="refugee")),
        Rule(
            "interview_refugee",
            lambda r: r.interview_refugee,
            partial(_missing, flag="interviewed", side="refugee"),
        ),
        Rule(
            "interview_mentor",
            lambda r: r.interview_mentor,
            partial(_missing, flag="interviewed", side="mentor"),
        ),
        Rule(
            "intro_course", lambda r: r.intro_course_required, partial(_either_missing, flag="intro_course")
        ),
        Rule("training", lambda r: r.training_blocks, partial(_missing, flag="trained", side="mentor")),
        Rule("capacity", lambda r: True, partial(_missing, flag="room", side="mentor")),
        Rule(
            "programme_gender",
            lambda r: bool(r.mentor_gender or r.refugee_gender),
            _programme_gender,
            *["gender"] * 2,
        ),
        Rule("municipality", lambda r: r.same_municipality, _municipality, *["municipality"] * 2),
        Rule("language", lambda r: True, _language, "languages", "languages"),
        Rule("gender_wish", lambda r: r.gender_wishes, _gender_wish, "gender", "gender"),
        Rule("availability", lambda r: r.shared_availability, _availability, *["availability"] * 2),
        Rule("occupation_field", lambda r: r.same_occupation_field, _field, "occupation", "occupation"),
        Rule("distance", lambda r: r.at_most_km is not None, _distance, "place", "place"),
        Rule("protected_address", lambda r: True, _protected),
        *(
            Rule(kind, partial(_asks, kind), partial(_clearance, kind=kind))
            for kind in ("child_certificate", "criminal_record", "confidentiality")
        ),
    )
}
"""By the name that reasons and screens know them by, which the pair rules share: no name in both."""
