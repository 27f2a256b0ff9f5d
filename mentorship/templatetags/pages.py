"""What pages need beyond their own context: page numbers with gaps, the menu, the demo's sign-ins."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page

from mentorship.accounts import DEMO_DOMAIN
from mentorship.models import RoleBinding

register = template.Library()

MENU_AT_MOST = 8  # entries side by side at 1280 px; with more, the last ones are folded away


@register.filter
def first_of_menu(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that stand in the menu's line."""
    return entries if len(entries) <= MENU_AT_MOST else entries[: MENU_AT_MOST - 1]


@register.filter
def rest_of_menu(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those under “More”; none where all have room."""
    return entries[len(first_of_menu(entries)) :]


@register.filter
def page_numbers(page: Page) -> Iterator[int | str]:
    """The numbers around this page, with the paginator's ellipsis for what is left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag
def demo_sign_ins() -> list[dict[str, str]]:
    """[{email, hats}] of the made-up users, one query; none unless the settings are the demo's."""
    if not settings.DEMO_MODE:
        return []
    bindings = (
        RoleBinding.objects.in_force()
        .filter(user__email__endswith=DEMO_DOMAIN, user__is_active=True)
        .select_related("user", "municipality", "organisation")
        .order_by("user_id", "pk")
    )
    hats: dict[str, dict[str, None]] = {}
    for binding in bindings:
        hats.setdefault(binding.user.email, {})[str(binding)] = None
    return [{"email": email, "hats": ", ".join(names)} for email, names in hats.items()]
