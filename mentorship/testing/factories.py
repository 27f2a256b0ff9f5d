"""Made-up rows for tests. Names are canaries: made of a word no page contains by itself."""

import copy
import datetime

import factory
from factory.django import DjangoModelFactory

from mentorship import models
from mentorship.permissions import Role
from mentorship.testing.programmes import document_of
from mentorship.vocabulary import ConsentScope

FROM = datetime.date(2026, 1, 1)


class MunicipalityFactory(DjangoModelFactory[models.Municipality]):
    class Meta:
        model = models.Municipality
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{500 + n % 400}")
    name = factory.Sequence("Kommune {}".format)


class OrganisationFactory(DjangoModelFactory[models.Organisation]):
    class Meta:
        model = models.Organisation
        django_get_or_create = ("name",)

    name = factory.Sequence("Forening {}".format)


class ProgrammeFactory(DjangoModelFactory[models.Programme]):
    """With holdbart-match's document and none of its rows; `loaded_programme()` makes those too."""

    class Meta:
        model = models.Programme

    key = factory.Sequence("programme-{}".format)
    name = factory.Sequence("Programme {}".format)
    document = factory.LazyFunction(lambda: copy.deepcopy(document_of()))
    starts_on = FROM
    ends_on = datetime.date(2027, 12, 31)


class UserFactory(DjangoModelFactory[models.User]):
    """A user without any role; `UserFactory(leader_of=programme)` and its like put a hat on."""

    class Meta:
        model = models.User
        skip_postgeneration_save = True

    email = factory.Sequence("bruger{}@kommune.test".format)
    name = factory.Sequence("Bruger {}".format)

    @factory.post_generation
    def leader_of(self, create, programme, **kwargs):
        if programme:
            RoleBindingFactory(user=self, role=Role.PROJECT_LEADER, programme=programme)


class RoleBindingFactory(DjangoModelFactory[models.RoleBinding]):
    class Meta:
        model = models.RoleBinding

    user = factory.SubFactory(UserFactory)
    role = Role.PROJECT_LEADER
    programme = factory.SubFactory(ProgrammeFactory)


class PersonFactory(DjangoModelFactory[models.Person]):
    class Meta:
        model = models.Person

    name = factory.Sequence("Kanarie{} Opdigtet".format)
    email = factory.Sequence("person{}@eksempel.invalid".format)
    phone = factory.Sequence(lambda n: f"20 {n // 10000 % 100:02} {n // 100 % 100:02} {n % 100:02}")
    gender = "female"
    birth_year = 1985


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    person = factory.SubFactory(PersonFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    municipality = factory.SubFactory(MunicipalityFactory)
    registered_on = FROM
    interviewed_on = FROM


class MentorFactory(EnrolmentFactory):
    """A mentor who may be matched: interviewed, consenting, with every clearance seen."""

    class Meta:
        model = models.Mentor
        skip_postgeneration_save = True

    case_number = factory.Sequence("M-{:04}".format)
    selected_on = FROM
    profile = factory.RelatedFactory(
        "mentorship.testing.factories.ProfileFactory", factory_related_name="mentor"
    )

    @factory.post_generation
    def papers(self, create, wanted, **kwargs):
        if wanted is False:
            return
        for scope in ConsentScope:
            ConsentFactory(mentor=self, scope=scope)
        for kind in models.Clearance._meta.get_field("kind").choices or ():
            ClearanceFactory(mentor=self, kind=kind[0])


class RefugeeFactory(EnrolmentFactory):
    """A refugee who may be matched: interviewed, selected, consenting."""

    class Meta:
        model = models.Refugee
        skip_postgeneration_save = True

    case_number = factory.Sequence("B-{:04}".format)
    selected_on = FROM
    waiting_since = FROM
    residence_basis = "refugee"
    profile = factory.RelatedFactory(
        "mentorship.testing.factories.ProfileFactory", factory_related_name="refugee"
    )

    @factory.post_generation
    def papers(self, create, wanted, **kwargs):
        if wanted is False:
            return
        for scope in ConsentScope:
            ConsentFactory(refugee=self, scope=scope)


class ProfileFactory(DjangoModelFactory[models.Profile]):
    class Meta:
        model = models.Profile

    languages = factory.LazyFunction(lambda: {"da": 4, "en": 3})
    interests = factory.LazyFunction(lambda: ["fodbold", "madlavning"])
    availability = factory.LazyFunction(lambda: ["weekday_evening", "weekend"])
    needs = factory.LazyFunction(lambda: ["work", "language"])
    children_birth_years = factory.LazyFunction(list)
    occupation = "kok"
    education = "vocational"


class ClearanceFactory(DjangoModelFactory[models.Clearance]):
    class Meta:
        model = models.Clearance

    mentor = factory.SubFactory(MentorFactory, papers=False)
    kind = "child_certificate"
    seen_on = FROM


class ConsentFactory(DjangoModelFactory[models.Consent]):
    class Meta:
        model = models.Consent

    scope = ConsentScope.COUNTERPART
    given_on = FROM
    text_version = "1"
    language = "da"


class InterviewFactory(DjangoModelFactory[models.Interview]):
    """One with a refugee, in an hour of 2 March 2026; `mentor=` makes it a mentor's."""

    class Meta:
        model = models.Interview

    refugee = factory.Maybe("mentor", yes_declaration=None, no_declaration=factory.SubFactory(RefugeeFactory))
    mentor = None
    starts_at = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
    interviewer = factory.SubFactory(UserFactory)
