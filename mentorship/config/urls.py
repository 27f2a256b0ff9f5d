"""Every address. Pages of a programme live below /p/<key>/."""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language

# Only what is used of allauth's pages: nobody signs up, and an address is the administrator's to change.
ACCOUNT_PAGES = [
    path("log-ind/", account.login, name="account_login"),
    path("log-ud/", account.logout, name="account_logout"),
    path("lukket/", account.account_inactive, name="account_inactive"),
    path("ny-bruger/", account.signup, name="account_signup"),
    path("bekraeft/", account.reauthenticate, name="account_reauthenticate"),
    path("adgangskode/", account.password_change, name="account_change_password"),
    path("adgangskode/ny/", account.password_set, name="account_set_password"),
    path("glemt/", account.password_reset, name="account_reset_password"),
    path("glemt/sendt/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^glemt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("glemt/skiftet/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]

urlpatterns = [
    path("", include("mentorship.urls")),
    path("p/<slug:key>/match/", include("matching.urls")),
    path("p/<slug:key>/", include("matching.candidate_urls")),
    path("", include("matching.answer_urls")),
    path("p/<slug:key>/", include("followup.urls")),
    path("p/<slug:key>/", include("reporting.urls")),
    path("konto/", include(ACCOUNT_PAGES)),
    path("sprog/", login_not_required(set_language), name="set_language"),
]

handler400 = "mentorship.views.errors.bad_request"
handler403 = "mentorship.views.errors.permission_denied"
handler404 = "mentorship.views.errors.page_not_found"
handler500 = "mentorship.views.errors.server_error"
