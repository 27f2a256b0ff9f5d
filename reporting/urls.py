"""Pages of reporting, below a programme's address."""

from django.urls import path

from reporting.views import export, memo, quarter

app_name = "reporting"
urlpatterns = [
    path("kvartal/", quarter.quarter, name="quarter"),
    path("kvartal/<str:quarter>/notat/", memo.memo, name="memo"),
    path("eksport/", export.export, name="export"),
]
