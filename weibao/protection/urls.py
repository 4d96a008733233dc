from django.urls import path

from weibao.protection.views import glass, requesting, sight

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
    path("sight/", sight.FindFile.as_view(), name="sight"),
    path("sight/<uuid:public_id>/", sight.WhoSees.as_view(), name="who-sees"),
]
