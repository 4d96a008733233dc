from django.urls import path

from weibao.reporting.views import AnnualReport, FigurePage, Figures

app_name = "reporting"
urlpatterns = [
    path("", Figures.as_view(), name="figures"),
    path("<int:year>/", Figures.as_view(), name="year"),
    path("<int:year>/report.<str:form>", AnnualReport.as_view(), name="report"),
    path("<int:year>/<slug:key>/", FigurePage.as_view(), name="figure"),
]
