"""Running and ended matches from a file: read, checked, and held against the register. Writes nothing."""
