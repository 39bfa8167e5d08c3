from django.urls import path

from monitoring.campaigns.views import moves, receipts, reports

urlpatterns = [
    path("reports/<uuid:uuid>/", reports.report_detail, name="report-detail"),
    path("reports/<uuid:uuid>/moves/<slug:name>/", moves.report_move, name="report-move"),
    path("reports/<uuid:uuid>/receipts/<int:number>/", receipts.report_receipt, name="report-receipt"),
]
