from django.urls import path

from weibao.candidates.views import asking, listing, objecting, research, rules

app_name = "candidates"
urlpatterns = [
    path("", listing.Queue.as_view(), name="list"),
    path("screen/", listing.Screen.as_view(), name="screen"),
    path("verifications/", listing.Verifications.as_view(), name="verifications"),
    path("verifications/<int:pk>/", asking.VerificationPage.as_view(), name="verification"),
    path("asked/", listing.Asked.as_view(), name="asked"),
    path("objections/", listing.Objections.as_view(), name="objections"),
    path("objections/<int:pk>/", objecting.ObjectionPage.as_view(), name="objection"),
    path("rules/", rules.RulesPage.as_view(), name="rules"),
    path("rules/change/", rules.ChangePage.as_view(), name="rules-change"),
    path("rules/groups/", rules.GroupsPage.as_view(), name="rules-groups"),
    path("rules/versions/", rules.VersionsPage.as_view(), name="rule-versions"),
    path("rules/versions/<int:number>/", rules.VersionPage.as_view(), name="rule-version"),
    path("rules/assessments/<int:pk>/", rules.AssessmentPage.as_view(), name="assessment"),
    path("rules/<str:rule>/suspend/", rules.SuspendPage.as_view(), name="rule-suspend"),
    path("rules/<str:rule>/resume/", rules.ResumePage.as_view(), name="rule-resume"),
    path("<int:pk>/", research.CandidatePage.as_view(), name="detail"),
    path("<int:pk>/confirm/", research.Confirm.as_view(), name="confirm"),
    path("<int:pk>/decline/", research.Decline.as_view(), name="decline"),
    path("<int:pk>/ask/", asking.Ask.as_view(), name="ask"),
    path("<int:pk>/object/", objecting.RecordObjection.as_view(), name="object"),
]
