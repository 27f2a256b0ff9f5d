"""What is said beside the fields of a case that a name alone does not explain."""

from django.utils.translation import gettext_lazy as _

HELP = {
    "contact_language": _("The language letters are written in."),
    "postcode": _("For the distance between the two."),
    "protected": _("The case number stands in place of name and address everywhere."),
    "left_on": _("Who has left is in no list of those who wait, and stays in the counts."),
    "labour_status": _("On the day of registering; later changes come with the extract."),
    "danish_education": _("Track 1 to 3 and module, as “2, module 3”."),
    "local_ties": _("Knows people, associations or workplaces in the area."),
    "former_network_contact": _("Has been a contact of newcomers before."),
}
