"""Whether what a plan says of two people is true: told again from what is known of them, in plain Python.

Nothing here calls the criteria, the rules or the words of matching: only their tables of interests, fields
and places are read. A plan and this must say the same, or one of them lies.
"""

from collections.abc import Callable, Iterator, Mapping
from math import cos, hypot, isclose, radians
from typing import Any

from matching.criteria.interests import DANISH, GROUPS
from matching.criteria.occupations import FIELD_OF, RELATED
from matching.criteria.places import CENTROIDS, REGIONS
from matching.testing.truth_words import FIELDS, HELP, IN_DANISH, LANGUAGES, SCHOOLS, SPOKEN, TIMES

Known = Mapping[str, Any]
Told = tuple[float | None, str]


def untrue(part: Known, r: Known, m: Known, year: int) -> str:
    """What is wrong with one criterion of a pair as a plan keeps it; empty if nothing is."""
    fit, text = CRITERIA[part["criterion"]](r, m, year)
    if part["text"] != text:
        return f"says “{part['text']}”, should say “{text}”"
    if (fit is None) != (part["fit"] is None) or (fit is not None and abs(fit - part["fit"]) > 1e-4):
        return f"fit {part['fit']}, should be {fit}"
    return ""


def wrong_points(because: list[dict[str, Any]], score: float) -> str:
    """Whether the points are the shares of 100 that weights and fits make, and add up to the score."""
    known = sum(part["weight"] for part in because if part["fit"] is not None)
    for part in because:
        due = 0.0 if part["fit"] is None else 100 * part["weight"] * part["fit"] / known
        if not isclose(part["points"], due, abs_tol=0.01):
            return f"{part['criterion']}: {part['points']} points, should be {due}"
    total = sum(part["points"] for part in because)
    return "" if isclose(total, score, abs_tol=0.01) else f"{score} points, parts make {total}"


def _lacking(r_lacks: bool, m_lacks: bool) -> str:
    if r_lacks and m_lacks:
        return "nogen af dem"
    return "borgeren" if r_lacks else "mentoren"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} og {words[-1]}"


def language(r: Known, m: Known, year: int) -> Told:
    if r["languages"] is None or m["languages"] is None:
        whose = _lacking(r["languages"] is None, m["languages"] is None)
        return None, f"Sprog er ikke oplyst for {whose}"
    best = [
        (min(r["languages"][code], m["languages"][code]), code)
        for code in r["languages"]
        if code in m["languages"]
    ]
    if not best:
        return 0.0, "Intet fælles sprog"
    top = max(level for level, _ in best)
    codes = [code for level, code in best if level == top]
    foreign = sorted(code for code in codes if code != "da")
    fit, sentence = SPOKEN[top]
    return fit, sentence.format(LANGUAGES[foreign[-1] if foreign else "da"])


def interests(r: Known, m: Known, year: int) -> Told:
    if r["interests"] is None or m["interests"] is None:
        whose = _lacking(r["interests"] is None, m["interests"] is None)
        return None, f"Interesser er ikke oplyst for {whose}"
    mine, theirs = (
        {DANISH.get(word.strip().lower(), word.strip().lower()) for word in side["interests"]}
        for side in (r, m)
    )
    common = mine & theirs
    near = [
        (a, b)
        for a in sorted(mine)
        for b in sorted(theirs)
        if set(GROUPS.get(a, ())) & set(GROUPS.get(b, ()))
    ]
    of_kind = sum(bool(GROUPS.get(word)) for word in common)
    akin = min(len({a for a, _ in near}), len({b for _, b in near})) - of_kind
    fewest = max(1, min(len(mine), len(theirs), 3))
    fit = min(1.0, (len(common) + akin / 2) / fewest)
    if common:
        return fit, f"Fælles interesser: {_listed([IN_DANISH.get(word, word) for word in sorted(common)])}"
    if near:
        a, b = near[0]
        return fit, f"Beslægtede interesser: {IN_DANISH.get(a, a)} og {IN_DANISH.get(b, b)}"
    return fit, "Ingen fælles interesser"


def occupation(r: Known, m: Known, year: int) -> Told:
    one, other = (side["occupation"].strip().lower() for side in (r, m))
    if one and one == other:
        return 1.0, f"Samme erhverv: {one}"
    field, another = FIELD_OF.get(one), FIELD_OF.get(other)
    if not field or not another:
        return None, f"Faget er ikke kendt for {_lacking(not field, not another)}"
    if field == another:
        return 0.7, f"Samme fag: {FIELDS[field]}"
    names = f"{FIELDS[field]} og {FIELDS[another]}"
    if {field, another} in RELATED:
        return 0.4, f"Beslægtede fag: {names}"
    return 0.0, f"Forskellige fag: {names}"


