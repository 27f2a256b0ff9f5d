"""Languages and countries by their names in Danish and English, or by code."""

from functools import cache

from babel import Locale

from mentorship.people.roster.folding import fold

# What CLDR has no Danish name for, names otherwise, or people simply say.
MORE_LANGUAGES = {
    "prs": ("dari", "dari-persisk", "afghansk persisk"),
    "kmr": ("kurmanji", "kurmandji", "nordkurdisk", "northern kurdish", "badini", "bahdini"),
    "ckb": ("sorani", "centralkurdisk"),
    "fa": ("farsi", "persisk"),
    "ti": ("tigrinya", "tigrinja", "tigrigna"),
    "so": ("somali", "somalisk"),
    "ps": ("pashto", "pashtu", "afghansk"),
    "am": ("amharisk", "amharic"),
    "zh": ("kinesisk", "mandarin"),
    "bs": ("bosnisk",),
    "sh": ("serbokroatisk", "serbo-croatian"),
    "nb": ("norsk", "norwegian"),
    "fil": ("filippinsk", "tagalog", "filipino"),
    "my": ("burmesisk", "burmese"),
    "rhg": ("rohingya",),
    "syr": ("aramæisk", "assyrisk", "syrisk", "assyrian"),
}
# `XX` is the code a passport reader uses for nobody's citizen in lists of two letters.
MORE_COUNTRIES = {
    "XX": ("statsløs", "statsløs palæstinenser", "stateless"),
    "PS": ("Palæstina", "Palestine", "Gaza", "Vestbredden"),
    "CD": ("Congo", "DR Congo", "DRC", "Den Demokratiske Republik Congo"),
    "MM": ("Burma", "Myanmar"),
    "GB": ("UK", "England", "Storbritannien"),
    "US": ("USA",),
    "CZ": ("Tjekkiet",),
    "MK": ("Makedonien", "Macedonia"),
    "BA": ("Bosnien",),
    "TR": ("Tyrkiet", "Turkey"),
    "CI": ("Elfenbenskysten", "Ivory Coast"),
    "RU": ("Rusland",),
    "HK": ("Hongkong", "Hong Kong"),
}


@cache
def languages() -> dict[str, str]:
    """Folded name or code -> code. Regional variants (`de_AT`) are left out."""
    found: dict[str, str] = {}
    for locale in ("en", "da"):
        for code, name in Locale(locale).languages.items():
            if code.isalpha() and code not in {"und", "mul", "zxx", "mis", "root"}:
                found[fold(name)] = code
                found.setdefault(fold(code), code)
    found.update({fold(name): code for code, names in MORE_LANGUAGES.items() for name in (code, *names)})
    return found


@cache
def countries() -> dict[str, str]:
    """Folded name or two-letter code -> code."""
    found: dict[str, str] = {}
    for locale in ("en", "da"):
        for code, name in Locale(locale).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}:
                found[fold(name)] = code
                found[fold(code)] = code
    found.update({fold(name): code for code, names in MORE_COUNTRIES.items() for name in names})
    return found
