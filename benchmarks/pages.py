"""How long the main pages take, in this process, on a demonstration folder.

    WEIBAO_DATA_DIR=/tmp/demo weibao demo --no-serve
    python benchmarks/pages.py --folder /tmp/demo [--rounds 15] [--than before.json]

Prints one JSON object: page → milliseconds of processor time (median of the rounds; template, queries, decryption, log
entry included: SQLite works within the process, and what else the machine does hardly matters).
`--than` names the output of another version (run it in a worktree of that version, on a folder of its own): then each
page is {ms, before, ratio}, and `worst` is the highest ratio. The bar is worst ≤ 1.3.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def addresses() -> dict[str, tuple[str, str]]:
    """Page → (account, address), each of a record that the account sees."""
    from django.urls import reverse

    from weibao.candidates.models import Candidate, Track
    from weibao.feeds.models import Delivery
    from weibao.intervention.models import SupportPlan, Visit
    from weibao.people.models import Child

    candidate = Candidate.objects.shown().filter(track=Track.PROTECTION).order_by("pk").first()
    plan = SupportPlan.objects.filter(state="in_force").order_by("pk").first()
    visit = Visit.objects.filter(state="done").order_by("pk").first()
    delivery = Delivery.objects.filter(feed="education", quarantined__gt=0).order_by("pk").first()
    child = plan.child
    coordinator, analyst, reviewer = "demo-coordinator", "demo-analyst", "demo-reviewer"
    name = next(one.name for one in Child.objects.kept().order_by("pk"))
    return {
        "workbench": (coordinator, reverse("workbench")),
        "children": (coordinator, reverse("people:list")),
        "children sorted by name": (coordinator, f"{reverse('people:list')}?sort=name&page=3"),
        "children by name": (coordinator, f"{reverse('people:list')}?q={name}"),
        "children by a part": (coordinator, f"{reverse('people:list')}?q={name[0]}"),
        "children by pinyin": (coordinator, f"{reverse('people:list')}?q=wang"),
        "child file": (coordinator, reverse("people:detail", args=[child.public_id])),
        "review queue": (analyst, reverse("people:review")),
        "candidates": (reviewer, reverse("candidates:list")),
        "candidate": (reviewer, reverse("candidates:detail", args=[candidate.pk])),
        "focus": (coordinator, reverse("intervention:focus-list")),
        "plans": (coordinator, reverse("intervention:plan-list")),
        "plan": (coordinator, reverse("intervention:plan", args=[plan.pk])),
        "visits": (coordinator, reverse("intervention:visit-list")),
        "visit": (coordinator, reverse("intervention:visit", args=[visit.pk])),
        "tiers": (coordinator, reverse("intervention:tier-list")),
        "deliveries": (analyst, reverse("feeds:list")),
        "receipt": (analyst, reverse("feeds:receipt", args=[delivery.pk])),
        "rows": (analyst, reverse("feeds:rows", args=[delivery.pk])),
        "figures": (coordinator, reverse("reporting:figures")),
    }


def client_of(username: str) -> Any:
    from django.test import Client

    from weibao.access.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=username))
    return client


def opened(client: Any, address: str) -> None:
    """State a purpose where the page asks for one first."""
    if client.get(address).templates and "purpose" in str(
        [one.name for one in client.get(address).templates]
    ):
        client.post(address, {"purpose": "supervision"})


def timed(once: Callable[[], Any], rounds: int) -> float:
    """Milliseconds, median; the first two warm the caches up."""
    once()
    once()
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        once()
        times.append(time.process_time() - begun)
    return round(statistics.median(times) * 1000, 2)


def measured(rounds: int) -> dict[str, float]:
    clients: dict[str, Any] = {}
    found = {}
    for page, (username, address) in addresses().items():
        client = clients.setdefault(username, client_of(username))
        opened(client, address)
        status = client.get(address).status_code
        if status != 200:
            raise SystemExit(f"{page} ({address}) answered {status}")
        found[page] = timed(lambda client=client, address=address: client.get(address), rounds)
    return found


def beside(now: dict[str, float], before: dict[str, float]) -> dict[str, Any]:
    told: dict[str, Any] = {
        page: {"ms": ms, "before": before[page], "ratio": round(ms / before[page], 2)}
        for page, ms in now.items()
        if page in before
    }
    return told | {"worst": max(one["ratio"] for one in told.values())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--than", type=Path)
    given = parser.parse_args()
    os.environ["WEIBAO_DATA_DIR"] = str(given.folder)
    os.environ.pop("DATABASE_URL", None)
    from weibao.config.startup import prepare

    prepare()
    from django.test.utils import setup_test_environment

    # Templates tell what they rendered only in a test environment.
    setup_test_environment()
    now = measured(given.rounds)
    before = json.loads(given.than.read_text()) if given.than else None
    print(json.dumps(beside(now, before) if before else now, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
