"""News from matching to the floors above."""

from django.dispatch import Signal

# Sent inside the transaction, so a failing receiver undoes the change.
# Arguments: match, before (state), action, by, on (the day it happened).
match_state_changed = Signal()
