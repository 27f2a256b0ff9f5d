"""What made-up people are made of. Nobody here exists; addresses end in .invalid."""

MENTOR_FIRST = {
    "kvinde": "Anne Birgit Bodil Camilla Dorthe Else Freja Grethe Hanne Ida Inger Jytte Karen Kirsten Lene "
    "Lis Lone Maja Marie Mette Nanna Pia Randi Rikke Signe Susanne Tove Ulla Vibeke Winnie",
    "mand": "Anders Bent Carsten Christian Erik Finn Flemming Frederik Gert Hans Henrik Ib Jens Jørgen "
    "Karsten Knud Lars Leif Malthe Mogens Niels Ole Per Poul Rasmus Steen Søren Thomas Torben Vagn",
}
MENTOR_LAST = (
    "Bach Bæk Dahl Frandsen Friis Holm Juhl Kjær Krogh Lund Lykke Møller Nørgaard Ravn Riis Skov Skytte Toft "
    "Vestergaard Vind Winther Østergaard"
)
# (language, country, women's, men's and family names): who comes from where hangs together.
ORIGINS = (
    (
        "arabisk",
        "Syrien",
        "Amina Dima Fatima Hala Layla Mariam Noor Rania Salma Yasmin Zeinab",
        "Ahmad Bassam Fadi Hassan Karim Mahmoud Omar Samir Tarek Yousef Ziad",
        "Al-Khatib Darwish Haddad Hamdan Hassan Issa Khalil Mansour Nasser Saleh",
        34,
    ),
    (
        "tigrinya",
        "Eritrea",
        "Abeba Feven Helen Hiwet Luwam Mebrat Rahwa Ruta Selam Winta",
        "Abel Dawit Filmon Isaias Kibrom Merhawi Natnael Samuel Tesfalem Yonas",
        "Berhane Gebre Haile Kidane Mehari Negash Tekle Tesfay Weldu Yohannes",
        26,
    ),
    (
        "ukrainsk",
        "Ukraine",
        "Daryna Iryna Kateryna Larysa Nadiia Oksana Olena Svitlana Tetiana Yuliia",
        "Andrii Bohdan Dmytro Ihor Maksym Oleh Pavlo Roman Taras Vasyl",
        "Bondar Hrytsenko Kovalenko Kravets Lysenko Melnyk Petrenko Rudenko Shevchuk Tkach",
        18,
    ),
    (
        "dari",
        "Afghanistan",
        "Farida Gulalai Laila Maryam Nargis Parwana Shabnam Zahra",
        "Farhad Habib Jamal Karim Nasir Rahim Wahid Zaman",
        "Ahmadi Haidari Karimi Mohammadi Noori Rahimi Sharifi Yusufi",
        12,
    ),
    (
        "somali",
        "Somalia",
        "Amal Asha Hodan Ifrah Khadra Nasra Sahra",
        "Abdi Ali Bashir Hassan Ismail Liban Yusuf",
        "Abdi Ahmed Ali Farah Hassan Jama Warsame",
        10,
    ),
)
INTERESTS = (
    "løb cykling fodbold svømning natur have fiskeri madlavning håndarbejde kunst musik dans læsning spil it"
)
OCCUPATIONS = (
    "kok",
    "frisør",
    "landmand",
    "mekaniker",
    "tømrer",
    "regnskab",
    "sygeplejerske",
    "lærer",
    "ingeniør",
    "butiksassistent",
    "pædagog",
    "chauffør",
    "rengøring",
    "elektriker",
    "social- og sundhedshjælper",
)
EDUCATIONS = ("grundskole", "faglært", "kort videregående", "mellemlang videregående", "lang videregående")
AVAILABILITY = ("hverdage dag", "hverdage aften", "weekend")
NEEDS = ("arbejde", "uddannelse", "sprog", "netværk", "hverdag")
CHANNELS = ("mund til mund", "arrangement", "netværksperson", "forening", "avis")
STATUSES_AT_ENTRY = ("offentlig forsørgelse", "sprogskole", "virksomhedspraktik", "ægtefælleforsørget")
MENTOR_NOTES = ("Har bil og kører gerne.", "Kan bedst i ulige uger.", "Har været frivillig i flere år.")
CHANGES = (
    "Går nu selv til sprogskole og har fået en makker på holdet.",
    "Har været til samtale om praktik i en kantine.",
    "Ansøgning sendt til tre arbejdspladser; de to har læst den sammen.",
    "Er begyndt i foreningen; de to følges ad derhen.",
    "Børnene er faldet til i institutionen; der er mere ro hjemme.",
    "Har fået styr på digital post og skat.",
    "Taler mere dansk, når de mødes.",
    "Praktikken er forlænget med fire uger.",
)
CONCERNS = (
    "Aftaler er aflyst to gange i træk.",
    "Mentor er i tvivl om, hvor meget hun skal blande sig.",
    "Økonomien presser, og det fylder meget.",
)
NEXT_STEPS = (
    "Mødes på biblioteket på torsdag.",
    "Øver jobsamtale inden næste gang.",
    "Vi tager kontakt til virksomheden.",
    "Ringer til sprogskolen om et aftenhold.",
)
EXPECTATIONS = (
    "Vil gerne have et job inden sommer.",
    "Ønsker at tale mere dansk i hverdagen.",
    "Vil lære byen og foreningerne at kende.",
)
GROUNDS = (
    "Mangler netværk uden for familien",
    "Har brug for at bruge dansk i hverdagen",
    "Har uddannelse eller erfaring at bygge videre på. Vil gerne møde nogen fra samme fag.",
    "Ønsker selv at være med",
    "Tæt på job eller uddannelse; et match kan gøre forskellen",
)
PLACES = ("Jobcentret", "Biblioteket", "Rådhuset, lokale 2", "Medborgerhuset")
