from django.urls import path

from weibao.feeds.views import definitions, deliveries, upload

app_name = "feeds"
urlpatterns = [
    path("", deliveries.DeliveryList.as_view(), name="list"),
    path("upload/", upload.UploadPage.as_view(), name="upload"),
    path("definitions/", definitions.Definitions.as_view(), name="definitions"),
    path("definitions/<slug:feed>/blank/", definitions.Blank.as_view(), name="blank"),
    path("<int:pk>/", deliveries.ReceiptPage.as_view(), name="receipt"),
    path("<int:pk>/rows/", deliveries.RowList.as_view(), name="rows"),
    path("<int:pk>/quarantine/", deliveries.Quarantine.as_view(), name="quarantine"),
]
