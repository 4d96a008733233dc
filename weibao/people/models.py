"""The child file: children, their guardians, and which delivered rows speak of which child."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.access.models import Unit
from weibao.cipher.fields import EncryptedCharField
from weibao.cipher.history import BoundHistory
from weibao.cipher.models import Bound
from weibao.feeds.models import FeedRow
from weibao.places.models import Area


class Sex(models.TextChoices):
    MALE = "男", _("男")
    FEMALE = "女", _("女")


class ChildQuerySet(models.QuerySet["Child"]):
    def kept(self) -> ChildQuerySet:
        """Without the files that were merged into another."""
        return self.filter(merged_into=None)


class Child(Bound):
    """A minor with a file (一人一档). Its fields are what the linked rows agree on (`people.derive`); the rows
    stay the source, and `refresh_children` writes them anew whenever the rows change."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = EncryptedCharField(_("姓名"), max_length=60)
    letter = models.CharField(max_length=1, blank=True, db_index=True)
    """The first letter of the name's pinyin: lists sort by it, and the database knows no more of the name."""
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices, blank=True)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True, db_index=True)
    """In clear: the law's ages are reached on a day, and lists, counts and screening ask the database who is of what
    age. Without a name it tells of nobody."""
    id_number = EncryptedCharField(_("身份证号"), max_length=18, blank=True)
    area_code = models.CharField(_("地域"), max_length=12, db_index=True)
    """The narrowest area known: village, else town, else county. Scope hangs on it."""
    area = models.ForeignKey(
        Area, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("所在地")
    )
    school = models.ForeignKey(
        Unit, verbose_name=_("学校"), null=True, blank=True, on_delete=models.PROTECT, related_name="pupils"
    )
    town = models.CharField(_("乡镇"), max_length=60, blank=True)
    village = models.CharField(_("村（社区）"), max_length=60, blank=True)
    """Both as the departments write them; `area` is what the county's own list makes of them."""
    school_name = models.CharField(_("学校名称"), max_length=80, blank=True)
    grade = models.CharField(_("年级"), max_length=20, blank=True)
    class_name = models.CharField(_("班级"), max_length=20, blank=True)
    enrolment_status = models.CharField(_("学籍状态"), max_length=20, blank=True)
    categories = models.CharField(_("儿童类别"), max_length=200, blank=True)
    """Categories that civil affairs reports now, joined by ；."""
    address = EncryptedCharField(_("住址"), max_length=200, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    history = BoundHistory()

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("儿童档案")
        ordering = ["letter", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:detail", args=[self.public_id])

    @property
    def file_number(self) -> str:
        """What the file is called before people who may not read a name (档案号): WB- and the first eight digits of its
        public id."""
        return f"WB-{self.public_id.hex[:8].upper()}"

    @property
    def age(self) -> int | None:
        """Whole years today."""
        return self.age_on(timezone.localdate())

    @property
    def category_list(self) -> list[str]:
        return self.categories.split("；") if self.categories else []

    def age_on(self, day: date) -> int | None:
        """Whole years on a day."""
        if self.birth_date is None:
            return None
        had = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not had)


class SearchToken(models.Model):
    """A word by which a child is found, as a keyed hash (`people.search`). Derived like the child's own fields."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="search_tokens")
    token = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("检索标记")
        indexes = [models.Index(fields=["token", "child"], name="searchtoken_token_child")]

    def __str__(self) -> str:
        return str(self.child_id)


class Guardian(Bound):
    """A guardian as the rows name him (监护人). Derived from the rows like the child's own fields, hence without
    a history of its own."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="guardians")
    name = EncryptedCharField(_("监护人姓名"), max_length=60, blank=True)
    name_token = models.CharField(max_length=64)
    """Keyed, of child and name: by it a guardian stands once."""
    relation = models.CharField(_("与儿童关系"), max_length=20, blank=True)
    phones = EncryptedCharField(_("电话"), max_length=120, blank=True)
    """Digits; several are parted by a blank."""

    class Meta:
        verbose_name = verbose_name_plural = _("监护人")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="guardian_once", fields=["child", "name_token"])]

    def __str__(self) -> str:
        return self.name or self.phones


class Method(models.TextChoices):
    ID_NUMBER = "id_number", _("身份证号一致")
    MODEL = "model", _("信息比对")
    ALONE = "alone", _("首条记录")  # no other row of its child was known
    CORRECTED = "corrected", _("沿用更正前的行")
    PERSON = "person", _("人工核对")


class Link(Bound):
    """That a delivered row speaks of a child, by what method and why. Ended links stay as history."""

    row = models.ForeignKey(FeedRow, on_delete=models.CASCADE, related_name="links")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="links")
    method = models.CharField(_("方法"), max_length=12, choices=Method.choices)
    probability = models.FloatField(_("把握"))
    reason = EncryptedCharField(_("理由"), max_length=300)
    number_denied = models.BooleanField(default=False)
    """A person said that the row's ID number is not this child's: it counts for nothing from then on."""
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("关联")
        constraints = [
            models.UniqueConstraint(
                name="a_row_speaks_of_one_child", fields=["row"], condition=Q(ended_at__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["child", "ended_at"], name="link_child_ended")]

    def __str__(self) -> str:
        return f"{self.row_id} → {self.child_id}"


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("待核")
    LINKED = "linked", _("已关联")
    DIFFERENT = "different", _("不是同一人")
    LATER = "later", _("以后再核")
    LAPSED = "lapsed", _("已失效")


class Proposal(Bound):
    """That a row may speak of a child, for a person to say (核对)."""

    row = models.ForeignKey(FeedRow, on_delete=models.CASCADE, related_name="proposals")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="proposals")
    rank = models.PositiveSmallIntegerField(_("名次"))
    probability = models.FloatField(_("把握"))
    reason = EncryptedCharField(_("理由"), max_length=300)
    state = models.CharField(
        _("状态"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING, db_index=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("核对建议")
        ordering = ["row", "rank"]
        constraints = [models.UniqueConstraint(name="a_pair_proposed_once", fields=["row", "child"])]

    def __str__(self) -> str:
        return f"{self.row_id} ? {self.child_id}"


class Merge(Bound):
    """That two files were found to be one child's. It can be undone: `moved` names what was carried over."""

    kept = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="absorptions")
    reason = EncryptedCharField(_("理由"), max_length=300)
    moved = models.JSONField(default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("合并")
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"


class ChildAccessQuerySet(models.QuerySet["ChildAccess"]):
    def in_force(self) -> ChildAccessQuerySet:
        """`ended_at` may lie ahead: access that was given for some hours or days ends by itself."""
        today = timezone.localdate()
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            Q(ended_at__isnull=True) | Q(ended_at__gt=timezone.now()),
            starts_on__lte=today,
        )


class ChildAccess(Bound):
    """That a user may see one child's file, for a purpose, until a day (team members, answered requests)."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="accesses")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="child_accesses"
    )
    purpose = EncryptedCharField(_("用途"), max_length=200)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    history = BoundHistory()

    objects = ChildAccessQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("按名查阅权限")

    def __str__(self) -> str:
        return f"{self.user_id} · {self.child_id}"
