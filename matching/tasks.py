"""Wake-ups of matching: thin, repeatable, safe to lose."""

from celery import shared_task

from matching.services.letters import try_letters_again as again


@shared_task(name="matching.try_letters_again")
def try_letters_again() -> int:
    """Letters a mail server would not take wait once more; the sweep of long work takes them up."""
    return again()
