"""What floor 1 hangs up in the registry: panels on a person's page, cards on the start page."""

from mentorship.panels import activities, documents, elsewhere, interviews, papers, people


def register() -> None:
    """In this order; what stands where on a page is each part's own `order` to say."""
    for part in (people, papers, documents, activities, elsewhere, interviews):
        part.register()
