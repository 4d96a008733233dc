"""What a person signs in with beside the name, and where he is signed in: second factors, recovery codes, passwords of
before, failures, sessions."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from weibao.cipher.fields import EncryptedTextField
from weibao.cipher.models import Bound


class FactorKind(models.TextChoices):
    TOTP = "totp", _("动态口令")
    PASSKEY = "passkey", _("通行密钥")


class SecondFactor(Bound):
    """An authenticator app (RFC 6238) or a passkey (WebAuthn level 2) of a user."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(_("方式"), max_length=8, choices=FactorKind.choices)
    name = models.CharField(_("名称"), max_length=40)
    secret = EncryptedTextField(blank=True)
    """Of an authenticator app: the shared secret, in base32."""
    last_step = models.BigIntegerField(default=0)
    """The time step of the last code that was taken: a code is good once."""
    credential_id = models.CharField(max_length=1400, blank=True)
    """Of a passkey (base64url): at most 1,023 bytes by the standard."""
    credential = models.TextField(blank=True)
    """Of a passkey: its id and public key as the authenticator gave them (base64url)."""
    host = models.CharField(max_length=253, blank=True)
    """Of a passkey: the host name it is bound to."""
    signatures = models.PositiveBigIntegerField(default=0)
    """The counter of a passkey; one that falls back was copied. Many authenticators keep none and say 0."""
    added_at = models.DateTimeField(_("设置时间"), auto_now_add=True)
    used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("第二重验证")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["credential_id"], condition=~models.Q(credential_id=""), name="one_row_a_passkey"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.name}"


class RecoveryCode(models.Model):
    """A code that stands in for a lost second factor, once. Only its keyed hash is kept."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="recovery_codes")
    hashed = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hashed"], name="one_row_a_recovery_code")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class UsedPassword(models.Model):
    """A password that a user had before, as its hash; kept only as far as the profile remembers."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="used_passwords")
    hashed = models.CharField(max_length=128)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user_id}"


class FailedSignIn(models.Model):
    """One failed sign-in to an account or from an address. `key` is a keyed hash: whether there is such an account can't
    be told from it, nor what was typed."""

    key = models.CharField(max_length=32, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%F %T}"


class Session(AbstractBaseSession):
    """Where somebody is signed in. Its key is kept as a keyed hash: who reads the database can't use a session."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, null=True, related_name="sessions")
    opened_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近操作"))
    address = models.CharField(_("网络地址"), max_length=45, blank=True)
    device = models.CharField(_("设备"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("登录")

    @classmethod
    def get_session_store_class(cls):
        from weibao.access.sessions import SessionStore

        return SessionStore
