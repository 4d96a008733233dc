from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from weibao.web import views

urlpatterns = [
    path("", views.Workbench.as_view(), name="workbench"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("me/", views.Me.as_view(), name="me"),
    path("search/", views.Search.as_view(), name="search"),
    path("language/", login_not_required(set_language), name="set_language"),
]
