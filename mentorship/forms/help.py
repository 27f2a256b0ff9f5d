"""What is said beside the fields of a case that a name alone does not explain."""

from django.utils.translation import gettext_lazy as _

HELP = {
    "contact_language": _("The language letters are written in."),
    "postcode": _("For the distance between the two."),
    "protected": _("The case number stands in place of name and address everywhere."),
    "municipality": _("Decides which consultants see the case, and whose quota it counts in."),
    "consultant": _("Gets the reminders, and opens the case without giving a purpose."),
    "organisation": _("Its coordinators see the case and follow it up."),
    "recruited_through": _("How the person heard of the programme. Counted by channel, without names."),
    "interviewed_on": _("Set by itself when an interview is saved as held."),
    "intro_course_on": _("Set by itself when attendance at all of the course is recorded."),
    "trained_on": _("Set by itself when attendance at all of the training is recorded."),
    "selected_on": _("Set by itself when the person is selected on the page of the selection."),
    "selection_grounds": _("Why this person. Read by everybody who may open the case."),
    "residence_basis": _("Decides whether the person belongs to the target group."),
    "arrived_on": _("In Denmark. If only the month is known: the first of it."),
    "interpreter": _("Whether talks need an interpreter."),
    "self_supporting": _("Lives without public support."),
    "left_on": _("Who has left is in no list of those who wait, and stays in the counts."),
    "labour_status": _("On the day of registering; later changes come with the extract."),
    "danish_education": _("Track 1 to 3 and module, as “2, module 3”."),
    "local_ties": _("Knows people, associations or workplaces in the area."),
    "former_network_contact": _("Has been a contact of newcomers before."),
}
# Asked across a table: what the answer is, not what becomes of the case.
ASKED = ("danish_education", "arrived_on", "self_supporting", "local_ties", "former_network_contact")
