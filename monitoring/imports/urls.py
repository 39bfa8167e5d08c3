from django.urls import path

from monitoring.imports.views import imports, steps

urlpatterns = [
    path("imports/", imports.import_list, name="import-list"),
    path("imports/list.xlsx", imports.import_list_file, name="import-list-file"),
    path("imports/new/", steps.import_new, name="import-new"),
    path("imports/templates/<slug:key>.xlsx", imports.import_template, name="import-template"),
    path("imports/ways/", imports.mapping_list, name="mapping-list"),
    path("imports/ways/list.xlsx", imports.mapping_list_file, name="mapping-list-file"),
    path("imports/ways/<int:pk>/forget/", imports.mapping_forget, name="mapping-forget"),
    path("imports/<uuid:uuid>/", imports.import_detail, name="import-detail"),
    path("imports/<uuid:uuid>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<uuid:uuid>/sheet/", steps.import_sheet, name="import-sheet"),
    path("imports/<uuid:uuid>/columns/", steps.import_columns, name="import-columns"),
    path("imports/<uuid:uuid>/values/", steps.import_values, name="import-values"),
    path("imports/<uuid:uuid>/check/", imports.import_check, name="import-check"),
    path("imports/<uuid:uuid>/rows.xlsx", imports.import_rows, name="import-rows"),
    path("imports/<uuid:uuid>/apply/", imports.import_apply, name="import-apply"),
    path("imports/<uuid:uuid>/doubts/<int:pk>/", imports.import_doubt, name="import-doubt"),
    path("imports/<uuid:uuid>/undo/", imports.import_undo, name="import-undo"),
    path("imports/<uuid:uuid>/discard/", imports.import_discard, name="import-discard"),
    path("imports/<uuid:uuid>/restart/", imports.import_restart, name="import-restart"),
    path("imports/<uuid:uuid>/file/", imports.import_file, name="import-file"),
    path("imports/<uuid:uuid>/annotated.xlsx", imports.import_annotated, name="import-annotated"),
]
