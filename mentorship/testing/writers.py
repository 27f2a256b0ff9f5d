"""Many clients writing at once; prints what became of it as JSON.

python -m mentorship.testing.writers 32 20    32 writers, 20 writes each
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor


def write(rounds: int) -> list[float]:
    """Seconds each write took: a row read, changed and told of in one transaction. Raises if refused."""
    from django.db import connection, transaction  # noqa: PLC0415  after the settings are set up
    from django.db.models import F  # noqa: PLC0415  as above

    from mentorship.models import Act, Organisation  # noqa: PLC0415  as above

    took = []
    try:
        for _ in range(rounds):
            began = time.monotonic()
            with transaction.atomic():
                row = Organisation.objects.order_by("pk")[0]
                row.name = str(int(row.name) + 1)
                row.save()
                Act.objects.create(kind="counted", subject_label="organisation", subject_id=str(row.pk))
            Act.objects.filter(kind="counted").order_by("pk")[:20].count()
            Act.objects.filter(kind="nothing").update(by_id=F("by_id"))
            took.append(time.monotonic() - began)
    finally:
        connection.close()
    return took


def main(clients: int, rounds: int) -> None:
    from mentorship.models import Act, Organisation  # noqa: PLC0415  as above

    Organisation.objects.create(name="0")
    with ThreadPoolExecutor(clients) as pool:
        results = [pool.submit(write, rounds) for _ in range(clients)]
    refused = [str(result.exception()) for result in results if result.exception()]
    took = sorted(second for result in results if not result.exception() for second in result.result())
    said = {
        "refused": refused,
        "writes": len(took),
        "counted": int(Organisation.objects.get().name),
        "acts": Act.objects.count(),
        "p99": took[int(len(took) * 0.99)] if took else None,
    }
    print(json.dumps(said))


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    main(int(sys.argv[1]), int(sys.argv[2]))
