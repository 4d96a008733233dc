from django.urls import path

from weibao.protection.views import glass, requesting, sealing, sight

app_name = "protection"
urlpatterns = [
    path("requests/", requesting.MyRequests.as_view(), name="requests"),
    path("requests/ask/", requesting.Ask.as_view(), name="ask"),
    path("requests/waiting/", requesting.ToDecide.as_view(), name="to-decide"),
    path("requests/<int:pk>/", requesting.RequestPage.as_view(), name="request"),
    path("requests/<int:pk>/decide/", requesting.Decide.as_view(), name="decide"),
    path("glass/", glass.Break.as_view(), name="break"),
    path("glass/mine/", glass.MyGlass.as_view(), name="my-glass"),
    path("glass/review/", glass.ToReview.as_view(), name="glass-to-review"),
    path("glass/audit/", glass.Audited.as_view(), name="glass-audit"),
    path("glass/<int:pk>/", glass.GlassPage.as_view(), name="glass"),
    path("glass/<int:pk>/review/", glass.Review.as_view(), name="glass-review"),
    path("seals/", sealing.DueList.as_view(), name="seals"),
    path("seals/notice/", sealing.Notice.as_view(), name="seal-notice"),
    path("seals/due/<int:pk>/", sealing.SealDue.as_view(), name="seal-due"),
    path("openings/", sealing.MyOpenings.as_view(), name="openings"),
    path("openings/ask/", sealing.AskOpening.as_view(), name="opening-ask"),
    path("openings/waiting/", sealing.OpeningsToDecide.as_view(), name="openings-to-decide"),
    path("openings/<uuid:public_id>/", sealing.OpeningPage.as_view(), name="opening"),
    path("openings/<uuid:public_id>/read/", sealing.ReadSealed.as_view(), name="opening-read"),
    path("openings/<uuid:public_id>/decide/", sealing.DecideOpening.as_view(), name="opening-decide"),
    path("sight/", sight.FindFile.as_view(), name="sight"),
    path("sight/<uuid:public_id>/", sight.WhoSees.as_view(), name="who-sees"),
]
