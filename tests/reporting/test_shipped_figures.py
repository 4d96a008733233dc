"""A figure that another app declared opens to its records, for many at the cost of few."""

from datetime import date

import pytest
from django.urls import reverse

from tests.queries import assert_constant
from weibao.intervention.models import Outcome, OutcomeKind, SupportPlan

FIGURE = reverse("reporting:figure", args=[2025, "returned_to_school"])


@pytest.fixture
def back_at_school(make_children):
    def record(number: int) -> None:
        for child in make_children(number):
            plan = SupportPlan.objects.create(
                child=child, opened_on=date(2025, 5, 1), due_on=date(2025, 6, 1)
            )
            Outcome.objects.create(
                child=child,
                plan=plan,
                kind=OutcomeKind.RETURNED_TO_SCHOOL,
                text="九月复学。",
                happened_on=date(2025, 9, 1),
            )

    return record


def test_its_records_lead_to_their_own_pages(back_at_school, make_user, signed_in):
    back_at_school(1)
    page = signed_in(make_user("reviewer")).get(FIGURE).content.decode()
    assert SupportPlan.objects.get().get_absolute_url() in page
    assert "返校复学" in page


def test_its_page_costs_the_same_for_few_and_many(back_at_school, make_user, signed_in):
    back_at_school(2)
    client = signed_in(make_user("reviewer"))
    assert_constant(client, FIGURE, lambda: back_at_school(25), "reporting/shipped")