def needs(r: Known, m: Known, year: int) -> Told:
    if r["needs"] is not None and not r["needs"]:
        return None, "Borgeren har ikke ønsket hjælp til noget bestemt"
    if r["needs"] is None or m["needs"] is None:
        whose = _lacking(r["needs"] is None, m["needs"] is None)
        return None, f"Behov for eller tilbud om hjælp er ikke oplyst for {whose}"
    met = [word for need, word in HELP.items() if need in r["needs"] and need in m["needs"]]
    unmet = [word for need, word in HELP.items() if need in r["needs"] and need not in m["needs"]]
    fit = len(met) / len(r["needs"])
    if not met:
        return fit, f"Mentoren tilbyder ikke hjælp med {_listed(unmet)}"
    rest = f", men ikke med {_listed(unmet)}" if unmet else ""
    return fit, f"Mentoren tilbyder hjælp med {_listed(met)}{rest}"


def _kilometres(one: str, other: str) -> float | None:
    points = [CENTROIDS.get(code) or REGIONS.get(code[:2] if len(code) == 4 else "") for code in (one, other)]
    if None in points:
        return None
    (north, east), (north2, east2) = points  # type: ignore[misc]  None is out
    degree = 6371.0 * 3.141592653589793 / 180
    km = hypot(north2 - north, (east2 - east) * cos(radians((north + north2) / 2))) * degree
    if not km and one != other:
        return 2.0 if int(other) < 2600 else 9.0
    return km


def travel(r: Known, m: Known, year: int) -> Told:
    km = _kilometres(r["postcode"], m["postcode"])
    if km is None:
        lacks = [_kilometres(side["postcode"], "4180") is None for side in (r, m)]
        return None, f"Postnummeret er ikke kendt for {_lacking(*lacks)}, og så er afstanden det heller ikke"
    reach = 60 if r["own_transport"] or m["own_transport"] else 30
    if r["protected"] or m["protected"]:
        counts, sentence = (5, "Under 10 km fra hinanden") if km < 10 else (20, "10-30 km fra hinanden")
        if km >= 30:
            counts, sentence = 45, "Over 30 km fra hinanden"
        return max(0.0, 1 - counts / reach), sentence
    fit = max(0.0, 1 - km / reach)
    if r["postcode"] == m["postcode"]:
        return fit, "I samme postnummer"
    return fit, f"Ca. {max(1, round(km))} km i luftlinje"


def age(r: Known, m: Known, year: int) -> Told:
    if r["birth_year"] is None or m["birth_year"] is None:
        whose = _lacking(r["birth_year"] is None, m["birth_year"] is None)
        return None, f"Fødselsåret er ikke oplyst for {whose}"
    apart = abs(r["birth_year"] - m["birth_year"])
    fit = max(0.0, min(1.0, 1 - (apart - 5) / 25))
    return fit, f"Aldersforskel: {apart} år" if apart else "Født samme år"


def family(r: Known, m: Known, year: int) -> Told:
    born = [side["children_birth_years"] for side in (r, m)]
    if None in born:
        return None, f"Børn er ikke oplyst for {_lacking(born[0] is None, born[1] is None)}"
    if not any(born):
        return 1.0, "Ingen af dem har børn"
    if not all(born):
        return 0.0, f"Kun {'borgeren' if born[0] else 'mentoren'} har børn"
    pairs = [(abs(a - b), year - a, year - b) for a in born[0] for b in born[1]]
    apart, one, other = min(pairs)
    if apart <= 1:
        return 1.0, f"Børn på samme alder: {one} og {other} år"
    if apart <= 4:
        fit = {2: 0.75, 3: 0.5, 4: 0.25}[apart]
        return fit, f"Børn tæt på hinanden i alder: {one} og {other} år"
    return 0.0, f"Begge har børn, men de nærmeste i alder er {one} og {other} år"


def availability(r: Known, m: Known, year: int) -> Told:
    if r["availability"] is None or m["availability"] is None:
        whose = _lacking(r["availability"] is None, m["availability"] is None)
        return None, f"Mødetidspunkter er ikke oplyst for {whose}"
    both = [word for slot, word in TIMES.items() if slot in r["availability"] and slot in m["availability"]]
    fit = (0.0, 0.6, 0.85, 1.0)[len(both)]
    return fit, f"Begge kan mødes: {_listed(both)}" if both else "Ingen fælles tidspunkter"


