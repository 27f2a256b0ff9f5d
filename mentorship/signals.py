"""News from the people of the house to the floors above."""

from django.dispatch import Signal

# Sent inside the transaction, so a failing receiver undoes the change. Arguments: user, by.
user_shut_out = Signal()
