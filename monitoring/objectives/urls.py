from django.urls import path

from monitoring.objectives.views import asked, frameworks, guide, indicators, sections, targets, values

urlpatterns = [
    path("reports/<uuid:uuid>/sections/<slug:topic>/", sections.report_section, name="report-section"),
    path("reports/<uuid:uuid>/values/", values.value_save, name="value-save"),
    path("campaigns/<int:pk>/asked/", asked.campaign_asked, name="campaign-asked"),
    path("guide/", guide.guide, name="guide"),
    path("objectives/", frameworks.framework_list, name="framework-list"),
    path("objectives/new/", frameworks.framework_new, name="framework-new"),
    path("objectives/targets/", targets.target_list, name="target-list"),
    path("objectives/targets/export/", targets.target_export, name="target-export"),
    path("objectives/targets/agree/", targets.target_agree, name="target-agree"),
    path("objectives/targets/<slug:cluster>/<slug:indicator>/", targets.target_history, name="target-history"),
    path("objectives/<int:pk>/", frameworks.framework_detail, name="framework-detail"),
    path("objectives/<int:pk>/export/", frameworks.framework_export, name="framework-export"),
    path("objectives/<int:pk>/edit/", frameworks.framework_edit, name="framework-edit"),
    path("objectives/<int:pk>/topics/new/", frameworks.topic_new, name="topic-new"),
    path("objectives/<int:pk>/topics/<slug:code>/", frameworks.topic_edit, name="topic-edit"),
    path("objectives/<int:pk>/indicators/new/", indicators.indicator_new, name="indicator-new"),
    path("objectives/indicators/<slug:code>/", indicators.indicator_detail, name="indicator-detail"),
    path("objectives/indicators/<slug:code>/edit/", indicators.indicator_edit, name="indicator-edit"),
    path("objectives/indicators/<slug:code>/publish/", indicators.indicator_publish, name="indicator-publish"),
    path("objectives/indicators/<slug:code>/end/", indicators.indicator_end, name="indicator-end"),
    path("objectives/indicators/<slug:code>/continue/", indicators.indicator_continue, name="indicator-continue"),
    path("objectives/indicators/<slug:code>/delete/", indicators.indicator_delete, name="indicator-delete"),
]
