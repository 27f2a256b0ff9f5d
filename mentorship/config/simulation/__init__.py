"""Made-up people living through a programme by its own plan, through the same services as real ones."""
