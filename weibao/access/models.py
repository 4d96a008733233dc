"""Who there is: units, users, and the duties that give access."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from weibao.access.credentials import FailedSignIn, RecoveryCode, SecondFactor, Session, UsedPassword
from weibao.access.duties import BY_NAME, DUTY_KINDS, Reach
from weibao.access.profiles import profile
from weibao.places.models import Area

__all__ = [
    "DutyAssignment", "FailedSignIn", "RecoveryCode", "SecondFactor", "Session", "Unit", "UnitKind", "UsedPassword",
    "User",
]  # fmt: skip


class UnitKind(models.TextChoices):
    COUNTY = "county", _("县级机构")
    DEPARTMENT = "department", _("部门")
    TOWN = "town", _("乡镇")
    VILLAGE = "village", _("村（社区）")
    SCHOOL = "school", _("学校")
    ORGANISATION = "organisation", _("社会组织")


class Unit(models.Model):
    """A member unit (成员单位), town, village, school or organisation."""

    name = models.CharField(_("单位名称"), max_length=80, unique=True)
    short_name = models.CharField(_("简称"), max_length=30, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=UnitKind.choices)
    area = models.ForeignKey(Area, verbose_name=_("所在地域"), on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    authority = models.CharField(_("法定职权"), max_length=20, blank=True)
    """The statutory authority it acts as (`law.yaml` names who may decide what): education, police …"""
    is_active = models.BooleanField(_("在用"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.short_name or self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A named person with an account. There is no account that stands above the duties."""

    username = models.CharField(_("账号"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    unit = models.ForeignKey(Unit, verbose_name=_("所在单位"), on_delete=models.PROTECT, related_name="users")
    is_active = models.BooleanField(_("在用"), default=True)
    must_change_password = models.BooleanField(default=False)
    """Whether the password was set by somebody else: good for one sign-in, in which the user sets his own."""
    password_set_at = models.DateTimeField(null=True)
    """When the user last set it himself; None: never."""
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    history = HistoricalRecords(excluded_fields=["password", "last_login", "password_set_at"])

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = _("用户")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    @property
    def password_is_due(self) -> bool:
        """Whether the password must be changed before anything else: somebody else set it, or it is too old."""
        oldest = profile().max_age
        since = self.password_set_at or self.created_at
        return self.must_change_password or (oldest is not None and since < timezone.now() - oldest)

    @cached_property
    def active_duties(self) -> list[DutyAssignment]:
        """The duties in force today, read once a request."""
        if not self.is_active:
            return []
        return list(DutyAssignment.objects.in_force().filter(user=self).select_related("unit", "area"))

    @cached_property
    def found_within(self) -> set[tuple[str, Any, str]]:
        """(model, primary key, ability) of the records that were found within reach in this request."""
        return set()

    def reaches(self, ability: str) -> list[tuple[DutyAssignment, Reach]]:
        """Each duty in force that gives the ability, with how far it reaches; one that reads children's files of an
        area or a school reaches further to those it was given by name."""
        found = [
            (duty, DUTY_KINDS[duty.kind].abilities[ability])
            for duty in self.active_duties
            if ability in DUTY_KINDS[duty.kind].abilities
        ]
        if ability in BY_NAME:
            found += [(duty, Reach.CHILD) for duty, reach in found if reach in (Reach.AREA, Reach.SCHOOL)]
        return found

    def holds(self, ability: str) -> bool:
        """Whether any duty in force gives the ability, over whatever area."""
        return bool(self.reaches(ability))


class DutyAssignmentQuerySet(models.QuerySet["DutyAssignment"]):
    def in_force(self, on: date | None = None) -> DutyAssignmentQuerySet:
        on = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on, revoked_at=None)


class DutyAssignment(models.Model):
    """A duty held by a user in a unit, over an area, for a purpose, until a day."""

    user = models.ForeignKey(User, verbose_name=_("用户"), on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(_("职责"), max_length=40, choices=[(k, d.title) for k, d in DUTY_KINDS.items()])
    unit = models.ForeignKey(
        Unit, verbose_name=_("任职单位"), on_delete=models.PROTECT, related_name="duties"
    )
    area = models.ForeignKey(Area, verbose_name=_("负责地域"), on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("用途"), max_length=200)
    starts_on = models.DateField(_("起"), default=timezone.localdate)
    ends_on = models.DateField(_("止"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("收回时间"), null=True, blank=True)
    history = HistoricalRecords()

    objects = DutyAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("职责授予")
        ordering = ["user", "kind"]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_kind_display()}"
