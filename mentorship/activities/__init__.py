"""Courses, training and events: planning them, signing people up, and what attending means for a case."""
