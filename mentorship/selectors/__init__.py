"""Reading for pages that join several models."""
