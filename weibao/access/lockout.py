"""After too many failures one has to wait, by account and by address, and nobody learns which accounts there are: names
that nobody bears are counted and answered alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from weibao.access.credentials import FailedSignIn
from weibao.access.profiles import FAILURES_BY_ADDRESS, profile
from weibao.audit.hashing import keyed
from weibao.keeping.terms import kept


@dataclass(frozen=True)
class Attempt:
    """A try that is under way. It counts as failed until `forgive` says that it was none: of many tries at once no more
    get through than one after the other."""

    account: FailedSignIn
    address: FailedSignIn

    @property
    def is_locked(self) -> bool:
        limit = profile()
        return waits(self.account, limit.failures, limit.locked_for) or waits(
            self.address, FAILURES_BY_ADDRESS, limit.locked_for
        )

    def take_back(self) -> None:
        """The try was not let in at all, so it does not make the wait longer."""
        FailedSignIn.objects.filter(pk__in=[self.account.pk, self.address.pk]).delete()

    def forgive(self) -> None:
        """It succeeded: the failures of the account are over; those of the address stay, for they may be of others."""
        FailedSignIn.objects.filter(Q(key=self.account.key) | Q(pk=self.address.pk)).delete()


def begin(account: str, address: str) -> Attempt:
    """account: the user name as typed, or what else is guessed at (`factor:ID`)."""
    return Attempt(
        FailedSignIn.objects.create(key=keyed(f"account:{account}")),
        FailedSignIn.objects.create(key=keyed(f"address:{address}")),
    )


def waits(own: FailedSignIn, limit: int, wait: timedelta) -> bool:
    """Whether `limit` tries failed before this one within one wait of each other, the last of them less than a wait
    ago."""
    before = FailedSignIn.objects.filter(key=own.key, pk__lt=own.pk, at__gt=own.at - 2 * wait)
    moments = list(before.order_by("-pk").values_list("at", flat=True)[:limit])
    return len(moments) == limit and own.at - moments[0] < wait and moments[0] - moments[-1] < wait


def forget_failures(account: str) -> None:
    """End the wait of an account, as its administrator does by setting a new password."""
    FailedSignIn.objects.filter(key=keyed(f"account:{account}")).delete()


def forget_old_failures() -> int:
    """Delete what no wait depends on any more."""
    return FailedSignIn.objects.filter(at__lt=timezone.now() - kept("sign_in.failed")).delete()[0]
