"""Every route of the site: which post meets it and how one comes there. A route without an entry fails the tests.

A way begins at a route without arguments (with a query, where the list has to be narrowed) and goes on by links: each
further step is a route to which the page before holds a link. Pages that are found at several stages of their record
have several ways.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    post: str
    steps: tuple[str, ...]


def by(post: str, *steps: str) -> Way:
    return Way(post, steps)


PAGES: dict[str, list[Way]] = {
    "workbench": [by("coordinator"), by("reviewer"), by("village"), by("leader"), by("liaison")],
    "me": [by("lead")],
    "people:list": [by("analyst"), by("school")],
    "people:review": [by("analyst")],
    "people:review-row": [by("analyst", "people:review")],
    "people:detail": [
        by("reviewer", "people:list"),
        by("reviewer", "intervention:focus-list", "intervention:focus"),
    ],
    "people:merge": [by("analyst", "people:list", "people:detail")],
    "people:unlink": [by("analyst", "people:list", "people:detail")],
    "protection:requests": [by("police")],
    "protection:ask": [by("police", "protection:requests")],
    "protection:to-decide": [by("coordinator"), by("town")],
    "protection:my-glass": [by("police", "protection:requests")],
    "protection:break": [by("police", "protection:requests", "protection:my-glass")],
    "protection:glass-to-review": [by("town", "protection:to-decide")],
    "protection:glass-audit": [by("auditor")],
    "protection:seals": [by("police")],
    "protection:seal-notice": [by("police", "protection:seals")],
    "protection:openings": [by("police")],
    "protection:opening-ask": [by("police", "protection:openings")],
    "protection:openings-to-decide": [by("police", "protection:openings")],
    "protection:sight": [by("security")],
    "candidates:list": [by("reviewer"), by("coordinator")],
    "candidates:asked": [by("reviewer")],
    "candidates:detail": [
        by("reviewer", "candidates:list?state=waiting"),
        by("reviewer", "candidates:list?state=confirmed"),
    ],
    "candidates:object": [by("reviewer", "candidates:list?state=waiting", "candidates:detail")],
    "candidates:verifications": [by("town"), by("school")],
    "candidates:verification": [by("town", "candidates:verifications")],
    "candidates:objections": [by("reviewer")],
    "candidates:rules": [by("analyst"), by("reviewer")],
    "candidates:rules-change": [by("analyst", "candidates:rules")],
    "candidates:rules-groups": [by("analyst", "candidates:rules")],
    "candidates:rule-versions": [by("analyst", "candidates:rules")],
    "candidates:rule-version": [by("analyst", "candidates:rule-versions")],
    "candidates:assessment": [by("analyst", "candidates:rule-versions")],
    "candidates:rule-suspend": [by("analyst", "candidates:rules")],
    "intervention:focus-list": [by("reviewer"), by("coordinator")],
    "intervention:focus": [
        by("coordinator", "intervention:focus-list?state=proposed"),
        by("coordinator", "intervention:focus-list?state=in_force"),
    ],
    "intervention:focus-release": [
        by("reviewer", "intervention:focus-list?state=in_force", "intervention:focus")
    ],
    "intervention:focus-propose": [by("reviewer", "people:list", "people:detail")],
    "intervention:care-open": [by("reviewer", "people:list", "people:detail")],
    "intervention:plan-list": [by("reviewer"), by("lead")],
    "intervention:plan": [by("reviewer", "intervention:plan-list"), by("lead", "intervention:plan-list")],
    "intervention:plan-write": [by("lead", "intervention:plan-list", "intervention:plan")],
    "intervention:plan-section": [by("lead", "intervention:plan-list?state=in_force", "intervention:plan")],
    "intervention:plan-lead": [by("reviewer", "intervention:plan-list", "intervention:plan")],
    "intervention:plan-team": [by("lead", "intervention:plan-list", "intervention:plan")],
    "intervention:plan-extend": [by("lead", "intervention:plan-list?state=in_force", "intervention:plan")],
    "intervention:plan-outcome": [by("lead", "intervention:plan-list?state=in_force", "intervention:plan")],
    "intervention:visit-list": [by("village"), by("lead")],
    "intervention:visit": [by("lead", "intervention:visit-list")],
    "intervention:visit-record": [by("lead", "intervention:visit-list?state=due", "intervention:visit")],
    "intervention:visit-miss": [by("lead", "intervention:visit-list?state=due", "intervention:visit")],
    "intervention:tier-list": [by("police"), by("coordinator")],
    "intervention:tier-find": [by("school", "intervention:tier-list")],
    "intervention:tier": [by("coordinator", "intervention:tier-list")],
    "intervention:tier-open": [by("school", "intervention:tier-find")],
    "intervention:tier-keep": [by("police", "intervention:tier-list?state=open", "intervention:tier")],
    "intervention:tier-lower": [by("police", "intervention:tier-list?state=open", "intervention:tier")],
    "intervention:tier-close": [by("police", "intervention:tier-list?state=open", "intervention:tier")],
    "feeds:list": [by("analyst"), by("liaison")],
    "feeds:upload": [by("analyst"), by("liaison")],
    "feeds:definitions": [by("analyst")],
    "feeds:receipt": [by("analyst", "feeds:list")],
    "feeds:quarantine": [by("liaison", "feeds:list?waiting=yes", "feeds:receipt")],
    "feeds:rows": [by("analyst", "feeds:list", "feeds:receipt")],
    "reporting:figures": [by("coordinator"), by("leader")],
    "reporting:year": [by("coordinator", "reporting:figures")],
    "reporting:figure": [by("coordinator", "reporting:figures"), by("leader", "reporting:figures")],
    "jobs:list": [by("analyst")],
    "access:units": [by("system"), by("coordinator")],
    "access:unit-add": [by("system", "access:units")],
    "access:unit": [by("system", "access:units")],
    "access:accounts": [by("system")],
    "access:account-open": [by("system", "access:accounts")],
    "access:account": [by("system", "access:accounts")],
    "access:users": [by("security")],
    "access:user": [by("security", "access:users")],
    "access:duty-revoke": [by("security", "access:users", "access:user")],
    "access:log": [by("auditor")],
    "access:log-chain": [by("auditor", "access:log")],
    "access:password": [by("lead", "me")],
    "access:security": [by("lead", "me")],
    "access:totp-add": [by("lead", "me", "access:security")],
    "access:passkey-add": [by("lead", "me", "access:security")],
}

ELSEWHERE = {
    "sign-in": "before there is a post: test_the_frame.py",
    "sign-in-second": "after a factor was set up: test_second_factor.py",
    "access:factor-remove": "after a factor was set up: test_second_factor.py",
    "access:recovery-codes": "after a factor was set up: test_second_factor.py",
    "jobs:detail": "after an upload: test_upload.py",
    "intervention:focus-renew": "in the last month of a term, which no day need have: tests/intervention",
    "intervention:plan-end": "of a plan of care, opened by hand: test_help.py",
    "protection:request": "after somebody asked: test_protection.py",
    "protection:decide": "after somebody asked: test_protection.py",
    "protection:glass": "after somebody broke the glass: test_protection.py",
    "protection:glass-review": "after somebody broke the glass: test_protection.py",
    "protection:seal-due": "after the sweep of the day: test_protection.py",
    "protection:opening": "after somebody asked: test_protection.py",
    "protection:opening-read": "after a second person approved: test_protection.py",
    "protection:opening-decide": "after somebody asked: test_protection.py",
    "protection:who-sees": "by a file number: test_protection.py",
    "candidates:objection": "after an objection was recorded: test_help.py",
    "candidates:rule-resume": "after a rule was set aside: tests/candidates",
}
"""Pages that exist only after somebody did something, and the test in which a browser or a client comes there."""

SENT = {
    "sign-out", "set_language", "people:reveal", "people:undo-merge", "candidates:screen", "candidates:confirm",
    "candidates:decline", "candidates:ask", "intervention:focus-confirm", "intervention:focus-refuse",
    "access:session-end", "access:user-reset", "draft",
}  # fmt: skip
"""Routes that only take what a form of another page sends."""

FILES = {"feeds:blank", "reporting:report"}
"""Routes that answer with a file."""

LEADING = {"search"}
"""Routes that lead to another page."""
