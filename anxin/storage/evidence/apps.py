from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "anxin.storage.evidence"
    label = "anxin_evidence"
