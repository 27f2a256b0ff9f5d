"""mentor-match on one instance: `python mentor_match.py instance.npz bytes seconds`, its package on the path.

A mentor is there once for each place. Its one rule looks the score up: quicker than any rules of its own.
"""

import json
import resource
import sys
import time

import numpy as np

from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data
from matching.rules.rule import Disqualify, Rule


class LookUp(Rule):
    """The score of the pair, in whole hundredths, as its scores are whole."""

    def __init__(self, scores: dict[tuple[str, str], int]) -> None:
        super().__init__()
        self.scores = scores

    def apply(self, match_object) -> int:  # noqa: ANN001  the package's own type
        return self.scores[match_object.mentee.role, match_object.mentor.role]


def main() -> int:
    for limit, value in ((resource.RLIMIT_AS, int(sys.argv[2])), (resource.RLIMIT_CPU, int(sys.argv[3]))):
        resource.setrlimit(limit, (value, value + 5))
    with np.load(sys.argv[1]) as kept:
        start, columns, points = kept["indptr"], kept["indices"].tolist(), kept["data"].tolist()
        places = kept["places"].tolist()
    rows = np.repeat(np.arange(len(start) - 1), np.diff(start)).tolist()
    worth = {(str(r), str(m)): round(p * 100) + 1 for r, m, p in zip(rows, columns, points, strict=True)}
    mentors = [
        Mentor(email=f"m{m}.{at}", role=str(m), grade=1)
        for m, count in enumerate(places)
        for at in range(count)
    ]
    mentees = [Mentee(email=f"r{r}", role=str(r), grade=1) for r in range(len(start) - 1)]
    barred = Disqualify(lambda match: (match.mentee.role, match.mentor.role) not in worth)
    began = time.process_time()
    process_data(mentors, mentees, [[LookUp(worth), barred]])
    taken = time.process_time() - began
    pairs = [(mentee.role, mentee.mentors[0].role) for mentee in mentees if mentee.mentors]
    total = sum((worth[pair] - 1) / 100 for pair in pairs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps([taken, len(pairs), total, peak]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
