"""Files people bring: documents on a case, and rosters on their way in."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.clock import now
from mentorship.fields import EncryptedBinaryField
from mentorship.models.person import Mentor, Refugee
from mentorship.models.programme import Programme
from mentorship.permissions import Permission
from mentorship.vocabulary import DocumentKind, ScanState

if TYPE_CHECKING:
    from mentorship.models.user import User


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: "User") -> Self:
        """Documents of the people `user` may read."""
        return self.filter(
            Q(mentor__in=Mentor.objects.visible_to(user)) | Q(refugee__in=Refugee.objects.visible_to(user))
        )

    def kept(self) -> Self:
        """Those not removed: a removed document leaves its row, without title or content."""
        return self.filter(removed_at=None)


class Document(models.Model):
    """A file on one person's case. The content lies in the store under `key`, never under its name."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentor = models.ForeignKey(
        Mentor, null=True, blank=True, on_delete=models.CASCADE, related_name="documents"
    )  # part of the enrolment
    refugee = models.ForeignKey(
        Refugee, null=True, blank=True, on_delete=models.CASCADE, related_name="documents"
    )  # part of the enrolment
    kind = models.CharField(_("kind"), max_length=30, choices=DocumentKind, default=DocumentKind.OTHER)
    title = models.CharField(_("title"), max_length=200, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=20, choices=ScanState, default=ScanState.NOT_SCANNED)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )  # stays signed
    uploaded_at = models.DateTimeField(default=now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # stays signed
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                name="document_of_exactly_one",
                condition=Q(mentor__isnull=False, refugee=None) | Q(mentor=None, refugee__isnull=False),
            ),
            models.CheckConstraint(
                name="document_removed_iff_signed",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: "User") -> Self:
        """One's own, in programmes where one may still import: a half-made import is nobody else's."""
        programmes = {b.programme_id for b in user.bindings_granting(Permission.PEOPLE_IMPORT)}
        return self.filter(by=user, programme_id__in=programmes)


class Upload(models.Model):
    """A roster on its way in: the file, how its columns are read, what was decided of likely duplicates.

    The content is kept encrypted in the database, where every worker reaches it, and emptied when the
    import is done or given up. `mapping`: {head in the file: field, or "" for none}. `decisions`:
    {line: {"act": "keep" or "merge", "person": id}}.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="uploads"
    )  # nothing to import into without it
    kind = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads"
    )  # nobody else's to finish
    at = models.DateTimeField(default=now)
    file_name = models.CharField(max_length=200)
    content = EncryptedBinaryField(blank=True)
    mapping = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    job = models.ForeignKey(
        "mentorship.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # the upload says enough of itself
    batch = models.ForeignKey(
        "mentorship.ImportBatch", null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads"
    )  # as above

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ColumnMapping(models.Model):
    """How the columns of a programme's files were read last time: {head in the file: field}."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="column_mappings"
    )  # part of its programme
    kind = models.CharField(max_length=20)
    heads = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # a remark; the mapping stands

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "kind"], name="column_mapping_once")]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.kind}"
