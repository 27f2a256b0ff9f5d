"""How sign-in behaves here: nobody signs up, people are invited; the demo's sign-ins are the demo's."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

DEMO_DOMAIN = "@demo.test"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignInBackend(AuthenticationBackend):
    """Password sign-in; refuses the demo's addresses outright unless the settings are the demo's."""

    def user_can_authenticate(self, user: Any) -> bool:
        if user is not None and user.email.endswith(DEMO_DOMAIN) and not settings.DEMO_MODE:
            return False
        return bool(super().user_can_authenticate(user))
