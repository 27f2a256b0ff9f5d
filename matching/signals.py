"""News from matching to the floors above."""

from django.dispatch import Signal

# Sent inside the transaction, so a failing receiver undoes the change.
# Arguments: match, before (state), action, by, on (the day it happened).
match_state_changed = Signal()

# Sent inside the transaction that wrote them, once for a file: matches that came with their history, already
# running or ended. Nothing of theirs happened today, so none of it is `match_state_changed`.
# Arguments: matches (a list, loaded with programme, mentor, refugee), batch, by.
matches_imported = Signal()

# Asks what has been built on imported matches; each receiver answers with a list of `import_kinds.Blocker`.
# Arguments: matches (a queryset).
imported_matches_built_on = Signal()

# Sent inside the transaction that is about to remove imported matches: whoever hung something on them takes
# it back. Arguments: matches (a queryset).
imported_matches_taken_back = Signal()
