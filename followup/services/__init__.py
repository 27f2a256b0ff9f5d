"""What is done to follow-ups; one module a subject."""
