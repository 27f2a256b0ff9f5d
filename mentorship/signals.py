"""News from the people of the house to the floors above."""

from django.dispatch import Signal

# Sent inside the transaction, so a failing receiver undoes the change. Arguments: enrolment, scope, by.
consent_withdrawn = Signal()
