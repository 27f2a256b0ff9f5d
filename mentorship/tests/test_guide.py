"""The user guide: whole in both languages, its pictures there, its pages open to whoever signs in."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from mentorship import guide
from mentorship.guide import FOLDER, PAGES, guide_page
from mentorship.permissions import Role
from mentorship.testing.factories import RoleBindingFactory, UserFactory

PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
LANGUAGES = ("da", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_written_and_nothing_else_lies_there(language):
    assert {path.stem for path in (FOLDER / language).glob("*.md")} == set(PAGES)


def test_every_role_has_a_page():
    assert {role for role in PAGES.values() if role} == set(Role)


@pytest.mark.parametrize("key", PAGES)
def test_both_languages_say_the_same_in_number(key):
    danish, english = guide_page(key, "da"), guide_page(key, "en")
    assert danish.title != english.title or key == "administrator"
    assert len(danish.parts) == len(english.parts) >= 2
    assert danish.body.count("<img") == english.body.count("<img")
    assert danish.body.count("<li>") == english.body.count("<li>")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", PAGES)
def test_its_pictures_are_there_and_described(key, language):
    text = (FOLDER / language / f"{key}.md").read_text(encoding="utf-8")
    for described, file in PICTURE.findall(text):
        assert described, file
        assert finders.find(f"guide/{file}"), file
        assert f'src="{settings.STATIC_URL}guide/' in guide_page(key, language).body


def test_a_language_without_a_guide_reads_danish():
    assert guide_page("partner", "nb") == guide_page("partner", "da")
    assert guide_page("partner", "en-gb") == guide_page("partner", "en")


def test_html_in_a_page_would_be_shown_not_run(tmp_path, monkeypatch):
    guide._render.cache_clear()
    (tmp_path / "da").mkdir()
    (tmp_path / "da" / "partner.md").write_text("# A\n\n<script>x</script>\n", encoding="utf-8")
    monkeypatch.setattr("mentorship.guide.FOLDER", tmp_path)
    body = guide_page("partner", "da").body
    guide._render.cache_clear()
    assert "&lt;script&gt;" in body


@pytest.mark.django_db
def test_ones_own_pages_stand_first(client):
    client.force_login(RoleBindingFactory(role=Role.TASK_GROUP).user)
    page = client.get("/hjaelp/").content.decode()
    assert page.index("Indsatsgruppe") < page.index("De andre roller") < page.index("Projektleder")


@pytest.mark.django_db
def test_a_page_of_the_guide(client):
    client.force_login(UserFactory())
    page = client.get("/hjaelp/projektleder/").content.decode()
    assert "<h1>Projektleder</h1>" in page
    assert 'href="#afsnit-1"' in page
    assert 'id="afsnit-1"' in page


@pytest.mark.django_db
def test_an_unknown_page_is_not_found(client):
    client.force_login(UserFactory())
    assert client.get("/hjaelp/hemmeligt/").status_code == 404


@pytest.mark.django_db
def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/hjaelp/projektleder/").status_code == 302
