from django.contrib.admin.apps import AdminConfig


class TechnicalAdministrationConfig(AdminConfig):
    default_site = "clusterix.administration.TechnicalAdministration"
