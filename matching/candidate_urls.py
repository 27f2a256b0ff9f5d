"""Pages of a partner's candidates, below a programme's address."""

from django.urls import path

from matching.views import candidates

app_name = "candidates"
urlpatterns = [
    path("kandidater/", candidates.list_candidates, name="list"),
    path("kandidater/foreslaa/", candidates.suggest, name="suggest"),
    path("kandidater/forslag/", candidates.list_suggestions, name="suggestions"),
    path("kandidater/forslag/<int:pk>/", candidates.answer, name="answer"),
]
