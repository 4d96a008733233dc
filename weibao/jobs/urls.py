from django.urls import path

from weibao.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.JobList.as_view(), name="list"),
    path("<uuid:pk>/", views.JobPage.as_view(), name="detail"),
]
