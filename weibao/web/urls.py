from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from weibao.access.pages import signing_in
from weibao.web import views

urlpatterns = [
    path("", views.Workbench.as_view(), name="workbench"),
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/second/", signing_in.SignInSecond.as_view(), name="sign-in-second"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path("me/", views.Me.as_view(), name="me"),
    path("draft/", views.KeepDraft.as_view(), name="draft"),
    path("search/", views.Search.as_view(), name="search"),
    path("language/", login_not_required(set_language), name="set_language"),
]
