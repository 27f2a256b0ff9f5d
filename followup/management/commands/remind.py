from typing import Any

from followup.reminders import remind
from mentorship.clock import today
from mentorship.commands import Command as BaseCommand


class Command(BaseCommand):
    help = "Send the reminders that are due and unsent. Running it twice sends nothing twice."
    example = "--on 2026-11-23"

    def run(self, **options: Any) -> None:
        counts = remind(on=today())
        self.stdout.write(
            f"{today()}: {counts.laid_out} laid out, {counts.sent} mails sent "
            f"telling of {counts.notices} reminders, "
            f"{counts.dropped} no longer needed, {counts.failed} put off"
        )
