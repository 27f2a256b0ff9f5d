"""The read-me that goes with an export."""

from reporting.exports.anonymity import K
from reporting.exports.request import ExportRequest

TEXT = """\
{name}: data for evaluation / data til evaluering

Data date / datadato: {until}
From / fra: {since}
Municipality / kommune: {municipality}
Dialect: {dialect}

Files, rows and SHA-256 / filer, rækker og SHA-256
{files}

Dansk
Kodebogen (codebook.csv) forklarer hver kolonne. En tom celle betyder "ikke kendt" eller "udeladt".
Personer står med pseudonymer: de er de samme i hver eksport af dette program og siger intet uden for det.
Kommune, køn, aldersbånd og halvår er udeladt, hvor færre end {k} rækker ville have samme kombination.
Personer, der har trukket deres samtykke til evaluering tilbage, er ikke med.
Der er ingen navne, CPR-numre, adresser, kontaktoplysninger, fødselsdatoer eller fritekst.
Datoer for match, opfølgninger og forløb er nøjagtige: filerne er personoplysninger.
answers.csv har kun overskrifter, så længe intet er registreret. activities.csv har en linje pr. mødegang.
indicators.csv gælder hele programmet, uanset valgt kommune.

English
codebook.csv explains every column. An empty cell means "not known" or "left out".
People carry pseudonyms: the same in every export of this programme, meaningless outside it.
Municipality, gender, age band and half-year are left out where fewer than {k} rows would share them.
People who have withdrawn their consent to evaluation are not in the files.
There are no names, CPR numbers, addresses, contact details, dates of birth or free text.
Dates of matches, follow-ups and spells are exact: the files are personal data and must be treated as such.
answers.csv has headers only as long as none are registered. activities.csv has a line for each session.
indicators.csv holds for the whole programme, whatever municipality was chosen.
"""


def readme(request: ExportRequest, told: list[tuple[str, int, str]]) -> bytes:
    lines = [f"{name:<16} {count:>9}  {digest}" for name, count, digest in told]
    text = TEXT.format(
        name=request.programme.name,
        until=request.until.isoformat(),
        since=request.since.isoformat() if request.since else "-",
        municipality=request.municipality.name if request.municipality else "-",
        dialect=request.dialect,
        files="\n".join(lines),
        k=K,
    )
    return text.replace("\n", "\r\n").encode("utf-8-sig" if request.dialect == "danish" else "utf-8")
