"""Labour-market spells from extracts, and the dated populations that results are held against."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorship.models.person import Person
from mentorship.models.places import Municipality
from mentorship.models.programme import Programme
from mentorship.vocabulary import LabourStatus


class LabourSpell(models.Model):
    """One status of one person from a day, to a day (inclusive) or still running."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="labour_spells"
    )  # erasure empties the person, the count stays
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=30, choices=LabourStatus)
    hours_per_week = models.DecimalField(
        _("hours a week"), max_digits=4, decimal_places=1, null=True, blank=True
    )

    import_batch = models.ForeignKey(
        "mentorship.ImportBatch", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # where a row came from is a remark

    class Meta:
        ordering = ("person", "from_on")
        verbose_name = _("labour-market spell")
        verbose_name_plural = _("labour-market spells")
        constraints = [
            models.CheckConstraint(
                name="labour_spell_in_order", condition=Q(to_on=None) | Q(to_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(fields=["person", "from_on", "status"], name="labour_spell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.from_on}"


class Population(models.Model):
    """A group of people as it was on a day: a target group, or those without a mentor to compare with.

    `size` is the number the source states; members are those we can follow. The two may differ.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="populations"
    )  # part of its programme
    key = models.SlugField()
    as_of_on = models.DateField(_("as of"))
    size = models.PositiveIntegerField(_("size stated"), null=True, blank=True)
    members = models.ManyToManyField(Person, through="PopulationMember", related_name="populations")

    class Meta:
        ordering = ("programme", "key")
        verbose_name = _("population")
        verbose_name_plural = _("populations")
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="population_once")]

    def __str__(self) -> str:
        return f"{self.programme.key}: {self.key}"


class PopulationMember(models.Model):
    """One person counted in a population, in the municipality that counted him or her."""

    population = models.ForeignKey(
        Population, on_delete=models.CASCADE, related_name="memberships"
    )  # part of the population
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+"
    )  # a frozen population keeps its members
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # a code in use is never removed

    class Meta:
        ordering = ("population", "pk")
        constraints = [
            models.UniqueConstraint(fields=["population", "person"], name="population_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.population_id}/{self.person_id}"
