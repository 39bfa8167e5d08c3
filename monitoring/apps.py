from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    label = "monitoring"
    verbose_name = _("Monitoring of clusters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Report kinds, what files fill and where organisations are named register themselves when they are read.
        from monitoring.imports.sirene import importer  # noqa: F401
        from monitoring.imports.targets import clusters, members, objectives  # noqa: F401
        from monitoring.members import kind as _members  # noqa: F401
        from monitoring.members import mentions  # noqa: F401
        from monitoring.objectives import kind  # noqa: F401

        # The journals listen to what changes about organisations and people.
        from monitoring.organisations import journal as _organisations  # noqa: F401
        from monitoring.people import journal  # noqa: F401