def education(r: Known, m: Known, year: int) -> Told:
    if not r["education"] or not m["education"]:
        whose = _lacking(not r["education"], not m["education"])
        return None, f"Uddannelse er ikke oplyst for {whose}"
    (one, word), (other, word2) = SCHOOLS[r["education"]], SCHOOLS[m["education"]]
    if word == word2:
        return 1.0, f"Samme uddannelsesniveau: {word}"
    return 1 - abs(one - other) / 5, f"Forskelligt uddannelsesniveau: {word} og {word2}"


def personality(r: Known, m: Known, year: int) -> Told:
    mine, theirs = r["personality"] or {}, m["personality"] or {}
    if not mine or not theirs:
        return None, f"Svar om personlighed mangler for {_lacking(not mine, not theirs)}"
    apart = [abs(mine[key] - theirs[key]) for key in mine if key in theirs]
    if not apart:
        return None, "De har ikke svaret på de samme spørgsmål om personlighed"
    close = sum(each < 2 for each in apart)
    fit = 1 - sum(apart) / (4 * len(apart))
    return fit, f"Svar om personlighed tæt på hinanden: {close} af {len(apart)}"


def background(r: Known, m: Known, year: int) -> Told:
    if not r["wants_same_background"] and not m["wants_same_background"]:
        return None, "Ingen har ønsket samme baggrund"
    if r["country"] and m["country"]:
        same = r["country"] == m["country"]
        return float(same), "Samme oprindelsesland, som ønsket" if same else (
            "Forskelligt oprindelsesland, selv om samme var ønsket"
        )
    one, other = (
        {code for code, level in (side["languages"] or {}).items() if level == 5 and code != "da"}
        for side in (r, m)
    )
    if one and other:
        if same_tongue := sorted(one & other):
            return 0.8, f"Samme modersmål, {LANGUAGES[same_tongue[0]]}: samme baggrund er ønsket"
        return 0.0, "Forskelligt modersmål, selv om samme baggrund er ønsket"
    whose = _lacking(not (r["country"] or one), not (m["country"] or other))
    return None, f"Samme baggrund er ønsket, men den er ikke kendt for {whose}"


def local_ties(r: Known, m: Known, year: int) -> Told:
    if m["local_ties"] is None:
        return None, "Lokal tilknytning er ikke oplyst"
    has = "har" if m["local_ties"] else "har ikke"
    return float(m["local_ties"]), f"Mentoren {has} tilknytning til lokale foreninger og arbejdspladser"


CRITERIA: dict[str, Callable[[Known, Known, int], Told]] = {
    each.__name__: each
    for each in (
        language,
        interests,
        occupation,
        needs,
        travel,
        age,
        family,
        availability,
        education,
        personality,
        background,
        local_ties,
    )  # fmt: skip
}


def broken_rules(r: Known, m: Known, year: int, demands: Known) -> Iterator[str]:
    """The rules two people break, by what the programme demands: its file's `matching.rules`."""
    spoken = [
        min(level, (m["languages"] or {}).get(code, 0)) for code, level in (r["languages"] or {}).items()
    ]
    years = r["children_birth_years"]
    children = (
        r["household"] in ("family", "single_parent")
        if years is None
        else any(year - born <= 15 for born in years)
    )
    for side, row in (("refugee", r), ("mentor", m)):
        if not row["consent"]:
            yield f"consent_{side}"
        if demands["interview_required"][side] and not row["interviewed"]:
            yield f"interview_{side}"
    checks = {
        "selected": demands["selected_required"] and not r["selected"],
        "partner_consent": demands["partner_consent"] and m["organisation"] and not r["partner_consent"],
        "capacity": m["places"] < 1,
        "language": max(spoken, default=0) < demands["language_level_from"],
        "gender_wish": any(
            row["wants_gender"] and row["wants_gender"] != other["gender"] for row, other in ((r, m), (m, r))
        ),
        "municipality": demands["same_municipality"] and r["municipality"] != m["municipality"],
        "availability": demands["shared_availability"]
        and r["availability"] is not None
        and m["availability"] is not None
        and not set(r["availability"]) & set(m["availability"]),
        "child_certificate": children and "child_certificate" not in m["clearances"],
        "protected_address": r["protected"] and "confidentiality" not in m["clearances"],
        "training": demands["training_blocks"] and not m["trained"],
    }
    yield from (rule for rule, broken in checks.items() if broken)
