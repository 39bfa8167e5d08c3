"""The addresses of the engine: the cluster's side, the Region's side."""

from django.urls import path

from monitoring.campaigns.views import checking, history, moves, queue, receipts, replies, reports, review

of_clusters = [
    path("reports/", reports.report_list, name="report-list"),
    path("reports/export/", reports.report_export, name="report-export"),
    path("reports/<uuid:uuid>/", reports.report_detail, name="report-detail"),
    path("reports/<uuid:uuid>/moves/<slug:name>/", moves.report_move, name="report-move"),
    path("reports/<uuid:uuid>/check/", checking.report_check, name="report-check"),
    path("reports/<uuid:uuid>/preview/", checking.report_preview, name="report-preview"),
    path("reports/<uuid:uuid>/ready/", checking.report_ready, name="report-ready"),
    path("reports/<uuid:uuid>/history/", history.report_history, name="report-history"),
    path("reports/<uuid:uuid>/receipts/<int:number>/", receipts.report_receipt, name="report-receipt"),
    path("reports/<uuid:uuid>/receipts/<int:number>.pdf", receipts.report_receipt_pdf, name="report-receipt-pdf"),
    path("reports/<uuid:uuid>/remarks/<int:pk>/reply/", replies.remark_reply, name="remark-reply"),
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
