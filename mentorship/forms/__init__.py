"""Forms of floor 1."""
