"""Every address of the site. Each app keeps its own; the order is that of the navigation."""

from django.urls import include, path

urlpatterns = [
    path("", include("weibao.web.urls")),
    path("children/", include("weibao.people.urls")),
    path("protection/", include("weibao.protection.urls")),
    path("candidates/", include("weibao.candidates.urls")),
    path("intervention/", include("weibao.intervention.urls")),
    path("feeds/", include("weibao.feeds.urls")),
    path("figures/", include("weibao.reporting.urls")),
    path("jobs/", include("weibao.jobs.urls")),
    path("administration/", include("weibao.access.urls")),
]

handler400 = "weibao.web.views.bad_request"
handler403 = "weibao.web.views.forbidden"
handler404 = "weibao.web.views.not_found"
handler500 = "weibao.web.views.fault"
