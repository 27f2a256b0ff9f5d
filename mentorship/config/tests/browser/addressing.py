"""What an address of the walk is, and how its rows are found."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse

from matching.services import start_plan_job
from mentorship.config.tests.browser.worlds import World
from mentorship.jobs import run_job
from mentorship.models import Programme, User
from mentorship.permissions import Role

LEADER = Role.PROJECT_LEADER
Arguments = Callable[[Programme], tuple[Any, ...]]


@dataclass(frozen=True)
class Address:
    """A page of one url name; `arguments` come after the programme's key, if it is below one."""

    name: str
    role: Role | None = LEADER
    arguments: Arguments = lambda programme: ()
    of_programme: bool = True
    query: Callable[[Programme], str] = lambda programme: ""
    variant: str = ""
    leads_on: bool = False  # the page is another's: the address leads to it

    def __str__(self) -> str:
        return f"{self.name}-{self.variant}" if self.variant else self.name

    def path(self, world: World) -> str:
        arguments = self.arguments(world.programme)
        if self.of_programme:
            arguments = (world.programme.key, *arguments)
        return reverse(self.name, args=arguments) + self.query(world.programme)


def first(model: Any, **facts: Any) -> Arguments:
    """The key of the first row of the programme with these facts."""

    def find(programme: Programme) -> tuple[int]:
        row = model.objects.filter(programme=programme, **facts).order_by("pk").first()
        if row is None:
            raise LookupError(f"no {model.__name__} with {facts}: the walk needs one")
        return (row.pk,)

    return find


def leader_of(programme: Programme) -> User:
    return programme.bindings.filter(role=LEADER)[0].user


def job(programme: Programme, *, done: bool = True) -> tuple[UUID]:
    asked = start_plan_job(programme=programme, by=None, wake=lambda key: None)
    if done:
        run_job(str(asked.key))
    return (asked.key,)


house = partial(Address, of_programme=False)
stranger = partial(Address, of_programme=False, role=None)
