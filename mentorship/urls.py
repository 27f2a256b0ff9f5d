"""Floor 1's pages."""

from django.urls import path

from mentorship.views import (
    about,
    activities,
    attendance,
    case_lookups,
    components,
    drafts,
    edit,
    hats,
    health,
    interview,
    jobs,
    lookups,
    milestones,
    person,
    programme,
    purpose,
    register,
    register_export,
    leaving,
    lookup_samples,
    selection,
    signing_up,
    stand_ins,
    start,
    users,
)

app_name = "people"

ACTIVITY = "p/<slug:key>/aktiviteter/<int:pk>/"

REFUGEE = "p/<slug:key>/borgere/<int:pk>/"
MENTOR = "p/<slug:key>/mentorer/<int:pk>/"

urlpatterns = [
    path("", start.start, name="start"),
    path("p/<slug:key>/", programme.show_programme, name="programme"),
    path("p/<slug:key>/opslag/", lookups.list_lookups, name="lookups"),
    # Those on the receiving side
    path("p/<slug:key>/borgere/", register.list_refugees, name="refugees"),
    path("p/<slug:key>/borgere/excel/", register_export.export.refugee, name="refugee_export"),
    path("p/<slug:key>/borgere/ny/", edit.new.refugee, name="refugee_new"),
    path(REFUGEE, person.show.refugee, name="refugee"),
    path(f"{REFUGEE}opslag/", case_lookups.seen_by.refugee, name="refugee_lookups"),
    path(f"{REFUGEE}formaal/", purpose.purpose.refugee, name="refugee_purpose"),
    path(f"{REFUGEE}vis/", person.reveal.refugee, name="refugee_reveal"),
    path("p/<slug:key>/opslag/stikproeve/", lookup_samples.list_samples, name="lookup_samples"),
    path("p/<slug:key>/opslag/stikproeve/<slug:month>/", lookup_samples.show_sample, name="lookup_sample"),
    path("p/<slug:key>/opslag/<int:pk>/vurder/", lookup_samples.review, name="lookup_review"),
    path(f"{REFUGEE}ret/", edit.edit.refugee, name="refugee_edit"),
    path(f"{REFUGEE}profil/", edit.profile.refugee, name="refugee_profile"),
    path(f"{REFUGEE}profil/versioner/", edit.versions.refugee, name="refugee_versions"),
    path(f"{REFUGEE}samtykke/", person.consent.refugee, name="refugee_consent"),
    path(f"{REFUGEE}samtale/<slug:step>/", interview.interview.refugee, name="refugee_interview"),
    # Mentors
    path("p/<slug:key>/mentorer/", register.list_mentors, name="mentors"),
    path("p/<slug:key>/mentorer/excel/", register_export.export.mentor, name="mentor_export"),
    path("p/<slug:key>/mentorer/ny/", edit.new.mentor, name="mentor_new"),
    path(MENTOR, person.show.mentor, name="mentor"),
    path(f"{MENTOR}opslag/", case_lookups.seen_by.mentor, name="mentor_lookups"),
    path(f"{MENTOR}formaal/", purpose.purpose.mentor, name="mentor_purpose"),
    path(f"{MENTOR}vis/", person.reveal.mentor, name="mentor_reveal"),
    path(f"{MENTOR}ret/", edit.edit.mentor, name="mentor_edit"),
    path(f"{MENTOR}profil/", edit.profile.mentor, name="mentor_profile"),
    path(f"{MENTOR}profil/versioner/", edit.versions.mentor, name="mentor_versions"),
    path(f"{MENTOR}samtykke/", person.consent.mentor, name="mentor_consent"),
    path(f"{MENTOR}attest/", person.clearance, name="mentor_clearance"),
    path(f"{MENTOR}samtale/<slug:step>/", interview.interview.mentor, name="mentor_interview"),
    # The hat that is on
    path("kasket/", hats.change_hat, name="hat"),
    path("vikar/", stand_ins.stand_ins, name="stand_ins"),
    path("vikar/<int:pk>/afslut/", stand_ins.end, name="stand_in_end"),
    # Who is selected
    path("p/<slug:key>/udvaelgelse/", selection.select_refugees, name="selection"),
    path("p/<slug:key>/udvaelgelse/mentorer/", selection.select_mentors, name="selection_mentors"),
    path(f"{REFUGEE}fravaelg/", selection.deselect_refugee, name="deselect"),
    path(f"{MENTOR}fravaelg/", selection.deselect_mentor, name="deselect_mentor"),
    # Activities and milestones
    path("p/<slug:key>/aktiviteter/", activities.list_activities, name="activities"),
    path("p/<slug:key>/aktiviteter/ny/", activities.new_activity, name="activity_new"),
    path(ACTIVITY, activities.show_activity, name="activity"),
    path(f"{ACTIVITY}ret/", activities.edit_activity, name="activity_edit"),
    path(f"{ACTIVITY}aflys/", activities.cancel, name="activity_cancel"),
    path(f"{ACTIVITY}tilmeld/", signing_up.choose_people, name="activity_signup"),
    path(f"{ACTIVITY}afmeld/", signing_up.withdraw, name="activity_withdraw"),
    path(f"{ACTIVITY}fremmoede/<int:session_pk>/", attendance.attendance, name="attendance"),
    path(f"{ACTIVITY}liste/<int:session_pk>/", attendance.print_list, name="attendance_list"),
    path("p/<slug:key>/milepael/<int:pk>/", milestones.milestone, name="milestone"),
    # Drafts and long work
    path("kladde/<slug:draft>/", drafts.keep, name="draft"),
    path("job/<uuid:key>/", jobs.show_job, name="job"),
    path("job/<uuid:key>/status/", jobs.job_status, name="job_status"),
    # Administration
    path("brugere/", users.list_users, name="users"),
    path("brugere/excel/", users.export_users, name="users_export"),
    path("brugere/<int:pk>/", users.show_user, name="user"),
    path("brugere/<int:pk>/rolle/", users.add_role, name="user_role"),
    path("brugere/<int:pk>/rolle/<int:binding>/fjern/", users.remove_role, name="user_role_remove"),
    path("brugere/<int:pk>/adgang/", users.change_active, name="user_active"),
    # The house itself
    path("hjaelp/", about.show_help, name="help"),
    path("tilgaengelighed/", about.show_accessibility, name="accessibility"),
    path("komponenter/", components.show_components, name="components"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
