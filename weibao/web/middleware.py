"""What holds for every answer: its headers, and that nobody gets one who is not signed in."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from weibao.access.first_steps import step_before
from weibao.web.drafts import DraftRefused, drop_draft

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # ECharts positions its tooltips by style attributes; no style element is let in by this.
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    ]
)


class ContentSecurityPolicyMiddleware:
    """Nothing but our own files runs or loads in a page of ours."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
        return response


class NoStoreMiddleware:
    """Pages about children stay out of every cache, the browser's own included."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.setdefault("Cache-Control", "no-store")
        return response


class SeenMiddleware:
    """A session lives while somebody does something in it. What a page asks for by itself (`X-Unattended`) is nothing
    that somebody does."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if "X-Unattended" not in request.headers:
            request.session.touch()  # type: ignore[attr-defined]
        return response


class DraftMiddleware:
    """Once a form was sent and what it asked for was done (which every page answers by leading on), its draft is gone."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if getattr(request, "reached", False) and request.method == "POST" and response.status_code == 302:
            ticket = request.POST.get("draft", "")
            if ticket:
                with suppress(DraftRefused):
                    drop_draft(actor=request.user, ticket=ticket)  # type: ignore[arg-type]
        return response

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict[str, Any]
    ) -> None:
        """Where the sign-in or a first step leads away before, nothing was done."""
        request.reached = request.user.is_authenticated  # type: ignore[attr-defined]


class SignInMiddleware(LoginRequiredMiddleware):
    """Who is not signed in (any more) is led to the sign-in page and from there back to the page he was on.

    What was sent with an ended session is not done, so the sign-in page says that it was lost. A part of a page
    that htmx asks for is answered by leading the whole page there, or the sign-in would appear inside of it.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None or not getattr(view_func, "login_required", True):
            return answer
        first = step_before(request, view_func)
        if not first:
            return None
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(first)
        return HttpResponseRedirect(first)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:  # type: ignore[override]
        sent = request.method not in ("GET", "HEAD")
        page = request.get_full_path()
        if sent or request.htmx:  # type: ignore[attr-defined]
            page = own_page(
                request, request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
            )
        query = {"next": page} | ({"lost": "1"} if sent else {})
        address = f"{reverse('sign-in')}?{urlencode(query)}"
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(address)
        return HttpResponseRedirect(address)


def own_page(request: HttpRequest, address: str) -> str:
    """Path and query of an address of this site; the first page for any other."""
    parts = urlsplit(address)
    if parts.netloc != request.get_host():
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")
