"""Occupations and their fields: people of one field have work in common without sharing a title."""

from functools import lru_cache

REMEMBERED = 10_000  # words as people write them, looked up again and again

FIELD_OF: dict[str, str] = {
    title: field
    for field, titles in {
        "health": "sygeplejerske, læge, jordemoder, tandlæge, fysioterapeut,"
        " ergoterapeut, farmaceut, bioanalytiker,"
        " radiograf, tandplejer, psykolog, nurse, doctor, midwife, dentist, pharmacist, physiotherapist",
        "care": "social- og sundhedshjælper, social- og sundhedsassistent, sosu-hjælper, sosu-assistent,"
        " hjemmehjælper, plejer, care worker",
        "teaching": "lærer, gymnasielærer, sproglærer, underviser, professor, skoleleder, teacher, lecturer",
        "childcare": "pædagog, pædagogmedhjælper, dagplejer, børnehaveleder, childcare worker, pedagogue",
        "social work": "socialrådgiver, sagsbehandler, socialpædagog, tolk, social worker, interpreter",
        "building": "tømrer, murer, maler, blikkenslager, vvs-montør, snedker, bygningsarbejder, tagdækker,"
        " gulvlægger, carpenter, bricklayer, painter, plumber, builder",
        "electrical": "elektriker, elektronikfagtekniker, automatiktekniker, electrician",
        "metal and machines": "mekaniker, smed, svejser, industritekniker, maskinarbejder,"
        " cykelmekaniker, mechanic,"
        " welder, blacksmith",
        "engineering": "ingeniør, arkitekt, bygningskonstruktør, maskinmester, landmåler,"
        " engineer, architect",
        "it": "it, programmør, datalog, it-supporter, systemudvikler, webudvikler, datamatiker, programmer,"
        " software developer",
        "kitchen": "kok, køkkenmedhjælper, bager, slagter, smørrebrødsjomfru, konditor,"
        " cook, chef, baker, butcher",
        "hotel and service": "tjener, receptionist, stuepige, hotelmedarbejder, bartender, waiter",
        "cleaning": "rengøring, rengøringsassistent, vinduespudser, vicevært,"
        " ejendomsservicetekniker, cleaner",
        "shop": "butiksassistent, sælger, ekspedient, købmand, kassemedarbejder, shop assistant, salesperson",
        "transport": "chauffør, buschauffør, taxichauffør, lastbilchauffør,"
        " lagermedarbejder, truckfører, postbud,"
        " driver, warehouse worker",
        "farming": "landmand, gartner, landbrugsmedhjælper, skovarbejder, fisker,"
        " anlægsgartner, farmer, gardener,"
        " fisherman",
        "hair and beauty": "frisør, barber, kosmetolog, negletekniker, hairdresser",
        "textile": "syerske, skrædder, tekstilarbejder, skomager, tailor, seamstress",
        "finance": "regnskab, bogholder, revisor, økonom, bankrådgiver, controller, accountant, economist",
        "office": "kontorassistent, sekretær, hr-konsulent, projektleder, leder, journalist, jurist, advokat,"
        " office worker, secretary, lawyer",
        "production": "fabriksarbejder, produktionsmedarbejder, procesoperatør,"
        " pakkeriarbejder, factory worker",
        "security": "betjent, politibetjent, soldat, vagt, brandmand, police officer, soldier, guard",
        "arts": "musiker, kunstner, fotograf, grafiker, skuespiller, designer, musician, artist",
    }.items()
    for title in titles.split(", ")
}

RELATED: frozenset[frozenset[str]] = frozenset(
    frozenset(pair)
    for pair in (
        ("health", "care"),
        ("care", "childcare"),
        ("care", "social work"),
        ("teaching", "childcare"),
        ("teaching", "social work"),
        ("childcare", "social work"),
        ("building", "electrical"),
        ("building", "engineering"),
        ("electrical", "engineering"),
        ("electrical", "it"),
        ("electrical", "metal and machines"),
        ("metal and machines", "engineering"),
        ("metal and machines", "production"),
        ("metal and machines", "transport"),
        ("engineering", "it"),
        ("kitchen", "hotel and service"),
        ("hotel and service", "cleaning"),
        ("hotel and service", "shop"),
        ("shop", "office"),
        ("hair and beauty", "shop"),
        ("textile", "shop"),
        ("textile", "arts"),
        ("textile", "production"),
        ("production", "transport"),
        ("production", "kitchen"),
        ("finance", "office"),
        ("finance", "it"),
        ("farming", "building"),
        ("security", "transport"),
    )
)


@lru_cache(maxsize=REMEMBERED)
def title_of(occupation: str) -> str:
    """An occupation as it is compared: case and surplus spaces don't count."""
    return " ".join(occupation.casefold().split())


@lru_cache(maxsize=REMEMBERED)
def field_of(occupation: str, stated: str = "") -> str:
    """Field of an occupation: the stated one, else the table's, else empty for not known."""
    return title_of(stated) or FIELD_OF.get(title_of(occupation), "")


def related(one: str, other: str) -> bool:
    """Whether two different fields lie so close that people of them have work to talk about."""
    return frozenset((one, other)) in RELATED
