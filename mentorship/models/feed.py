"""The private address of a user's calendar."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now


class CalendarFeed(models.Model):
    """A user's calendar for the programs of a telephone: whoever knows the address reads it.

    Only the fingerprint of the address is kept; a new one shuts the old one out at once.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )  # nobody's calendar without
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"Calendar of user {self.user_id}"
