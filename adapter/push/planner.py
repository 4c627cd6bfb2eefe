"""Holding drafts against what is known: approvals, the ledger, the server's own Patient, and what is there.

What the ledger knows to be filed as it is needs no request. For the rest the server's Patient is read, and
whatever the ledger cannot answer for is looked up by its business identity before anything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapter.guards.approval import hold_older, hold_unattested_withdrawal
from adapter.guards.conformity import hold_nonconforming
from adapter.guards.consent import hold_copied_override
from adapter.guards.copies import hold_repeated, meant_anew
from adapter.guards.history import hold_dead_letter, hold_moved, hold_other_record, hold_unanswered
from adapter.guards.identity import hold_other_keeper, matched_patient
from adapter.ledger.earlier import Override
from adapter.ledger.facts import Filed, Receipt, Standing
from adapter.ledger.filings import Filings
from adapter.ledger.ledger import Ledger
from adapter.merge.difference import differences
from adapter.push.approvals import check_approvals
from adapter.push.drafts import Draft
from adapter.push.looking import Looking
from adapter.push.overlapping import AtOnce, Overlapping
from adapter.push.plan import Change, PlannedFiling
from adapter.push.presence import Presence
from adapter.push.reconcile import Reconciliation
from adapter.push.unanswered import NO_ANSWER
from adapter.push.wanting import Wanting
from adapter.routes.route import Route
from adapter.settings import Settings
from mappings.binding import bind
from mappings.elements import as_of
from mappings.filing import FiledResource
from mappings.identity import by_number
from mappings.retract import retracted


class Planner:
    """Plans drafts against one endpoint.

    With `binding`, an approval seen for the first time is bound to what it was given for; a dry run
    only looks. `overlapping` are the sessions at the same times.
    """

    def __init__(
        self,
        ledger: Ledger,
        filings: Filings,
        route: Route,
        now: dt.datetime,
        settings: Settings,
        overlapping: Overlapping,
        *,
        binding: bool,
    ) -> None:
        self._overlapping = overlapping
        self._approvals = ledger.approvals
        self._filings = filings
        self._seen = ledger.seen(filings.endpoint)
        self._earlier = ledger.earlier(filings.endpoint)
        self._similar_notes = settings.similar_notes
        self._route = route
        self._now = now
        self._binding = binding
        self._presence = Presence(filings, route)
        self._reconciliation = Reconciliation(filings, route, self._presence)
        self.wanting = Wanting(filings, self._seen, route, keeping=binding)
        self._looking = Looking(filings, route, self._reconciliation, now)

    def plan(self, drafts: Sequence[Draft], *, just_sent: bool = False) -> list[PlannedFiling]:
        """One planned filing for each draft, in their order. No patient may occur twice among the drafts.

        Of what was `just_sent`, whoever sent it knows what may be under way. Raises `EndpointError` where the
        endpoint cannot be asked.
        """
        planned = {draft.filing.filing_id: self._against_records(draft) for draft in drafts}
        self._against_approvals(planned)
        self._against_ledger(planned, {draft.filing.filing_id: draft.attested for draft in drafts})
        self._keep_dead_letters(planned)
        at_once = self._against_records_at_once(planned, drafts)
        if self._route.sees_records:
            self._against_patients(planned)
        self._against_earlier_sessions(planned, drafts)
        if self._route.sees_records:
            self._presence.look(planned)
            self._against_patients(planned)
            filed = dict(planned)
            self._reconciliation.reconcile(planned)
            self._against_lists_at_once(planned, at_once)
            self.wanting.look()
            self.wanting.against(planned, filed)
            if not just_sent:
                self._looking.leave_alone(planned)
            self._looking.settle(planned, self._unanswered(planned))
        else:
            self._against_lists_at_once(planned, at_once)
            self._keep_unanswered(planned)
        return [planned[draft.filing.filing_id] for draft in drafts]

    def _against_records(self, draft: Draft) -> PlannedFiling:
        if draft.hold is not None:
            return PlannedFiling(draft.filing, "held", draft.hold)
        return PlannedFiling(draft.filing, "file")

    def _against_approvals(self, planned: dict[str, PlannedFiling]) -> None:
        filings = [one.filing for one in planned.values() if one.outcome == "file"]
        for key, hold in check_approvals(filings, self._approvals, self._now, binding=self._binding).items():
            planned[key] = planned[key].held(hold)

    def _against_ledger(self, planned: dict[str, PlannedFiling], attested: dict[str, bool]) -> None:
        waiting = [key for key, one in planned.items() if one.filing.resources]
        filed = self._filings.filed(waiting)
        known = self._filings.receipts(
            item.identity for key in waiting for item in planned[key].filing.resources
        )
        written: dict[str, list[Receipt]] = {}
        for receipt in self._filings.receipts_of(waiting):
            written.setdefault(receipt.filing_id, []).append(receipt)
        for key in waiting:
            one = planned[key]
            ours = {item.identity for item in one.filing.resources}
            changes = [self._change(item, known.get(item.identity), key) for item in one.filing.resources]
            changes += self._retractions([r for r in written.get(key, ()) if r.identity not in ours])
            one = replace(one, changes=tuple(changes))
            # what waits for a new approval shows what there is to approve
            open_still = one.outcome == "file"
            planned[key] = self._against_history(one, filed.get(key), attested[key]) if open_still else one

    def _against_history(self, one: PlannedFiling, filed: Filed | None, attested: bool) -> PlannedFiling:
        if filed is not None and (hold := hold_moved(one.filing.session_date, filed.session_date)):
            return one.held(hold)
        if all(change.action == "unchanged" for change in one.changes):
            return replace(one, outcome="unchanged")
        approval = one.filing.approval
        if approval and filed and filed.approved_at and (hold := hold_older(approval, filed.approved_at)):
            return one.held(hold)
        if not attested and any(change.action == "retract" for change in one.changes):
            return one.held(hold_unattested_withdrawal())
        for change in one.changes:
            if change.action != "unchanged" and (hold := hold_nonconforming(change.item.body)):
                return replace(one, outcome="rejected", hold=hold)
        return one

    def keep(self, planned: dict[str, PlannedFiling]) -> None:
        """Leave what is held as it stands, in place, where more is known of it than that it waits."""
        self._keep_dead_letters(planned)
        self._keep_unanswered(planned)
        held = [key for key, one in planned.items() if one.outcome == "held" and key in self.wanting]
        for key, standing in self._filings.standings(held).items() if held else ():
            if standing.digest == planned[key].filing.digest:
                planned[key] = self.wanting.left(planned[key])

    def _keep_dead_letters(self, planned: dict[str, PlannedFiling]) -> None:
        """Leave what was refused as it is, in place, until its content changes or a person has it sent again.

        One that waits for something else as well stays a dead letter: that would be forgotten otherwise.
        """
        waiting = [key for key, one in planned.items() if one.outcome in ("file", "rejected", "held")]
        for key, standing in self._filings.standings(waiting).items():
            one = planned[key]
            others = one.filing.resources and standing.digest != one.filing.digest
            if others or standing.digest is None:  # nobody has decided that: its row was gone
                continue
            if standing.state == "rejected":
                hold = hold_dead_letter(key)
                planned[key] = replace(one, outcome="rejected", hold=hold, dead_letter=True)
            elif standing.state == "dropped":
                planned[key] = replace(one, outcome="dropped", hold=None, dead_letter=True)

    def _keep_unanswered(self, planned: dict[str, PlannedFiling]) -> None:
        """What no answer came to stays so, in place, while it waits for something else.

        It may be at the endpoint: nothing else is sent for its patient until somebody has looked.
        """
        for key, standing in self._unanswered(planned).items():
            planned[key] = replace(planned[key], outcome="unknown", patient=standing.patient)

    def _unanswered(self, planned: Mapping[str, PlannedFiling]) -> dict[str, Standing]:
        waiting = [
            key for key, one in planned.items() if one.outcome in ("held", "rejected") and not one.dead_letter
        ]
        standings = self._filings.standings(waiting) if waiting else {}
        return {key: standing for key, standing in standings.items() if standing.state in NO_ANSWER}

    def _change(self, item: FiledResource, receipt: Receipt | None, filing_id: str) -> Change:
        if receipt is None or receipt.server_id is None:
            return Change(item, "create")
        here = Change(item, "unchanged", server_id=receipt.server_id, version=receipt.version)
        if receipt.digest == item.digest and not (receipt.unsettled and self._is_to_settle(item)):
            return here
        before = self._filings.body(item.identity)
        ours, theirs = as_of(item.body), as_of(before)
        own_words = receipt.filing_id == filing_id and receipt.outcome in ("created", "updated")
        if not own_words and ours is not None and theirs is not None and ours < theirs:
            return replace(here, superseded=True)
        return replace(here, action="update", differences=differences(before, item.body))

    def _is_to_settle(self, item: FiledResource) -> bool:
        """Whether what no answer came to is the word of this session; a later one's is for that to settle."""
        meant = self._filings.intended(item.identity)
        ours, theirs = as_of(item.body), as_of(meant[0]) if meant else None
        return ours is None or theirs is None or theirs <= ours

    def _retractions(self, receipts: Sequence[Receipt]) -> list[Change]:
        """What this filing wrote before and no longer says: it becomes entered-in-error, never deleted.

        What was sent without an answer may be there too; it is looked for.
        """
        found = []
        for receipt in receipts:
            before = self._filings.body(receipt.identity)
            after = retracted(before)
            if after is None or after == before or as_of(before) is not None:
                continue
            # what it refers to may be no part of the filing any more
            after = bind(after, None, self._filings.addresses(after))
            found.append(
                Change(
                    FiledResource(receipt.identity, after),
                    "retract",
                    differences(before, after),
                    server_id=receipt.server_id,
                    version=receipt.version,
                )
            )
        return found

    def _against_patients(self, planned: dict[str, PlannedFiling]) -> None:
        """Find each patient's own record at the server, and make sure that it is the one used before."""
        waiting = [key for key, one in planned.items() if one.outcome == "file" and one.patient is None]
        if not waiting:
            return
        numbers = [planned[key].filing.person.nhs_number for key in waiting]
        patients = self._route.patients(numbers)
        filed = self._filings.filed(waiting)
        shown = [one for several in patients.values() if isinstance(several, list) for one in several]
        found = {f"Patient/{one.get('id')}": one for one in shown}
        registered = self._seen.registered(list(found))
        for key, number in zip(waiting, numbers, strict=True):
            person = planned[key].filing.person
            patient, hold = matched_patient(person, patients[number])
            address = f"Patient/{patient}"
            if hold is None:
                hold = hold_other_keeper(person, found[address], registered.get(address))
            if hold is None and key in filed:
                hold = hold_other_record(address, filed[key].patient)
            planned[key] = planned[key].held(hold) if hold else replace(planned[key], patient=address)
        addresses = {planned[key].patient: key for key in waiting if planned[key].outcome == "file"}
        known = [address for address in addresses if address is not None]
        for patient, filing_id in self._filings.unanswered(known):
            key = addresses[patient]
            if filing_id != key:
                planned[key] = planned[key].held(hold_unanswered())

    def _against_earlier_sessions(self, planned: dict[str, PlannedFiling], drafts: Sequence[Draft]) -> None:
        """Hold each note, and each override, that was copied from the same patient's sessions before."""
        waiting = [
            (draft, planned[draft.filing.filing_id].patient or by_number(draft.filing.person))
            for draft in drafts
            if planned[draft.filing.filing_id].outcome == "file"
        ]
        earlier = self._earlier.notes({whose: draft.filing for draft, whose in waiting})
        for draft, whose in waiting:
            if (before := earlier.get(whose)) is None:
                continue
            hold = hold_repeated(draft.narrative, before, similar_notes=self._similar_notes)
            if hold is not None and self._said_anew("repeat_override", draft, whose):
                hold = None
            if draft.agreement_override and not self._said_anew("agreement_override", draft, whose):
                hold = hold_copied_override()
            if hold is not None:
                key = draft.filing.filing_id
                planned[key] = planned[key].held(hold)

    def _against_records_at_once(
        self, planned: dict[str, PlannedFiling], drafts: Sequence[Draft]
    ) -> dict[str, AtOnce]:
        """Hold who is filed for another session at the same time; what was filed first keeps its corrections.

        What no answer came to is looked for before. Returned is who was found in another session at all.
        """
        at_once = self._overlapping.found(
            [draft for draft in drafts if planned[draft.filing.filing_id].outcome == "file"]
        )
        standings = self._filings.standings(list(at_once)) if at_once else {}
        for key, other in at_once.items():
            if other.filed and not (key in standings and standings[key].state in NO_ANSWER):
                planned[key] = planned[key].held(other.hold)
        return at_once

    def _against_lists_at_once(
        self, planned: dict[str, PlannedFiling], at_once: Mapping[str, AtOnce]
    ) -> None:
        """Whoever was not held yet waits as well; what the endpoint has a part of is finished."""
        for key, other in at_once.items():
            one = planned[key]
            begun = any(change.server_id and as_of(change.item.body) is None for change in one.changes)
            if one.outcome == "file" and not begun:
                planned[key] = one.held(other.hold)

    def _said_anew(self, override: Override, draft: Draft, whose: str) -> bool:
        """Whether somebody says it for this session, in words that were not said for one before."""
        said: str | None = getattr(draft, override)
        before = self._earlier.overrides(override, whose, draft.filing)
        return said is not None and meant_anew(said, before)
