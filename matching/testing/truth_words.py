"""The Danish words of sentences, written down again for `matching.testing.truth`."""

from matching.criteria.interests import DANISH

LANGUAGES = {
    "da": "dansk", "en": "engelsk", "ar": "arabisk", "ti": "tigrinya", "uk": "ukrainsk", "prs": "dari",
    "so": "somali", "fa": "persisk", "de": "tysk", "fr": "fransk", "kmr": "kurmanji", "tr": "tyrkisk",
    "ru": "russisk", "es": "spansk", "ku": "kurdisk", "sv": "svensk",
}  # fmt: skip
SPOKEN = {
    1: (0.1, "Begge taler lidt {}"),
    2: (0.4, "Begge taler {} nogenlunde"),
    3: (0.7, "Begge taler {} godt"),
    4: (0.9, "Begge taler flydende {}"),
    5: (1.0, "Begge har {} som modersmål"),
}
TIMES = {
    "weekday_day": "hverdage om dagen",
    "weekday_evening": "hverdage om aftenen",
    "weekend": "weekender",
}
HELP = {
    "work": "arbejde",
    "education": "uddannelse",
    "language": "sproget",
    "network": "netværk",
    "everyday": "hverdagen",
}
SCHOOLS = {
    "none": (0, "ingen skolegang"),
    "primary": (1, "grundskole"),
    "upper_secondary": (2, "gymnasial"),
    "vocational": (2, "faglært"),
    "short_higher": (3, "kort videregående"),
    "medium_higher": (4, "mellemlang videregående"),
    "long_higher": (5, "lang videregående"),
}
FIELDS = {
    "health": "sundhed", "care": "pleje", "teaching": "undervisning", "childcare": "børnepasning",
    "social work": "socialt arbejde", "building": "byggeri", "electrical": "el",
    "metal and machines": "metal og maskiner", "engineering": "ingeniørfag", "it": "it",
    "kitchen": "køkken", "hotel and service": "hotel og service", "cleaning": "rengøring",
    "shop": "butik", "transport": "transport", "farming": "landbrug og gartneri",
    "hair and beauty": "hår og skønhed", "textile": "tekstil", "finance": "økonomi", "office": "kontor",
    "production": "produktion", "security": "sikkerhed", "arts": "kunstneriske fag",
}  # fmt: skip
IN_DANISH = {key: word for word, key in DANISH.items()}
