"""Drafts: what is typed into a form outlives a time-out, a closed browser, a lost network, and is nobody else's to read.

`{% draft %}` inside a form is all that a form declares. The browser then sends what is typed here every few seconds,
where it lies encrypted; and while the server can't be reached it keeps it itself, encrypted too, under a key that only a
page of the signed-in writer holds. A draft is offered again where its form is shown again, is gone once the form was
sent, and expires.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from weibao.access.models import User
from weibao.cipher.tokens import tokens
from weibao.keeping.terms import kept
from weibao.web.models import Draft

KEPT = kept("drafts")
MOST = 60
"""Drafts of one person; the oldest give way."""
LONGEST = 200_000
"""Characters of one draft."""
SALT = "weibao.web.drafts"


class DraftRefused(Exception):
    """What was sent is no draft of this person's for a form of ours."""


@dataclass(frozen=True)
class Offered:
    """What a form's page holds of its draft."""

    ticket: str
    """Says to the server which form of whom; only a page that was shown to him holds it."""
    name: str
    """By which the browser keeps its own copy; it tells nothing."""
    key: str
    """For the browser's copy: AES-256, base64."""
    saved: Draft | None


def offered(request: HttpRequest, user: User, path: str, form: str = "") -> Offered:
    place = [user.pk, path, form]
    words = f"{user.pk}\n{path}\n{form}".encode()
    return Offered(
        ticket=signing.Signer(salt=SALT).sign_object(place),
        name=tokens("web.draft.name").of(words).hex()[:24],
        key=base64.b64encode(tokens("web.draft.key").of(words)).decode(),
        saved=drafts_of(request, user, path).get(form),
    )


def drafts_of(request: HttpRequest, user: User, path: str) -> dict[str, Draft]:
    """The user's drafts for the forms of a page, in one query a request."""
    pages: dict[str, dict[str, Draft]] = request.__dict__.setdefault("drafts", {})
    if path not in pages:
        found = Draft.objects.filter(user=user, path=path, saved_at__gt=timezone.now() - KEPT)
        pages[path] = {one.form: one for one in found}
    return pages[path]


def place_of(user: User, ticket: str) -> dict[str, Any]:
    """
    Raises:
        DraftRefused: the ticket is forged or another person's.
    """
    try:
        pk, path, form = signing.Signer(salt=SALT).unsign_object(ticket)
    except signing.BadSignature:
        raise DraftRefused from None
    if pk != user.pk:
        raise DraftRefused
    return {"user": user, "path": path, "form": form}


def keep_draft(*, actor: User, ticket: str, content: list[Any]) -> None:
    """Keep what was typed so far. Nothing of it goes into the log: a draft is not yet an act.

    Raises:
        DraftRefused: as `place_of`.
    """
    place = place_of(actor, ticket)
    draft = Draft.objects.filter(**place).first() or Draft(**place)
    draft.content, draft.saved_at = content, timezone.now()
    if draft.pk is None:
        Draft.objects.bulk_create(
            [draft],
            update_conflicts=True,
            unique_fields=["user", "path", "form"],
            update_fields=["binding", "content", "saved_at"],
        )
        outlived = (
            Draft.objects.filter(user=actor).order_by("-saved_at", "-pk").values_list("pk", flat=True)[MOST:]
        )
        Draft.objects.filter(pk__in=list(outlived)).delete()
    else:
        draft.save(update_fields=["content", "saved_at"])


def drop_draft(*, actor: User, ticket: str) -> None:
    """The form was sent, or its writer does not want the draft.

    Raises:
        DraftRefused: as `place_of`.
    """
    Draft.objects.filter(**place_of(actor, ticket)).delete()


def drop_expired() -> int:
    return Draft.objects.filter(saved_at__lte=timezone.now() - KEPT).delete()[0]
