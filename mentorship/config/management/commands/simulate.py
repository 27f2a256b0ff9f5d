import sys
from argparse import ArgumentParser
from typing import Any

from mentorship.commands import Command as BaseCommand
from mentorship.config.simulation.life import simulate


class Command(BaseCommand):
    help = "Let made-up people live through a programme by its own plan. The same seed gives the same data."
    example = "--programme holdbart-match --refugees 70 --mentors 70 --months 12 --seed 1"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--programme", required=True, metavar="KEY")
        parser.add_argument("--refugees", type=int, required=True, metavar="N")
        parser.add_argument("--mentors", type=int, required=True, metavar="M")
        parser.add_argument("--months", type=int, required=True, metavar="K")
        parser.add_argument("--seed", type=int, required=True, metavar="S")

    def run(self, **options: Any) -> None:
        counts = simulate(
            programme=self.programme(options["programme"]),
            refugees=options["refugees"],
            mentors=options["mentors"],
            months=options["months"],
            seed=options["seed"],
            progress=self._progress if sys.stdout.isatty() else None,
        )
        told = ", ".join(f"{what} {count}" for what, count in sorted(counts.items()))
        self.stdout.write(f"Simulated with seed {options['seed']}: {told}")

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"\rday {done} of {total}", ending="")
        self.stdout.flush()
