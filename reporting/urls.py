"""Pages of reporting, below a programme's address."""

from django.urls import path

from reporting.views import export, fairness, memo, quarter, recruitment

app_name = "reporting"
urlpatterns = [
    path("kvartal/", quarter.quarter, name="quarter"),
    path("kvartal/<str:quarter>/notat/", memo.memo, name="memo"),
    path("fordeling/rapport/", fairness.fairness, name="fairness"),
    path("rekruttering/", recruitment.recruitment, name="recruitment"),
    path("eksport/", export.export, name="export"),
]
