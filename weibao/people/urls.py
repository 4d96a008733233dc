from django.urls import path

from weibao.people.views import file, listing, merging, review

app_name = "people"
urlpatterns = [
    path("", listing.ChildList.as_view(), name="list"),
    path("review/", review.ReviewQueue.as_view(), name="review"),
    path("review/<int:row>/", review.ReviewRow.as_view(), name="review-row"),
    path("merges/<int:merge>/undo/", merging.UndoMerge.as_view(), name="undo-merge"),
    path("<uuid:public_id>/", file.FilePage.as_view(), name="detail"),
    path("<uuid:public_id>/reveal/", file.Reveal.as_view(), name="reveal"),
    path("<uuid:public_id>/merge/", merging.MergePage.as_view(), name="merge"),
    path("<uuid:public_id>/rows/<int:row>/unlink/", merging.UnlinkPage.as_view(), name="unlink"),
]
