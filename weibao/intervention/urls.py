from django.urls import path

from weibao.intervention.views import focus, plans, teams, tiers, visits

app_name = "intervention"
urlpatterns = [
    path("focus/", focus.FocusList.as_view(), name="focus-list"),
    path("focus/<int:pk>/", focus.FocusPage.as_view(), name="focus"),
    path("focus/<int:pk>/confirm/", focus.Confirm.as_view(), name="focus-confirm"),
    path("focus/<int:pk>/refuse/", focus.Refuse.as_view(), name="focus-refuse"),
    path("focus/<int:pk>/renew/", focus.Renew.as_view(), name="focus-renew"),
    path("focus/<int:pk>/release/", focus.Release.as_view(), name="focus-release"),
    path("plans/", plans.PlanList.as_view(), name="plan-list"),
    path("plans/<int:pk>/", plans.PlanPage.as_view(), name="plan"),
    path("plans/<int:pk>/write/", plans.WritePlan.as_view(), name="plan-write"),
    path("plans/<int:pk>/write/<slug:section>/", plans.WritePlan.as_view(), name="plan-section"),
    path("plans/<int:pk>/lead/", plans.AssignLead.as_view(), name="plan-lead"),
    path("plans/<int:pk>/team/", teams.TeamPage.as_view(), name="plan-team"),
    path("plans/<int:pk>/extend/", plans.ExtendPlan.as_view(), name="plan-extend"),
    path("plans/<int:pk>/end/", plans.EndPlan.as_view(), name="plan-end"),
    path("plans/<int:pk>/outcome/", plans.RecordOutcome.as_view(), name="plan-outcome"),
    path("visits/", visits.VisitList.as_view(), name="visit-list"),
    path("visits/<int:pk>/", visits.VisitPage.as_view(), name="visit"),
    path("visits/<int:pk>/record/", visits.RecordVisit.as_view(), name="visit-record"),
    path("visits/<int:pk>/miss/", visits.MissVisit.as_view(), name="visit-miss"),
    path("tiers/", tiers.TierList.as_view(), name="tier-list"),
    path("tiers/find/", tiers.FindChild.as_view(), name="tier-find"),
    path("tiers/<int:pk>/", tiers.TierPage.as_view(), name="tier"),
    path("tiers/<int:pk>/keep/", tiers.KeepTier.as_view(), name="tier-keep"),
    path("tiers/<int:pk>/lower/", tiers.LowerTier.as_view(), name="tier-lower"),
    path("tiers/<int:pk>/close/", tiers.CloseTier.as_view(), name="tier-close"),
    path("children/<uuid:public_id>/focus/", focus.Propose.as_view(), name="focus-propose"),
    path("children/<uuid:public_id>/care/", plans.OpenCare.as_view(), name="care-open"),
    path("children/<uuid:public_id>/tier/", tiers.OpenTier.as_view(), name="tier-open"),
]
