"""The page behind a personal link to answer a proposal by: no sign-in."""

from django.urls import path

from matching.views import answer

app_name = "answers"
urlpatterns = [path("a/<str:token>/", answer.answer, name="answer")]
