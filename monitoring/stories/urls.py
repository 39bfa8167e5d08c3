from django.urls import path

from monitoring.stories.views import publishing, reading, writing

urlpatterns = [
    path("reports/<uuid:uuid>/stories/new/", writing.story_new, name="story-new"),
    path("reports/<uuid:uuid>/stories/<uuid:story>/", writing.story_edit, name="story-edit"),
    path("reports/<uuid:uuid>/stories/<uuid:story>/delete/", writing.story_delete, name="story-delete"),
    path("stories/", reading.story_list, name="story-list"),
    path("stories/export.xlsx", reading.story_export, name="story-export"),
    path("stories/coverage/", reading.story_coverage, name="story-coverage"),
    path("stories/<uuid:uuid>/", reading.story_detail, name="story-detail"),
    path("stories/<uuid:uuid>/publish/", publishing.story_publish, name="story-publish"),
    path("stories/<uuid:uuid>/withdraw/", publishing.story_withdraw, name="story-withdraw"),
    path("stories/<uuid:uuid>/people/<uuid:person>/erase/", publishing.story_person_erase, name="story-person-erase"),
    path("stories/<uuid:uuid>/picture/erase/", publishing.story_picture_erase, name="story-picture-erase"),
    path("stories/<uuid:uuid>/pictures/<slug:digest>/<slug:size>/", reading.story_picture, name="story-picture"),
]
