"""A few made-up files on the cases of the demo, so that its document panels show what they are for."""

import io
from collections.abc import Sequence

from docx import Document as Word

from matching.models import Match
from matching.states import MatchState
from mentorship.models import Document, Mentor, Programme, Refugee, User
from mentorship.people.documents import add_document
from mentorship.programmes.document import words
from mentorship.vocabulary import DocumentKind

CASES_OF_A_SIDE = 4
MADE_UP = "Opdigtet til demoen."


def add_documents(programme: Programme, *, by: User) -> None:
    """Files for some of those who are in a match; none where the programme has some already."""
    if Document.objects.filter(refugee__programme=programme).exists():
        return
    running = Match.objects.filter(programme=programme, state=MatchState.ACTIVE).order_by("pk")
    pairs = list(running.select_related("refugee__person", "mentor__person")[:CASES_OF_A_SIDE])
    for number, pair in enumerate(pairs):
        _give(pair.refugee, DocumentKind.CV, "CV", _cv(pair.refugee), by)
        _give(pair.mentor, DocumentKind.AGREEMENT, "Aftale med kommunen", _agreement(pair.mentor), by)
        if number == 0:
            plan = ["Lære at søge job på dansk", "Besøge to virksomheder", "Blive medlem af en forening"]
            _give(pair.refugee, DocumentKind.PLAN, "Fælles plan fra opstartsmødet", plan, by)


def _give(case: Mentor | Refugee, kind: DocumentKind, title: str, lines: Sequence[str], by: User) -> None:
    add_document(
        enrolment=case, kind=kind, title=title, file_name="demo.docx", content=_file(title, lines), by=by
    )


def _cv(row: Refugee) -> list[str]:
    profile = getattr(row, "profile", None)
    work = profile.occupation if profile and profile.occupation else "Ikke oplyst endnu"
    return [
        f"Erhverv: {work}",
        "Søger: praktik eller ordinært job",
        "Kurser: introduktion til arbejdsmarkedet",
    ]


def _agreement(row: Mentor) -> list[str]:
    names = words(row.programme)
    return [
        f"Aftale om at være {names.mentor.one} i {row.programme.name}.",
        "Vi mødes efter aftale, og begge parter kan stoppe samarbejdet.",
        f"Hvad {names.refugee.the} fortæller, bliver mellem os.",
    ]


def _file(title: str, lines: Sequence[str]) -> bytes:
    word = Word()
    word.add_heading(title, level=1)
    for line in (*lines, MADE_UP):
        word.add_paragraph(line)
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()
