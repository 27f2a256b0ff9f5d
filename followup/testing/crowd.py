"""A migrated database with many follow-ups due in three days, each of a person of its own.

That is one reminder and one mail for each.

python -m followup.testing.crowd 1000
"""

import datetime
import sys


def lay_out(count: int) -> None:
    """Bulk rows in the database of the settings."""
    from followup.models import FollowUp  # noqa: PLC0415  after the settings are set up
    from matching.testing.factories import MatchFactory  # noqa: PLC0415  as above
    from mentorship.clock import today  # noqa: PLC0415  as above
    from mentorship.models import User  # noqa: PLC0415  as above
    from mentorship.testing.factories import MunicipalityFactory, UserFactory  # noqa: PLC0415  as above
    from mentorship.testing.programmes import loaded_programme  # noqa: PLC0415  as above

    programme = loaded_programme()
    municipality, by = MunicipalityFactory(), UserFactory()
    people = User.objects.bulk_create(
        User(email=f"medarbejder{number}@kommune.test", name=f"Medarbejder {number}")
        for number in range(count)
    )
    due_on = today() + datetime.timedelta(days=3)
    rows, match = [], None
    for number, person in enumerate(people):
        step, side = f"opening_talk_{number % 12 + 1:02}", ("mentor", "refugee")[number // 12 % 2]
        if number % 24 == 0:
            match = MatchFactory(
                active=True,
                programme=programme,
                municipality=municipality,
                created_by=by,
                mentor__papers=False,
                refugee__papers=False,
            )
        rows.append(
            FollowUp(match=match, step=step, side=side, nominal_on=due_on, due_on=due_on, responsible=person)
        )
    FollowUp.objects.bulk_create(rows, batch_size=500)


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    lay_out(int(sys.argv[1]))
