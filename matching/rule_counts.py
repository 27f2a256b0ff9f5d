"""How many mentors each rule keeps from each refugee, for all at once. Pure."""

import numpy as np
import numpy.typing as npt

from matching.criteria.facts import Rules
from matching.criteria.people import Mentors, Refugees
from matching.criteria.rules import RULES

IntArray = npt.NDArray[np.int64]


def rule_counts(refugees: Refugees, mentors: Mentors, rules: Rules) -> dict[str, IntArray]:
    """Rule -> how many mentors it rules out for each refugee, whatever other rules do; those that do at all.

    A rule is asked once for each pair of different answers, not for each pair of people.
    """
    if not len(refugees) or not len(mentors):
        return {}
    counts = {}
    for rule in RULES.values():
        if not rule.demanded(rules):
            continue
        one, other = refugees.columns[rule.of_refugee], mentors.columns[rule.of_mentor]
        table = rule.fails(one.values.astype(np.float64), other.values.astype(np.float64), rules)
        counts[rule.name] = (table @ np.bincount(other.index, minlength=len(other.values)))[one.index]
    for name, pairs in refugees.excluded.items():
        if len(pairs) and not (name == "earlier_pair" and rules.old_pairs_again):
            counts[name] = np.bincount(pairs[:, 0], minlength=len(refugees))
    return {name: each for name, each in counts.items() if each.any()}
