from django.urls import path

from weibao.web import views

urlpatterns = [
    path("", views.Workbench.as_view(), name="workbench"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("me/", views.Me.as_view(), name="me"),
    path("search/", views.Search.as_view(), name="search"),
]
