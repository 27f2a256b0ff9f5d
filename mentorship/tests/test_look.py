"""The frame, the parts and the pages everybody meets: sign-in, errors, the component page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from mentorship.models import RoleBinding
from mentorship.permissions import Role
from mentorship.testing.client import check_page
from mentorship.testing.factories import UserFactory

TEMPLATES = Path(settings.BASE_DIR) / "templates"
OURS = [
    path
    for folder in ("components", "layout", "dkfds", "account")
    for path in sorted((TEMPLATES / folder).rglob("*.html"))
]
COMPONENTS = sorted((TEMPLATES / "components").glob("_*.html"))


@pytest.fixture
def user(db):
    return UserFactory(email="lene@kommune.test", name="Lene Bach")


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_says_what_it_needs(path):
    assert path.read_text(encoding="utf-8").startswith("{# Context: ")


def test_the_component_page_shows_every_component(client, user):
    client.force_login(user)
    response = client.get("/komponenter/")
    assert response.status_code == 200
    shown = {template.name for template in response.templates}
    missing = {f"components/{path.name}" for path in COMPONENTS} - shown
    assert missing == {"components/_confirm.html"}  # a page of its own, see TestComponents
    assert "Komponenter" in response.content.decode()


def test_the_component_page_shows_a_refused_form(client, user):
    client.force_login(user)
    html = client.get("/komponenter/?fejl=1").content.decode()
    assert "data-error-summary" in html


def test_the_frame_names_the_user_and_signs_out_by_post(client, user):
    client.force_login(user)
    html = client.get("/komponenter/").content.decode()
    assert "<b>Lene Bach</b>" in html
    assert re.search(r'<form method="post" action="/konto/log-ud/">', html)
    assert '<a class="skip-link" href="#main">' in html
    assert 'id="main"' in html
    assert '<html lang="da" dir="ltr">' in html


def test_the_navigation_marks_the_page_by_the_server():
    nav = [
        {"label": "Match", "url": "/m/", "current": True},
        {"label": "Borgere", "url": "/b/", "current": False},
    ]
    html = render_to_string("layout/base.html", {"nav": nav})
    assert html.count('aria-current="page"') == 1
    assert '<a href="/m/" aria-current="page">Match</a>' in html


def test_the_page_turns_for_languages_written_from_right_to_left():
    with translation.override("ar"):
        assert 'lang="ar" dir="rtl"' in render_to_string("layout/plain.html")


def test_the_demo_is_labelled_and_nothing_else_is():
    with translation.override("en"):
        assert "Demo: made-up people" in render_to_string("layout/base.html", {"demo_mode": True})
        assert "Demo" not in render_to_string("layout/base.html", {"demo_mode": False})


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_an_error_page_needs_nothing_and_says_what_to_do(name):
    html = render_to_string(f"{name}.html")
    check_page(html)
    assert '<a class="button button-primary" href="/">' in html
    assert "Fejl-id" not in html
    assert "<code>7f3a</code>" in render_to_string(f"{name}.html", {"error_id": "7f3a"})


class TestSignIn:
    def test_asks_for_address_and_password_in_danish(self, client, db):
        html = client.get("/konto/log-ind/").content.decode()
        assert "<h1>Log ind</h1>" in html
        assert 'name="login"' in html
        assert 'name="password"' in html
        assert "/konto/glemt/" in html
        assert "data-fill" not in html

    def test_lets_in_and_out(self, client, user):
        user.set_password("en lang kode")
        user.save()
        response = client.post("/konto/log-ind/", {"login": user.email, "password": "en lang kode"})
        assert response.status_code == 302
        assert "Log ud" in client.get("/konto/log-ud/").content.decode()

    def test_a_wrong_password_is_told_at_the_top(self, client, user):
        html = client.post("/konto/log-ind/", {"login": user.email, "password": "forkert"}).content.decode()
        assert "data-error-summary" in html

    def test_offers_the_demo_users_in_the_demo_alone(self, client, db, settings):
        leader = UserFactory(email="leder@demo.test")
        RoleBinding.objects.create(user=leader, role=Role.ADMINISTRATOR)
        RoleBinding.objects.create(user=UserFactory(email="rigtig@kommune.test"), role=Role.ADMINISTRATOR)
        assert "leder@demo.test" not in client.get("/konto/log-ind/").content.decode()
        settings.DEMO_MODE = True
        html = client.get("/konto/log-ind/").content.decode()
        assert 'data-fill="id_login=leder@demo.test|id_password=demo"' in html
        assert "rigtig@kommune.test" not in html

    @pytest.mark.parametrize(
        "path", ["/konto/glemt/", "/konto/glemt/sendt/", "/konto/glemt/skiftet/", "/konto/lukket/"]
    )
    def test_the_other_pages(self, client, db, path):
        html = client.get(path).content.decode()
        assert "<h1>" in html
        assert "allauth" not in html

    def test_a_forgotten_password_brings_a_mail_in_danish(self, client, user):
        assert client.post("/konto/glemt/", {"email": user.email}).status_code == 302
        message = mail.outbox[0]
        assert "Vælg en ny adgangskode" in message.subject
        link = re.search(r"http://\S+", message.body)[0]
        html = client.get(link.removeprefix("http://testserver"), follow=True).content.decode()
        assert "Vælg en ny adgangskode" in html

    def test_a_used_link_says_so(self, client, db):
        html = client.get("/konto/glemt/1-abc-def/", follow=True).content.decode()
        assert "Linket virker ikke længere" in html

    def test_changing_the_password(self, client, user):
        user.set_password("en lang kode")
        user.save()
        client.force_login(user)
        assert "Skift adgangskode" in client.get("/konto/adgangskode/").content.decode()


def component(template: str, /, **context) -> str:
    html = render_to_string(f"components/{template}.html", context)
    check_page(html)
    return html


class TestComponents:
    def test_pages_keep_the_filters_of_the_address(self):
        request = RequestFactory().get("/?kommune=340&page=2")
        page = Paginator(range(100), 10).page(2)
        html = component("_pagination", page=page, request=request)
        assert 'href="?kommune=340&amp;page=3"' in html
        assert html.count('aria-current="page"') == 1
        assert component("_pagination", page=Paginator([1], 10).page(1), request=request).strip() == ""

    def test_the_bar_of_something_unknown_is_dashed_and_said(self):
        known = component("_fit_bar", label="Sprog", value=5, maximum=20)
        unknown = component("_fit_bar", label="Børn", value=None, maximum=10)
        assert 'width="25.0%"' in known
        assert 'aria-label="Sprog: 5 af 20"' in known
        assert "bar-unknown" in unknown
        assert 'aria-label="Børn: ukendt"' in unknown

    def test_the_bullet_bar_hatches_what_is_not_yet_known(self):
        html = component("_bullet_bar", label="x", reached=28, unknown=15, target=80, maximum=100)
        assert '<svg x="28.0%" width="15.0%"' in html
        assert 'x1="80.0%"' in html
        bare = component("_bullet_bar", label="x", reached=28, unknown=0, target=None, maximum=100)
        assert "hatch" not in bare
        assert "bar-target" not in bare

    def test_unknown_facts_are_said_to_be(self):
        facts = [{"label": "Kørekort", "value": None}, {"label": "Børn", "value": 0}]
        for name in ("_facts", "_fact_lines"):
            html = component(name, facts=facts)
            assert html.count("ukendt") == 1
            assert "<dd>0</dd>" in html

    def test_table_cells_are_text_tag_or_link(self):
        html = component(
            "_data_table",
            caption="T",
            columns=[{"label": "A", "url": "?sort=a", "sort": "ascending"}, {"label": "B", "numeric": True}],
            rows=[[{"text": "x", "url": "/x/", "note": "n"}, 5], [{"text": "y", "tone": "ok"}, None]],
        )
        assert 'aria-sort="ascending"' in html
        assert '<a href="/x/">x</a>' in html
        assert 'class="state state--ok">y' in html
        assert '<td data-label="B" class="num">5</td>' in re.sub(
            r">\s+|\s+<", lambda f: f.group().strip(), html
        )
        assert "–" in html

    def test_what_a_user_wrote_is_escaped(self):
        for html in (
            component("_person_line", name="<b>x</b>"),
            component("_notice", text="<b>x</b>"),
            component("_details", summary="s", text="<b>x</b>"),
            component("_timeline", label="l", events=[{"when": "i dag", "what": "<b>x</b>"}]),
            component("_ledger", rows=[{"when": "i dag", "name": "<b>x</b>", "detail": "<b>x</b>"}]),
        ):
            assert "<b>x</b>" not in html
            assert "&lt;b&gt;x" in html

    def test_a_running_job_is_followed_and_a_finished_one_is_not(self):
        job = {
            "title": "Forslag",
            "text": "12 af 70",
            "done": 12,
            "total": 70,
            "url": "/job/x/",
            "refresh_url": "?",
        }
        running = component("_job", **job, finished=False, failed=False)
        assert 'data-job-url="/job/x/"' in running
        assert 'max="70" value="12"' in running
        assert "data-job-url" not in component("_job", **job, finished=True, failed=False)
        assert "max=" not in component("_job", **{**job, "total": 0}, finished=False, failed=False)

    def test_the_confirm_page_posts_what_it_was_given(self):
        html = component(
            "_confirm",
            title="Afslut?",
            text="Mentoren bliver ledig.",
            action="/m/1/afslut/",
            yes="Afslut",
            cancel_url="/m/1/",
            danger=True,
            fields=[{"name": "reason", "value": "moved"}],
            csrf_token="t",  # noqa: S106  a made-up token
        )
        assert '<input type="hidden" name="reason" value="moved">' in html
        assert "button-warning" in html

    def test_no_telephone_no_button(self):
        assert "tel:+4512345678" in component("_call_button", phone="+45 12 34 56 78", name="Amina")
        assert component("_call_button", phone="", name="Amina").strip() == ""

    def test_components_can_be_included_with_only(self):
        source = '{% include "components/_state_tag.html" with label="Afholdt" tone="ok" only %}'
        assert "state--ok" in Template(source).render(Context())


def test_the_accessibility_statement_is_open_to_all_and_help_to_users(client, user):
    assert "Tilgængelighedserklæring" in client.get("/tilgaengelighed/").content.decode()
    assert client.get("/hjaelp/").status_code == 302
    client.force_login(user)
    html = client.get("/hjaelp/").content.decode()
    assert 'href="/hjaelp/kom-i-gang/"' in html
    assert '<a href="/tilgaengelighed/">' in html
