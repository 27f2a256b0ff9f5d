import sys
from typing import Any

from mentorship.commands import Command as BaseCommand
from mentorship.config.demo import PASSWORD, make_demo, sign_ins


class Command(BaseCommand):
    help = "Fill the database with the demo, if it is not there already, and print its sign-ins."
    example = ""

    def run(self, **options: Any) -> None:
        made = make_demo(progress=self._progress if sys.stdout.isatty() else None)
        self.stdout.write("The demo is made." if made else "The demo is there already.")
        self.stdout.write(f"Sign in as any of these with the password “{PASSWORD}”:")
        for email in sign_ins():
            self.stdout.write(f"  {email}")

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"\rliving through day {done} of {total}", ending="")
        self.stdout.flush()
