"""The addresses of the engine: the cluster's side, the Region's side."""

from django.urls import path

from monitoring.campaigns.views import (
    calendar,
    campaigns,
    checking,
    files,
    history,
    moves,
    queue,
    receipts,
    rehearsal,
    remarks,
    reminders,
    replies,
    reports,
    review,
    workbooks,
)

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
    path("review/<uuid:uuid>/decide/<slug:name>/", review.review_decide, name="review-decide"),
    path("review/<uuid:uuid>/values/check/", review.value_check, name="value-check"),
    path("review/<uuid:uuid>/values/check/unflagged/", review.values_check_unflagged, name="values-check-unflagged"),
    path("review/<uuid:uuid>/remarks/", remarks.remark_write, name="remark-write"),
    path("review/<uuid:uuid>/remarks/<int:pk>/", remarks.remark_edit, name="remark-edit"),
    path("review/<uuid:uuid>/remarks/<int:pk>/delete/", remarks.remark_delete, name="remark-delete"),
    path("review/<uuid:uuid>/remarks/<int:pk>/settle/", remarks.remark_settle, name="remark-settle"),
]

of_campaigns = [
    path("campaigns/", campaigns.campaign_list, name="campaign-list"),
    path("campaigns/list.xlsx", campaigns.campaign_list_file, name="campaign-list-file"),
    path("campaigns/new/", campaigns.campaign_new, name="campaign-new"),
    path("campaigns/<int:pk>/", campaigns.campaign_detail, name="campaign-detail"),
    path("campaigns/<int:pk>/reports.xlsx", campaigns.campaign_file, name="campaign-file"),
    path("campaigns/<int:pk>/edit/", campaigns.campaign_edit, name="campaign-edit"),
    path("campaigns/<int:pk>/open/", campaigns.campaign_open, name="campaign-open"),
    path("campaigns/<int:pk>/add/", campaigns.campaign_add_cluster, name="campaign-add-cluster"),
    path("campaigns/<int:pk>/reminders/", reminders.campaign_reminders, name="campaign-reminders"),
    path("campaigns/<int:pk>/remove/", rehearsal.campaign_remove, name="campaign-remove"),
    path("campaigns/<int:pk>/rehearsal/", rehearsal.campaign_rehearse, name="campaign-rehearse"),
    path("campaigns/<int:pk>/rehearsal/<uuid:uuid>/remove/", rehearsal.rehearsal_remove, name="rehearsal-remove"),
    path("campaigns/reports/<uuid:uuid>/later/", campaigns.report_extend, name="report-extend"),
    path("calendar/", calendar.calendar_settings, name="calendar-settings"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar-feed"),
]

of_workbooks = [
    path("reports/<uuid:uuid>/workbook.xlsx", workbooks.report_workbook, name="report-workbook"),
    path("reports/<uuid:uuid>/file/", workbooks.report_upload, name="report-upload"),
    path("reports/<uuid:uuid>/files.xlsx", workbooks.report_files, name="report-files"),
    path("uploads/<uuid:uuid>/", files.upload_detail, name="upload-detail"),
    path("uploads/<uuid:uuid>/progress/", files.upload_progress, name="upload-progress"),
    path("uploads/<uuid:uuid>/rows.xlsx", files.upload_rows, name="upload-rows"),
    path("uploads/<uuid:uuid>/apply/", files.upload_apply, name="upload-apply"),
    path("uploads/<uuid:uuid>/absent/", files.upload_absent, name="upload-absent"),
    path("uploads/<uuid:uuid>/doubts/<int:pk>/", files.upload_doubt, name="upload-doubt"),
    path("uploads/<uuid:uuid>/undo/", files.upload_undo, name="upload-undo"),
    path("uploads/<uuid:uuid>/discard/", files.upload_discard, name="upload-discard"),
    path("uploads/<uuid:uuid>/restart/", files.upload_restart, name="upload-restart"),
    path("uploads/<uuid:uuid>/file/", files.upload_file, name="upload-file"),
    path("uploads/<uuid:uuid>/annotated.xlsx", files.upload_annotated, name="upload-annotated"),
]

urlpatterns = [*of_clusters, *of_workbooks, *of_review, *of_campaigns]
