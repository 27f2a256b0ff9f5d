"""Pages of followup, below a programme's address."""

from django.urls import path, re_path

from followup.views import day, day_export, log

app_name = "followup"
urlpatterns = [
    path("opfoelgning/", day.my_day, name="day"),
    path("opfoelgning/excel/", day_export.export_day, name="export"),
    re_path(r"^opfoelgning/liste/(?P<span>overdue|today|coming|overtaken)/$", day.followup_list, name="list"),
    path("opfoelgning/<int:pk>/", log.log, name="log"),
    path("opfoelgning/<int:pk>/gemt/", log.saved, name="saved"),
    path("opfoelgning/<int:pk>/fortryd/", log.undo, name="undo"),
    path("opfoelgning/<int:pk>/udskyd/", log.postpone, name="postpone"),
    path("opfoelgning/match/<int:match_pk>/", log.extra, name="extra"),
    path("opfoelgning/luk-overhalede/", log.close_overtaken, name="close_overtaken"),
    path("sendt/", log.sent_messages, name="messages"),
]
