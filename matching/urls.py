"""Pages of matching, below a programme's address."""

from django.urls import path

from matching.views import advice, board, group, match, matches, matches_export, pair, plans, weights

app_name = "matching"
urlpatterns = [
    path("", board.board, name="board"),
    path("foreslaa/", board.propose, name="propose"),
    path("forbyd/", board.forbid, name="forbid"),
    path("foreslaa-alle/", board.propose_for_all, name="propose_for_all"),
    path("plan/", plans.list_plans, name="plans"),
    path("plan/<int:pk>/", plans.show_plan, name="plan"),
    path("plan/<int:pk>/indstil/", plans.put_forward, name="put_forward"),
    path("plan/<int:pk>/kasser/", plans.discard, name="discard"),
    path("vaegte/", weights.weights, name="weights"),
    path("ingen-fundet/", advice.list_advice, name="advice"),
    path("ingen-fundet/beregn/", advice.work_out, name="work_out"),
    path("ingen-fundet/<int:pk>/", advice.show_advice, name="advice_person"),
    path("rekruttering/", advice.show_recruitment, name="recruitment"),
    path("par/<int:refugee>/<int:mentor>/", pair.show_pair, name="pair"),
    path("par/<int:refugee>/<int:mentor>/fortaelles/<slug:side>/", pair.show_told, name="pair_letter"),
    path("alle/", matches.list_matches, name="matches"),
    path("alle/excel/", matches_export.export_matches, name="export"),
    path("indsatsgruppe/", group.queue, name="group"),
    path("indsatsgruppe/<int:pk>/", group.say, name="say"),
    path("<int:pk>/", match.show_match, name="match"),
    path("<int:pk>/<slug:step>/", match.take_step, name="step"),
]
