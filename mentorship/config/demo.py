"""What the demo holds: made-up colleagues, and two programmes in the middle of their lives."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from matching.states import MatchState
from mentorship.clock import today
from mentorship.config.demo_documents import add_documents
from mentorship.config.simulation.life import simulate
from mentorship.errors import DomainError
from mentorship.models import Municipality, Organisation, Programme, Refugee, RoleBinding, User
from mentorship.people.registering import register_mentor
from mentorship.people.roster.cpr import parse_cpr
from mentorship.permissions import Role
from mentorship.programmes.catalogue import read_programme
from mentorship.programmes.services import load_programme
from reporting.snapshots import close_due_quarters

PASSWORD = "demo"  # noqa: S105  well known on purpose; production refuses these sign-ins
HOLDBART, VAERT = "holdbart-match", "vaertsprogram"
SEED = 20161201
Hat = tuple[Role, str | None, str | None]
Colleague = tuple[str, str, list[Hat]]


@dataclass(frozen=True, slots=True)
class Show:
    """A programme of the demo: how far into it we are, how many people, and who works in it.

    people : (e-mail, name, [(role, municipality code, organisation)]).
    """

    months_in: int
    refugees: int
    mentors: int
    people: tuple[Colleague, ...]


LEADER: Colleague = ("leder@demo.test", "Lene Bach", [(Role.PROJECT_LEADER, None, None)])
STEERING: Colleague = ("styregruppe@demo.test", "Stine Dahl", [(Role.STEERING_GROUP, None, None)])
EVALUATOR: Colleague = ("evaluator@demo.test", "Erik Lund", [(Role.EVALUATOR, None, None)])
SHOWS = {
    # Six of its eight months: some matches have lasted, some people wait, the target is open.
    HOLDBART: Show(
        months_in=6,
        refugees=82,
        mentors=76,
        people=(
            LEADER,
            (
                "soroe@demo.test",
                "Sara Winther",
                [(Role.CONSULTANT, "340", None), (Role.TASK_GROUP, None, None)],
            ),
            ("ringsted@demo.test", "Rasmus Krogh", [(Role.CONSULTANT, "329", None)]),
            ("roedekors@demo.test", "Rikke Toft", [(Role.PARTNER, None, "Røde Kors")]),
            ("gruppe@demo.test", "Gunnar Friis", [(Role.TASK_GROUP, None, None)]),
            STEERING,
            EVALUATOR,
        ),
    ),
    # Ten of its 24: the first final evaluations are in.
    VAERT: Show(
        months_in=10,
        refugees=60,
        mentors=54,
        people=(
            LEADER,
            ("koebenhavn@demo.test", "Karen Lykke", [(Role.CONSULTANT, "101", None)]),
            ("dfh@demo.test", "David Holm", [(Role.PARTNER, None, "Dansk Flygtningehjælp")]),
            ("nydansker@demo.test", "Nina Skov", [(Role.PARTNER, None, "Foreningen Nydansker")]),
            STEERING,
            EVALUATOR,
        ),
    ),
}
ADMINISTRATOR = ("admin@demo.test", "Agnes Holm")


def make_demo(progress: Callable[[int, int], None] | None = None) -> bool:
    """Fill an empty database with the demo; False if it is there already. A half-made one is made whole.

    Raises DomainError unless the settings are the demo's.
    """
    if not settings.DEMO_MODE:
        raise DomainError(
            "The demo is made with the demo's settings alone: its passwords are known to everybody."
        )
    made = [_make_programme(key, show, progress) for key, show in SHOWS.items()]
    if any(made):
        _let_somebody_come_back()
        leader = User.objects.get(email=LEADER[0])
        for programme in Programme.objects.filter(key__in=SHOWS):
            add_documents(programme, by=leader)
    return any(made)


@transaction.atomic
def _let_somebody_come_back() -> None:
    """Somebody who once got a mentor is now a host in the other programme: one person, two parts."""
    programme, leader = Programme.objects.get(key=VAERT), User.objects.get(email=LEADER[0])
    helped = Refugee.objects.filter(programme__key=HOLDBART, matches__state=MatchState.ENDED)
    refugee = helped.exclude(person__cpr="").exclude(person__protected=True).order_by("pk").first()
    if refugee is None or refugee.person.mentors.exists():
        return
    part = programme.municipality_parts.select_related("municipality").first()
    cpr = parse_cpr(refugee.person.cpr)
    on = today() - datetime.timedelta(days=12)
    if part and cpr:
        register_mentor(
            programme=programme,
            by=leader,
            person={"name": refugee.person.name},
            case={"municipality": part.municipality, "registered_on": on, "interviewed_on": on},
            cpr=cpr,
        )


def _make_programme(key: str, show: Show, progress: Callable[[int, int], None] | None) -> bool:
    programme = Programme.objects.filter(key=key).first()
    if programme is None:
        start_on = (today() - datetime.timedelta(days=round(30.44 * show.months_in))).replace(day=1)
        programme = load_programme(document=read_programme(key), start_on=start_on).programme
    _make_users(programme, show)
    if programme.refugees.exists():
        return False
    with transaction.atomic():
        simulate(
            programme=programme,
            refugees=show.refugees,
            mentors=show.mentors,
            months=show.months_in + 2,
            seed=SEED,
            progress=progress,
        )
    close_due_quarters(programme)
    return True


@transaction.atomic
def _make_users(programme: Programme, show: Show) -> None:
    for email, name, hats in show.people:
        user = _user(email, name)
        for role, code, organisation in hats:
            RoleBinding.objects.get_or_create(
                user=user,
                role=role,
                programme=programme,
                municipality=Municipality.objects.get(code=code) if code else None,
                organisation=Organisation.objects.get(name=organisation) if organisation else None,
            )
    administrator = _user(*ADMINISTRATOR)
    RoleBinding.objects.get_or_create(user=administrator, role=Role.ADMINISTRATOR)


def _user(email: str, name: str) -> User:
    user = User.objects.filter(email=email).first()
    return user or User.objects.create_user(email, PASSWORD, name=name)


def sign_ins() -> list[str]:
    """The demo's addresses, for whoever starts it."""
    emails = [email for show in SHOWS.values() for email, _name, _hats in show.people]
    return list(dict.fromkeys([*emails, ADMINISTRATOR[0]]))
