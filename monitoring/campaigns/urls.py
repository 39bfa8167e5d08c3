"""The addresses of the engine: the cluster's side, the Region's side."""

from django.urls import path

from monitoring.campaigns.views import moves, queue, receipts, reports, review

of_clusters = [
    path("reports/<uuid:uuid>/", reports.report_detail, name="report-detail"),
    path("reports/<uuid:uuid>/moves/<slug:name>/", moves.report_move, name="report-move"),
    path("reports/<uuid:uuid>/receipts/<int:number>/", receipts.report_receipt, name="report-receipt"),
]

of_review = [
    path("review/", queue.review_queue, name="review-queue"),
    path("review/queue.xlsx", queue.review_queue_file, name="review-queue-file"),
    path("review/next/", queue.review_next, name="review-next"),
    path("review/accept/", queue.reports_accept, name="reports-accept"),
    path("review/accepted/", queue.reports_accepted, name="reports-accepted"),
    path("review/accepted/<uuid:batch>/undo/", queue.reports_accepted_undo, name="reports-accepted-undo"),
    path("review/<uuid:uuid>/", review.review_report, name="review-report"),
]

urlpatterns = [*of_clusters, *of_review]
