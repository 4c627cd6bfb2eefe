"""The invariants of our profiles, UK Core and R4, from FHIRPath: made by `make profiles`, never edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from operator import add, ge, gt, le
from profiles.checking.fhirpath.collection import all_are, among, are_distinct, at_least, at_most, both, calculate, compared, distinct, distinct_values, either, equal_elements, equal_items, equal_literal, equal_raw, equal_value, intersect, is_distinct, negate, within
from profiles.checking.fhirpath.model import JSON_NAMES
from profiles.checking.fhirpath.narrative import allowed, says_something
from profiles.checking.fhirpath.navigation import children, choice_values, descendants, elements, given, having, having_choice, inner, inner_choices, inner_values, is_type, member, of_type, resolve, resource_items, sought, under, under_choice, values
from profiles.checking.fhirpath.text import apply, concatenate, contains_text, length, matches, one, only, replace, replace_matches, single, starts_with, substring, system, to_integer, to_string, truth
from profiles.checking.fhirpath.values import UNANSWERABLE

if TYPE_CHECKING:
    from profiles.checking.fhirpath.scope import Invariant, Scope


# adf-0 (ActivityDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def adf_0_ActivityDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# age-1 (Age): (code.exists() or value.empty()) and (system.empty() or system = %ucum) and (value.empty() or value.hasValue().not() or value > 0)
def age_1_Age(e: Any, s: Scope) -> bool:
    try:
        return (((('code' in e or '_code' in e) or (not ('value' in e or '_value' in e))) and ((not ('system' in e or '_system' in e)) or (one(e.get('system')) == 'http://unitsofmeasure.org'))) and (((not ('value' in e or '_value' in e)) or (not (e.get('value') is not None))) or ((compared((under(e, 'value', 'decimal')), 0, gt)) is True)))
    except UNANSWERABLE:
        return False


# ait-1 (AllergyIntolerance): verificationStatus.coding.where(system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification' and code = 'entered-in-error').exists() or clinicalStatus.exists()
def ait_1_AllergyIntolerance(e: Any, s: Scope) -> bool:
    try:
        return ((('verificationStatus' in e) and (not not having(having(inner(elements(e, 'verificationStatus'), 'coding'), 'system', 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification'), 'code', 'entered-in-error'))) or ('clinicalStatus' in e))
    except UNANSWERABLE:
        return False


# ait-2 (AllergyIntolerance): verificationStatus.coding.where(system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification' and code = 'entered-in-error').empty() or clinicalStatus.empty()
def ait_2_AllergyIntolerance(e: Any, s: Scope) -> bool:
    try:
        return ((not (('verificationStatus' in e) and (not not having(having(inner(elements(e, 'verificationStatus'), 'coding'), 'system', 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification'), 'code', 'entered-in-error')))) or (not ('clinicalStatus' in e)))
    except UNANSWERABLE:
        return False


# app-1 (Appointment.participant): type.exists() or actor.exists()
def app_1_Appointment_participant(e: Any, s: Scope) -> bool:
    try:
        return (('type' in e) or ('actor' in e))
    except UNANSWERABLE:
        return False


# app-2 (Appointment): start.exists() = end.exists()
def app_2_Appointment(e: Any, s: Scope) -> bool:
    try:
        return (('start' in e or '_start' in e) is ('end' in e or '_end' in e))
    except UNANSWERABLE:
        return False


# app-3 (Appointment): (start.exists() and end.exists()) or (status in ('proposed' | 'cancelled' | 'waitlist'))
def app_3_Appointment(e: Any, s: Scope) -> bool:
    try:
        return ((('start' in e or '_start' in e) and ('end' in e or '_end' in e)) or ((among(values(e, 'status'), distinct_values((*distinct_values((*('proposed',), *('cancelled',))), *('waitlist',))))) is True))
    except UNANSWERABLE:
        return False


# app-4 (Appointment): Appointment.cancelationReason.exists() implies (Appointment.status='no-show' or Appointment.status='cancelled')
def app_4_Appointment(e: Any, s: Scope) -> bool:
    try:
        return (not ('cancelationReason' in e) or (one(e.get('status')) in ('no-show', 'cancelled',)))
    except UNANSWERABLE:
        return False


# apr-1 (AppointmentResponse): participantType.exists() or actor.exists()
def apr_1_AppointmentResponse(e: Any, s: Scope) -> bool:
    try:
        return (('participantType' in e) or ('actor' in e))
    except UNANSWERABLE:
        return False


# att-1 (Attachment): data.empty() or contentType.exists()
def att_1_Attachment(e: Any, s: Scope) -> bool:
    try:
        return ((not ('data' in e or '_data' in e)) or ('contentType' in e or '_contentType' in e))
    except UNANSWERABLE:
        return False


# bdl-1 (Bundle): total.empty() or (type = 'searchset') or (type = 'history')
def bdl_1_Bundle(e: Any, s: Scope) -> bool:
    try:
        return (((not ('total' in e or '_total' in e)) or (one(e.get('type')) == 'searchset')) or (one(e.get('type')) == 'history'))
    except UNANSWERABLE:
        return False


# bdl-10 (Bundle): type = 'document' implies (timestamp.hasValue())
def bdl_10_Bundle(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('type'), ('document',), ('type' in e or '_type' in e))) is False or (e.get('timestamp') is not None))
    except UNANSWERABLE:
        return False


# bdl-11 (Bundle): type = 'document' implies entry.first().resource.is(Composition)
def bdl_11_Bundle(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('type'), ('document',), ('type' in e or '_type' in e))) is False or ((is_type([y for x in elements(e, 'entry')[:1] for y in (under(x, 'resource', 'Resource'))], 'Composition')) is True))
    except UNANSWERABLE:
        return False


# bdl-12 (Bundle): type = 'message' implies entry.first().resource.is(MessageHeader)
def bdl_12_Bundle(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('type'), ('message',), ('type' in e or '_type' in e))) is False or ((is_type([y for x in elements(e, 'entry')[:1] for y in (under(x, 'resource', 'Resource'))], 'MessageHeader')) is True))
    except UNANSWERABLE:
        return False


# bdl-2 (Bundle): entry.search.empty() or (type = 'searchset')
def bdl_2_Bundle(e: Any, s: Scope) -> bool:
    try:
        return ((not (('entry' in e) and (not not inner(elements(e, 'entry'), 'search')))) or (one(e.get('type')) == 'searchset'))
    except UNANSWERABLE:
        return False


# bdl-3 (Bundle): entry.all(request.exists() = (%resource.type = 'batch' or %resource.type = 'transaction' or %resource.type = 'history'))
def bdl_3_Bundle(e: Any, s: Scope) -> bool:
    try:
        return (not ('entry' in e) or (not [1 for e1 in elements(e, 'entry') if not ((equal_items(system(('request' in e1)), system(equal_raw(s.resource.get('type'), ('batch', 'transaction', 'history',), ('type' in s.resource or '_type' in s.resource))))) is True)]))
    except UNANSWERABLE:
        return False


# bdl-4 (Bundle): entry.all(response.exists() = (%resource.type = 'batch-response' or %resource.type = 'transaction-response' or %resource.type = 'history'))
def bdl_4_Bundle(e: Any, s: Scope) -> bool:
    try:
        return (not ('entry' in e) or (not [1 for e1 in elements(e, 'entry') if not ((equal_items(system(('response' in e1)), system(equal_raw(s.resource.get('type'), ('batch-response', 'transaction-response', 'history',), ('type' in s.resource or '_type' in s.resource))))) is True)]))
    except UNANSWERABLE:
        return False


# bdl-5 (Bundle.entry): resource.exists() or request.exists() or response.exists()
def bdl_5_Bundle_entry(e: Any, s: Scope) -> bool:
    try:
        return ((('resource' in e) or ('request' in e)) or ('response' in e))
    except UNANSWERABLE:
        return False


# bdl-7 (Bundle): (type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()
def bdl_7_Bundle(e: Any, s: Scope) -> bool:
    try:
        return ((one(e.get('type')) == 'history') or is_distinct([y for e3 in [e2 for e2 in elements(e, 'entry') if ('fullUrl' in e2 or '_fullUrl' in e2)] for y in system(concatenate(one(e3.get('fullUrl')), only(member(member((under(e3, 'resource', 'Resource')), 'meta'), 'versionId'))))]))
    except UNANSWERABLE:
        return False


# bdl-8 (Bundle.entry): fullUrl.exists() implies fullUrl.contains('/_history/').not()
def bdl_8_Bundle_entry(e: Any, s: Scope) -> bool:
    try:
        return (not ('fullUrl' in e or '_fullUrl' in e) or ((contains_text(sought(e, 'fullUrl'), '/_history/')) is False))
    except UNANSWERABLE:
        return False


# bdl-9 (Bundle): type = 'document' implies (identifier.system.exists() and identifier.value.exists())
def bdl_9_Bundle(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('type'), ('document',), ('type' in e or '_type' in e))) is False or ((('identifier' in e) and (not not inner_values(elements(e, 'identifier'), 'system'))) and (('identifier' in e) and (not not inner_values(elements(e, 'identifier'), 'value')))))
    except UNANSWERABLE:
        return False


# ces-1 (CoverageEligibilityResponse.insurance.item): category.exists() xor productOrService.exists()
def ces_1_CoverageEligibilityResponse_insurance_item(e: Any, s: Scope) -> bool:
    try:
        return (('category' in e) is not ('productOrService' in e))
    except UNANSWERABLE:
        return False


# cid-0 (ChargeItemDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def cid_0_ChargeItemDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not (not not []) or ((matches(only([]), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# cmd-0 (ConceptMap): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def cmd_0_ConceptMap(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# cmd-1 (ConceptMap.group.element.target): comment.exists() or equivalence.empty() or ((equivalence != 'narrower') and (equivalence != 'inexact'))
def cmd_1_ConceptMap_group_element_target(e: Any, s: Scope) -> bool:
    try:
        return ((('comment' in e or '_comment' in e) or (not ('equivalence' in e or '_equivalence' in e))) or ((equal_raw(e.get('equivalence'), ('narrower',), ('equivalence' in e or '_equivalence' in e)) is False) and (equal_raw(e.get('equivalence'), ('inexact',), ('equivalence' in e or '_equivalence' in e)) is False)))
    except UNANSWERABLE:
        return False


# cmd-2 (ConceptMap.group.unmapped): (mode = 'fixed') implies code.exists()
def cmd_2_ConceptMap_group_unmapped(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('mode'), ('fixed',), ('mode' in e or '_mode' in e))) is False or ('code' in e or '_code' in e))
    except UNANSWERABLE:
        return False


# cmd-3 (ConceptMap.group.unmapped): (mode = 'other-map') implies url.exists()
def cmd_3_ConceptMap_group_unmapped(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('mode'), ('other-map',), ('mode' in e or '_mode' in e))) is False or ('url' in e or '_url' in e))
    except UNANSWERABLE:
        return False


# cmp-1 (Composition.section): text.exists() or entry.exists() or section.exists()
def cmp_1_Composition_section(e: Any, s: Scope) -> bool:
    try:
        return ((('text' in e) or ('entry' in e)) or ('section' in e))
    except UNANSWERABLE:
        return False


# cmp-2 (Composition.section): emptyReason.empty() or entry.empty()
def cmp_2_Composition_section(e: Any, s: Scope) -> bool:
    try:
        return ((not ('emptyReason' in e)) or (not ('entry' in e)))
    except UNANSWERABLE:
        return False


# cnt-3 (Count): (code.exists() or value.empty()) and (system.empty() or system = %ucum) and (code.empty() or code = '1') and (value.empty() or value.hasValue().not() or value.toString().contains('.').not())
def cnt_3_Count(e: Any, s: Scope) -> bool:
    try:
        return ((((('code' in e or '_code' in e) or (not ('value' in e or '_value' in e))) and ((not ('system' in e or '_system' in e)) or (one(e.get('system')) == 'http://unitsofmeasure.org'))) and ((not ('code' in e or '_code' in e)) or (one(e.get('code')) == '1'))) and (((not ('value' in e or '_value' in e)) or (not (e.get('value') is not None))) or ((contains_text(to_string(one(e.get('value'))), '.')) is False)))
    except UNANSWERABLE:
        return False


# con-1 (Condition.stage): summary.exists() or assessment.exists()
def con_1_Condition_stage(e: Any, s: Scope) -> bool:
    try:
        return (('summary' in e) or ('assessment' in e))
    except UNANSWERABLE:
        return False


# con-2 (Condition.evidence): code.exists() or detail.exists()
def con_2_Condition_evidence(e: Any, s: Scope) -> bool:
    try:
        return (('code' in e) or ('detail' in e))
    except UNANSWERABLE:
        return False


# con-3 (Condition): (verificationStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-ver-status' and code = 'entered-in-error').exists() and category.coding.exists(system='http://terminology.hl7.org/CodeSystem/condition-category' and code ='problem-list-item').empty()) implies (clinicalStatus.exists())
def con_3_Condition(e: Any, s: Scope) -> bool:
    try:
        return (not ((('verificationStatus' in e) and (not not having(having(inner(elements(e, 'verificationStatus'), 'coding'), 'system', 'http://terminology.hl7.org/CodeSystem/condition-ver-status'), 'code', 'entered-in-error'))) and (not True)) or ('clinicalStatus' in e))
    except UNANSWERABLE:
        return False


# con-4 (Condition): abatement.empty() or clinicalStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-clinical' and (code='resolved' or code='remission' or code='inactive')).exists()
def con_4_Condition(e: Any, s: Scope) -> bool:
    try:
        return ((not (not JSON_NAMES['Condition.abatement'].isdisjoint(e))) or (('clinicalStatus' in e) and (not not [e3 for e3 in having(inner(elements(e, 'clinicalStatus'), 'coding'), 'system', 'http://terminology.hl7.org/CodeSystem/condition-clinical') if (one(e3.get('code')) in ('resolved', 'remission', 'inactive',))])))
    except UNANSWERABLE:
        return False


# con-5 (Condition): verificationStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-ver-status' and code='entered-in-error').empty() or clinicalStatus.empty()
def con_5_Condition(e: Any, s: Scope) -> bool:
    try:
        return ((not (('verificationStatus' in e) and (not not having(having(inner(elements(e, 'verificationStatus'), 'coding'), 'system', 'http://terminology.hl7.org/CodeSystem/condition-ver-status'), 'code', 'entered-in-error')))) or (not ('clinicalStatus' in e)))
    except UNANSWERABLE:
        return False


# cpb-0 (CapabilityStatement): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def cpb_0_CapabilityStatement(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# cpb-1 (CapabilityStatement): rest.exists() or messaging.exists() or document.exists()
def cpb_1_CapabilityStatement(e: Any, s: Scope) -> bool:
    try:
        return ((('rest' in e) or ('messaging' in e)) or ('document' in e))
    except UNANSWERABLE:
        return False


# cpb-12 (CapabilityStatement.rest.resource): searchParam.select(name).isDistinct()
def cpb_12_CapabilityStatement_rest_resource(e: Any, s: Scope) -> bool:
    try:
        return is_distinct([y for e1 in elements(e, 'searchParam') for y in (under(e1, 'name', 'string'))])
    except UNANSWERABLE:
        return False


# cpb-14 (CapabilityStatement): (kind != 'instance') or implementation.exists()
def cpb_14_CapabilityStatement(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('kind'), ('instance',), ('kind' in e or '_kind' in e)) is False) or ('implementation' in e))
    except UNANSWERABLE:
        return False


# cpb-15 (CapabilityStatement): (kind != 'capability') or (implementation.exists().not() and software.exists())
def cpb_15_CapabilityStatement(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('kind'), ('capability',), ('kind' in e or '_kind' in e)) is False) or ((not ('implementation' in e)) and ('software' in e)))
    except UNANSWERABLE:
        return False


# cpb-16 (CapabilityStatement): (kind!='requirements') or (implementation.exists().not() and software.exists().not())
def cpb_16_CapabilityStatement(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('kind'), ('requirements',), ('kind' in e or '_kind' in e)) is False) or ((not ('implementation' in e)) and (not ('software' in e))))
    except UNANSWERABLE:
        return False


# cpb-2 (CapabilityStatement): (description.count() + software.count() + implementation.count()) > 0
def cpb_2_CapabilityStatement(e: Any, s: Scope) -> bool:
    try:
        return (calculate(calculate(len(values(e, 'description')), len(elements(e, 'software')), add), len(elements(e, 'implementation')), add) > 0)
    except UNANSWERABLE:
        return False


# cpb-3 (CapabilityStatement): messaging.endpoint.empty() or kind = 'instance'
def cpb_3_CapabilityStatement(e: Any, s: Scope) -> bool:
    try:
        return ((not (('messaging' in e) and (not not inner(elements(e, 'messaging'), 'endpoint')))) or (one(e.get('kind')) == 'instance'))
    except UNANSWERABLE:
        return False


# cpb-7 (CapabilityStatement): document.select(profile&mode).isDistinct()
def cpb_7_CapabilityStatement(e: Any, s: Scope) -> bool:
    try:
        return is_distinct([y for e1 in elements(e, 'document') for y in system(concatenate(one(e1.get('profile')), one(e1.get('mode'))))])
    except UNANSWERABLE:
        return False


# cpb-9 (CapabilityStatement.rest): resource.select(type).isDistinct()
def cpb_9_CapabilityStatement_rest(e: Any, s: Scope) -> bool:
    try:
        return is_distinct([y for e1 in elements(e, 'resource') for y in (under(e1, 'type', 'code'))])
    except UNANSWERABLE:
        return False


# cpd-0 (CompartmentDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def cpd_0_CompartmentDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# cpl-3 (CarePlan.activity): detail.empty() or reference.empty()
def cpl_3_CarePlan_activity(e: Any, s: Scope) -> bool:
    try:
        return ((not ('detail' in e)) or (not ('reference' in e)))
    except UNANSWERABLE:
        return False


# cpt-2 (ContactPoint): value.empty() or system.exists()
def cpt_2_ContactPoint(e: Any, s: Scope) -> bool:
    try:
        return ((not ('value' in e or '_value' in e)) or ('system' in e or '_system' in e))
    except UNANSWERABLE:
        return False


# csd-0 (CodeSystem): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def csd_0_CodeSystem(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# csd-1 (CodeSystem): concept.code.combine($this.descendants().concept.code).isDistinct()
def csd_1_CodeSystem(e: Any, s: Scope) -> bool:
    try:
        return is_distinct(([y for x in elements(e, 'concept') for y in (under(x, 'code', 'code'))] + member(member(descendants([(e, 'CodeSystem', None)]), 'concept'), 'code')))
    except UNANSWERABLE:
        return False


# ctm-1 (CareTeam.participant): onBehalfOf.exists() implies (member.resolve().iif(empty(), true, ofType(Practitioner).exists()))
def ctm_1_CareTeam_participant(e: Any, s: Scope) -> bool:
    try:
        return (not ('onBehalfOf' in e) or (True if (not (('member' in e) and (not not resolve([(x, 'Reference', None) for x in elements(e, 'member')], s.resolve)))) else (('member' in e) and (not not of_type(resolve([(x, 'Reference', None) for x in elements(e, 'member')], s.resolve), 'Practitioner')))))
    except UNANSWERABLE:
        return False


# dis-1 (Distance): (code.exists() or value.empty()) and (system.empty() or system = %ucum)
def dis_1_Distance(e: Any, s: Scope) -> bool:
    try:
        return ((('code' in e or '_code' in e) or (not ('value' in e or '_value' in e))) and ((not ('system' in e or '_system' in e)) or (one(e.get('system')) == 'http://unitsofmeasure.org')))
    except UNANSWERABLE:
        return False


# dom-2 (DomainResource): contained.contained.empty()
def dom_2_DomainResource(e: Any, s: Scope) -> bool:
    try:
        return (not (not not member(member(given(e, 'DomainResource'), 'contained'), 'contained')))
    except UNANSWERABLE:
        return False


# dom-3 (DomainResource): contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | %resource.descendants().as(uri) | %resource.descendants().as(url))) or descendants().where(reference = '#').exists() or descendants().where(as(canonical) = '#').exists() or descendants().where(as(canonical) = '#').exists()).not()).trace('unmatched', id).empty()
def dom_3_DomainResource(e: Any, s: Scope) -> bool:
    try:
        return (not (not not [i1 for i1 in member(given(e, 'DomainResource'), 'contained') if ((either(either(either(within(system(calculate('#', only(member([i1], 'id')), add)), distinct([*distinct([*distinct([*member(descendants(resource_items(s.resource)), 'reference'), *of_type(descendants(resource_items(s.resource)), 'canonical')]), *of_type(descendants(resource_items(s.resource)), 'uri')]), *of_type(descendants(resource_items(s.resource)), 'url')])), (not not [i2 for i2 in descendants([i1]) if ((equal_literal(member([i2], 'reference'), ('#',))) is True)])), (not not [i3 for i3 in descendants([i1]) if ((equal_literal(of_type([i3], 'canonical'), ('#',))) is True)])), (not not [i4 for i4 in descendants([i1]) if ((equal_literal(of_type([i4], 'canonical'), ('#',))) is True)]))) is False)]))
    except UNANSWERABLE:
        return False


# dom-4 (DomainResource): contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()
def dom_4_DomainResource(e: Any, s: Scope) -> bool:
    try:
        return ((not (not not member(member(member(given(e, 'DomainResource'), 'contained'), 'meta'), 'versionId'))) and (not (not not member(member(member(given(e, 'DomainResource'), 'contained'), 'meta'), 'lastUpdated'))))
    except UNANSWERABLE:
        return False


# dom-5 (DomainResource): contained.meta.security.empty()
def dom_5_DomainResource(e: Any, s: Scope) -> bool:
    try:
        return (not (not not member(member(member(given(e, 'DomainResource'), 'contained'), 'meta'), 'security')))
    except UNANSWERABLE:
        return False


# dom-6 (DomainResource): text.`div`.exists() or (%rootResource != $this)
def dom_6_DomainResource(e: Any, s: Scope) -> bool:
    try:
        return ((not not member(member(given(e, 'DomainResource'), 'text'), 'div')) or (equal_items(resource_items(s.root), given(e, 'DomainResource')) is False))
    except UNANSWERABLE:
        return False


# drq-1 (DataRequirement.codeFilter): path.exists() xor searchParam.exists()
def drq_1_DataRequirement_codeFilter(e: Any, s: Scope) -> bool:
    try:
        return (('path' in e or '_path' in e) is not ('searchParam' in e or '_searchParam' in e))
    except UNANSWERABLE:
        return False


# drq-2 (DataRequirement.dateFilter): path.exists() xor searchParam.exists()
def drq_2_DataRequirement_dateFilter(e: Any, s: Scope) -> bool:
    try:
        return (('path' in e or '_path' in e) is not ('searchParam' in e or '_searchParam' in e))
    except UNANSWERABLE:
        return False


# drt-1 (Duration): code.exists() implies ((system = %ucum) and value.exists())
def drt_1_Duration(e: Any, s: Scope) -> bool:
    try:
        return (not ('code' in e or '_code' in e) or ((one(e.get('system')) == 'http://unitsofmeasure.org') and ('value' in e or '_value' in e)))
    except UNANSWERABLE:
        return False


# ees-0 (EffectEvidenceSynthesis): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def ees_0_EffectEvidenceSynthesis(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# eld-1 (ElementDefinition.slicing): discriminator.exists() or description.exists()
def eld_1_ElementDefinition_slicing(e: Any, s: Scope) -> bool:
    try:
        return (('discriminator' in e) or ('description' in e or '_description' in e))
    except UNANSWERABLE:
        return False


# eld-11 (ElementDefinition): binding.empty() or type.code.empty() or type.select((code = 'code') or (code = 'Coding') or (code='CodeableConcept') or (code = 'Quantity') or (code = 'string') or (code = 'uri')).exists()
def eld_11_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return (((not ('binding' in e)) or (not (('type' in e) and (not not inner_values(elements(e, 'type'), 'code'))))) or (('type' in e) and (not not [y for e1 in elements(e, 'type') for y in system(equal_raw(e1.get('code'), ('code', 'Coding', 'CodeableConcept', 'Quantity', 'string', 'uri',), ('code' in e1 or '_code' in e1)))])))
    except UNANSWERABLE:
        return False


# eld-12 (ElementDefinition.binding): valueSet.exists() implies (valueSet.startsWith('http:') or valueSet.startsWith('https') or valueSet.startsWith('urn:'))
def eld_12_ElementDefinition_binding(e: Any, s: Scope) -> bool:
    try:
        return (not ('valueSet' in e or '_valueSet' in e) or ((((starts_with(sought(e, 'valueSet'), 'http:')) is True) or ((starts_with(sought(e, 'valueSet'), 'https')) is True)) or ((starts_with(sought(e, 'valueSet'), 'urn:')) is True)))
    except UNANSWERABLE:
        return False


# eld-13 (ElementDefinition): type.select(code).isDistinct()
def eld_13_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return is_distinct([y for e1 in elements(e, 'type') for y in (under(e1, 'code', 'uri'))])
    except UNANSWERABLE:
        return False


# eld-14 (ElementDefinition): constraint.select(key).isDistinct()
def eld_14_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return is_distinct([y for e1 in elements(e, 'constraint') for y in (under(e1, 'key', 'id'))])
    except UNANSWERABLE:
        return False


# eld-15 (ElementDefinition): defaultValue.empty() or meaningWhenMissing.empty()
def eld_15_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((not (not JSON_NAMES['ElementDefinition.defaultValue'].isdisjoint(e))) or (not ('meaningWhenMissing' in e or '_meaningWhenMissing' in e)))
    except UNANSWERABLE:
        return False


# eld-16 (ElementDefinition): sliceName.empty() or sliceName.matches('^[a-zA-Z0-9\\/\\-_\\[\\]\\@]+$')
def eld_16_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((not ('sliceName' in e or '_sliceName' in e)) or ((matches(sought(e, 'sliceName'), '^[a-zA-Z0-9\\/\\-_\\[\\]\\@]+$')) is True))
    except UNANSWERABLE:
        return False


# eld-17 (ElementDefinition.type): (code='Reference' or code = 'canonical') or targetProfile.empty()
def eld_17_ElementDefinition_type(e: Any, s: Scope) -> bool:
    try:
        return ((one(e.get('code')) in ('Reference', 'canonical',)) or (not ('targetProfile' in e or '_targetProfile' in e)))
    except UNANSWERABLE:
        return False


# eld-18 (ElementDefinition): (isModifier.exists() and isModifier) implies isModifierReason.exists()
def eld_18_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return (((('isModifier' in e or '_isModifier' in e) and truth(one(e.get('isModifier'))))) is False or ('isModifierReason' in e or '_isModifierReason' in e))
    except UNANSWERABLE:
        return False


# eld-19 (ElementDefinition): path.matches('^[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}(\\.[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}(\\[x\\])?(\\:[^\\s\\.]+)?)*$')
def eld_19_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((matches(sought(e, 'path'), '^[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}(\\.[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}(\\[x\\])?(\\:[^\\s\\.]+)?)*$')) is True)
    except UNANSWERABLE:
        return False


# eld-2 (ElementDefinition): min.empty() or max.empty() or (max = '*') or iif(max != '*', min <= max.toInteger())
def eld_2_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((((not ('min' in e or '_min' in e)) or (not ('max' in e or '_max' in e))) or (one(e.get('max')) == '*')) or ((truth(only((system(at_most((under(e, 'min', 'unsignedInt')), system(to_integer(one(e.get('max')))))) if (equal_raw(e.get('max'), ('*',), ('max' in e or '_max' in e)) is False) else [])))) is True))
    except UNANSWERABLE:
        return False


# eld-20 (ElementDefinition): path.matches('^[A-Za-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*(\\[x])?)*$')
def eld_20_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((matches(sought(e, 'path'), '^[A-Za-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*(\\[x])?)*$')) is True)
    except UNANSWERABLE:
        return False


# eld-21 (ElementDefinition.constraint): expression.exists()
def eld_21_ElementDefinition_constraint(e: Any, s: Scope) -> bool:
    try:
        return ('expression' in e or '_expression' in e)
    except UNANSWERABLE:
        return False


# eld-22 (ElementDefinition): sliceIsConstraining.exists() implies sliceName.exists()
def eld_22_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('sliceIsConstraining' in e or '_sliceIsConstraining' in e) or ('sliceName' in e or '_sliceName' in e))
    except UNANSWERABLE:
        return False


# eld-3 (string): empty() or ($this = '*') or (toInteger() >= 0)
def eld_3_string(e: Any, s: Scope) -> bool:
    try:
        return (((not (not not given(e, 'string'))) or ((e if e.__class__ is str else only(given(e, 'string'))) == '*')) or ((compared(system(to_integer((e if e.__class__ is str else only(given(e, 'string'))))), 0, ge)) is True))
    except UNANSWERABLE:
        return False


# eld-4 (ElementDefinition.type): aggregation.empty() or (code = 'Reference') or (code = 'canonical')
def eld_4_ElementDefinition_type(e: Any, s: Scope) -> bool:
    try:
        return (((not ('aggregation' in e or '_aggregation' in e)) or (one(e.get('code')) == 'Reference')) or (one(e.get('code')) == 'canonical'))
    except UNANSWERABLE:
        return False


# eld-5 (ElementDefinition): contentReference.empty() or (type.empty() and defaultValue.empty() and fixed.empty() and pattern.empty() and example.empty() and minValue.empty() and maxValue.empty() and maxLength.empty() and binding.empty())
def eld_5_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((not ('contentReference' in e or '_contentReference' in e)) or (((((((((not ('type' in e)) and (not (not JSON_NAMES['ElementDefinition.defaultValue'].isdisjoint(e)))) and (not (not JSON_NAMES['ElementDefinition.fixed'].isdisjoint(e)))) and (not (not JSON_NAMES['ElementDefinition.pattern'].isdisjoint(e)))) and (not ('example' in e))) and (not (not JSON_NAMES['ElementDefinition.minValue'].isdisjoint(e)))) and (not (not JSON_NAMES['ElementDefinition.maxValue'].isdisjoint(e)))) and (not ('maxLength' in e or '_maxLength' in e))) and (not ('binding' in e))))
    except UNANSWERABLE:
        return False


# eld-6 (ElementDefinition): fixed.empty() or (type.count() <= 1)
def eld_6_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((not (not JSON_NAMES['ElementDefinition.fixed'].isdisjoint(e))) or (len(elements(e, 'type')) <= 1))
    except UNANSWERABLE:
        return False


# eld-7 (ElementDefinition): pattern.empty() or (type.count() <= 1)
def eld_7_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((not (not JSON_NAMES['ElementDefinition.pattern'].isdisjoint(e))) or (len(elements(e, 'type')) <= 1))
    except UNANSWERABLE:
        return False


# eld-8 (ElementDefinition): pattern.empty() or fixed.empty()
def eld_8_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((not (not JSON_NAMES['ElementDefinition.pattern'].isdisjoint(e))) or (not (not JSON_NAMES['ElementDefinition.fixed'].isdisjoint(e))))
    except UNANSWERABLE:
        return False


# esc-0 (ExampleScenario): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def esc_0_ExampleScenario(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# evd-0 (EventDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def evd_0_EventDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# evi-0 (Evidence): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def evi_0_Evidence(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# evv-0 (EvidenceVariable): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def evv_0_EvidenceVariable(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# exp-1 (Expression): expression.exists() or reference.exists()
def exp_1_Expression(e: Any, s: Scope) -> bool:
    try:
        return (('expression' in e or '_expression' in e) or ('reference' in e or '_reference' in e))
    except UNANSWERABLE:
        return False


# fhs-1 (FamilyMemberHistory): age.empty() or born.empty()
def fhs_1_FamilyMemberHistory(e: Any, s: Scope) -> bool:
    try:
        return ((not (not JSON_NAMES['FamilyMemberHistory.age'].isdisjoint(e))) or (not (not JSON_NAMES['FamilyMemberHistory.born'].isdisjoint(e))))
    except UNANSWERABLE:
        return False


# fhs-2 (FamilyMemberHistory): age.exists() or estimatedAge.empty()
def fhs_2_FamilyMemberHistory(e: Any, s: Scope) -> bool:
    try:
        return ((not JSON_NAMES['FamilyMemberHistory.age'].isdisjoint(e)) or (not ('estimatedAge' in e or '_estimatedAge' in e)))
    except UNANSWERABLE:
        return False


# gdf-0 (GraphDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def gdf_0_GraphDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# gol-1 (Goal.target): (detail.exists() and measure.exists()) or detail.exists().not()
def gol_1_Goal_target(e: Any, s: Scope) -> bool:
    try:
        return (((not JSON_NAMES['Goal.target.detail'].isdisjoint(e)) and ('measure' in e)) or (not (not JSON_NAMES['Goal.target.detail'].isdisjoint(e))))
    except UNANSWERABLE:
        return False


# grp-1 (Group): member.empty() or (actual = true)
def grp_1_Group(e: Any, s: Scope) -> bool:
    try:
        return ((not ('member' in e)) or (one(e.get('actual')) is True))
    except UNANSWERABLE:
        return False


# ig-0 (ImplementationGuide): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def ig_0_ImplementationGuide(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# ig-1 (ImplementationGuide.definition): resource.groupingId.all(%context.grouping.id contains $this)
def ig_1_ImplementationGuide_definition(e: Any, s: Scope) -> bool:
    try:
        return (not ('resource' in e) or (not [1 for v1 in inner_values(elements(e, 'resource'), 'groupingId') if not (v1 in inner_values(elements(e, 'grouping'), 'id'))]))
    except UNANSWERABLE:
        return False


# ig-2 (ImplementationGuide): definition.resource.fhirVersion.all(%context.fhirVersion contains $this)
def ig_2_ImplementationGuide(e: Any, s: Scope) -> bool:
    try:
        return (not ('definition' in e) or (not [1 for v1 in inner_values(inner(elements(e, 'definition'), 'resource'), 'fhirVersion') if not (v1 in values(e, 'fhirVersion'))]))
    except UNANSWERABLE:
        return False


# imm-1 (Immunization.education): documentType.exists() or reference.exists()
def imm_1_Immunization_education(e: Any, s: Scope) -> bool:
    try:
        return (('documentType' in e or '_documentType' in e) or ('reference' in e or '_reference' in e))
    except UNANSWERABLE:
        return False


# imr-1 (ImmunizationRecommendation.recommendation): vaccineCode.exists() or targetDisease.exists()
def imr_1_ImmunizationRecommendation_recommendation(e: Any, s: Scope) -> bool:
    try:
        return (('vaccineCode' in e) or ('targetDisease' in e))
    except UNANSWERABLE:
        return False


# inv-1 (Parameters.parameter): (part.exists() and value.empty() and resource.empty()) or (part.empty() and (value.exists() xor resource.exists()))
def inv_1_Parameters_parameter(e: Any, s: Scope) -> bool:
    try:
        return (((('part' in e) and (not (not JSON_NAMES['Parameters.parameter.value'].isdisjoint(e)))) and (not ('resource' in e))) or ((not ('part' in e)) and ((not JSON_NAMES['Parameters.parameter.value'].isdisjoint(e)) is not ('resource' in e))))
    except UNANSWERABLE:
        return False


# inv-1 (Task): lastModified.exists().not() or authoredOn.exists().not() or lastModified >= authoredOn
def inv_1_Task(e: Any, s: Scope) -> bool:
    try:
        return (((not ('lastModified' in e or '_lastModified' in e)) or (not ('authoredOn' in e or '_authoredOn' in e))) or ((at_least((under(e, 'lastModified', 'dateTime')), (under(e, 'authoredOn', 'dateTime')))) is True))
    except UNANSWERABLE:
        return False


# inv-1 (TestReport.setup.action): operation.exists() xor assert.exists()
def inv_1_TestReport_setup_action(e: Any, s: Scope) -> bool:
    try:
        return (('operation' in e) is not ('assert' in e))
    except UNANSWERABLE:
        return False


# inv-2 (TestReport.test.action): operation.exists() xor assert.exists()
def inv_2_TestReport_test_action(e: Any, s: Scope) -> bool:
    try:
        return (('operation' in e) is not ('assert' in e))
    except UNANSWERABLE:
        return False


# ipn-1 (InsurancePlan): (identifier.count() + name.count()) > 0
def ipn_1_InsurancePlan(e: Any, s: Scope) -> bool:
    try:
        return (calculate(len(elements(e, 'identifier')), len(values(e, 'name')), add) > 0)
    except UNANSWERABLE:
        return False


# lib-0 (Library): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def lib_0_Library(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# lnk-1 (Linkage): item.count()>1
def lnk_1_Linkage(e: Any, s: Scope) -> bool:
    try:
        return (len(elements(e, 'item')) > 1)
    except UNANSWERABLE:
        return False


# lst-1 (List): emptyReason.empty() or entry.empty()
def lst_1_List(e: Any, s: Scope) -> bool:
    try:
        return ((not ('emptyReason' in e)) or (not ('entry' in e)))
    except UNANSWERABLE:
        return False


# lst-2 (List): mode = 'changes' or entry.deleted.empty()
def lst_2_List(e: Any, s: Scope) -> bool:
    try:
        return ((one(e.get('mode')) == 'changes') or (not (('entry' in e) and (not not inner_values(elements(e, 'entry'), 'deleted')))))
    except UNANSWERABLE:
        return False


# lst-3 (List): mode = 'working' or entry.date.empty()
def lst_3_List(e: Any, s: Scope) -> bool:
    try:
        return ((one(e.get('mode')) == 'working') or (not (('entry' in e) and (not not inner_values(elements(e, 'entry'), 'date')))))
    except UNANSWERABLE:
        return False


# mad-1 (MedicationAdministration.dosage): dose.exists() or rate.exists()
def mad_1_MedicationAdministration_dosage(e: Any, s: Scope) -> bool:
    try:
        return (('dose' in e) or ('rateRatio' in e or 'rateQuantity' in e))
    except UNANSWERABLE:
        return False


# md-1 (MessageDefinition.focus): max='*' or (max.toInteger() > 0)
def md_1_MessageDefinition_focus(e: Any, s: Scope) -> bool:
    try:
        return ((one(e.get('max')) == '*') or ((compared(system(to_integer(one(e.get('max')))), 0, gt)) is True))
    except UNANSWERABLE:
        return False


# mdd-1 (MedicationDispense): whenHandedOver.empty() or whenPrepared.empty() or whenHandedOver >= whenPrepared
def mdd_1_MedicationDispense(e: Any, s: Scope) -> bool:
    try:
        return (((not ('whenHandedOver' in e or '_whenHandedOver' in e)) or (not ('whenPrepared' in e or '_whenPrepared' in e))) or ((at_least((under(e, 'whenHandedOver', 'dateTime')), (under(e, 'whenPrepared', 'dateTime')))) is True))
    except UNANSWERABLE:
        return False


# mea-0 (Measure): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def mea_0_Measure(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# mea-1 (Measure): group.stratifier.all((code | description | criteria).exists() xor component.exists())
def mea_1_Measure(e: Any, s: Scope) -> bool:
    try:
        return (not ('group' in e) or (not [1 for e1 in inner(elements(e, 'group'), 'stratifier') if not ((not not distinct([*distinct([*[(x, 'CodeableConcept', None) for x in elements(e1, 'code')], *(under(e1, 'description', 'string'))]), *[(x, 'Expression', None) for x in elements(e1, 'criteria')]])) is not ('component' in e1))]))
    except UNANSWERABLE:
        return False


# mrp-1 (MeasureReport): (type != 'data-collection') or group.exists().not()
def mrp_1_MeasureReport(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('type'), ('data-collection',), ('type' in e or '_type' in e)) is False) or (not ('group' in e)))
    except UNANSWERABLE:
        return False


# mrp-2 (MeasureReport): group.stratifier.stratum.all(value.exists() xor component.exists())
def mrp_2_MeasureReport(e: Any, s: Scope) -> bool:
    try:
        return (not ('group' in e) or (not [1 for e1 in inner(inner(elements(e, 'group'), 'stratifier'), 'stratum') if not (('value' in e1) is not ('component' in e1))]))
    except UNANSWERABLE:
        return False


# msd-0 (MessageDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def msd_0_MessageDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# msq-3 (MolecularSequence): coordinateSystem = 1 or coordinateSystem = 0
def msq_3_MolecularSequence(e: Any, s: Scope) -> bool:
    try:
        return ((one(e.get('coordinateSystem')) == 1) or (one(e.get('coordinateSystem')) == 0))
    except UNANSWERABLE:
        return False


# msq-5 (MolecularSequence.referenceSeq): (chromosome.empty() and genomeBuild.empty()) or (chromosome.exists() and genomeBuild.exists())
def msq_5_MolecularSequence_referenceSeq(e: Any, s: Scope) -> bool:
    try:
        return (((not ('chromosome' in e)) and (not ('genomeBuild' in e or '_genomeBuild' in e))) or (('chromosome' in e) and ('genomeBuild' in e or '_genomeBuild' in e)))
    except UNANSWERABLE:
        return False


# msq-6 (MolecularSequence.referenceSeq): (genomeBuild.count()+referenceSeqId.count()+ referenceSeqPointer.count()+ referenceSeqString.count()) = 1
def msq_6_MolecularSequence_referenceSeq(e: Any, s: Scope) -> bool:
    try:
        return (calculate(calculate(calculate(len(values(e, 'genomeBuild')), len(elements(e, 'referenceSeqId')), add), len(elements(e, 'referenceSeqPointer')), add), len(values(e, 'referenceSeqString')), add) == 1)
    except UNANSWERABLE:
        return False


# nor-1 (NutritionOrder): oralDiet.exists() or supplement.exists() or enteralFormula.exists()
def nor_1_NutritionOrder(e: Any, s: Scope) -> bool:
    try:
        return ((('oralDiet' in e) or ('supplement' in e)) or ('enteralFormula' in e))
    except UNANSWERABLE:
        return False


# nsd-0 (NamingSystem): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def nsd_0_NamingSystem(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# nsd-1 (NamingSystem): kind != 'root' or uniqueId.all(type != 'uuid')
def nsd_1_NamingSystem(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('kind'), ('root',), ('kind' in e or '_kind' in e)) is False) or (not ('uniqueId' in e) or (not [1 for e1 in elements(e, 'uniqueId') if not (equal_raw(e1.get('type'), ('uuid',), ('type' in e1 or '_type' in e1)) is False)])))
    except UNANSWERABLE:
        return False


# nsd-2 (NamingSystem): uniqueId.where(preferred = true).select(type).isDistinct()
def nsd_2_NamingSystem(e: Any, s: Scope) -> bool:
    try:
        return is_distinct([y for e3 in [e2 for e2 in elements(e, 'uniqueId') if (one(e2.get('preferred')) is True)] for y in (under(e3, 'type', 'code'))])
    except UNANSWERABLE:
        return False


# obs-3 (Observation.referenceRange): low.exists() or high.exists() or text.exists()
def obs_3_Observation_referenceRange(e: Any, s: Scope) -> bool:
    try:
        return ((('low' in e) or ('high' in e)) or ('text' in e or '_text' in e))
    except UNANSWERABLE:
        return False


# obs-6 (Observation): dataAbsentReason.empty() or value.empty()
def obs_6_Observation(e: Any, s: Scope) -> bool:
    try:
        return ((not ('dataAbsentReason' in e)) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e))))
    except UNANSWERABLE:
        return False


# obs-7 (Observation): value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()
def obs_7_Observation(e: Any, s: Scope) -> bool:
    try:
        return ((not (not JSON_NAMES['Observation.value'].isdisjoint(e))) or (not (('component' in e) and (not not [e2 for e2 in inner(elements(e, 'component'), 'code') if (('coding' in e2) and (not not intersect([(x, 'Coding', None) for x in elements(e2, 'coding')], [(x, 'Coding', None) for x in inner(elements(s.resource, 'code'), 'coding')])))]))))
    except UNANSWERABLE:
        return False


# opd-0 (OperationDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def opd_0_OperationDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# opd-1 (OperationDefinition.parameter): type.exists() or part.exists()
def opd_1_OperationDefinition_parameter(e: Any, s: Scope) -> bool:
    try:
        return (('type' in e or '_type' in e) or ('part' in e))
    except UNANSWERABLE:
        return False


# opd-2 (OperationDefinition.parameter): searchType.exists() implies type = 'string'
def opd_2_OperationDefinition_parameter(e: Any, s: Scope) -> bool:
    try:
        return (not ('searchType' in e or '_searchType' in e) or (one(e.get('type')) == 'string'))
    except UNANSWERABLE:
        return False


# opd-3 (OperationDefinition.parameter): targetProfile.exists() implies (type = 'Reference' or type = 'canonical')
def opd_3_OperationDefinition_parameter(e: Any, s: Scope) -> bool:
    try:
        return (not ('targetProfile' in e or '_targetProfile' in e) or (one(e.get('type')) in ('Reference', 'canonical',)))
    except UNANSWERABLE:
        return False


# org-1 (Organization): (identifier.count() + name.count()) > 0
def org_1_Organization(e: Any, s: Scope) -> bool:
    try:
        return (calculate(len(elements(e, 'identifier')), len(values(e, 'name')), add) > 0)
    except UNANSWERABLE:
        return False


# org-2 (Address): where(use = 'home').empty()
def org_2_Address(e: Any, s: Scope) -> bool:
    try:
        return (not (True and (not not having([e], 'use', 'home'))))
    except UNANSWERABLE:
        return False


# org-3 (ContactPoint): where(use = 'home').empty()
def org_3_ContactPoint(e: Any, s: Scope) -> bool:
    try:
        return (not (True and (not not having([e], 'use', 'home'))))
    except UNANSWERABLE:
        return False


# pat-1 (Patient.contact): name.exists() or telecom.exists() or address.exists() or organization.exists()
def pat_1_Patient_contact(e: Any, s: Scope) -> bool:
    try:
        return (((('name' in e) or ('telecom' in e)) or ('address' in e)) or ('organization' in e))
    except UNANSWERABLE:
        return False


# pdf-0 (PlanDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def pdf_0_PlanDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# per-1 (Period): start.hasValue().not() or end.hasValue().not() or (start <= end)
def per_1_Period(e: Any, s: Scope) -> bool:
    try:
        return (((not (e.get('start') is not None)) or (not (e.get('end') is not None))) or ((at_most((under(e, 'start', 'dateTime')), (under(e, 'end', 'dateTime')))) is True))
    except UNANSWERABLE:
        return False


# ppc-1 (Consent): policy.exists() or policyRule.exists()
def ppc_1_Consent(e: Any, s: Scope) -> bool:
    try:
        return (('policy' in e) or ('policyRule' in e))
    except UNANSWERABLE:
        return False


# ppc-2 (Consent): patient.exists() or scope.coding.where(system='something' and code='patient-privacy').exists().not()
def ppc_2_Consent(e: Any, s: Scope) -> bool:
    try:
        return (('patient' in e) or (not (('scope' in e) and (not not having(having(inner(elements(e, 'scope'), 'coding'), 'system', 'something'), 'code', 'patient-privacy')))))
    except UNANSWERABLE:
        return False


# ppc-3 (Consent): patient.exists() or scope.coding.where(system='something' and code='research').exists().not()
def ppc_3_Consent(e: Any, s: Scope) -> bool:
    try:
        return (('patient' in e) or (not (('scope' in e) and (not not having(having(inner(elements(e, 'scope'), 'coding'), 'system', 'something'), 'code', 'research')))))
    except UNANSWERABLE:
        return False


# ppc-4 (Consent): patient.exists() or scope.coding.where(system='something' and code='adr').exists().not()
def ppc_4_Consent(e: Any, s: Scope) -> bool:
    try:
        return (('patient' in e) or (not (('scope' in e) and (not not having(having(inner(elements(e, 'scope'), 'coding'), 'system', 'something'), 'code', 'adr')))))
    except UNANSWERABLE:
        return False


# ppc-5 (Consent): patient.exists() or scope.coding.where(system='something' and code='treatment').exists().not()
def ppc_5_Consent(e: Any, s: Scope) -> bool:
    try:
        return (('patient' in e) or (not (('scope' in e) and (not not having(having(inner(elements(e, 'scope'), 'coding'), 'system', 'something'), 'code', 'treatment')))))
    except UNANSWERABLE:
        return False


# prr-1 (ServiceRequest): orderDetail.empty() or code.exists()
def prr_1_ServiceRequest(e: Any, s: Scope) -> bool:
    try:
        return ((not ('orderDetail' in e)) or ('code' in e))
    except UNANSWERABLE:
        return False


# qrs-1 (QuestionnaireResponse.item): (answer.exists() and item.exists()).not()
def qrs_1_QuestionnaireResponse_item(e: Any, s: Scope) -> bool:
    try:
        return (not (('answer' in e) and ('item' in e)))
    except UNANSWERABLE:
        return False


# qty-3 (Age): code.empty() or system.exists()
def qty_3_Age(e: Any, s: Scope) -> bool:
    try:
        return ((not ('code' in e or '_code' in e)) or ('system' in e or '_system' in e))
    except UNANSWERABLE:
        return False


# qty-3 (Count): code.empty() or system.exists()
def qty_3_Count(e: Any, s: Scope) -> bool:
    try:
        return ((not ('code' in e or '_code' in e)) or ('system' in e or '_system' in e))
    except UNANSWERABLE:
        return False


# qty-3 (Distance): code.empty() or system.exists()
def qty_3_Distance(e: Any, s: Scope) -> bool:
    try:
        return ((not ('code' in e or '_code' in e)) or ('system' in e or '_system' in e))
    except UNANSWERABLE:
        return False


# qty-3 (Duration): code.empty() or system.exists()
def qty_3_Duration(e: Any, s: Scope) -> bool:
    try:
        return ((not ('code' in e or '_code' in e)) or ('system' in e or '_system' in e))
    except UNANSWERABLE:
        return False


# qty-3 (Quantity): code.empty() or system.exists()
def qty_3_Quantity(e: Any, s: Scope) -> bool:
    try:
        return ((not ('code' in e or '_code' in e)) or ('system' in e or '_system' in e))
    except UNANSWERABLE:
        return False


# que-0 (Questionnaire): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def que_0_Questionnaire(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# que-1 (Questionnaire.item): (type='group' implies item.empty().not()) and (type.trace('type')='display' implies item.trace('item').empty())
def que_1_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return (((equal_raw(e.get('type'), ('group',), ('type' in e or '_type' in e))) is False or (not (not ('item' in e)))) and ((equal_raw(e.get('type'), ('display',), ('type' in e or '_type' in e))) is False or (not ('item' in e))))
    except UNANSWERABLE:
        return False


# que-10 (Questionnaire.item): (type in ('boolean' | 'decimal' | 'integer' | 'string' | 'text' | 'url' | 'open-choice')) or maxLength.empty()
def que_10_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return (((among(values(e, 'type'), distinct_values((*distinct_values((*distinct_values((*distinct_values((*distinct_values((*distinct_values((*('boolean',), *('decimal',))), *('integer',))), *('string',))), *('text',))), *('url',))), *('open-choice',))))) is True) or (not ('maxLength' in e or '_maxLength' in e)))
    except UNANSWERABLE:
        return False


# que-11 (Questionnaire.item): answerOption.empty() or initial.empty()
def que_11_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return ((not ('answerOption' in e)) or (not ('initial' in e)))
    except UNANSWERABLE:
        return False


# que-12 (Questionnaire.item): enableWhen.count() >= 2 implies enableBehavior.exists()
def que_12_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return (not (len(elements(e, 'enableWhen')) >= 2) or ('enableBehavior' in e or '_enableBehavior' in e))
    except UNANSWERABLE:
        return False


# que-13 (Questionnaire.item): repeats=true or initial.count() <= 1
def que_13_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return ((one(e.get('repeats')) is True) or (len(elements(e, 'initial')) <= 1))
    except UNANSWERABLE:
        return False


# que-2 (Questionnaire): descendants().linkId.isDistinct()
def que_2_Questionnaire(e: Any, s: Scope) -> bool:
    try:
        return is_distinct(member(descendants([(e, 'Questionnaire', None)]), 'linkId'))
    except UNANSWERABLE:
        return False


# que-3 (Questionnaire.item): type!='display' or code.empty()
def que_3_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('type'), ('display',), ('type' in e or '_type' in e)) is False) or (not ('code' in e)))
    except UNANSWERABLE:
        return False


# que-4 (Questionnaire.item): answerOption.empty() or answerValueSet.empty()
def que_4_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return ((not ('answerOption' in e)) or (not ('answerValueSet' in e or '_answerValueSet' in e)))
    except UNANSWERABLE:
        return False


# que-5 (Questionnaire.item): (type ='choice' or type = 'open-choice' or type = 'decimal' or type = 'integer' or type = 'date' or type = 'dateTime' or type = 'time' or type = 'string' or type = 'quantity') or (answerValueSet.empty() and answerOption.empty())
def que_5_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return ((one(e.get('type')) in ('choice', 'open-choice', 'decimal', 'integer', 'date', 'dateTime', 'time', 'string', 'quantity',)) or ((not ('answerValueSet' in e or '_answerValueSet' in e)) and (not ('answerOption' in e))))
    except UNANSWERABLE:
        return False


# que-6 (Questionnaire.item): type!='display' or (required.empty() and repeats.empty())
def que_6_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('type'), ('display',), ('type' in e or '_type' in e)) is False) or ((not ('required' in e or '_required' in e)) and (not ('repeats' in e or '_repeats' in e))))
    except UNANSWERABLE:
        return False


# que-7 (Questionnaire.item.enableWhen): operator = 'exists' implies (answer is boolean)
def que_7_Questionnaire_item_enableWhen(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('operator'), ('exists',), ('operator' in e or '_operator' in e))) is False or ('answerBoolean' in e or '_answerBoolean' in e))
    except UNANSWERABLE:
        return False


# que-8 (Questionnaire.item): (type!='group' and type!='display') or initial.empty()
def que_8_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return (((equal_raw(e.get('type'), ('group',), ('type' in e or '_type' in e)) is False) and (equal_raw(e.get('type'), ('display',), ('type' in e or '_type' in e)) is False)) or (not ('initial' in e)))
    except UNANSWERABLE:
        return False


# que-9 (Questionnaire.item): type!='display' or readOnly.empty()
def que_9_Questionnaire_item(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('type'), ('display',), ('type' in e or '_type' in e)) is False) or (not ('readOnly' in e or '_readOnly' in e)))
    except UNANSWERABLE:
        return False


# ras-1 (Range): (low.empty() or ((low.code = '%') and (low.system = %ucum))) and (high.empty() or ((high.code = '%') and (high.system = %ucum)))
def ras_1_Range(e: Any, s: Scope) -> bool:
    try:
        return (((not ('low' in e)) or (((equal_value(inner_values(elements(e, 'low'), 'code'), ('%',))) is True) and ((equal_value(inner_values(elements(e, 'low'), 'system'), ('http://unitsofmeasure.org',))) is True))) and ((not ('high' in e)) or (((equal_value(inner_values(elements(e, 'high'), 'code'), ('%',))) is True) and ((equal_value(inner_values(elements(e, 'high'), 'system'), ('http://unitsofmeasure.org',))) is True))))
    except UNANSWERABLE:
        return False


# ras-1 (decimal): (low.empty() or ((low.code = '%') and (low.system = %ucum))) and (high.empty() or ((high.code = '%') and (high.system = %ucum)))
def ras_1_decimal(e: Any, s: Scope) -> bool:
    try:
        return (((not (not not member(given(e, 'decimal'), 'low'))) or (((equal_literal(member(member(given(e, 'decimal'), 'low'), 'code'), ('%',))) is True) and ((equal_literal(member(member(given(e, 'decimal'), 'low'), 'system'), ('http://unitsofmeasure.org',))) is True))) and ((not (not not member(given(e, 'decimal'), 'high'))) or (((equal_literal(member(member(given(e, 'decimal'), 'high'), 'code'), ('%',))) is True) and ((equal_literal(member(member(given(e, 'decimal'), 'high'), 'system'), ('http://unitsofmeasure.org',))) is True))))
    except UNANSWERABLE:
        return False


# ras-2 (RiskAssessment.prediction): (probability.exists() and (probability is decimal)) implies ((probability as decimal) <= 100)
def ras_2_RiskAssessment_prediction(e: Any, s: Scope) -> bool:
    try:
        return (((('probabilityDecimal' in e or 'probabilityRange' in e or '_probabilityDecimal' in e) and (('probabilityDecimal' in e or '_probabilityDecimal' in e) if ('probabilityDecimal' in e or 'probabilityRange' in e or '_probabilityDecimal' in e) else None))) is False or ((compared((under(e, 'probabilityDecimal', 'decimal')), 100, le)) is True))
    except UNANSWERABLE:
        return False


# rat-1 (Ratio): (numerator.empty() xor denominator.exists()) and (numerator.exists() or extension.exists())
def rat_1_Ratio(e: Any, s: Scope) -> bool:
    try:
        return (((not ('numerator' in e)) is not ('denominator' in e)) and (('numerator' in e) or ('extension' in e)))
    except UNANSWERABLE:
        return False


# red-0 (ResearchElementDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def red_0_ResearchElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# ref-1 (Reference): reference.exists() implies (reference = '#' or (reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))))
def ref_1_Reference(e: Any, s: Scope) -> bool:
    try:
        return (not ('reference' in e or '_reference' in e) or ((one(e.get('reference')) == '#') or (((starts_with(sought(e, 'reference'), '#')) is False) or ((within(system(substring(one(e.get('reference')), 1)), member(member(resource_items(s.root), 'contained'), 'id'))) is True))))
    except UNANSWERABLE:
        return False


# rng-2 (Range): low.empty() or high.empty() or (low <= high)
def rng_2_Range(e: Any, s: Scope) -> bool:
    try:
        return (((not ('low' in e)) or (not ('high' in e))) or ((at_most([(x, 'Quantity', None) for x in elements(e, 'low')], [(x, 'Quantity', None) for x in elements(e, 'high')])) is True))
    except UNANSWERABLE:
        return False


# rqg-1 (RequestGroup.action): resource.exists() != action.exists()
def rqg_1_RequestGroup_action(e: Any, s: Scope) -> bool:
    try:
        return (('resource' in e) is not ('action' in e))
    except UNANSWERABLE:
        return False


# rsd-0 (ResearchDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def rsd_0_ResearchDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# rvs-0 (RiskEvidenceSynthesis): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def rvs_0_RiskEvidenceSynthesis(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# sdf-0 (StructureDefinition): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def sdf_0_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# sdf-1 (StructureDefinition): derivation = 'constraint' or snapshot.element.select(path).isDistinct()
def sdf_1_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((one(e.get('derivation')) == 'constraint') or is_distinct([y for e1 in inner(elements(e, 'snapshot'), 'element') for y in (under(e1, 'path', 'string'))]))
    except UNANSWERABLE:
        return False


# sdf-10 (ElementDefinition): binding.empty() or binding.valueSet.exists() or binding.description.exists()
def sdf_10_ElementDefinition(e: Any, s: Scope) -> bool:
    try:
        return (((not ('binding' in e)) or (('binding' in e) and (not not inner_values(elements(e, 'binding'), 'valueSet')))) or (('binding' in e) and (not not inner_values(elements(e, 'binding'), 'description'))))
    except UNANSWERABLE:
        return False


# sdf-11 (StructureDefinition): kind != 'logical' implies snapshot.empty() or snapshot.element.first().path = type
def sdf_11_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((negate(equal_raw(e.get('kind'), ('logical',), ('kind' in e or '_kind' in e)))) is False or ((not ('snapshot' in e)) or ((equal_items([y for x in inner(elements(e, 'snapshot'), 'element')[:1] for y in (under(x, 'path', 'string'))], (under(e, 'type', 'uri')))) is True)))
    except UNANSWERABLE:
        return False


# sdf-14 (StructureDefinition): snapshot.element.all(id.exists()) and differential.element.all(id.exists())
def sdf_14_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((not ('snapshot' in e) or (not [1 for e1 in inner(elements(e, 'snapshot'), 'element') if not ('id' in e1 or '_id' in e1)])) and (not ('differential' in e) or (not [1 for e2 in inner(elements(e, 'differential'), 'element') if not ('id' in e2 or '_id' in e2)])))
    except UNANSWERABLE:
        return False


# sdf-15 (StructureDefinition): kind!='logical' implies snapshot.element.first().type.empty()
def sdf_15_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((negate(equal_raw(e.get('kind'), ('logical',), ('kind' in e or '_kind' in e)))) is False or (not (('snapshot' in e) and (not not inner(inner(elements(e, 'snapshot'), 'element')[:1], 'type')))))
    except UNANSWERABLE:
        return False


# sdf-15a (StructureDefinition): (kind!='logical' and differential.element.first().path.contains('.').not()) implies differential.element.first().type.empty()
def sdf_15a_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((both(negate(equal_raw(e.get('kind'), ('logical',), ('kind' in e or '_kind' in e))), negate(contains_text(single(inner_values(inner(elements(e, 'differential'), 'element')[:1], 'path')), '.')))) is False or (not (('differential' in e) and (not not inner(inner(elements(e, 'differential'), 'element')[:1], 'type')))))
    except UNANSWERABLE:
        return False


# sdf-16 (StructureDefinition): snapshot.element.all(id.exists()) and snapshot.element.id.trace('ids').isDistinct()
def sdf_16_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((not ('snapshot' in e) or (not [1 for e1 in inner(elements(e, 'snapshot'), 'element') if not ('id' in e1 or '_id' in e1)])) and are_distinct(inner_values(inner(elements(e, 'snapshot'), 'element'), 'id')))
    except UNANSWERABLE:
        return False


# sdf-17 (StructureDefinition): differential.element.all(id.exists()) and differential.element.id.trace('ids').isDistinct()
def sdf_17_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((not ('differential' in e) or (not [1 for e1 in inner(elements(e, 'differential'), 'element') if not ('id' in e1 or '_id' in e1)])) and are_distinct(inner_values(inner(elements(e, 'differential'), 'element'), 'id')))
    except UNANSWERABLE:
        return False


# sdf-18 (StructureDefinition): contextInvariant.exists() implies type = 'Extension'
def sdf_18_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('contextInvariant' in e or '_contextInvariant' in e) or (one(e.get('type')) == 'Extension'))
    except UNANSWERABLE:
        return False


# sdf-19 (StructureDefinition): url.startsWith('http://hl7.org/fhir/StructureDefinition') implies (differential.element.type.code.all(matches('^[a-zA-Z0-9]+$') or matches('^http:\\/\\/hl7\\.org\\/fhirpath\\/System\\.[A-Z][A-Za-z]+$')) and snapshot.element.type.code.all(matches('^[a-zA-Z0-9\\.]+$') or matches('^http:\\/\\/hl7\\.org\\/fhirpath\\/System\\.[A-Z][A-Za-z]+$')))
def sdf_19_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((starts_with(sought(e, 'url'), 'http://hl7.org/fhir/StructureDefinition')) is False or ((not ('differential' in e) or (not [1 for v1 in inner_values(inner(inner(elements(e, 'differential'), 'element'), 'type'), 'code') if not (((matches(v1, '^[a-zA-Z0-9]+$')) is True) or ((matches(v1, '^http:\\/\\/hl7\\.org\\/fhirpath\\/System\\.[A-Z][A-Za-z]+$')) is True))])) and (not ('snapshot' in e) or (not [1 for v2 in inner_values(inner(inner(elements(e, 'snapshot'), 'element'), 'type'), 'code') if not (((matches(v2, '^[a-zA-Z0-9\\.]+$')) is True) or ((matches(v2, '^http:\\/\\/hl7\\.org\\/fhirpath\\/System\\.[A-Z][A-Za-z]+$')) is True))]))))
    except UNANSWERABLE:
        return False


# sdf-2 (StructureDefinition.mapping): name.exists() or uri.exists()
def sdf_2_StructureDefinition_mapping(e: Any, s: Scope) -> bool:
    try:
        return (('name' in e or '_name' in e) or ('uri' in e or '_uri' in e))
    except UNANSWERABLE:
        return False


# sdf-20 (StructureDefinition.differential): element.where(path.contains('.').not()).slicing.empty()
def sdf_20_StructureDefinition_differential(e: Any, s: Scope) -> bool:
    try:
        return (not (('element' in e) and (not not inner([e2 for e2 in elements(e, 'element') if ((contains_text(sought(e2, 'path'), '.')) is False)], 'slicing'))))
    except UNANSWERABLE:
        return False


# sdf-21 (StructureDefinition): differential.element.defaultValue.exists() implies (derivation = 'specialization')
def sdf_21_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not (('differential' in e) and (not not inner_choices(inner(elements(e, 'differential'), 'element'), 'ElementDefinition.defaultValue'))) or (one(e.get('derivation')) == 'specialization'))
    except UNANSWERABLE:
        return False


# sdf-22 (StructureDefinition): url.startsWith('http://hl7.org/fhir/StructureDefinition') implies (snapshot.element.defaultValue.empty() and differential.element.defaultValue.empty())
def sdf_22_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((starts_with(sought(e, 'url'), 'http://hl7.org/fhir/StructureDefinition')) is False or ((not (('snapshot' in e) and (not not inner_choices(inner(elements(e, 'snapshot'), 'element'), 'ElementDefinition.defaultValue')))) and (not (('differential' in e) and (not not inner_choices(inner(elements(e, 'differential'), 'element'), 'ElementDefinition.defaultValue'))))))
    except UNANSWERABLE:
        return False


# sdf-23 (StructureDefinition): (snapshot | differential).element.all(path.contains('.').not() implies sliceName.empty())
def sdf_23_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not [1 for i1 in member(distinct([*[(x, 'StructureDefinition.snapshot', None) for x in elements(e, 'snapshot')], *[(x, 'StructureDefinition.differential', None) for x in elements(e, 'differential')]]), 'element') if not ((negate(contains_text(only(member([i1], 'path')), '.'))) is False or (not (not not member([i1], 'sliceName'))))])
    except UNANSWERABLE:
        return False


# sdf-3 (StructureDefinition.snapshot): element.all(definition.exists() and min.exists() and max.exists())
def sdf_3_StructureDefinition_snapshot(e: Any, s: Scope) -> bool:
    try:
        return (not ('element' in e) or (not [1 for e1 in elements(e, 'element') if not ((('definition' in e1 or '_definition' in e1) and ('min' in e1 or '_min' in e1)) and ('max' in e1 or '_max' in e1))]))
    except UNANSWERABLE:
        return False


# sdf-4 (StructureDefinition): abstract = true or baseDefinition.exists()
def sdf_4_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((one(e.get('abstract')) is True) or ('baseDefinition' in e or '_baseDefinition' in e))
    except UNANSWERABLE:
        return False


# sdf-5 (StructureDefinition): type != 'Extension' or derivation = 'specialization' or (context.exists())
def sdf_5_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return (((equal_raw(e.get('type'), ('Extension',), ('type' in e or '_type' in e)) is False) or (one(e.get('derivation')) == 'specialization')) or ('context' in e))
    except UNANSWERABLE:
        return False


# sdf-6 (StructureDefinition): snapshot.exists() or differential.exists()
def sdf_6_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return (('snapshot' in e) or ('differential' in e))
    except UNANSWERABLE:
        return False


# sdf-8 (StructureDefinition.snapshot): (%resource.kind = 'logical' or element.first().path = %resource.type) and element.tail().all(path.startsWith(%resource.snapshot.element.first().path&'.'))
def sdf_8_StructureDefinition_snapshot(e: Any, s: Scope) -> bool:
    try:
        return (((one(s.resource.get('kind')) == 'logical') or ((equal_items([y for x in elements(e, 'element')[:1] for y in (under(x, 'path', 'string'))], (under(s.resource, 'type', 'uri')))) is True)) and (not ('element' in e) or (not [1 for e1 in elements(e, 'element')[1:] if not ((starts_with(sought(e1, 'path'), concatenate(single(inner_values(inner(elements(s.resource, 'snapshot'), 'element')[:1], 'path')), '.'))) is True)])))
    except UNANSWERABLE:
        return False


# sdf-8a (StructureDefinition.differential): (%resource.kind = 'logical' or element.first().path.startsWith(%resource.type)) and (element.tail().empty() or element.tail().all(path.startsWith(%resource.differential.element.first().path.replaceMatches('\\..*','')&'.')))
def sdf_8a_StructureDefinition_differential(e: Any, s: Scope) -> bool:
    try:
        return (((one(s.resource.get('kind')) == 'logical') or ((starts_with(single(inner_values(elements(e, 'element')[:1], 'path')), one(s.resource.get('type')))) is True)) and ((not (('element' in e) and (not not elements(e, 'element')[1:]))) or (not ('element' in e) or (not [1 for e1 in elements(e, 'element')[1:] if not ((starts_with(sought(e1, 'path'), concatenate(replace_matches(single(inner_values(inner(elements(s.resource, 'differential'), 'element')[:1], 'path')), '\\..*', ''), '.'))) is True)]))))
    except UNANSWERABLE:
        return False


# sdf-8b (StructureDefinition.snapshot): element.all(base.exists())
def sdf_8b_StructureDefinition_snapshot(e: Any, s: Scope) -> bool:
    try:
        return (not ('element' in e) or (not [1 for e1 in elements(e, 'element') if not ('base' in e1)]))
    except UNANSWERABLE:
        return False


# sdf-9 (StructureDefinition): children().element.where(path.contains('.').not()).label.empty() and children().element.where(path.contains('.').not()).code.empty() and children().element.where(path.contains('.').not()).requirements.empty()
def sdf_9_StructureDefinition(e: Any, s: Scope) -> bool:
    try:
        return (((not (True and (not not member([i1 for i1 in member(children([(e, 'StructureDefinition', None)]), 'element') if ((contains_text(only(member([i1], 'path')), '.')) is False)], 'label')))) and (not (True and (not not member([i2 for i2 in member(children([(e, 'StructureDefinition', None)]), 'element') if ((contains_text(only(member([i2], 'path')), '.')) is False)], 'code'))))) and (not (True and (not not member([i3 for i3 in member(children([(e, 'StructureDefinition', None)]), 'element') if ((contains_text(only(member([i3], 'path')), '.')) is False)], 'requirements')))))
    except UNANSWERABLE:
        return False


# sev-1 (AuditEvent.entity): name.empty() or query.empty()
def sev_1_AuditEvent_entity(e: Any, s: Scope) -> bool:
    try:
        return ((not ('name' in e or '_name' in e)) or (not ('query' in e or '_query' in e)))
    except UNANSWERABLE:
        return False


# smp-0 (StructureMap): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def smp_0_StructureMap(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# smp-1 (StructureMap.group.rule.target): element.exists() implies context.exists()
def smp_1_StructureMap_group_rule_target(e: Any, s: Scope) -> bool:
    try:
        return (not ('element' in e or '_element' in e) or ('context' in e or '_context' in e))
    except UNANSWERABLE:
        return False


# smp-2 (StructureMap.group.rule.target): context.exists() implies contextType.exists()
def smp_2_StructureMap_group_rule_target(e: Any, s: Scope) -> bool:
    try:
        return (not ('context' in e or '_context' in e) or ('contextType' in e or '_contextType' in e))
    except UNANSWERABLE:
        return False


# spd-0 (SearchParameter): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def spd_0_SearchParameter(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# spd-1 (SearchParameter): xpath.empty() or xpathUsage.exists()
def spd_1_SearchParameter(e: Any, s: Scope) -> bool:
    try:
        return ((not ('xpath' in e or '_xpath' in e)) or ('xpathUsage' in e or '_xpathUsage' in e))
    except UNANSWERABLE:
        return False


# spd-2 (SearchParameter): chain.empty() or type = 'reference'
def spd_2_SearchParameter(e: Any, s: Scope) -> bool:
    try:
        return ((not ('chain' in e or '_chain' in e)) or (one(e.get('type')) == 'reference'))
    except UNANSWERABLE:
        return False


# sqty-1 (Quantity): comparator.empty()
def sqty_1_Quantity(e: Any, s: Scope) -> bool:
    try:
        return (not ('comparator' in e or '_comparator' in e))
    except UNANSWERABLE:
        return False


# tcp-0 (TerminologyCapabilities): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def tcp_0_TerminologyCapabilities(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# tcp-1 (TerminologyCapabilities.codeSystem): version.count() > 1 implies version.all(code.exists())
def tcp_1_TerminologyCapabilities_codeSystem(e: Any, s: Scope) -> bool:
    try:
        return (not (len(elements(e, 'version')) > 1) or (not ('version' in e) or (not [1 for e1 in elements(e, 'version') if not ('code' in e1 or '_code' in e1)])))
    except UNANSWERABLE:
        return False


# tcp-2 (TerminologyCapabilities): (description.count() + software.count() + implementation.count()) > 0
def tcp_2_TerminologyCapabilities(e: Any, s: Scope) -> bool:
    try:
        return (calculate(calculate(len(values(e, 'description')), len(elements(e, 'software')), add), len(elements(e, 'implementation')), add) > 0)
    except UNANSWERABLE:
        return False


# tcp-3 (TerminologyCapabilities): (kind != 'instance') or implementation.exists()
def tcp_3_TerminologyCapabilities(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('kind'), ('instance',), ('kind' in e or '_kind' in e)) is False) or ('implementation' in e))
    except UNANSWERABLE:
        return False


# tcp-4 (TerminologyCapabilities): (kind != 'capability') or (implementation.exists().not() and software.exists())
def tcp_4_TerminologyCapabilities(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('kind'), ('capability',), ('kind' in e or '_kind' in e)) is False) or ((not ('implementation' in e)) and ('software' in e)))
    except UNANSWERABLE:
        return False


# tcp-5 (TerminologyCapabilities): (kind!='requirements') or (implementation.exists().not() and software.exists().not())
def tcp_5_TerminologyCapabilities(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('kind'), ('requirements',), ('kind' in e or '_kind' in e)) is False) or ((not ('implementation' in e)) and (not ('software' in e))))
    except UNANSWERABLE:
        return False


# tim-1 (Timing.repeat): duration.empty() or durationUnit.exists()
def tim_1_Timing_repeat(e: Any, s: Scope) -> bool:
    try:
        return ((not ('duration' in e or '_duration' in e)) or ('durationUnit' in e or '_durationUnit' in e))
    except UNANSWERABLE:
        return False


# tim-10 (Timing.repeat): timeOfDay.empty() or when.empty()
def tim_10_Timing_repeat(e: Any, s: Scope) -> bool:
    try:
        return ((not ('timeOfDay' in e or '_timeOfDay' in e)) or (not ('when' in e or '_when' in e)))
    except UNANSWERABLE:
        return False


# tim-2 (Timing.repeat): period.empty() or periodUnit.exists()
def tim_2_Timing_repeat(e: Any, s: Scope) -> bool:
    try:
        return ((not ('period' in e or '_period' in e)) or ('periodUnit' in e or '_periodUnit' in e))
    except UNANSWERABLE:
        return False


# tim-4 (Timing.repeat): duration.exists() implies duration >= 0
def tim_4_Timing_repeat(e: Any, s: Scope) -> bool:
    try:
        return (not ('duration' in e or '_duration' in e) or ((compared((under(e, 'duration', 'decimal')), 0, ge)) is True))
    except UNANSWERABLE:
        return False


# tim-5 (Timing.repeat): period.exists() implies period >= 0
def tim_5_Timing_repeat(e: Any, s: Scope) -> bool:
    try:
        return (not ('period' in e or '_period' in e) or ((compared((under(e, 'period', 'decimal')), 0, ge)) is True))
    except UNANSWERABLE:
        return False


# tim-6 (Timing.repeat): periodMax.empty() or period.exists()
def tim_6_Timing_repeat(e: Any, s: Scope) -> bool:
    try:
        return ((not ('periodMax' in e or '_periodMax' in e)) or ('period' in e or '_period' in e))
    except UNANSWERABLE:
        return False


# tim-7 (Timing.repeat): durationMax.empty() or duration.exists()
def tim_7_Timing_repeat(e: Any, s: Scope) -> bool:
    try:
        return ((not ('durationMax' in e or '_durationMax' in e)) or ('duration' in e or '_duration' in e))
    except UNANSWERABLE:
        return False


# tim-8 (Timing.repeat): countMax.empty() or count.exists()
def tim_8_Timing_repeat(e: Any, s: Scope) -> bool:
    try:
        return ((not ('countMax' in e or '_countMax' in e)) or ('count' in e or '_count' in e))
    except UNANSWERABLE:
        return False


# tim-9 (Timing.repeat): offset.empty() or (when.exists() and when.select($this in ('C' | 'CM' | 'CD' | 'CV')).allFalse())
def tim_9_Timing_repeat(e: Any, s: Scope) -> bool:
    try:
        return ((not ('offset' in e or '_offset' in e)) or (('when' in e or '_when' in e) and all_are([y for i2 in (under(e, 'when', 'code')) for y in system(within([i2], distinct([*distinct([*distinct([*[('C', 'System.String', None)], *[('CM', 'System.String', None)]]), *[('CD', 'System.String', None)]]), *[('CV', 'System.String', None)]])))], False)))
    except UNANSWERABLE:
        return False


# trd-1 (TriggerDefinition): data.empty() or timing.empty()
def trd_1_TriggerDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((not ('data' in e)) or (not (not JSON_NAMES['TriggerDefinition.timing'].isdisjoint(e))))
    except UNANSWERABLE:
        return False


# trd-2 (TriggerDefinition): condition.exists() implies data.exists()
def trd_2_TriggerDefinition(e: Any, s: Scope) -> bool:
    try:
        return (not ('condition' in e) or ('data' in e))
    except UNANSWERABLE:
        return False


# trd-3 (TriggerDefinition): (type = 'named-event' implies name.exists()) and (type = 'periodic' implies timing.exists()) and (type.startsWith('data-') implies data.exists())
def trd_3_TriggerDefinition(e: Any, s: Scope) -> bool:
    try:
        return ((((equal_raw(e.get('type'), ('named-event',), ('type' in e or '_type' in e))) is False or ('name' in e or '_name' in e)) and ((equal_raw(e.get('type'), ('periodic',), ('type' in e or '_type' in e))) is False or (not JSON_NAMES['TriggerDefinition.timing'].isdisjoint(e)))) and ((starts_with(sought(e, 'type'), 'data-')) is False or ('data' in e)))
    except UNANSWERABLE:
        return False


# tst-0 (TestScript): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def tst_0_TestScript(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# tst-1 (TestScript.setup.action): operation.exists() xor assert.exists()
def tst_1_TestScript_setup_action(e: Any, s: Scope) -> bool:
    try:
        return (('operation' in e) is not ('assert' in e))
    except UNANSWERABLE:
        return False


# tst-10 (TestScript.setup.action.assert): compareToSourceId.empty() xor (compareToSourceExpression.exists() or compareToSourcePath.exists())
def tst_10_TestScript_setup_action_assert(e: Any, s: Scope) -> bool:
    try:
        return ((not ('compareToSourceId' in e or '_compareToSourceId' in e)) is not (('compareToSourceExpression' in e or '_compareToSourceExpression' in e) or ('compareToSourcePath' in e or '_compareToSourcePath' in e)))
    except UNANSWERABLE:
        return False


# tst-12 (TestScript.setup.action.assert): (response.empty() and responseCode.empty() and direction = 'request') or direction.empty() or direction = 'response'
def tst_12_TestScript_setup_action_assert(e: Any, s: Scope) -> bool:
    try:
        return (((((not ('response' in e or '_response' in e)) and (not ('responseCode' in e or '_responseCode' in e))) and (one(e.get('direction')) == 'request')) or (not ('direction' in e or '_direction' in e))) or (one(e.get('direction')) == 'response'))
    except UNANSWERABLE:
        return False


# tst-2 (TestScript.test.action): operation.exists() xor assert.exists()
def tst_2_TestScript_test_action(e: Any, s: Scope) -> bool:
    try:
        return (('operation' in e) is not ('assert' in e))
    except UNANSWERABLE:
        return False


# tst-3 (TestScript.variable): expression.empty() or headerField.empty() or path.empty()
def tst_3_TestScript_variable(e: Any, s: Scope) -> bool:
    try:
        return (((not ('expression' in e or '_expression' in e)) or (not ('headerField' in e or '_headerField' in e))) or (not ('path' in e or '_path' in e)))
    except UNANSWERABLE:
        return False


# tst-4 (TestScript.metadata): capability.required.exists() or capability.validated.exists()
def tst_4_TestScript_metadata(e: Any, s: Scope) -> bool:
    try:
        return ((('capability' in e) and (not not inner_values(elements(e, 'capability'), 'required'))) or (('capability' in e) and (not not inner_values(elements(e, 'capability'), 'validated'))))
    except UNANSWERABLE:
        return False


# tst-5 (TestScript.setup.action.assert): extension.exists() or (contentType.count() + expression.count() + headerField.count() + minimumId.count() + navigationLinks.count() + path.count() + requestMethod.count() + resource.count() + responseCode.count() + response.count() + validateProfileId.count() <=1)
def tst_5_TestScript_setup_action_assert(e: Any, s: Scope) -> bool:
    try:
        return (('extension' in e) or (calculate(calculate(calculate(calculate(calculate(calculate(calculate(calculate(calculate(calculate(len(values(e, 'contentType')), len(values(e, 'expression')), add), len(values(e, 'headerField')), add), len(values(e, 'minimumId')), add), len(values(e, 'navigationLinks')), add), len(values(e, 'path')), add), len(values(e, 'requestMethod')), add), len(values(e, 'resource')), add), len(values(e, 'responseCode')), add), len(values(e, 'response')), add), len(values(e, 'validateProfileId')), add) <= 1))
    except UNANSWERABLE:
        return False


# tst-7 (TestScript.setup.action.operation): sourceId.exists() or (targetId.count() + url.count() + params.count() = 1) or (type.code in ('capabilities' |'search' | 'transaction' | 'history'))
def tst_7_TestScript_setup_action_operation(e: Any, s: Scope) -> bool:
    try:
        return ((('sourceId' in e or '_sourceId' in e) or (calculate(calculate(len(values(e, 'targetId')), len(values(e, 'url')), add), len(values(e, 'params')), add) == 1)) or ((among(inner_values(elements(e, 'type'), 'code'), distinct_values((*distinct_values((*distinct_values((*('capabilities',), *('search',))), *('transaction',))), *('history',))))) is True))
    except UNANSWERABLE:
        return False


# txt-1 (xhtml): htmlChecks()
def txt_1_xhtml(e: Any, s: Scope) -> bool:
    try:
        return allowed((e if e.__class__ is str else only(given(e, 'xhtml'))))
    except UNANSWERABLE:
        return False


# txt-2 (xhtml): htmlChecks2()
def txt_2_xhtml(e: Any, s: Scope) -> bool:
    try:
        return says_something((e if e.__class__ is str else only(given(e, 'xhtml'))))
    except UNANSWERABLE:
        return False


# ukcore-diag-lab-001 (DiagnosticReport): issued.exists() or (issued.empty() and (status in ('partial' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'appended')).not())
def ukcore_diag_lab_001_DiagnosticReport(e: Any, s: Scope) -> bool:
    try:
        return (('issued' in e or '_issued' in e) or ((not ('issued' in e or '_issued' in e)) and ((among(values(e, 'status'), distinct_values((*distinct_values((*distinct_values((*distinct_values((*distinct_values((*('partial',), *('preliminary',))), *('final',))), *('amended',))), *('corrected',))), *('appended',))))) is False)))
    except UNANSWERABLE:
        return False


# ukcore-imm-001 (Immunization): (status != 'not-done') or (status = 'not-done' and statusReason.exists())
def ukcore_imm_001_Immunization(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('status'), ('not-done',), ('status' in e or '_status' in e)) is False) or ((one(e.get('status')) == 'not-done') and ('statusReason' in e)))
    except UNANSWERABLE:
        return False


# ukcore-obs-grplab-001 (Observation): value.empty()
def ukcore_obs_grplab_001_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (not JSON_NAMES['Observation.value'].isdisjoint(e)))
    except UNANSWERABLE:
        return False


# ukcore-obs-lab-001 (Observation): value.exists() or dataAbsentReason.exists() or note.exists()
def ukcore_obs_lab_001_Observation(e: Any, s: Scope) -> bool:
    try:
        return (((not JSON_NAMES['Observation.value'].isdisjoint(e)) or ('dataAbsentReason' in e)) or ('note' in e))
    except UNANSWERABLE:
        return False


# ukcore-spec-001 (Specimen): collection.collector.reference.empty() or collection.collector.extension('http://hl7.org/fhir/5.0/StructureDefinition/extension-Specimen.collection.collector').empty()
def ukcore_spec_001_Specimen(e: Any, s: Scope) -> bool:
    try:
        return ((not (('collection' in e) and (not not inner_values(inner(elements(e, 'collection'), 'collector'), 'reference')))) or (not (('collection' in e) and (not not [x for x in inner(inner(elements(e, 'collection'), 'collector'), 'extension') if x.get('url') == 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Specimen.collection.collector']))))
    except UNANSWERABLE:
        return False


# vgc-appointment-1 (Appointment): participant.where(actor.where(type = 'Patient').exists() or actor.reference.where($this.startsWith('Patient/') or $this.contains('/Patient/')).exists() or actor.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').exists()).count() = 1
def vgc_appointment_1_Appointment(e: Any, s: Scope) -> bool:
    try:
        return (len([e6 for e6 in elements(e, 'participant') if (((('actor' in e6) and (not not having(elements(e6, 'actor'), 'type', 'Patient'))) or (('actor' in e6) and (not not [v8 for v8 in inner_values(elements(e6, 'actor'), 'reference') if (((starts_with(v8, 'Patient/')) is True) or ((contains_text(v8, '/Patient/')) is True))]))) or (('actor' in e6) and (not not having(inner(elements(e6, 'actor'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'))))]) == 1)
    except UNANSWERABLE:
        return False


# vgc-appointment-2 (Appointment): (status = 'noshow' implies extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and value = 'did-not-attend').exists()) and (extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and value = 'did-not-attend').exists() implies (status = 'noshow' or status = 'entered-in-error'))
def vgc_appointment_2_Appointment(e: Any, s: Scope) -> bool:
    try:
        return (((equal_raw(e.get('status'), ('noshow',), ('status' in e or '_status' in e))) is False or (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status'), 'Extension.value', ('did-not-attend',))))) and (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status'), 'Extension.value', ('did-not-attend',)))) or (one(e.get('status')) in ('noshow', 'entered-in-error',))))
    except UNANSWERABLE:
        return False


# vgc-appointment-3 (Appointment): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and (value = 'attended-full' or value = 'attended-partial' or value = 'attended-by-proxy' or value = 'withdrew-during')).exists() implies (status = 'fulfilled' or status = 'entered-in-error')
def vgc_appointment_3_Appointment(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status'), 'Extension.value', ('attended-full', 'attended-partial', 'attended-by-proxy', 'withdrew-during',)))) or (one(e.get('status')) in ('fulfilled', 'entered-in-error',)))
    except UNANSWERABLE:
        return False


# vgc-appointment-4 (Appointment): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and (value = 'late-not-admitted' or value = 'technical-failure' or value = 'cancelled-by-patient' or value = 'cancelled-by-practice')).exists() implies ((status = 'cancelled' and cancelationReason.exists()) or status = 'entered-in-error')
def vgc_appointment_4_Appointment(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status'), 'Extension.value', ('late-not-admitted', 'technical-failure', 'cancelled-by-patient', 'cancelled-by-practice',)))) or (((one(e.get('status')) == 'cancelled') and ('cancelationReason' in e)) or (one(e.get('status')) == 'entered-in-error')))
    except UNANSWERABLE:
        return False


# vgc-approved-1 (Composition): (status = 'final' or status = 'amended') implies attester.where((mode = 'professional' or mode = 'legal') and time.exists() and party.exists()).exists()
def vgc_approved_1_Composition(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('status'), ('final', 'amended',), ('status' in e or '_status' in e))) is False or (('attester' in e) and (not not [e2 for e2 in elements(e, 'attester') if (((one(e2.get('mode')) in ('professional', 'legal',)) and ('time' in e2 or '_time' in e2)) and ('party' in e2))])))
    except UNANSWERABLE:
        return False


# vgc-care-plan-1 (CarePlan): status = 'active' implies extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-enrolment-state').value.where($this = 'discharged' or $this = 'declined' or $this = 'unsuitable' or $this = 'withdrawn').empty()
def vgc_care_plan_1_CarePlan(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('status'), ('active',), ('status' in e or '_status' in e))) is False or (not (('extension' in e) and (not not [i2 for i2 in [y for x in having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-enrolment-state') for y in (under_choice(x, 'Extension.value'))] if ((equal_literal([i2], ('discharged', 'declined', 'unsuitable', 'withdrawn',))) is True)]))))
    except UNANSWERABLE:
        return False


# vgc-care-plan-2 (CarePlan): activity.detail.goal.reference.select(replaceMatches('^.*/', '')).all($this in %resource.goal.reference.select(replaceMatches('^.*/', '')))
def vgc_care_plan_2_CarePlan(e: Any, s: Scope) -> bool:
    try:
        return (not ('activity' in e) or (not [1 for v3 in [y for v1 in inner_values(inner(inner(elements(e, 'activity'), 'detail'), 'goal'), 'reference') for y in (replace_matches(v1, '^.*/', ''),) if y is not None] if not (v3 in [y for v4 in inner_values(elements(s.resource, 'goal'), 'reference') for y in (replace_matches(v4, '^.*/', ''),) if y is not None])]))
    except UNANSWERABLE:
        return False


# vgc-care-plan-3 (CarePlan.activity): detail.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-action').exists() implies (detail.description.exists() and detail.goal.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-goal-id').exists())
def vgc_care_plan_3_CarePlan_activity(e: Any, s: Scope) -> bool:
    try:
        return (not (('detail' in e) and (not not having(inner(elements(e, 'detail'), 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-action'))) or ((('detail' in e) and (not not inner_values(elements(e, 'detail'), 'description'))) and (('detail' in e) and (not not having(inner(inner(elements(e, 'detail'), 'goal'), 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-goal-id')))))
    except UNANSWERABLE:
        return False


# vgc-care-plan-4 (CarePlan): category.text.exists() and addresses.display.exists()
def vgc_care_plan_4_CarePlan(e: Any, s: Scope) -> bool:
    try:
        return ((('category' in e) and (not not inner_values(elements(e, 'category'), 'text'))) and (('addresses' in e) and (not not inner_values(elements(e, 'addresses'), 'display'))))
    except UNANSWERABLE:
        return False


# vgc-consent-1 (Consent): (status = 'active' implies provision.where(type = 'permit').exists()) and (status = 'rejected' implies provision.where(type = 'deny').exists())
def vgc_consent_1_Consent(e: Any, s: Scope) -> bool:
    try:
        return (((equal_raw(e.get('status'), ('active',), ('status' in e or '_status' in e))) is False or (('provision' in e) and (not not having(elements(e, 'provision'), 'type', 'permit')))) and ((equal_raw(e.get('status'), ('rejected',), ('status' in e or '_status' in e))) is False or (('provision' in e) and (not not having(elements(e, 'provision'), 'type', 'deny')))))
    except UNANSWERABLE:
        return False


# vgc-consent-2 (Consent): (status = 'proposed' or status = 'draft') implies provision.empty()
def vgc_consent_2_Consent(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('status'), ('proposed', 'draft',), ('status' in e or '_status' in e))) is False or (not ('provision' in e)))
    except UNANSWERABLE:
        return False


# vgc-consent-3 (Consent): status = 'active' implies extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-withdrawn-at').empty()
def vgc_consent_3_Consent(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('status'), ('active',), ('status' in e or '_status' in e))) is False or (not (('extension' in e) and (not not having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-withdrawn-at')))))
    except UNANSWERABLE:
        return False


# vgc-consent-4 (Consent): performer.empty() or patient = performer or ((patient.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | performer.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (patient.reference | performer.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)
def vgc_consent_4_Consent(e: Any, s: Scope) -> bool:
    try:
        return (((not ('performer' in e)) or ((equal_elements(elements(e, 'patient'), elements(e, 'performer'))) is True)) or ((len(distinct_values((*inner_values(having(inner(elements(e, 'patient'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value'), *inner_values(having(inner(elements(e, 'performer'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value')))) <= 1) and (len(distinct_values([y for v5 in [v3 for v3 in distinct_values((*inner_values(elements(e, 'patient'), 'reference'), *inner_values(elements(e, 'performer'), 'reference'))) if ((matches(v3, '^(.*/)?Patient/[A-Za-z0-9.-]+$')) is True)] for y in (replace_matches(v5, '^.*/', ''),) if y is not None])) <= 1)))
    except UNANSWERABLE:
        return False


# vgc-consent-5 (Consent): category.coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-consent-kind').count() = 1 and category.where(coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-consent-kind').exists()).all(text.exists())
def vgc_consent_5_Consent(e: Any, s: Scope) -> bool:
    try:
        return ((len(having(inner(elements(e, 'category'), 'coding'), 'system', 'https://fhir-vgc.example/CodeSystem/VGC-consent-kind')) == 1) and (not ('category' in e) or (not [1 for e6 in [e4 for e4 in elements(e, 'category') if (('coding' in e4) and (not not having(elements(e4, 'coding'), 'system', 'https://fhir-vgc.example/CodeSystem/VGC-consent-kind')))] if not ('text' in e6 or '_text' in e6)])))
    except UNANSWERABLE:
        return False


# vgc-education-1 (Procedure): code.text.all(replace(' ', '').length() > 0)
def vgc_education_1_Procedure(e: Any, s: Scope) -> bool:
    try:
        return (not ('code' in e) or (not [1 for v1 in inner_values(elements(e, 'code'), 'text') if not ((compared(system(length(replace(v1, ' ', ''))), 0, gt)) is True)]))
    except UNANSWERABLE:
        return False


# vgc-encounter-1 (Encounter): participant.individual.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').empty()
def vgc_encounter_1_Encounter(e: Any, s: Scope) -> bool:
    try:
        return (not (('participant' in e) and (not not having(inner(inner(elements(e, 'participant'), 'individual'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'))))
    except UNANSWERABLE:
        return False


# vgc-encounter-2 (Encounter): length.empty() or (length.value >= 0 and length.value <= 1440)
def vgc_encounter_2_Encounter(e: Any, s: Scope) -> bool:
    try:
        return ((not ('length' in e)) or (((compared([y for x in elements(e, 'length') for y in (under(x, 'value', 'decimal'))], 0, ge)) is True) and ((compared([y for x in elements(e, 'length') for y in (under(x, 'value', 'decimal'))], 1440, le)) is True)))
    except UNANSWERABLE:
        return False


# vgc-encounter-3 (Encounter): participant.individual.where(type = 'RelatedPerson').all(display.exists() and reference.empty() and identifier.empty())
def vgc_encounter_3_Encounter(e: Any, s: Scope) -> bool:
    try:
        return (not ('participant' in e) or (not [1 for e2 in having(inner(elements(e, 'participant'), 'individual'), 'type', 'RelatedPerson') if not ((('display' in e2 or '_display' in e2) and (not ('reference' in e2 or '_reference' in e2))) and (not ('identifier' in e2)))]))
    except UNANSWERABLE:
        return False


# vgc-entry-1 (Composition): section.title.isDistinct()
def vgc_entry_1_Composition(e: Any, s: Scope) -> bool:
    try:
        return are_distinct(inner_values(elements(e, 'section'), 'title'))
    except UNANSWERABLE:
        return False


# vgc-entry-2 (Composition): type.text = 'Administrative entry' implies (encounter.empty() and section.count() = 1)
def vgc_entry_2_Composition(e: Any, s: Scope) -> bool:
    try:
        return ((equal_value(inner_values(elements(e, 'type'), 'text'), ('Administrative entry',))) is False or ((not ('encounter' in e)) and (len(elements(e, 'section')) == 1)))
    except UNANSWERABLE:
        return False


# vgc-entry-3 (Composition): section.where(title = 'Private note').empty()
def vgc_entry_3_Composition(e: Any, s: Scope) -> bool:
    try:
        return (not (('section' in e) and (not not having(elements(e, 'section'), 'title', 'Private note'))))
    except UNANSWERABLE:
        return False


# vgc-entry-4 (Composition): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-online-visible' and value = 'hide-requested').exists() implies meta.security.where(system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode' and code = 'NOPAT').exists()
def vgc_entry_4_Composition(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-online-visible'), 'Extension.value', ('hide-requested',)))) or (('meta' in e) and (not not having(having(inner(elements(e, 'meta'), 'security'), 'system', 'http://terminology.hl7.org/CodeSystem/v3-ActCode'), 'code', 'NOPAT'))))
    except UNANSWERABLE:
        return False


# vgc-goal-1 (Goal): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-set-by').value.where($this = 'patient' or $this = 'patient-with-clinician').exists() implies expressedBy.exists()
def vgc_goal_1_Goal(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not [i2 for i2 in [y for x in having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-set-by') for y in (under_choice(x, 'Extension.value'))] if ((equal_literal([i2], ('patient', 'patient-with-clinician',))) is True)])) or ('expressedBy' in e))
    except UNANSWERABLE:
        return False


# vgc-goal-2 (Goal): expressedBy.empty() or subject = expressedBy or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | expressedBy.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | expressedBy.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)
def vgc_goal_2_Goal(e: Any, s: Scope) -> bool:
    try:
        return (((not ('expressedBy' in e)) or ((equal_elements(elements(e, 'subject'), elements(e, 'expressedBy'))) is True)) or ((len(distinct_values((*inner_values(having(inner(elements(e, 'subject'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value'), *inner_values(having(inner(elements(e, 'expressedBy'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value')))) <= 1) and (len(distinct_values([y for v5 in [v3 for v3 in distinct_values((*inner_values(elements(e, 'subject'), 'reference'), *inner_values(elements(e, 'expressedBy'), 'reference'))) if ((matches(v3, '^(.*/)?Patient/[A-Za-z0-9.-]+$')) is True)] for y in (replace_matches(v5, '^.*/', ''),) if y is not None])) <= 1)))
    except UNANSWERABLE:
        return False


# vgc-goal-3 (Goal): category.coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-goal-category').count() <= 1 and category.where(coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-goal-category').exists()).all(text.exists())
def vgc_goal_3_Goal(e: Any, s: Scope) -> bool:
    try:
        return ((len(having(inner(elements(e, 'category'), 'coding'), 'system', 'https://fhir-vgc.example/CodeSystem/VGC-goal-category')) <= 1) and (not ('category' in e) or (not [1 for e6 in [e4 for e4 in elements(e, 'category') if (('coding' in e4) and (not not having(elements(e4, 'coding'), 'system', 'https://fhir-vgc.example/CodeSystem/VGC-goal-category')))] if not ('text' in e6 or '_text' in e6)])))
    except UNANSWERABLE:
        return False


# vgc-goal-id-1 (Extension): value.matches('^[A-Za-z0-9._-]{1,64}$')
def vgc_goal_id_1_Extension(e: Any, s: Scope) -> bool:
    try:
        return ((matches(single(choice_values(e, 'Extension.value')), '^[A-Za-z0-9._-]{1,64}$')) is True)
    except UNANSWERABLE:
        return False


# vgc-instrument-1 (Extension): value.matches('^[a-z0-9-]{1,40}$')
def vgc_instrument_1_Extension(e: Any, s: Scope) -> bool:
    try:
        return ((matches(single(choice_values(e, 'Extension.value')), '^[a-z0-9-]{1,40}$')) is True)
    except UNANSWERABLE:
        return False


# vgc-invitation-1 (Communication): recipient.empty() or subject = recipient or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | recipient.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | recipient.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)
def vgc_invitation_1_Communication(e: Any, s: Scope) -> bool:
    try:
        return (((not ('recipient' in e)) or ((equal_elements(elements(e, 'subject'), elements(e, 'recipient'))) is True)) or ((len(distinct_values((*inner_values(having(inner(elements(e, 'subject'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value'), *inner_values(having(inner(elements(e, 'recipient'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value')))) <= 1) and (len(distinct_values([y for v5 in [v3 for v3 in distinct_values((*inner_values(elements(e, 'subject'), 'reference'), *inner_values(elements(e, 'recipient'), 'reference'))) if ((matches(v3, '^(.*/)?Patient/[A-Za-z0-9.-]+$')) is True)] for y in (replace_matches(v5, '^.*/', ''),) if y is not None])) <= 1)))
    except UNANSWERABLE:
        return False


# vgc-invitation-2 (Communication): (extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-delivery' and value = 'failed').exists() implies (status = 'not-done' or status = 'entered-in-error')) and (status = 'not-done' implies statusReason.exists()) and (status = 'completed' implies statusReason.empty())
def vgc_invitation_2_Communication(e: Any, s: Scope) -> bool:
    try:
        return (((not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-delivery'), 'Extension.value', ('failed',)))) or (one(e.get('status')) in ('not-done', 'entered-in-error',))) and ((equal_raw(e.get('status'), ('not-done',), ('status' in e or '_status' in e))) is False or ('statusReason' in e))) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (not ('statusReason' in e))))
    except UNANSWERABLE:
        return False


# vgc-invitation-3 (Communication): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-already-in-record' and value = true).empty()
def vgc_invitation_3_Communication(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not [e3 for e3 in having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-already-in-record') if ((equal_value(choice_values(e3, 'Extension.value'), (True,))) is True)])))
    except UNANSWERABLE:
        return False


# vgc-late-minutes-1 (Extension): value >= 0 and value <= 1440
def vgc_late_minutes_1_Extension(e: Any, s: Scope) -> bool:
    try:
        return (((compared((under_choice(e, 'Extension.value')), 0, ge)) is True) and ((compared((under_choice(e, 'Extension.value')), 1440, le)) is True))
    except UNANSWERABLE:
        return False


# vgc-measurement-1 (Observation): value.code.exists() = value.system.exists()
def vgc_measurement_1_Observation(e: Any, s: Scope) -> bool:
    try:
        return (((not JSON_NAMES['Observation.value'].isdisjoint(e)) and (not not member((under_choice(e, 'Observation.value')), 'code'))) is ((not JSON_NAMES['Observation.value'].isdisjoint(e)) and (not not member((under_choice(e, 'Observation.value')), 'system'))))
    except UNANSWERABLE:
        return False


# vgc-medication-review-1 (Procedure): code.coding.where(system = 'http://snomed.info/sct' and code = '314529007').empty()
def vgc_medication_review_1_Procedure(e: Any, s: Scope) -> bool:
    try:
        return (not (('code' in e) and (not not having(having(inner(elements(e, 'code'), 'coding'), 'system', 'http://snomed.info/sct'), 'code', '314529007'))))
    except UNANSWERABLE:
        return False


# vgc-named-1 (Reference): reference.exists() or identifier.value.exists() or (display.exists() and type.exists())
def vgc_named_1_Reference(e: Any, s: Scope) -> bool:
    try:
        return ((('reference' in e or '_reference' in e) or (('identifier' in e) and (not not inner_values(elements(e, 'identifier'), 'value')))) or (('display' in e or '_display' in e) and ('type' in e or '_type' in e)))
    except UNANSWERABLE:
        return False


# vgc-next-step-1 (Task): owner.exists() implies (owner.reference.exists() or owner.identifier.value.exists() or owner.display.exists())
def vgc_next_step_1_Task(e: Any, s: Scope) -> bool:
    try:
        return (not ('owner' in e) or (((('owner' in e) and (not not inner_values(elements(e, 'owner'), 'reference'))) or (('owner' in e) and (not not inner_values(inner(elements(e, 'owner'), 'identifier'), 'value')))) or (('owner' in e) and (not not inner_values(elements(e, 'owner'), 'display')))))
    except UNANSWERABLE:
        return False


# vgc-oral-morphine-equivalent-1 (Observation): value.exists() or dataAbsentReason.exists()
def vgc_oral_morphine_equivalent_1_Observation(e: Any, s: Scope) -> bool:
    try:
        return ((not JSON_NAMES['Observation.value'].isdisjoint(e)) or ('dataAbsentReason' in e))
    except UNANSWERABLE:
        return False


# vgc-oral-morphine-equivalent-2 (Quantity): value >= 0
def vgc_oral_morphine_equivalent_2_Quantity(e: Any, s: Scope) -> bool:
    try:
        return ((compared((under(e, 'value', 'decimal')), 0, ge)) is True)
    except UNANSWERABLE:
        return False


# vgc-oral-morphine-equivalent-3 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-uncomputable').exists() implies value.empty()
def vgc_oral_morphine_equivalent_3_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-uncomputable'))) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e))))
    except UNANSWERABLE:
        return False


# vgc-patient-1 (Reference): reference.exists() or identifier.value.exists()
def vgc_patient_1_Reference(e: Any, s: Scope) -> bool:
    try:
        return (('reference' in e or '_reference' in e) or (('identifier' in e) and (not not inner_values(elements(e, 'identifier'), 'value'))))
    except UNANSWERABLE:
        return False


# vgc-patient-2 (Reference): identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value.all(matches('^[0-9]{10}$'))
def vgc_patient_2_Reference(e: Any, s: Scope) -> bool:
    try:
        return (not ('identifier' in e) or (not [1 for v2 in inner_values(having(elements(e, 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value') if not ((matches(v2, '^[0-9]{10}$')) is True)]))
    except UNANSWERABLE:
        return False


# vgc-plan-line-1 (MedicationRequest): (extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-step').exists() and extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-steps').exists()) implies (extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-step').value <= extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-steps').value)
def vgc_plan_line_1_MedicationRequest(e: Any, s: Scope) -> bool:
    try:
        return (not ((('extension' in e) and (not not having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-step'))) and (('extension' in e) and (not not having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-steps')))) or ((at_most([y for x in having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-step') for y in (under_choice(x, 'Extension.value'))], [y for x in having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-steps') for y in (under_choice(x, 'Extension.value'))])) is True))
    except UNANSWERABLE:
        return False


# vgc-plan-line-2 (MedicationRequest): medication.text.exists() implies medication.text.lower().startsWith(extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-drug').value.ofType(string).lower())
def vgc_plan_line_2_MedicationRequest(e: Any, s: Scope) -> bool:
    try:
        return (not (('medicationCodeableConcept' in e or 'medicationReference' in e) and (not not member((under(e, 'medicationCodeableConcept', 'CodeableConcept') + under(e, 'medicationReference', 'Reference')), 'text'))) or ((starts_with(apply(only(member((under(e, 'medicationCodeableConcept', 'CodeableConcept') + under(e, 'medicationReference', 'Reference')), 'text')), str.lower), apply(only(of_type([y for x in having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-drug') for y in (under_choice(x, 'Extension.value'))], 'string')), str.lower))) is True))
    except UNANSWERABLE:
        return False


# vgc-plan-line-3 (Dosage): text.startsWith('Plan, not a prescription')
def vgc_plan_line_3_Dosage(e: Any, s: Scope) -> bool:
    try:
        return ((starts_with(sought(e, 'text'), 'Plan, not a prescription')) is True)
    except UNANSWERABLE:
        return False


# vgc-question-1 (Communication): sender.empty() or subject = sender or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | sender.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | sender.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)
def vgc_question_1_Communication(e: Any, s: Scope) -> bool:
    try:
        return (((not ('sender' in e)) or ((equal_elements(elements(e, 'subject'), elements(e, 'sender'))) is True)) or ((len(distinct_values((*inner_values(having(inner(elements(e, 'subject'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value'), *inner_values(having(inner(elements(e, 'sender'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value')))) <= 1) and (len(distinct_values([y for v5 in [v3 for v3 in distinct_values((*inner_values(elements(e, 'subject'), 'reference'), *inner_values(elements(e, 'sender'), 'reference'))) if ((matches(v3, '^(.*/)?Patient/[A-Za-z0-9.-]+$')) is True)] for y in (replace_matches(v5, '^.*/', ''),) if y is not None])) <= 1)))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-1 (QuestionnaireResponse): status = 'completed' implies item.all(answer.exists())
def vgc_questionnaire_response_1_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (not ('item' in e) or (not [1 for e1 in elements(e, 'item') if not ('answer' in e1)])))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-10 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pam-13').exists() implies item.answer.value.all($this >= 1 and $this <= 4)
def vgc_questionnaire_response_10_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('pam-13',)))) or (not ('item' in e) or (not [1 for i3 in [y for x in inner(elements(e, 'item'), 'answer') for y in (under_choice(x, 'QuestionnaireResponse.item.answer.value'))] if not (((compared([i3], 1, ge)) is True) and ((compared([i3], 4, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-11 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'wemwbs' or value = 'swemwbs' or value = 'eq-5d-5l')).exists() implies item.answer.value.all($this >= 1 and $this <= 5)
def vgc_questionnaire_response_11_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('wemwbs', 'swemwbs', 'eq-5d-5l',)))) or (not ('item' in e) or (not [1 for i3 in [y for x in inner(elements(e, 'item'), 'answer') for y in (under_choice(x, 'QuestionnaireResponse.item.answer.value'))] if not (((compared([i3], 1, ge)) is True) and ((compared([i3], 5, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-12 (QuestionnaireResponse): author.empty() or subject = author or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | author.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | author.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)
def vgc_questionnaire_response_12_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (((not ('author' in e)) or ((equal_elements(elements(e, 'subject'), elements(e, 'author'))) is True)) or ((len(distinct_values((*inner_values(having(inner(elements(e, 'subject'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value'), *inner_values(having(inner(elements(e, 'author'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value')))) <= 1) and (len(distinct_values([y for v5 in [v3 for v3 in distinct_values((*inner_values(elements(e, 'subject'), 'reference'), *inner_values(elements(e, 'author'), 'reference'))) if ((matches(v3, '^(.*/)?Patient/[A-Za-z0-9.-]+$')) is True)] for y in (replace_matches(v5, '^.*/', ''),) if y is not None])) <= 1)))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-13 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'peg').exists() implies (item.linkId.all(matches('^(pain|enjoyment|activity)$')) and (status = 'completed' implies item.count() = 3))
def vgc_questionnaire_response_13_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('peg',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^(pain|enjoyment|activity)$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 3))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-14 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'nprs').exists() implies (item.linkId.all(matches('^pain$')) and (status = 'completed' implies item.count() = 1))
def vgc_questionnaire_response_14_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('nprs',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^pain$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 1))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-15 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'bpi-sf-severity').exists() implies (item.linkId.all(matches('^(worst|least|average|now)$')) and (status = 'completed' implies item.count() = 4))
def vgc_questionnaire_response_15_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('bpi-sf-severity',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^(worst|least|average|now)$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 4))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-16 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'bpi-sf-interference').exists() implies (item.linkId.all(matches('^(activity|mood|walking|work|relations|sleep|enjoyment)$')) and (status = 'completed' implies item.count() = 7))
def vgc_questionnaire_response_16_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('bpi-sf-interference',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^(activity|mood|walking|work|relations|sleep|enjoyment)$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 7))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-17 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'phq-9').exists() implies (item.linkId.all(matches('^[1-9]$')) and (status = 'completed' implies item.count() = 9))
def vgc_questionnaire_response_17_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('phq-9',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^[1-9]$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 9))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-18 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'phq-2').exists() implies (item.linkId.all(matches('^[12]$')) and (status = 'completed' implies item.count() = 2))
def vgc_questionnaire_response_18_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('phq-2',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^[12]$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 2))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-19 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'gad-7').exists() implies (item.linkId.all(matches('^[1-7]$')) and (status = 'completed' implies item.count() = 7))
def vgc_questionnaire_response_19_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('gad-7',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^[1-7]$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 7))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-2 (QuestionnaireResponse): item.linkId.isDistinct()
def vgc_questionnaire_response_2_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return are_distinct(inner_values(elements(e, 'item'), 'linkId'))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-20 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pseq').exists() implies (item.linkId.all(matches('^([1-9]|10)$')) and (status = 'completed' implies item.count() = 10))
def vgc_questionnaire_response_20_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('pseq',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^([1-9]|10)$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 10))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-21 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pseq-2').exists() implies (item.linkId.all(matches('^[12]$')) and (status = 'completed' implies item.count() = 2))
def vgc_questionnaire_response_21_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('pseq-2',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^[12]$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 2))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-22 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'wemwbs').exists() implies (item.linkId.all(matches('^([1-9]|1[0-4])$')) and (status = 'completed' implies item.count() = 14))
def vgc_questionnaire_response_22_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('wemwbs',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^([1-9]|1[0-4])$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 14))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-23 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'swemwbs').exists() implies (item.linkId.all(matches('^[1-7]$')) and (status = 'completed' implies item.count() = 7))
def vgc_questionnaire_response_23_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('swemwbs',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^[1-7]$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 7))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-24 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'eq-5d-5l').exists() implies (item.linkId.all(matches('^(mobility|self-care|usual-activities|pain-or-discomfort|anxiety-or-depression)$')) and (status = 'completed' implies item.count() = 5))
def vgc_questionnaire_response_24_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('eq-5d-5l',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^(mobility|self-care|usual-activities|pain-or-discomfort|anxiety-or-depression)$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 5))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-25 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'eq-vas').exists() implies (item.linkId.all(matches('^health$')) and (status = 'completed' implies item.count() = 1))
def vgc_questionnaire_response_25_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('eq-vas',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^health$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 1))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-26 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pam-13').exists() implies (item.linkId.all(matches('^([1-9]|1[0-3])$')) and (status = 'completed' implies item.count() = 13))
def vgc_questionnaire_response_26_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('pam-13',)))) or ((not ('item' in e) or (not [1 for v3 in inner_values(elements(e, 'item'), 'linkId') if not ((matches(v3, '^([1-9]|1[0-3])$')) is True)])) and ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (len(elements(e, 'item')) == 13))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-3 (QuestionnaireResponse): questionnaire.startsWith('https://fhir-vgc.example/Questionnaire/') implies questionnaire.replaceMatches('[|].*$', '') = 'https://fhir-vgc.example/Questionnaire/' + extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument').value
def vgc_questionnaire_response_3_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return ((starts_with(sought(e, 'questionnaire'), 'https://fhir-vgc.example/Questionnaire/')) is False or ((equal_items(system(replace_matches(one(e.get('questionnaire')), '[|].*$', '')), system(calculate('https://fhir-vgc.example/Questionnaire/', single(inner_choices(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value')), add)))) is True))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-4 (QuestionnaireResponse): source.type.empty() or extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-reported-by').value.empty() or source.where(type = 'Patient').exists() = extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-reported-by' and value = 'patient').exists()
def vgc_questionnaire_response_4_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (((not (('source' in e) and (not not inner_values(elements(e, 'source'), 'type')))) or (not (('extension' in e) and (not not inner_choices(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-reported-by'), 'Extension.value'))))) or ((('source' in e) and (not not having(elements(e, 'source'), 'type', 'Patient'))) is (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-reported-by'), 'Extension.value', ('patient',))))))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-5 (QuestionnaireResponse): source.empty() or subject = source or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | source.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | source.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)
def vgc_questionnaire_response_5_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (((not ('source' in e)) or ((equal_elements(elements(e, 'subject'), elements(e, 'source'))) is True)) or ((len(distinct_values((*inner_values(having(inner(elements(e, 'subject'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value'), *inner_values(having(inner(elements(e, 'source'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value')))) <= 1) and (len(distinct_values([y for v5 in [v3 for v3 in distinct_values((*inner_values(elements(e, 'subject'), 'reference'), *inner_values(elements(e, 'source'), 'reference'))) if ((matches(v3, '^(.*/)?Patient/[A-Za-z0-9.-]+$')) is True)] for y in (replace_matches(v5, '^.*/', ''),) if y is not None])) <= 1)))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-6 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'phq-9' or value = 'phq-2' or value = 'gad-7')).exists() implies item.answer.value.all($this >= 0 and $this <= 3)
def vgc_questionnaire_response_6_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('phq-9', 'phq-2', 'gad-7',)))) or (not ('item' in e) or (not [1 for i3 in [y for x in inner(elements(e, 'item'), 'answer') for y in (under_choice(x, 'QuestionnaireResponse.item.answer.value'))] if not (((compared([i3], 0, ge)) is True) and ((compared([i3], 3, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-7 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'pseq' or value = 'pseq-2')).exists() implies item.answer.value.all($this >= 0 and $this <= 6)
def vgc_questionnaire_response_7_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('pseq', 'pseq-2',)))) or (not ('item' in e) or (not [1 for i3 in [y for x in inner(elements(e, 'item'), 'answer') for y in (under_choice(x, 'QuestionnaireResponse.item.answer.value'))] if not (((compared([i3], 0, ge)) is True) and ((compared([i3], 6, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-8 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'peg' or value = 'nprs' or value = 'bpi-sf-severity' or value = 'bpi-sf-interference')).exists() implies item.answer.value.all($this >= 0 and $this <= 10)
def vgc_questionnaire_response_8_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('peg', 'nprs', 'bpi-sf-severity', 'bpi-sf-interference',)))) or (not ('item' in e) or (not [1 for i3 in [y for x in inner(elements(e, 'item'), 'answer') for y in (under_choice(x, 'QuestionnaireResponse.item.answer.value'))] if not (((compared([i3], 0, ge)) is True) and ((compared([i3], 10, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-questionnaire-response-9 (QuestionnaireResponse): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'eq-vas').exists() implies item.answer.value.all($this >= 0 and $this <= 100)
def vgc_questionnaire_response_9_QuestionnaireResponse(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('eq-vas',)))) or (not ('item' in e) or (not [1 for i3 in [y for x in inner(elements(e, 'item'), 'answer') for y in (under_choice(x, 'QuestionnaireResponse.item.answer.value'))] if not (((compared([i3], 0, ge)) is True) and ((compared([i3], 100, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-rating-1 (Extension): value >= 0 and value <= 10
def vgc_rating_1_Extension(e: Any, s: Scope) -> bool:
    try:
        return (((compared((under_choice(e, 'Extension.value')), 0, ge)) is True) and ((compared((under_choice(e, 'Extension.value')), 10, le)) is True))
    except UNANSWERABLE:
        return False


# vgc-referral-1 (ServiceRequest): (intent = 'order') = authoredOn.exists()
def vgc_referral_1_ServiceRequest(e: Any, s: Scope) -> bool:
    try:
        return ((equal_items(system(equal_raw(e.get('intent'), ('order',), ('intent' in e or '_intent' in e))), system(('authoredOn' in e or '_authoredOn' in e)))) is True)
    except UNANSWERABLE:
        return False


# vgc-referral-2 (ServiceRequest): status = 'completed' implies intent = 'order'
def vgc_referral_2_ServiceRequest(e: Any, s: Scope) -> bool:
    try:
        return ((equal_raw(e.get('status'), ('completed',), ('status' in e or '_status' in e))) is False or (one(e.get('intent')) == 'order'))
    except UNANSWERABLE:
        return False


# vgc-review-due-1 (Task): code.coding.where(system = 'http://snomed.info/sct' and (code = '1239511000000100' or code = '314530002' or code = '287031000000100' or code = '88551000000109' or code = '391156007' or code = '1127441000000107' or code = '719329004' or code = '719327002' or code = '719328007' or code = '719478008' or code = '719326006' or code = '182836005' or code = '1811000124107' or code = '870661000000100' or code = '526421000000109' or code = '526431000000106')).empty()
def vgc_review_due_1_Task(e: Any, s: Scope) -> bool:
    try:
        return (not (('code' in e) and (not not [e3 for e3 in having(inner(elements(e, 'code'), 'coding'), 'system', 'http://snomed.info/sct') if (one(e3.get('code')) in ('1239511000000100', '314530002', '287031000000100', '88551000000109', '391156007', '1127441000000107', '719329004', '719327002', '719328007', '719478008', '719326006', '182836005', '1811000124107', '870661000000100', '526421000000109', '526431000000106',))])))
    except UNANSWERABLE:
        return False


# vgc-score-10 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'wemwbs').exists() implies value.all(value >= 14 and value <= 70)
def vgc_score_10_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('wemwbs',)))) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e)) or (not [1 for i3 in (under_choice(e, 'Observation.value')) if not (((compared(member([i3], 'value'), 14, ge)) is True) and ((compared(member([i3], 'value'), 70, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-score-11 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'peg' or value = 'nprs' or value = 'bpi-sf-severity' or value = 'bpi-sf-interference' or value = 'phq-9' or value = 'phq-2' or value = 'gad-7' or value = 'pseq' or value = 'pseq-2' or value = 'wemwbs' or value = 'swemwbs' or value = 'eq-5d-5l' or value = 'eq-vas' or value = 'pam-13')).exists()
def vgc_score_11_Observation(e: Any, s: Scope) -> bool:
    try:
        return (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('peg', 'nprs', 'bpi-sf-severity', 'bpi-sf-interference', 'phq-9', 'phq-2', 'gad-7', 'pseq', 'pseq-2', 'wemwbs', 'swemwbs', 'eq-5d-5l', 'eq-vas', 'pam-13',))))
    except UNANSWERABLE:
        return False


# vgc-score-2 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'phq-2').exists() implies value.all(value >= 0 and value <= 6)
def vgc_score_2_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('phq-2',)))) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e)) or (not [1 for i3 in (under_choice(e, 'Observation.value')) if not (((compared(member([i3], 'value'), 0, ge)) is True) and ((compared(member([i3], 'value'), 6, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-score-3 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'peg' or value = 'nprs' or value = 'bpi-sf-severity' or value = 'bpi-sf-interference')).exists() implies value.all(value >= 0 and value <= 10)
def vgc_score_3_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('peg', 'nprs', 'bpi-sf-severity', 'bpi-sf-interference',)))) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e)) or (not [1 for i3 in (under_choice(e, 'Observation.value')) if not (((compared(member([i3], 'value'), 0, ge)) is True) and ((compared(member([i3], 'value'), 10, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-score-4 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pseq-2').exists() implies value.all(value >= 0 and value <= 12)
def vgc_score_4_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('pseq-2',)))) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e)) or (not [1 for i3 in (under_choice(e, 'Observation.value')) if not (((compared(member([i3], 'value'), 0, ge)) is True) and ((compared(member([i3], 'value'), 12, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-score-5 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'gad-7').exists() implies value.all(value >= 0 and value <= 21)
def vgc_score_5_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('gad-7',)))) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e)) or (not [1 for i3 in (under_choice(e, 'Observation.value')) if not (((compared(member([i3], 'value'), 0, ge)) is True) and ((compared(member([i3], 'value'), 21, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-score-6 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'phq-9').exists() implies value.all(value >= 0 and value <= 27)
def vgc_score_6_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('phq-9',)))) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e)) or (not [1 for i3 in (under_choice(e, 'Observation.value')) if not (((compared(member([i3], 'value'), 0, ge)) is True) and ((compared(member([i3], 'value'), 27, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-score-7 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pseq').exists() implies value.all(value >= 0 and value <= 60)
def vgc_score_7_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('pseq',)))) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e)) or (not [1 for i3 in (under_choice(e, 'Observation.value')) if not (((compared(member([i3], 'value'), 0, ge)) is True) and ((compared(member([i3], 'value'), 60, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-score-8 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'eq-vas' or value = 'pam-13')).exists() implies value.all(value >= 0 and value <= 100)
def vgc_score_8_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('eq-vas', 'pam-13',)))) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e)) or (not [1 for i3 in (under_choice(e, 'Observation.value')) if not (((compared(member([i3], 'value'), 0, ge)) is True) and ((compared(member([i3], 'value'), 100, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-score-9 (Observation): extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'swemwbs').exists() implies value.all(value >= 7 and value <= 35)
def vgc_score_9_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (('extension' in e) and (not not having_choice(having(elements(e, 'extension'), 'url', 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument'), 'Extension.value', ('swemwbs',)))) or (not (not JSON_NAMES['Observation.value'].isdisjoint(e)) or (not [1 for i3 in (under_choice(e, 'Observation.value')) if not (((compared(member([i3], 'value'), 7, ge)) is True) and ((compared(member([i3], 'value'), 35, le)) is True))])))
    except UNANSWERABLE:
        return False


# vgc-sensitive-entry-1 (Composition): (meta.security.where(system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality').code | confidentiality).count() <= 1
def vgc_sensitive_entry_1_Composition(e: Any, s: Scope) -> bool:
    try:
        return (len(distinct_values((*inner_values(having(inner(elements(e, 'meta'), 'security'), 'system', 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'), 'code'), *values(e, 'confidentiality')))) <= 1)
    except UNANSWERABLE:
        return False


# vgc-sensitive-entry-2 (Composition): meta.security.where(system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode' and code = 'NOPAT').exists()
def vgc_sensitive_entry_2_Composition(e: Any, s: Scope) -> bool:
    try:
        return (('meta' in e) and (not not having(having(inner(elements(e, 'meta'), 'security'), 'system', 'http://terminology.hl7.org/CodeSystem/v3-ActCode'), 'code', 'NOPAT')))
    except UNANSWERABLE:
        return False


# vgc-what-matters-1 (Observation): performer.empty() or subject = performer or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | performer.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | performer.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)
def vgc_what_matters_1_Observation(e: Any, s: Scope) -> bool:
    try:
        return (((not ('performer' in e)) or ((equal_elements(elements(e, 'subject'), elements(e, 'performer'))) is True)) or ((len(distinct_values((*inner_values(having(inner(elements(e, 'subject'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value'), *inner_values(having(inner(elements(e, 'performer'), 'identifier'), 'system', 'https://fhir.nhs.uk/Id/nhs-number'), 'value')))) <= 1) and (len(distinct_values([y for v5 in [v3 for v3 in distinct_values((*inner_values(elements(e, 'subject'), 'reference'), *inner_values(elements(e, 'performer'), 'reference'))) if ((matches(v3, '^(.*/)?Patient/[A-Za-z0-9.-]+$')) is True)] for y in (replace_matches(v5, '^.*/', ''),) if y is not None])) <= 1)))
    except UNANSWERABLE:
        return False


# vgc-what-matters-2 (Observation): value.all(replace(' ', '').length() > 0)
def vgc_what_matters_2_Observation(e: Any, s: Scope) -> bool:
    try:
        return (not (not JSON_NAMES['Observation.value'].isdisjoint(e)) or (not [1 for i1 in (under_choice(e, 'Observation.value')) if not ((compared(system(length(replace(only([i1]), ' ', ''))), 0, gt)) is True)]))
    except UNANSWERABLE:
        return False


# vsd-0 (ValueSet): name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')
def vsd_0_ValueSet(e: Any, s: Scope) -> bool:
    try:
        return (not ('name' in e or '_name' in e) or ((matches(sought(e, 'name'), '^[A-Z]([A-Za-z0-9_]){0,254}$')) is True))
    except UNANSWERABLE:
        return False


# vsd-1 (ValueSet.compose.include): valueSet.exists() or system.exists()
def vsd_1_ValueSet_compose_include(e: Any, s: Scope) -> bool:
    try:
        return (('valueSet' in e or '_valueSet' in e) or ('system' in e or '_system' in e))
    except UNANSWERABLE:
        return False


# vsd-10 (ValueSet.expansion.contains): code.empty() or system.exists()
def vsd_10_ValueSet_expansion_contains(e: Any, s: Scope) -> bool:
    try:
        return ((not ('code' in e or '_code' in e)) or ('system' in e or '_system' in e))
    except UNANSWERABLE:
        return False


# vsd-2 (ValueSet.compose.include): (concept.exists() or filter.exists()) implies system.exists()
def vsd_2_ValueSet_compose_include(e: Any, s: Scope) -> bool:
    try:
        return (not (('concept' in e) or ('filter' in e)) or ('system' in e or '_system' in e))
    except UNANSWERABLE:
        return False


# vsd-3 (ValueSet.compose.include): concept.empty() or filter.empty()
def vsd_3_ValueSet_compose_include(e: Any, s: Scope) -> bool:
    try:
        return ((not ('concept' in e)) or (not ('filter' in e)))
    except UNANSWERABLE:
        return False


# vsd-6 (ValueSet.expansion.contains): code.exists() or display.exists()
def vsd_6_ValueSet_expansion_contains(e: Any, s: Scope) -> bool:
    try:
        return (('code' in e or '_code' in e) or ('display' in e or '_display' in e))
    except UNANSWERABLE:
        return False


# vsd-9 (ValueSet.expansion.contains): code.exists() or abstract = true
def vsd_9_ValueSet_expansion_contains(e: Any, s: Scope) -> bool:
    try:
        return (('code' in e or '_code' in e) or (one(e.get('abstract')) is True))
    except UNANSWERABLE:
        return False


INVARIANTS: dict[tuple[str, str, str], Invariant] = {
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'ActivityDefinition', 'adf-0'): adf_0_ActivityDefinition,
    ('(code.exists() or value.empty()) and (system.empty() or system = %ucum) and (value.empty() or value.hasValue().not() or value > 0)', 'Age', 'age-1'): age_1_Age,
    ("verificationStatus.coding.where(system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification' and code = 'entered-in-error').exists() or clinicalStatus.exists()", 'AllergyIntolerance', 'ait-1'): ait_1_AllergyIntolerance,
    ("verificationStatus.coding.where(system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification' and code = 'entered-in-error').empty() or clinicalStatus.empty()", 'AllergyIntolerance', 'ait-2'): ait_2_AllergyIntolerance,
    ('type.exists() or actor.exists()', 'Appointment.participant', 'app-1'): app_1_Appointment_participant,
    ('start.exists() = end.exists()', 'Appointment', 'app-2'): app_2_Appointment,
    ("(start.exists() and end.exists()) or (status in ('proposed' | 'cancelled' | 'waitlist'))", 'Appointment', 'app-3'): app_3_Appointment,
    ("Appointment.cancelationReason.exists() implies (Appointment.status='no-show' or Appointment.status='cancelled')", 'Appointment', 'app-4'): app_4_Appointment,
    ('participantType.exists() or actor.exists()', 'AppointmentResponse', 'apr-1'): apr_1_AppointmentResponse,
    ('data.empty() or contentType.exists()', 'Attachment', 'att-1'): att_1_Attachment,
    ("total.empty() or (type = 'searchset') or (type = 'history')", 'Bundle', 'bdl-1'): bdl_1_Bundle,
    ("type = 'document' implies (timestamp.hasValue())", 'Bundle', 'bdl-10'): bdl_10_Bundle,
    ("type = 'document' implies entry.first().resource.is(Composition)", 'Bundle', 'bdl-11'): bdl_11_Bundle,
    ("type = 'message' implies entry.first().resource.is(MessageHeader)", 'Bundle', 'bdl-12'): bdl_12_Bundle,
    ("entry.search.empty() or (type = 'searchset')", 'Bundle', 'bdl-2'): bdl_2_Bundle,
    ("entry.all(request.exists() = (%resource.type = 'batch' or %resource.type = 'transaction' or %resource.type = 'history'))", 'Bundle', 'bdl-3'): bdl_3_Bundle,
    ("entry.all(response.exists() = (%resource.type = 'batch-response' or %resource.type = 'transaction-response' or %resource.type = 'history'))", 'Bundle', 'bdl-4'): bdl_4_Bundle,
    ('resource.exists() or request.exists() or response.exists()', 'Bundle.entry', 'bdl-5'): bdl_5_Bundle_entry,
    ("(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()", 'Bundle', 'bdl-7'): bdl_7_Bundle,
    ("fullUrl.contains('/_history/').not()", 'Bundle.entry', 'bdl-8'): bdl_8_Bundle_entry,
    ("type = 'document' implies (identifier.system.exists() and identifier.value.exists())", 'Bundle', 'bdl-9'): bdl_9_Bundle,
    ('category.exists() xor productOrService.exists()', 'CoverageEligibilityResponse.insurance.item', 'ces-1'): ces_1_CoverageEligibilityResponse_insurance_item,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'ChargeItemDefinition', 'cid-0'): cid_0_ChargeItemDefinition,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'ConceptMap', 'cmd-0'): cmd_0_ConceptMap,
    ("comment.exists() or equivalence.empty() or ((equivalence != 'narrower') and (equivalence != 'inexact'))", 'ConceptMap.group.element.target', 'cmd-1'): cmd_1_ConceptMap_group_element_target,
    ("(mode = 'fixed') implies code.exists()", 'ConceptMap.group.unmapped', 'cmd-2'): cmd_2_ConceptMap_group_unmapped,
    ("(mode = 'other-map') implies url.exists()", 'ConceptMap.group.unmapped', 'cmd-3'): cmd_3_ConceptMap_group_unmapped,
    ('text.exists() or entry.exists() or section.exists()', 'Composition.section', 'cmp-1'): cmp_1_Composition_section,
    ('emptyReason.empty() or entry.empty()', 'Composition.section', 'cmp-2'): cmp_2_Composition_section,
    ("(code.exists() or value.empty()) and (system.empty() or system = %ucum) and (code.empty() or code = '1') and (value.empty() or value.hasValue().not() or value.toString().contains('.').not())", 'Count', 'cnt-3'): cnt_3_Count,
    ('summary.exists() or assessment.exists()', 'Condition.stage', 'con-1'): con_1_Condition_stage,
    ('code.exists() or detail.exists()', 'Condition.evidence', 'con-2'): con_2_Condition_evidence,
    ("clinicalStatus.exists() or verificationStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-ver-status' and code = 'entered-in-error').exists() or category.select($this='problem-list-item').empty()", 'Condition', 'con-3'): con_3_Condition,
    ("abatement.empty() or clinicalStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-clinical' and (code='resolved' or code='remission' or code='inactive')).exists()", 'Condition', 'con-4'): con_4_Condition,
    ("verificationStatus.coding.where(system='http://terminology.hl7.org/CodeSystem/condition-ver-status' and code='entered-in-error').empty() or clinicalStatus.empty()", 'Condition', 'con-5'): con_5_Condition,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'CapabilityStatement', 'cpb-0'): cpb_0_CapabilityStatement,
    ('rest.exists() or messaging.exists() or document.exists()', 'CapabilityStatement', 'cpb-1'): cpb_1_CapabilityStatement,
    ('searchParam.select(name).isDistinct()', 'CapabilityStatement.rest.resource', 'cpb-12'): cpb_12_CapabilityStatement_rest_resource,
    ("(kind != 'instance') or implementation.exists()", 'CapabilityStatement', 'cpb-14'): cpb_14_CapabilityStatement,
    ("(kind != 'capability') or (implementation.exists().not() and software.exists())", 'CapabilityStatement', 'cpb-15'): cpb_15_CapabilityStatement,
    ("(kind!='requirements') or (implementation.exists().not() and software.exists().not())", 'CapabilityStatement', 'cpb-16'): cpb_16_CapabilityStatement,
    ('(description.count() + software.count() + implementation.count()) > 0', 'CapabilityStatement', 'cpb-2'): cpb_2_CapabilityStatement,
    ("messaging.endpoint.empty() or kind = 'instance'", 'CapabilityStatement', 'cpb-3'): cpb_3_CapabilityStatement,
    ('document.select(profile&mode).isDistinct()', 'CapabilityStatement', 'cpb-7'): cpb_7_CapabilityStatement,
    ('resource.select(type).isDistinct()', 'CapabilityStatement.rest', 'cpb-9'): cpb_9_CapabilityStatement_rest,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'CompartmentDefinition', 'cpd-0'): cpd_0_CompartmentDefinition,
    ('detail.empty() or reference.empty()', 'CarePlan.activity', 'cpl-3'): cpl_3_CarePlan_activity,
    ('value.empty() or system.exists()', 'ContactPoint', 'cpt-2'): cpt_2_ContactPoint,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'CodeSystem', 'csd-0'): csd_0_CodeSystem,
    ('concept.code.combine($this.descendants().concept.code).isDistinct()', 'CodeSystem', 'csd-1'): csd_1_CodeSystem,
    ('onBehalfOf.exists() implies (member.resolve().iif(empty(), true, ofType(Practitioner).exists()))', 'CareTeam.participant', 'ctm-1'): ctm_1_CareTeam_participant,
    ('(code.exists() or value.empty()) and (system.empty() or system = %ucum)', 'Distance', 'dis-1'): dis_1_Distance,
    ('contained.contained.empty()', 'DomainResource', 'dom-2'): dom_2_DomainResource,
    ("contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | %resource.descendants().as(uri) | %resource.descendants().as(url))) or descendants().where(reference = '#').exists() or descendants().where(as(canonical) = '#').exists() or descendants().where(as(canonical) = '#').exists()).not()).trace('unmatched', id).empty()", 'DomainResource', 'dom-3'): dom_3_DomainResource,
    ('contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()', 'DomainResource', 'dom-4'): dom_4_DomainResource,
    ('contained.meta.security.empty()', 'DomainResource', 'dom-5'): dom_5_DomainResource,
    ('text.`div`.exists()', 'DomainResource', 'dom-6'): dom_6_DomainResource,
    ('path.exists() xor searchParam.exists()', 'DataRequirement.codeFilter', 'drq-1'): drq_1_DataRequirement_codeFilter,
    ('path.exists() xor searchParam.exists()', 'DataRequirement.dateFilter', 'drq-2'): drq_2_DataRequirement_dateFilter,
    ('code.exists() implies ((system = %ucum) and value.exists())', 'Duration', 'drt-1'): drt_1_Duration,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'EffectEvidenceSynthesis', 'ees-0'): ees_0_EffectEvidenceSynthesis,
    ('discriminator.exists() or description.exists()', 'ElementDefinition.slicing', 'eld-1'): eld_1_ElementDefinition_slicing,
    ("binding.empty() or type.code.empty() or type.select((code = 'code') or (code = 'Coding') or (code='CodeableConcept') or (code = 'Quantity') or (code = 'string') or (code = 'uri')).exists()", 'ElementDefinition', 'eld-11'): eld_11_ElementDefinition,
    ("valueSet.exists() implies (valueSet.startsWith('http:') or valueSet.startsWith('https') or valueSet.startsWith('urn:'))", 'ElementDefinition.binding', 'eld-12'): eld_12_ElementDefinition_binding,
    ('type.select(code).isDistinct()', 'ElementDefinition', 'eld-13'): eld_13_ElementDefinition,
    ('constraint.select(key).isDistinct()', 'ElementDefinition', 'eld-14'): eld_14_ElementDefinition,
    ('defaultValue.empty() or meaningWhenMissing.empty()', 'ElementDefinition', 'eld-15'): eld_15_ElementDefinition,
    ("sliceName.empty() or sliceName.matches('^[a-zA-Z0-9\\\\/\\\\-_\\\\[\\\\]\\\\@]+$')", 'ElementDefinition', 'eld-16'): eld_16_ElementDefinition,
    ("(code='Reference' or code = 'canonical') or targetProfile.empty()", 'ElementDefinition.type', 'eld-17'): eld_17_ElementDefinition_type,
    ('(isModifier.exists() and isModifier) implies isModifierReason.exists()', 'ElementDefinition', 'eld-18'): eld_18_ElementDefinition,
    ('path.matches(\'[^\\\\s\\\\.,:;\\\\\\\'"\\\\/|?!@#$%&*()\\\\[\\\\]{}]{1,64}(\\\\.[^\\\\s\\\\.,:;\\\\\\\'"\\\\/|?!@#$%&*()\\\\[\\\\]{}]{1,64}(\\\\[x\\\\])?(\\\\:[^\\\\s\\\\.]+)?)*\')', 'ElementDefinition', 'eld-19'): eld_19_ElementDefinition,
    ("min.empty() or max.empty() or (max = '*') or iif(max != '*', min <= max.toInteger())", 'ElementDefinition', 'eld-2'): eld_2_ElementDefinition,
    ("path.matches('[A-Za-z][A-Za-z0-9]*(\\\\.[a-z][A-Za-z0-9]*(\\\\[x])?)*')", 'ElementDefinition', 'eld-20'): eld_20_ElementDefinition,
    ('expression.exists()', 'ElementDefinition.constraint', 'eld-21'): eld_21_ElementDefinition_constraint,
    ('sliceIsConstraining.exists() implies sliceName.exists()', 'ElementDefinition', 'eld-22'): eld_22_ElementDefinition,
    ("empty() or ($this = '*') or (toInteger() >= 0)", 'string', 'eld-3'): eld_3_string,
    ("aggregation.empty() or (code = 'Reference') or (code = 'canonical')", 'ElementDefinition.type', 'eld-4'): eld_4_ElementDefinition_type,
    ('contentReference.empty() or (type.empty() and defaultValue.empty() and fixed.empty() and pattern.empty() and example.empty() and minValue.empty() and maxValue.empty() and maxLength.empty() and binding.empty())', 'ElementDefinition', 'eld-5'): eld_5_ElementDefinition,
    ('fixed.empty() or (type.count()  <= 1)', 'ElementDefinition', 'eld-6'): eld_6_ElementDefinition,
    ('pattern.empty() or (type.count() <= 1)', 'ElementDefinition', 'eld-7'): eld_7_ElementDefinition,
    ('pattern.empty() or fixed.empty()', 'ElementDefinition', 'eld-8'): eld_8_ElementDefinition,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'ExampleScenario', 'esc-0'): esc_0_ExampleScenario,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'EventDefinition', 'evd-0'): evd_0_EventDefinition,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'Evidence', 'evi-0'): evi_0_Evidence,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'EvidenceVariable', 'evv-0'): evv_0_EvidenceVariable,
    ('expression.exists() or reference.exists()', 'Expression', 'exp-1'): exp_1_Expression,
    ('age.empty() or born.empty()', 'FamilyMemberHistory', 'fhs-1'): fhs_1_FamilyMemberHistory,
    ('age.exists() or estimatedAge.empty()', 'FamilyMemberHistory', 'fhs-2'): fhs_2_FamilyMemberHistory,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'GraphDefinition', 'gdf-0'): gdf_0_GraphDefinition,
    ('(detail.exists() and measure.exists()) or detail.exists().not()', 'Goal.target', 'gol-1'): gol_1_Goal_target,
    ('member.empty() or (actual = true)', 'Group', 'grp-1'): grp_1_Group,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'ImplementationGuide', 'ig-0'): ig_0_ImplementationGuide,
    ('resource.groupingId.all(%context.grouping.id contains $this)', 'ImplementationGuide.definition', 'ig-1'): ig_1_ImplementationGuide_definition,
    ('definition.resource.fhirVersion.all(%context.fhirVersion contains $this)', 'ImplementationGuide', 'ig-2'): ig_2_ImplementationGuide,
    ('documentType.exists() or reference.exists()', 'Immunization.education', 'imm-1'): imm_1_Immunization_education,
    ('vaccineCode.exists() or targetDisease.exists()', 'ImmunizationRecommendation.recommendation', 'imr-1'): imr_1_ImmunizationRecommendation_recommendation,
    ('(part.exists() and value.empty() and resource.empty()) or (part.empty() and (value.exists() xor resource.exists()))', 'Parameters.parameter', 'inv-1'): inv_1_Parameters_parameter,
    ('lastModified.exists().not() or authoredOn.exists().not() or lastModified >= authoredOn', 'Task', 'inv-1'): inv_1_Task,
    ('operation.exists() xor assert.exists()', 'TestReport.setup.action', 'inv-1'): inv_1_TestReport_setup_action,
    ('operation.exists() xor assert.exists()', 'TestReport.test.action', 'inv-2'): inv_2_TestReport_test_action,
    ('(identifier.count() + name.count()) > 0', 'InsurancePlan', 'ipn-1'): ipn_1_InsurancePlan,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'Library', 'lib-0'): lib_0_Library,
    ('item.count()>1', 'Linkage', 'lnk-1'): lnk_1_Linkage,
    ('emptyReason.empty() or entry.empty()', 'List', 'lst-1'): lst_1_List,
    ("mode = 'changes' or entry.deleted.empty()", 'List', 'lst-2'): lst_2_List,
    ("mode = 'working' or entry.date.empty()", 'List', 'lst-3'): lst_3_List,
    ('dose.exists() or rate.exists()', 'MedicationAdministration.dosage', 'mad-1'): mad_1_MedicationAdministration_dosage,
    ("max='*' or (max.toInteger() > 0)", 'MessageDefinition.focus', 'md-1'): md_1_MessageDefinition_focus,
    ('whenHandedOver.empty() or whenPrepared.empty() or whenHandedOver >= whenPrepared', 'MedicationDispense', 'mdd-1'): mdd_1_MedicationDispense,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'Measure', 'mea-0'): mea_0_Measure,
    ('group.stratifier.all((code | description | criteria).exists() xor component.exists())', 'Measure', 'mea-1'): mea_1_Measure,
    ("(type != 'data-collection') or group.exists().not()", 'MeasureReport', 'mrp-1'): mrp_1_MeasureReport,
    ('group.stratifier.stratum.all(value.exists() xor component.exists())', 'MeasureReport', 'mrp-2'): mrp_2_MeasureReport,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'MessageDefinition', 'msd-0'): msd_0_MessageDefinition,
    ('coordinateSystem = 1 or coordinateSystem = 0', 'MolecularSequence', 'msq-3'): msq_3_MolecularSequence,
    ('(chromosome.empty() and genomeBuild.empty()) or (chromosome.exists() and genomeBuild.exists())', 'MolecularSequence.referenceSeq', 'msq-5'): msq_5_MolecularSequence_referenceSeq,
    ('(genomeBuild.count()+referenceSeqId.count()+ referenceSeqPointer.count()+ referenceSeqString.count()) = 1', 'MolecularSequence.referenceSeq', 'msq-6'): msq_6_MolecularSequence_referenceSeq,
    ('oralDiet.exists() or supplement.exists() or enteralFormula.exists()', 'NutritionOrder', 'nor-1'): nor_1_NutritionOrder,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'NamingSystem', 'nsd-0'): nsd_0_NamingSystem,
    ("kind != 'root' or uniqueId.all(type != 'uuid')", 'NamingSystem', 'nsd-1'): nsd_1_NamingSystem,
    ('uniqueId.where(preferred = true).select(type).isDistinct()', 'NamingSystem', 'nsd-2'): nsd_2_NamingSystem,
    ('low.exists() or high.exists() or text.exists()', 'Observation.referenceRange', 'obs-3'): obs_3_Observation_referenceRange,
    ('dataAbsentReason.empty() or value.empty()', 'Observation', 'obs-6'): obs_6_Observation,
    ('value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()', 'Observation', 'obs-7'): obs_7_Observation,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'OperationDefinition', 'opd-0'): opd_0_OperationDefinition,
    ('type.exists() or part.exists()', 'OperationDefinition.parameter', 'opd-1'): opd_1_OperationDefinition_parameter,
    ("searchType.exists() implies type = 'string'", 'OperationDefinition.parameter', 'opd-2'): opd_2_OperationDefinition_parameter,
    ("targetProfile.exists() implies (type = 'Reference' or type = 'canonical')", 'OperationDefinition.parameter', 'opd-3'): opd_3_OperationDefinition_parameter,
    ('(identifier.count() + name.count()) > 0', 'Organization', 'org-1'): org_1_Organization,
    ("where(use = 'home').empty()", 'Address', 'org-2'): org_2_Address,
    ("where(use = 'home').empty()", 'ContactPoint', 'org-3'): org_3_ContactPoint,
    ('name.exists() or telecom.exists() or address.exists() or organization.exists()', 'Patient.contact', 'pat-1'): pat_1_Patient_contact,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'PlanDefinition', 'pdf-0'): pdf_0_PlanDefinition,
    ('start.hasValue().not() or end.hasValue().not() or (start <= end)', 'Period', 'per-1'): per_1_Period,
    ('policy.exists() or policyRule.exists()', 'Consent', 'ppc-1'): ppc_1_Consent,
    ("patient.exists() or scope.coding.where(system='something' and code='patient-privacy').exists().not()", 'Consent', 'ppc-2'): ppc_2_Consent,
    ("patient.exists() or scope.coding.where(system='something' and code='research').exists().not()", 'Consent', 'ppc-3'): ppc_3_Consent,
    ("patient.exists() or scope.coding.where(system='something' and code='adr').exists().not()", 'Consent', 'ppc-4'): ppc_4_Consent,
    ("patient.exists() or scope.coding.where(system='something' and code='treatment').exists().not()", 'Consent', 'ppc-5'): ppc_5_Consent,
    ('orderDetail.empty() or code.exists()', 'ServiceRequest', 'prr-1'): prr_1_ServiceRequest,
    ('(answer.exists() and item.exists()).not()', 'QuestionnaireResponse.item', 'qrs-1'): qrs_1_QuestionnaireResponse_item,
    ('code.empty() or system.exists()', 'Age', 'qty-3'): qty_3_Age,
    ('code.empty() or system.exists()', 'Count', 'qty-3'): qty_3_Count,
    ('code.empty() or system.exists()', 'Distance', 'qty-3'): qty_3_Distance,
    ('code.empty() or system.exists()', 'Duration', 'qty-3'): qty_3_Duration,
    ('code.empty() or system.exists()', 'Quantity', 'qty-3'): qty_3_Quantity,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'Questionnaire', 'que-0'): que_0_Questionnaire,
    ("(type='group' implies item.empty().not()) and (type.trace('type')='display' implies item.trace('item').empty())", 'Questionnaire.item', 'que-1'): que_1_Questionnaire_item,
    ("(type in ('boolean' | 'decimal' | 'integer' | 'string' | 'text' | 'url' | 'open-choice')) or maxLength.empty()", 'Questionnaire.item', 'que-10'): que_10_Questionnaire_item,
    ('answerOption.empty() or initial.empty()', 'Questionnaire.item', 'que-11'): que_11_Questionnaire_item,
    ('enableWhen.count() > 2 implies enableBehavior.exists()', 'Questionnaire.item', 'que-12'): que_12_Questionnaire_item,
    ('repeats=true or initial.count() <= 1', 'Questionnaire.item', 'que-13'): que_13_Questionnaire_item,
    ('descendants().linkId.isDistinct()', 'Questionnaire', 'que-2'): que_2_Questionnaire,
    ("type!='display' or code.empty()", 'Questionnaire.item', 'que-3'): que_3_Questionnaire_item,
    ('answerOption.empty() or answerValueSet.empty()', 'Questionnaire.item', 'que-4'): que_4_Questionnaire_item,
    ("(type ='choice' or type = 'open-choice' or type = 'decimal' or type = 'integer' or type = 'date' or type = 'dateTime' or type = 'time' or type = 'string' or type = 'quantity') or (answerValueSet.empty() and answerOption.empty())", 'Questionnaire.item', 'que-5'): que_5_Questionnaire_item,
    ("type!='display' or (required.empty() and repeats.empty())", 'Questionnaire.item', 'que-6'): que_6_Questionnaire_item,
    ("operator = 'exists' implies (answer is Boolean)", 'Questionnaire.item.enableWhen', 'que-7'): que_7_Questionnaire_item_enableWhen,
    ("(type!='group' and type!='display') or initial.empty()", 'Questionnaire.item', 'que-8'): que_8_Questionnaire_item,
    ("type!='display' or readOnly.empty()", 'Questionnaire.item', 'que-9'): que_9_Questionnaire_item,
    ("(low.empty() or ((low.code = '%') and (low.system = %ucum))) and (high.empty() or ((high.code = '%') and (high.system = %ucum)))", 'Range', 'ras-1'): ras_1_Range,
    ("(low.empty() or ((low.code = '%') and (low.system = %ucum))) and (high.empty() or ((high.code = '%') and (high.system = %ucum)))", 'decimal', 'ras-1'): ras_1_decimal,
    ('probability is decimal implies (probability as decimal) <= 100', 'RiskAssessment.prediction', 'ras-2'): ras_2_RiskAssessment_prediction,
    ('(numerator.empty() xor denominator.exists()) and (numerator.exists() or extension.exists())', 'Ratio', 'rat-1'): rat_1_Ratio,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'ResearchElementDefinition', 'red-0'): red_0_ResearchElementDefinition,
    ("reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids'))", 'Reference', 'ref-1'): ref_1_Reference,
    ('low.empty() or high.empty() or (low <= high)', 'Range', 'rng-2'): rng_2_Range,
    ('resource.exists() != action.exists()', 'RequestGroup.action', 'rqg-1'): rqg_1_RequestGroup_action,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'ResearchDefinition', 'rsd-0'): rsd_0_ResearchDefinition,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'RiskEvidenceSynthesis', 'rvs-0'): rvs_0_RiskEvidenceSynthesis,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'StructureDefinition', 'sdf-0'): sdf_0_StructureDefinition,
    ("derivation = 'constraint' or snapshot.element.select(path).isDistinct()", 'StructureDefinition', 'sdf-1'): sdf_1_StructureDefinition,
    ('binding.empty() or binding.valueSet.exists() or binding.description.exists()', 'ElementDefinition', 'sdf-10'): sdf_10_ElementDefinition,
    ("kind != 'logical' implies snapshot.empty() or snapshot.element.first().path = type", 'StructureDefinition', 'sdf-11'): sdf_11_StructureDefinition,
    ('snapshot.element.all(id.exists()) and differential.element.all(id.exists())', 'StructureDefinition', 'sdf-14'): sdf_14_StructureDefinition,
    ("kind!='logical' implies snapshot.element.first().type.empty()", 'StructureDefinition', 'sdf-15'): sdf_15_StructureDefinition,
    ("(kind!='logical'  and differential.element.first().path.contains('.').not()) implies differential.element.first().type.empty()", 'StructureDefinition', 'sdf-15a'): sdf_15a_StructureDefinition,
    ("snapshot.element.all(id.exists()) and snapshot.element.id.trace('ids').isDistinct()", 'StructureDefinition', 'sdf-16'): sdf_16_StructureDefinition,
    ("differential.element.all(id.exists()) and differential.element.id.trace('ids').isDistinct()", 'StructureDefinition', 'sdf-17'): sdf_17_StructureDefinition,
    ("contextInvariant.exists() implies type = 'Extension'", 'StructureDefinition', 'sdf-18'): sdf_18_StructureDefinition,
    ("url.startsWith('http://hl7.org/fhir/StructureDefinition') implies (differential.element.type.code.all(matches('^[a-zA-Z0-9]+$') or matches('^http:\\\\/\\\\/hl7\\\\.org\\\\/fhirpath\\\\/System\\\\.[A-Z][A-Za-z]+$')) and snapshot.element.type.code.all(matches('^[a-zA-Z0-9\\\\.]+$') or matches('^http:\\\\/\\\\/hl7\\\\.org\\\\/fhirpath\\\\/System\\\\.[A-Z][A-Za-z]+$')))", 'StructureDefinition', 'sdf-19'): sdf_19_StructureDefinition,
    ('name.exists() or uri.exists()', 'StructureDefinition.mapping', 'sdf-2'): sdf_2_StructureDefinition_mapping,
    ("element.where(path.contains('.').not()).slicing.empty()", 'StructureDefinition.differential', 'sdf-20'): sdf_20_StructureDefinition_differential,
    ("differential.element.defaultValue.exists() implies (derivation = 'specialization')", 'StructureDefinition', 'sdf-21'): sdf_21_StructureDefinition,
    ("url.startsWith('http://hl7.org/fhir/StructureDefinition') implies (snapshot.element.defaultValue.empty() and differential.element.defaultValue.empty())", 'StructureDefinition', 'sdf-22'): sdf_22_StructureDefinition,
    ("(snapshot | differential).element.all(path.contains('.').not() implies sliceName.empty())", 'StructureDefinition', 'sdf-23'): sdf_23_StructureDefinition,
    ('element.all(definition.exists() and min.exists() and max.exists())', 'StructureDefinition.snapshot', 'sdf-3'): sdf_3_StructureDefinition_snapshot,
    ('abstract = true or baseDefinition.exists()', 'StructureDefinition', 'sdf-4'): sdf_4_StructureDefinition,
    ("type != 'Extension' or derivation = 'specialization' or (context.exists())", 'StructureDefinition', 'sdf-5'): sdf_5_StructureDefinition,
    ('snapshot.exists() or differential.exists()', 'StructureDefinition', 'sdf-6'): sdf_6_StructureDefinition,
    ("(%resource.kind = 'logical' or element.first().path = %resource.type) and element.tail().all(path.startsWith(%resource.snapshot.element.first().path&'.'))", 'StructureDefinition.snapshot', 'sdf-8'): sdf_8_StructureDefinition_snapshot,
    ("(%resource.kind = 'logical' or element.first().path.startsWith(%resource.type)) and (element.tail().empty() or element.tail().all(path.startsWith(%resource.differential.element.first().path.replaceMatches('\\\\..*','')&'.')))", 'StructureDefinition.differential', 'sdf-8a'): sdf_8a_StructureDefinition_differential,
    ('element.all(base.exists())', 'StructureDefinition.snapshot', 'sdf-8b'): sdf_8b_StructureDefinition_snapshot,
    ("children().element.where(path.contains('.').not()).label.empty() and children().element.where(path.contains('.').not()).code.empty() and children().element.where(path.contains('.').not()).requirements.empty()", 'StructureDefinition', 'sdf-9'): sdf_9_StructureDefinition,
    ('name.empty() or query.empty()', 'AuditEvent.entity', 'sev-1'): sev_1_AuditEvent_entity,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'StructureMap', 'smp-0'): smp_0_StructureMap,
    ('element.exists() implies context.exists()', 'StructureMap.group.rule.target', 'smp-1'): smp_1_StructureMap_group_rule_target,
    ('context.exists() implies contextType.exists()', 'StructureMap.group.rule.target', 'smp-2'): smp_2_StructureMap_group_rule_target,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'SearchParameter', 'spd-0'): spd_0_SearchParameter,
    ('xpath.empty() or xpathUsage.exists()', 'SearchParameter', 'spd-1'): spd_1_SearchParameter,
    ("chain.empty() or type = 'reference'", 'SearchParameter', 'spd-2'): spd_2_SearchParameter,
    ('comparator.empty()', 'Quantity', 'sqty-1'): sqty_1_Quantity,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'TerminologyCapabilities', 'tcp-0'): tcp_0_TerminologyCapabilities,
    ('version.count() > 1 implies version.all(code.exists())', 'TerminologyCapabilities.codeSystem', 'tcp-1'): tcp_1_TerminologyCapabilities_codeSystem,
    ('(description.count() + software.count() + implementation.count()) > 0', 'TerminologyCapabilities', 'tcp-2'): tcp_2_TerminologyCapabilities,
    ("(kind != 'instance') or implementation.exists()", 'TerminologyCapabilities', 'tcp-3'): tcp_3_TerminologyCapabilities,
    ("(kind != 'capability') or (implementation.exists().not() and software.exists())", 'TerminologyCapabilities', 'tcp-4'): tcp_4_TerminologyCapabilities,
    ("(kind!='requirements') or (implementation.exists().not() and software.exists().not())", 'TerminologyCapabilities', 'tcp-5'): tcp_5_TerminologyCapabilities,
    ('duration.empty() or durationUnit.exists()', 'Timing.repeat', 'tim-1'): tim_1_Timing_repeat,
    ('timeOfDay.empty() or when.empty()', 'Timing.repeat', 'tim-10'): tim_10_Timing_repeat,
    ('period.empty() or periodUnit.exists()', 'Timing.repeat', 'tim-2'): tim_2_Timing_repeat,
    ('duration.exists() implies duration >= 0', 'Timing.repeat', 'tim-4'): tim_4_Timing_repeat,
    ('period.exists() implies period >= 0', 'Timing.repeat', 'tim-5'): tim_5_Timing_repeat,
    ('periodMax.empty() or period.exists()', 'Timing.repeat', 'tim-6'): tim_6_Timing_repeat,
    ('durationMax.empty() or duration.exists()', 'Timing.repeat', 'tim-7'): tim_7_Timing_repeat,
    ('countMax.empty() or count.exists()', 'Timing.repeat', 'tim-8'): tim_8_Timing_repeat,
    ("offset.empty() or (when.exists() and ((when in ('C' | 'CM' | 'CD' | 'CV')).not()))", 'Timing.repeat', 'tim-9'): tim_9_Timing_repeat,
    ('data.empty() or timing.empty()', 'TriggerDefinition', 'trd-1'): trd_1_TriggerDefinition,
    ('condition.exists() implies data.exists()', 'TriggerDefinition', 'trd-2'): trd_2_TriggerDefinition,
    ("(type = 'named-event' implies name.exists()) and (type = 'periodic' implies timing.exists()) and (type.startsWith('data-') implies data.exists())", 'TriggerDefinition', 'trd-3'): trd_3_TriggerDefinition,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'TestScript', 'tst-0'): tst_0_TestScript,
    ('operation.exists() xor assert.exists()', 'TestScript.setup.action', 'tst-1'): tst_1_TestScript_setup_action,
    ('compareToSourceId.empty() xor (compareToSourceExpression.exists() or compareToSourcePath.exists())', 'TestScript.setup.action.assert', 'tst-10'): tst_10_TestScript_setup_action_assert,
    ("(response.empty() and responseCode.empty() and direction = 'request') or direction.empty() or direction = 'response'", 'TestScript.setup.action.assert', 'tst-12'): tst_12_TestScript_setup_action_assert,
    ('operation.exists() xor assert.exists()', 'TestScript.test.action', 'tst-2'): tst_2_TestScript_test_action,
    ('expression.empty() or headerField.empty() or path.empty()', 'TestScript.variable', 'tst-3'): tst_3_TestScript_variable,
    ('capability.required.exists() or capability.validated.exists()', 'TestScript.metadata', 'tst-4'): tst_4_TestScript_metadata,
    ('extension.exists() or (contentType.count() + expression.count() + headerField.count() + minimumId.count() + navigationLinks.count() + path.count() + requestMethod.count() + resource.count() + responseCode.count() + response.count()  + validateProfileId.count() <=1)', 'TestScript.setup.action.assert', 'tst-5'): tst_5_TestScript_setup_action_assert,
    ("sourceId.exists() or (targetId.count() + url.count() + params.count() = 1) or (type.code in ('capabilities' |'search' | 'transaction' | 'history'))", 'TestScript.setup.action.operation', 'tst-7'): tst_7_TestScript_setup_action_operation,
    ('htmlChecks()', 'xhtml', 'txt-1'): txt_1_xhtml,
    ('htmlChecks()', 'xhtml', 'txt-2'): txt_2_xhtml,
    ("issued.exists() or (issued.empty() and (status in ('partial' | 'preliminary' | 'final' | 'amended' | 'corrected' | 'appended')).not())", 'DiagnosticReport', 'ukcore-diag-lab-001'): ukcore_diag_lab_001_DiagnosticReport,
    ("(status != 'not-done') or (status = 'not-done' and statusReason.exists())", 'Immunization', 'ukcore-imm-001'): ukcore_imm_001_Immunization,
    ('value.empty()', 'Observation', 'ukcore-obs-grplab-001'): ukcore_obs_grplab_001_Observation,
    ('value.exists() or dataAbsentReason.exists() or note.exists()', 'Observation', 'ukcore-obs-lab-001'): ukcore_obs_lab_001_Observation,
    ("collection.collector.reference.empty() or collection.collector.extension('http://hl7.org/fhir/5.0/StructureDefinition/extension-Specimen.collection.collector').empty()", 'Specimen', 'ukcore-spec-001'): ukcore_spec_001_Specimen,
    ("participant.where(actor.where(type = 'Patient').exists() or actor.reference.where($this.startsWith('Patient/') or $this.contains('/Patient/')).exists() or actor.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').exists()).count() = 1", 'Appointment', 'vgc-appointment-1'): vgc_appointment_1_Appointment,
    ("(status = 'noshow' implies extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and value = 'did-not-attend').exists()) and (extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and value = 'did-not-attend').exists() implies (status = 'noshow' or status = 'entered-in-error'))", 'Appointment', 'vgc-appointment-2'): vgc_appointment_2_Appointment,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and (value = 'attended-full' or value = 'attended-partial' or value = 'attended-by-proxy' or value = 'withdrew-during')).exists() implies (status = 'fulfilled' or status = 'entered-in-error')", 'Appointment', 'vgc-appointment-3'): vgc_appointment_3_Appointment,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-attendance-status' and (value = 'late-not-admitted' or value = 'technical-failure' or value = 'cancelled-by-patient' or value = 'cancelled-by-practice')).exists() implies ((status = 'cancelled' and cancelationReason.exists()) or status = 'entered-in-error')", 'Appointment', 'vgc-appointment-4'): vgc_appointment_4_Appointment,
    ("(status = 'final' or status = 'amended') implies attester.where((mode = 'professional' or mode = 'legal') and time.exists() and party.exists()).exists()", 'Composition', 'vgc-approved-1'): vgc_approved_1_Composition,
    ("status = 'active' implies extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-enrolment-state').value.where($this = 'discharged' or $this = 'declined' or $this = 'unsuitable' or $this = 'withdrawn').empty()", 'CarePlan', 'vgc-care-plan-1'): vgc_care_plan_1_CarePlan,
    ("activity.detail.goal.reference.select(replaceMatches('^.*/', '')).all($this in %resource.goal.reference.select(replaceMatches('^.*/', '')))", 'CarePlan', 'vgc-care-plan-2'): vgc_care_plan_2_CarePlan,
    ("detail.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-action').exists() implies (detail.description.exists() and detail.goal.extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-goal-id').exists())", 'CarePlan.activity', 'vgc-care-plan-3'): vgc_care_plan_3_CarePlan_activity,
    ('category.text.exists() and addresses.display.exists()', 'CarePlan', 'vgc-care-plan-4'): vgc_care_plan_4_CarePlan,
    ("(status = 'active' implies provision.where(type = 'permit').exists()) and (status = 'rejected' implies provision.where(type = 'deny').exists())", 'Consent', 'vgc-consent-1'): vgc_consent_1_Consent,
    ("(status = 'proposed' or status = 'draft') implies provision.empty()", 'Consent', 'vgc-consent-2'): vgc_consent_2_Consent,
    ("status = 'active' implies extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-withdrawn-at').empty()", 'Consent', 'vgc-consent-3'): vgc_consent_3_Consent,
    ("performer.empty() or patient = performer or ((patient.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | performer.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (patient.reference | performer.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)", 'Consent', 'vgc-consent-4'): vgc_consent_4_Consent,
    ("category.coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-consent-kind').count() = 1 and category.where(coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-consent-kind').exists()).all(text.exists())", 'Consent', 'vgc-consent-5'): vgc_consent_5_Consent,
    ("code.text.all(replace(' ', '').length() > 0)", 'Procedure', 'vgc-education-1'): vgc_education_1_Procedure,
    ("participant.individual.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').empty()", 'Encounter', 'vgc-encounter-1'): vgc_encounter_1_Encounter,
    ('length.empty() or (length.value >= 0 and length.value <= 1440)', 'Encounter', 'vgc-encounter-2'): vgc_encounter_2_Encounter,
    ("participant.individual.where(type = 'RelatedPerson').all(display.exists() and reference.empty() and identifier.empty())", 'Encounter', 'vgc-encounter-3'): vgc_encounter_3_Encounter,
    ('section.title.isDistinct()', 'Composition', 'vgc-entry-1'): vgc_entry_1_Composition,
    ("type.text = 'Administrative entry' implies (encounter.empty() and section.count() = 1)", 'Composition', 'vgc-entry-2'): vgc_entry_2_Composition,
    ("section.where(title = 'Private note').empty()", 'Composition', 'vgc-entry-3'): vgc_entry_3_Composition,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-online-visible' and value = 'hide-requested').exists() implies meta.security.where(system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode' and code = 'NOPAT').exists()", 'Composition', 'vgc-entry-4'): vgc_entry_4_Composition,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-set-by').value.where($this = 'patient' or $this = 'patient-with-clinician').exists() implies expressedBy.exists()", 'Goal', 'vgc-goal-1'): vgc_goal_1_Goal,
    ("expressedBy.empty() or subject = expressedBy or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | expressedBy.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | expressedBy.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)", 'Goal', 'vgc-goal-2'): vgc_goal_2_Goal,
    ("category.coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-goal-category').count() <= 1 and category.where(coding.where(system = 'https://fhir-vgc.example/CodeSystem/VGC-goal-category').exists()).all(text.exists())", 'Goal', 'vgc-goal-3'): vgc_goal_3_Goal,
    ("value.matches('^[A-Za-z0-9._-]{1,64}$')", 'Extension', 'vgc-goal-id-1'): vgc_goal_id_1_Extension,
    ("value.matches('^[a-z0-9-]{1,40}$')", 'Extension', 'vgc-instrument-1'): vgc_instrument_1_Extension,
    ("recipient.empty() or subject = recipient or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | recipient.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | recipient.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)", 'Communication', 'vgc-invitation-1'): vgc_invitation_1_Communication,
    ("(extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-delivery' and value = 'failed').exists() implies (status = 'not-done' or status = 'entered-in-error')) and (status = 'not-done' implies statusReason.exists()) and (status = 'completed' implies statusReason.empty())", 'Communication', 'vgc-invitation-2'): vgc_invitation_2_Communication,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-already-in-record' and value = true).empty()", 'Communication', 'vgc-invitation-3'): vgc_invitation_3_Communication,
    ('value >= 0 and value <= 1440', 'Extension', 'vgc-late-minutes-1'): vgc_late_minutes_1_Extension,
    ('value.code.exists() = value.system.exists()', 'Observation', 'vgc-measurement-1'): vgc_measurement_1_Observation,
    ("code.coding.where(system = 'http://snomed.info/sct' and code = '314529007').empty()", 'Procedure', 'vgc-medication-review-1'): vgc_medication_review_1_Procedure,
    ('reference.exists() or identifier.value.exists() or (display.exists() and type.exists())', 'Reference', 'vgc-named-1'): vgc_named_1_Reference,
    ('owner.exists() implies (owner.reference.exists() or owner.identifier.value.exists() or owner.display.exists())', 'Task', 'vgc-next-step-1'): vgc_next_step_1_Task,
    ('value.exists() or dataAbsentReason.exists()', 'Observation', 'vgc-oral-morphine-equivalent-1'): vgc_oral_morphine_equivalent_1_Observation,
    ('value >= 0', 'Quantity', 'vgc-oral-morphine-equivalent-2'): vgc_oral_morphine_equivalent_2_Quantity,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-uncomputable').exists() implies value.empty()", 'Observation', 'vgc-oral-morphine-equivalent-3'): vgc_oral_morphine_equivalent_3_Observation,
    ('reference.exists() or identifier.value.exists()', 'Reference', 'vgc-patient-1'): vgc_patient_1_Reference,
    ("identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value.all(matches('^[0-9]{10}$'))", 'Reference', 'vgc-patient-2'): vgc_patient_2_Reference,
    ("(extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-step').exists() and extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-steps').exists()) implies (extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-step').value <= extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-steps').value)", 'MedicationRequest', 'vgc-plan-line-1'): vgc_plan_line_1_MedicationRequest,
    ("medication.text.exists() implies medication.text.lower().startsWith(extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-plan-drug').value.ofType(string).lower())", 'MedicationRequest', 'vgc-plan-line-2'): vgc_plan_line_2_MedicationRequest,
    ("text.startsWith('Plan, not a prescription')", 'Dosage', 'vgc-plan-line-3'): vgc_plan_line_3_Dosage,
    ("sender.empty() or subject = sender or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | sender.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | sender.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)", 'Communication', 'vgc-question-1'): vgc_question_1_Communication,
    ("status = 'completed' implies item.all(answer.exists())", 'QuestionnaireResponse', 'vgc-questionnaire-response-1'): vgc_questionnaire_response_1_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pam-13').exists() implies item.answer.value.all($this >= 1 and $this <= 4)", 'QuestionnaireResponse', 'vgc-questionnaire-response-10'): vgc_questionnaire_response_10_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'wemwbs' or value = 'swemwbs' or value = 'eq-5d-5l')).exists() implies item.answer.value.all($this >= 1 and $this <= 5)", 'QuestionnaireResponse', 'vgc-questionnaire-response-11'): vgc_questionnaire_response_11_QuestionnaireResponse,
    ("author.empty() or subject = author or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | author.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | author.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)", 'QuestionnaireResponse', 'vgc-questionnaire-response-12'): vgc_questionnaire_response_12_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'peg').exists() implies (item.linkId.all(matches('^(pain|enjoyment|activity)$')) and (status = 'completed' implies item.count() = 3))", 'QuestionnaireResponse', 'vgc-questionnaire-response-13'): vgc_questionnaire_response_13_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'nprs').exists() implies (item.linkId.all(matches('^pain$')) and (status = 'completed' implies item.count() = 1))", 'QuestionnaireResponse', 'vgc-questionnaire-response-14'): vgc_questionnaire_response_14_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'bpi-sf-severity').exists() implies (item.linkId.all(matches('^(worst|least|average|now)$')) and (status = 'completed' implies item.count() = 4))", 'QuestionnaireResponse', 'vgc-questionnaire-response-15'): vgc_questionnaire_response_15_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'bpi-sf-interference').exists() implies (item.linkId.all(matches('^(activity|mood|walking|work|relations|sleep|enjoyment)$')) and (status = 'completed' implies item.count() = 7))", 'QuestionnaireResponse', 'vgc-questionnaire-response-16'): vgc_questionnaire_response_16_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'phq-9').exists() implies (item.linkId.all(matches('^[1-9]$')) and (status = 'completed' implies item.count() = 9))", 'QuestionnaireResponse', 'vgc-questionnaire-response-17'): vgc_questionnaire_response_17_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'phq-2').exists() implies (item.linkId.all(matches('^[12]$')) and (status = 'completed' implies item.count() = 2))", 'QuestionnaireResponse', 'vgc-questionnaire-response-18'): vgc_questionnaire_response_18_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'gad-7').exists() implies (item.linkId.all(matches('^[1-7]$')) and (status = 'completed' implies item.count() = 7))", 'QuestionnaireResponse', 'vgc-questionnaire-response-19'): vgc_questionnaire_response_19_QuestionnaireResponse,
    ('item.linkId.isDistinct()', 'QuestionnaireResponse', 'vgc-questionnaire-response-2'): vgc_questionnaire_response_2_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pseq').exists() implies (item.linkId.all(matches('^([1-9]|10)$')) and (status = 'completed' implies item.count() = 10))", 'QuestionnaireResponse', 'vgc-questionnaire-response-20'): vgc_questionnaire_response_20_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pseq-2').exists() implies (item.linkId.all(matches('^[12]$')) and (status = 'completed' implies item.count() = 2))", 'QuestionnaireResponse', 'vgc-questionnaire-response-21'): vgc_questionnaire_response_21_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'wemwbs').exists() implies (item.linkId.all(matches('^([1-9]|1[0-4])$')) and (status = 'completed' implies item.count() = 14))", 'QuestionnaireResponse', 'vgc-questionnaire-response-22'): vgc_questionnaire_response_22_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'swemwbs').exists() implies (item.linkId.all(matches('^[1-7]$')) and (status = 'completed' implies item.count() = 7))", 'QuestionnaireResponse', 'vgc-questionnaire-response-23'): vgc_questionnaire_response_23_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'eq-5d-5l').exists() implies (item.linkId.all(matches('^(mobility|self-care|usual-activities|pain-or-discomfort|anxiety-or-depression)$')) and (status = 'completed' implies item.count() = 5))", 'QuestionnaireResponse', 'vgc-questionnaire-response-24'): vgc_questionnaire_response_24_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'eq-vas').exists() implies (item.linkId.all(matches('^health$')) and (status = 'completed' implies item.count() = 1))", 'QuestionnaireResponse', 'vgc-questionnaire-response-25'): vgc_questionnaire_response_25_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pam-13').exists() implies (item.linkId.all(matches('^([1-9]|1[0-3])$')) and (status = 'completed' implies item.count() = 13))", 'QuestionnaireResponse', 'vgc-questionnaire-response-26'): vgc_questionnaire_response_26_QuestionnaireResponse,
    ("questionnaire.startsWith('https://fhir-vgc.example/Questionnaire/') implies questionnaire.replaceMatches('[|].*$', '') = 'https://fhir-vgc.example/Questionnaire/' + extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument').value", 'QuestionnaireResponse', 'vgc-questionnaire-response-3'): vgc_questionnaire_response_3_QuestionnaireResponse,
    ("source.type.empty() or extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-reported-by').value.empty() or source.where(type = 'Patient').exists() = extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-reported-by' and value = 'patient').exists()", 'QuestionnaireResponse', 'vgc-questionnaire-response-4'): vgc_questionnaire_response_4_QuestionnaireResponse,
    ("source.empty() or subject = source or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | source.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | source.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)", 'QuestionnaireResponse', 'vgc-questionnaire-response-5'): vgc_questionnaire_response_5_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'phq-9' or value = 'phq-2' or value = 'gad-7')).exists() implies item.answer.value.all($this >= 0 and $this <= 3)", 'QuestionnaireResponse', 'vgc-questionnaire-response-6'): vgc_questionnaire_response_6_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'pseq' or value = 'pseq-2')).exists() implies item.answer.value.all($this >= 0 and $this <= 6)", 'QuestionnaireResponse', 'vgc-questionnaire-response-7'): vgc_questionnaire_response_7_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'peg' or value = 'nprs' or value = 'bpi-sf-severity' or value = 'bpi-sf-interference')).exists() implies item.answer.value.all($this >= 0 and $this <= 10)", 'QuestionnaireResponse', 'vgc-questionnaire-response-8'): vgc_questionnaire_response_8_QuestionnaireResponse,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'eq-vas').exists() implies item.answer.value.all($this >= 0 and $this <= 100)", 'QuestionnaireResponse', 'vgc-questionnaire-response-9'): vgc_questionnaire_response_9_QuestionnaireResponse,
    ('value >= 0 and value <= 10', 'Extension', 'vgc-rating-1'): vgc_rating_1_Extension,
    ("(intent = 'order') = authoredOn.exists()", 'ServiceRequest', 'vgc-referral-1'): vgc_referral_1_ServiceRequest,
    ("status = 'completed' implies intent = 'order'", 'ServiceRequest', 'vgc-referral-2'): vgc_referral_2_ServiceRequest,
    ("sender.empty() or subject = sender or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | sender.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | sender.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)", 'Communication', 'vgc-reply-1'): vgc_question_1_Communication,
    ("code.coding.where(system = 'http://snomed.info/sct' and (code = '1239511000000100' or code = '314530002' or code = '287031000000100' or code = '88551000000109' or code = '391156007' or code = '1127441000000107' or code = '719329004' or code = '719327002' or code = '719328007' or code = '719478008' or code = '719326006' or code = '182836005' or code = '1811000124107' or code = '870661000000100' or code = '526421000000109' or code = '526431000000106')).empty()", 'Task', 'vgc-review-due-1'): vgc_review_due_1_Task,
    ('value.exists() or dataAbsentReason.exists()', 'Observation', 'vgc-score-1'): vgc_oral_morphine_equivalent_1_Observation,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'wemwbs').exists() implies value.all(value >= 14 and value <= 70)", 'Observation', 'vgc-score-10'): vgc_score_10_Observation,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'peg' or value = 'nprs' or value = 'bpi-sf-severity' or value = 'bpi-sf-interference' or value = 'phq-9' or value = 'phq-2' or value = 'gad-7' or value = 'pseq' or value = 'pseq-2' or value = 'wemwbs' or value = 'swemwbs' or value = 'eq-5d-5l' or value = 'eq-vas' or value = 'pam-13')).exists()", 'Observation', 'vgc-score-11'): vgc_score_11_Observation,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'phq-2').exists() implies value.all(value >= 0 and value <= 6)", 'Observation', 'vgc-score-2'): vgc_score_2_Observation,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'peg' or value = 'nprs' or value = 'bpi-sf-severity' or value = 'bpi-sf-interference')).exists() implies value.all(value >= 0 and value <= 10)", 'Observation', 'vgc-score-3'): vgc_score_3_Observation,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pseq-2').exists() implies value.all(value >= 0 and value <= 12)", 'Observation', 'vgc-score-4'): vgc_score_4_Observation,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'gad-7').exists() implies value.all(value >= 0 and value <= 21)", 'Observation', 'vgc-score-5'): vgc_score_5_Observation,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'phq-9').exists() implies value.all(value >= 0 and value <= 27)", 'Observation', 'vgc-score-6'): vgc_score_6_Observation,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'pseq').exists() implies value.all(value >= 0 and value <= 60)", 'Observation', 'vgc-score-7'): vgc_score_7_Observation,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and (value = 'eq-vas' or value = 'pam-13')).exists() implies value.all(value >= 0 and value <= 100)", 'Observation', 'vgc-score-8'): vgc_score_8_Observation,
    ("extension.where(url = 'https://fhir-vgc.example/StructureDefinition/Extension-VGC-instrument' and value = 'swemwbs').exists() implies value.all(value >= 7 and value <= 35)", 'Observation', 'vgc-score-9'): vgc_score_9_Observation,
    ("(meta.security.where(system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality').code | confidentiality).count() <= 1", 'Composition', 'vgc-sensitive-entry-1'): vgc_sensitive_entry_1_Composition,
    ("meta.security.where(system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode' and code = 'NOPAT').exists()", 'Composition', 'vgc-sensitive-entry-2'): vgc_sensitive_entry_2_Composition,
    ("performer.empty() or subject = performer or ((subject.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value | performer.identifier.where(system = 'https://fhir.nhs.uk/Id/nhs-number').value).count() <= 1 and (subject.reference | performer.reference).where(matches('^(.*/)?Patient/[A-Za-z0-9.-]+$')).select(replaceMatches('^.*/', '')).distinct().count() <= 1)", 'Observation', 'vgc-what-matters-1'): vgc_what_matters_1_Observation,
    ("value.all(replace(' ', '').length() > 0)", 'Observation', 'vgc-what-matters-2'): vgc_what_matters_2_Observation,
    ("name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", 'ValueSet', 'vsd-0'): vsd_0_ValueSet,
    ('valueSet.exists() or system.exists()', 'ValueSet.compose.include', 'vsd-1'): vsd_1_ValueSet_compose_include,
    ('code.empty() or system.exists()', 'ValueSet.expansion.contains', 'vsd-10'): vsd_10_ValueSet_expansion_contains,
    ('(concept.exists() or filter.exists()) implies system.exists()', 'ValueSet.compose.include', 'vsd-2'): vsd_2_ValueSet_compose_include,
    ('concept.empty() or filter.empty()', 'ValueSet.compose.include', 'vsd-3'): vsd_3_ValueSet_compose_include,
    ('code.exists() or display.exists()', 'ValueSet.expansion.contains', 'vsd-6'): vsd_6_ValueSet_expansion_contains,
    ('code.exists() or abstract = true', 'ValueSet.expansion.contains', 'vsd-9'): vsd_9_ValueSet_expansion_contains,
}
"""Expression, type name and key of each, with what `invariant` answers for them."""
