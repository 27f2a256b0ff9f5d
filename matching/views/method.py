"""How points are made: the programme's rules and criteria, with units, weights and sources. No person."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matching.criteria.described import RULES_DESCRIBED, Described
from matching.criteria.facts import CLEARANCES, PAIR_RULES, Rules
from matching.criteria.fits import CRITERIA
from matching.criteria.rules import RULES
from matching.people_rows import rules_of
from matching.rule_words import DEMANDS
from matching.showing import criterion_label, first_upper
from matching.views.board_parts import words_of
from matching.views.method_tabs import method_tabs
from matching.wording import RULE_LABELS
from mentorship.http import SignedInRequest, needs
from mentorship.models import Programme
from mentorship.permissions import Permission
from mentorship.programmes.document import programme_document
from mentorship.templatetags.danish import da_number, percent
from mentorship.vocabulary import Gender, LanguageLevel


@require_safe
@needs(Permission.MATCH_PROPOSE, Permission.MATCH_BACK)
def method(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """What rules a pair out here, and what makes its points: for the leader and the task group."""
    words, rules = words_of(programme), rules_of(programme)
    weights = programme_document(programme).matching.weights
    context = {
        "title": _("How points are made"),
        "tabs": _tabs(request, programme),
        "rules": [
            _told(RULES_DESCRIBED[name], words)
            | {"label": _(RULE_LABELS[name]), "value": _value(name, rules)}
            for name in _in_force(rules)
        ],
        "criteria": [
            _told(CRITERIA[name].told, words)
            | {
                "label": criterion_label(name),
                "weight": da_number(weight),
                "share": percent(weight / sum(weights.values())),
            }
            for name, weight in sorted(weights.items(), key=lambda each: -each[1])
            if weight > 0
        ],
        "left_out": ", ".join(criterion_label(name).lower() for name in CRITERIA if not weights.get(name)),
    }
    return render(request, "matching/method.html", context)


def _tabs(request: SignedInRequest, programme: Programme) -> list[dict[str, Any]]:
    """The task group reads this page alone."""
    if not request.user.may(Permission.MATCH_PROPOSE, programme):
        return []
    return method_tabs(programme, "matching:method")


def _in_force(rules: Rules) -> list[str]:
    of_pairs = [name for name in PAIR_RULES if not (name == "earlier_pair" and rules.old_pairs_again)]
    return [name for name, rule in RULES.items() if rule.demanded(rules)] + of_pairs


def _told(described: Described, words: dict[str, str]) -> dict[str, str]:
    """What is told of one, in the language of the reader and the words of the programme."""
    people = {"refugee": words["the_refugee"], "mentor": words["the_mentor"]}
    parts = {"unit": described.unit, "how": described.how, "source": described.source}
    return {
        name: first_upper(_(text).format(**people)) if text else ""  # an empty msgid is the catalogue's head
        for name, text in parts.items()
    }


def _value(name: str, rules: Rules) -> str:
    """What the programme has set for a rule that can be set."""
    if name == "language":
        return (
            first_upper(str(LanguageLevel(rules.language_level_from).label))
            if rules.language_level_from
            else ""
        )
    if name == "distance":
        return f"{da_number(rules.at_most_km)} km"
    if name in CLEARANCES:
        return first_upper(str(DEMANDS[rules.clearances[name]]))
    if name == "programme_gender":
        genders = dict(Gender.choices)
        return ", ".join(str(genders[each]) for each in (rules.refugee_gender, rules.mentor_gender) if each)
    return ""
