"""Rough distances between Danish postcodes, without any outside service.

Centroids of postcode areas, rounded to about a kilometre for those the programmes use and to the area of the
first two digits for the rest of the country: good for "about 5 km", not for routes.
"""

import math

Point = tuple[float, float]

CENTROIDS: dict[str, Point] = {
    "4100": (55.45, 11.79),
    "4130": (55.60, 12.13),
    "4140": (55.48, 11.97),
    "4160": (55.33, 11.75),
    "4171": (55.35, 11.90),
    "4173": (55.39, 11.70),
    "4174": (55.50, 11.84),
    "4180": (55.43, 11.56),
    "4190": (55.46, 11.64),
    "4200": (55.40, 11.36),
    "4291": (55.47, 11.50),
    "4293": (55.51, 11.49),
    "4295": (55.55, 11.49),
    "4296": (55.55, 11.63),
}
"""Ringsted and Sorø and the nearest around them."""

REGIONS: dict[str, Point] = {
    code: point
    for codes, point in {
        "10 11 12 13 14 15": (55.68, 12.58),
        "16 17 18 19": (55.67, 12.55),
        "20 21 22": (55.70, 12.57),
        "23 24 25": (55.66, 12.57),
        "26": (55.64, 12.37),
        "27": (55.73, 12.40),
        "28": (55.77, 12.49),
        "29": (55.84, 12.53),
        "30": (56.00, 12.50),
        "31": (56.07, 12.45),
        "32": (56.06, 12.25),
        "33": (55.97, 12.08),
        "34": (55.87, 12.33),
        "35": (55.80, 12.35),
        "36": (55.84, 12.07),
        "37": (55.10, 14.85),
        "40": (55.64, 12.08),
        "41": (55.46, 11.80),
        "42": (55.40, 11.40),
        "43": (55.71, 11.71),
        "44": (55.68, 11.20),
        "45": (55.83, 11.60),
        "46": (55.43, 12.15),
        "47": (55.18, 11.85),
        "48": (54.77, 11.87),
        "49": (54.83, 11.25),
        "50 51 52": (55.39, 10.39),
        "53 54": (55.50, 10.45),
        "55 56": (55.40, 10.00),
        "57 58 59": (55.13, 10.65),
        "60": (55.49, 9.47),
        "61": (55.25, 9.49),
        "62": (55.04, 9.42),
        "63 64": (54.92, 9.75),
        "65 66": (55.45, 9.10),
        "67": (55.47, 8.45),
        "68": (55.62, 8.48),
        "69": (56.05, 8.40),
        "70": (55.57, 9.75),
        "71": (55.71, 9.54),
        "72": (55.73, 9.00),
        "73": (55.88, 9.30),
        "74": (56.14, 8.97),
        "75": (56.36, 8.62),
        "76": (56.55, 8.30),
        "77": (56.95, 8.60),
        "78": (56.57, 9.00),
        "79": (56.78, 8.72),
        "80 81 82": (56.16, 10.20),
        "83": (56.00, 10.15),
        "84": (56.30, 10.50),
        "85": (56.42, 10.80),
        "86": (56.17, 9.55),
        "87": (55.86, 9.85),
        "88": (56.45, 9.40),
        "89": (56.46, 10.04),
        "90 91 92": (57.05, 9.92),
        "93": (57.25, 10.40),
        "94": (57.10, 9.75),
        "95": (56.70, 9.95),
        "96": (56.80, 9.50),
        "97": (57.30, 9.95),
        "98": (57.50, 10.00),
        "99": (57.45, 10.48),
    }.items()
    for code in codes.split()
}

CITY_KM, AREA_KM = 2.0, 9.0
"""Two different postcodes that the table knows by the same point: typical distances within such an area."""
BEYOND_COPENHAGEN = 2600
SAME_POINT_KM = 0.001

EARTH_KM = 6371.0
KM_PER_DEGREE = math.pi * EARTH_KM / 180


def point_of(postcode: str) -> Point | None:
    """Latitude and longitude of a postcode, degrees; None where the table doesn't know it."""
    code = postcode.strip()
    if len(code) != 4 or not code.isdecimal():
        return None
    return CENTROIDS.get(code) or REGIONS.get(code[:2])


def distance_km(one: Point, other: Point) -> float:
    """Kilometres as the crow flies, flat-earth formula: within Denmark its error is far below the table's."""
    north = (other[0] - one[0]) * KM_PER_DEGREE
    east = (other[1] - one[1]) * KM_PER_DEGREE * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(north, east)


def distance_between(one: str, other: str) -> float | None:
    """Kilometres between two postcodes, 0 for one and the same; None where the table lacks one of them."""
    here, there = point_of(one), point_of(other)
    if here is None or there is None:
        return None
    km = distance_km(here, there)
    if km < SAME_POINT_KM and one.strip() != other.strip():
        return CITY_KM if int(other) < BEYOND_COPENHAGEN else AREA_KM
    return km
