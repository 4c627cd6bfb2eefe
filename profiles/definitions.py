"""The names that travel, each written once: canonical URLs, identifier systems, code systems, extensions."""

from __future__ import annotations

BASE = "https://fhir-vgc.example"
"""Our own namespace; to be replaced by a domain of the project before the first production release."""

MAPPING_VERSION = "2"
"""Raised whenever the same record would give different resources; stamped on every resource."""

MAPPING_SOURCE = f"{BASE}/mapping/{MAPPING_VERSION}"

GP_ENDPOINT = f"{BASE}/CapabilityStatement/VGC-GpEndpoint"
"""What an endpoint has to offer that takes group clinics."""

PATHWAY = f"{BASE}/PlanDefinition/VGC-Pathway"
"""The pathway that a care plan follows."""

# Identifier systems of others (reference: UK Core, GP Connect common identifier systems)
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS_ORGANISATION = "https://fhir.nhs.uk/Id/ods-organization-code"
SDS_USER = "https://fhir.nhs.uk/Id/sds-user-id"
SDS_ROLE = "https://fhir.nhs.uk/Id/sds-role-profile-id"
GMC_NUMBER = "https://fhir.hl7.org.uk/Id/gmc-number"
GPHC_NUMBER = "https://fhir.hl7.org.uk/Id/gphc-number"
NMC_NUMBER = "https://fhir.hl7.org.uk/Id/nmc-number"

# Code systems of others
SNOMED_CT = "http://snomed.info/sct"
DMD = "https://dmd.nhs.uk"
UCUM = "http://unitsofmeasure.org"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
GOAL_ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"
APPOINTMENT_CANCELLATION = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
CONSENT_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
DATA_ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
PROVENANCE_PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
DELIVERY_CHANNEL = "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeliveryChannel"
RECORD_STANDARD_HEADINGS = "https://fhir.hl7.org.uk/CodeSystem/UKCore-RecordStandardHeadings"

# Extensions of others
DEATH_NOTIFICATION = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus"
DELIVERY_CHANNEL_EXTENSION = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeliveryChannel"


def identifier_system(kind: str) -> str:
    """System of our business identifiers of one kind, such as `goal`."""
    return f"{BASE}/Id/{kind}"


def profile(name: str) -> str:
    """Canonical URL of one of our profiles, such as `Goal`."""
    return f"{BASE}/StructureDefinition/VGC-{name}"


def extension(name: str) -> str:
    """Canonical URL of one of our extensions, such as `confidence`."""
    return f"{BASE}/StructureDefinition/Extension-VGC-{name}"


def code_system(name: str) -> str:
    """Canonical URL of one of our code systems, such as `attendance`."""
    return f"{BASE}/CodeSystem/VGC-{name}"


def questionnaire(instrument: str) -> str:
    """Canonical URL of the Questionnaire of one outcome instrument, such as `peg`."""
    return f"{BASE}/Questionnaire/{instrument}"
