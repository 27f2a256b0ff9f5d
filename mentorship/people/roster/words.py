"""What a roster may write for each code, in Danish and English.

These are the words of the files, not of the screen: they stay as they are when a translation
changes. Every code stands for itself too. Compared after `folding.fold`.
"""

from collections.abc import Mapping

from mentorship.people.roster.folding import fold

NOTHING_SAID = frozenset(fold(word) for word in ("ved ikke", "ikke oplyst", "uoplyst", "ukendt", "unknown"))
DASHES = frozenset({"-", "–", "—", "?", "."})
NONE_SAID = frozenset(fold(word) for word in ("ingen", "intet", "none", "no", "nej", "0"))


class Words(dict[str, str]):
    """Folded spelling -> code; and back, as Danish rosters write it."""

    def __init__(self, spellings: Mapping[str, tuple[str, ...]]):
        super().__init__((fold(word), code) for code, words in spellings.items() for word in (code, *words))
        self._written = {code: words[0] for code, words in spellings.items()}

    def written(self, code: str) -> str:
        """The first spelling of `code`; a code nobody knows stands for itself."""
        return self._written.get(code, code)


GENDERS = Words(
    {
        "female": ("kvinde", "k", "f", "woman", "kvindelig"),
        "male": ("mand", "m", "man", "mandlig"),
        "other": ("andet", "andre", "x", "nonbinær", "non-binary"),
    }
)
ANY_GENDER = frozenset(
    fold(word) for word in ("ligegyldigt", "ingen", "alle", "begge", "any", "none", "uden betydning")
)
AVAILABILITY = Words(
    {
        "weekday_day": (
            "hverdage dag",
            "hverdag dag",
            "hverdage dagtimer",
            "hverdage i dagtimerne",
            "weekdays day",
            "weekdays daytime",
            "weekday daytime",
        ),
        "weekday_evening": (
            "hverdage aften",
            "hverdag aften",
            "hverdagsaften",
            "weekdays evening",
            "weekday evenings",
        ),
        "weekend": ("weekend", "weekender", "i weekenden", "weekends"),
    }
)
NEEDS = Words(
    {
        "work": ("arbejde", "job", "beskæftigelse", "employment"),
        "education": ("uddannelse", "studie", "studies"),
        "language": ("sprog", "dansk", "danish"),
        "network": ("netværk", "friends"),
        "everyday": ("hverdag", "hverdagen", "hverdagsliv", "everyday life", "daily life"),
    }
)
EDUCATIONS = Words(
    {
        "none": ("ingen", "ingen uddannelse", "ingen skolegang", "no schooling"),
        "primary": ("grundskole", "folkeskole", "primary school"),
        "upper_secondary": (
            "gymnasial",
            "gymnasium",
            "gymnasial uddannelse",
            "stx",
            "hf",
            "htx",
            "hhx",
            "high school",
        ),
        "vocational": (
            "faglært",
            "erhvervsfaglig",
            "erhvervsuddannelse",
            "erhvervsfaglig uddannelse",
            "skilled",
        ),
        "short_higher": (
            "kort videregående",
            "kort videregående uddannelse",
            "KVU",
            "short higher education",
        ),
        "medium_higher": (
            "mellemlang videregående",
            "mellemlang videregående uddannelse",
            "MVU",
            "bachelor",
            "medium higher education",
        ),
        "long_higher": (
            "lang videregående",
            "lang videregående uddannelse",
            "LVU",
            "kandidat",
            "long higher education",
        ),
    }
)
HOUSEHOLDS = Words(
    {
        "single": ("enlig", "alene", "bor alene", "alone"),
        "couple": ("par", "par uden børn", "ægtepar", "samlevende", "gift", "married"),
        "family": (
            "familie",
            "familie med børn",
            "par med børn",
            "family with children",
            "couple with children",
        ),
        "single_parent": ("enlig forsørger", "enlig forælder", "enlig med børn", "single with children"),
        "shared": ("bofællesskab", "deler bolig", "kollektiv", "shared household"),
    }
)
RESIDENCE_BASES = Words(
    {
        "refugee": ("flygtning",),
        "ukraine_act": ("særlov Ukraine", "særloven Ukraine", "særlov", "særloven", "special act on Ukraine"),
        "family_of_refugee": (
            "familiesammenført til flygtning",
            "familiesammenført flygtning",
            "family reunified with a refugee",
            "family reunified to refugee",
        ),
        "family_other": (
            "familiesammenført til anden",
            "familiesammenført til andre",
            "familiesammenført",
            "family reunified with another",
            "family reunified to other",
        ),
        "asylum_seeker": ("asylansøger",),
        "eu_citizen": ("EU-borger", "EU/EØS-borger"),
        "expat": ("ekspat", "expatriate"),
        "accompanying_spouse": ("medfølgende ægtefælle", "medfølgende partner", "spouse"),
        "student": ("studerende", "international studerende"),
        "other": ("andet", "anden"),
    }
)
LABOUR_STATUSES = Words(
    {
        "self_supported": (
            "selvforsørgende uden job",
            "selvforsørgende",
            "self-supporting without a job",
            "self-supporting",
        ),
        "ordinary_job": ("ordinært job", "ordinær ansættelse", "i job", "job"),
        "flex_job": ("fleksjob", "flexible job"),
        "wage_subsidy": ("løntilskud", "job med løntilskud"),
        "work_placement": ("virksomhedspraktik", "praktik"),
        "utility_job": ("nytteindsats", "nyttejob"),
        "education": ("uddannelse", "under uddannelse", "in education"),
        "language_school": ("sprogskole",),
        "public_support": (
            "offentlig forsørgelse",
            "kontanthjælp",
            "integrationsydelse",
            "selvforsørgelses- og hjemrejseydelse",
        ),
        "spouse_supported": ("ægtefælleforsørget", "supported by spouse"),
        "parental_leave": ("barsel", "barselsorlov", "maternity leave"),
        "sick_pay": ("sygedagpenge", "sygemeldt", "sickness benefit"),
        "moved_away": ("fraflyttet",),
    }
)
YES = frozenset(fold(word) for word in ("ja", "j", "yes", "y", "true", "sand", "1"))
NO = frozenset(fold(word) for word in ("nej", "n", "no", "false", "falsk", "0"))
LEVEL_WORDS: dict[int, tuple[str, ...]] = {
    1: ("begynder", "lidt", "beginner"),
    2: ("nogenlunde", "rimeligt", "fair"),
    3: ("godt", "god", "good"),
    4: ("flydende", "fluent"),
    5: ("modersmål", "mother tongue", "native"),
}
LEVELS: dict[str, int] = {
    fold(word): level for level, spellings in LEVEL_WORDS.items() for word in (str(level), *spellings)
}
