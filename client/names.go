package client

// The names of the messages on the wire. An act has the name under which the ledger keeps it.

// Name implements [Message].
func (Admit) Name() string { return "org.admit" }

// Name implements [Message].
func (AddSource) Name() string { return "source.add" }

// Name implements [Message].
func (RecordReport) Name() string { return "report.record" }

// Name implements [Message].
func (GradeReport) Name() string { return "report.grade" }

// Name implements [Message].
func (OpenThreat) Name() string { return "threat.open" }

// Name implements [Message].
func (JoinReport) Name() string { return "threat.join" }

// Name implements [Message].
func (Judge) Name() string { return "threat.judge" }

// Name implements [Message].
func (DecidePart) Name() string { return "threat.decide" }

// Name implements [Message].
func (DecideDuty) Name() string { return "duty.decide" }

// Name implements [Message].
func (AffirmDuty) Name() string { return "duty.affirm" }

// Name implements [Message].
func (DraftWarning) Name() string { return "warning.draft" }

// Name implements [Message].
func (ReviseWarning) Name() string { return "warning.revise" }

// Name implements [Message].
func (WithdrawWarning) Name() string { return "warning.withdraw" }

// Name implements [Message].
func (SignWarning) Name() string { return "warning.sign" }

// Name implements [Message].
func (IssueUrgent) Name() string { return "warning.issue_urgent" }

// Name implements [Message].
func (Release) Name() string { return "warning.release" }

// Name implements [Message].
func (CloseInstruction) Name() string { return "warning.closing_message" }

// Name implements [Message].
func (Parity) Name() string { return "warning.parity" }

// Name implements [Message].
func (GiveDetail) Name() string { return "warning.detail" }

// Name implements [Message].
func (CheckLeaks) Name() string { return "warning.check" }

// Name implements [Message].
func (OpenReceived) Name() string { return "received.open" }

// Name implements [Message].
func (GradeBlind) Name() string { return "received.grade" }

// Name implements [Message].
func (Reveal) Name() string { return "received.reveal" }

// Name implements [Message].
func (GradeSource) Name() string { return "received.grade_source" }

// Name implements [Message].
func (Protect) Name() string { return "received.protect" }

// Name implements [Message].
func (OpenLead) Name() string { return "received.lead" }

// Name implements [Message].
func (CloseLead) Name() string { return "received.close_lead" }

// Name implements [Message].
func (Ask) Name() string { return "received.ask" }

// Name implements [Message].
func (Dismiss) Name() string { return "received.dismiss" }

// Name implements [Message].
func (OnwardDone) Name() string { return "received.onward_done" }

// Name implements [Message].
func (AddSite) Name() string { return "site.add" }

// Name implements [Message].
func (RaiseSite) Name() string { return "site.raise" }

// Name implements [Message].
func (LowerSite) Name() string { return "site.lower" }

// Name implements [Message].
func (JustifySite) Name() string { return "site.justify" }

// Name implements [Message].
func (StartMeasure) Name() string { return "measure.start" }

// Name implements [Message].
func (Observe) Name() string { return "measure.observe" }

// Name implements [Message].
func (LowerMeasure) Name() string { return "measure.lower" }

// Name implements [Message].
func (SubstituteMeasure) Name() string { return "measure.substitute" }

// Name implements [Message].
func (RecordBriefing) Name() string { return "site.brief" }

// Name implements [Message].
func (AddEvent) Name() string { return "event.add" }

// Name implements [Message].
func (DecideEvent) Name() string { return "event.decide" }

// Name implements [Message].
func (RecordSighting) Name() string { return "sighting.record" }

// Name implements [Message].
func (RecordClaim) Name() string { return "claim.record" }

// Name implements [Message].
func (Settle) Name() string { return "obligation.settle" }

// Name implements [Message].
func (AskOrder) Name() string { return "order.ask" }

// Name implements [Message].
func (GiveOrder) Name() string { return "order.give" }

// Name implements [Message].
func (RefuseOrder) Name() string { return "order.refuse" }

// Name implements [Message].
func (PlaceHold) Name() string { return "hold.place" }

// Name implements [Message].
func (OpenPerson) Name() string { return "person.open" }

// Name implements [Message].
func (SealSource) Name() string { return "source.seal" }

// Name implements [Message].
func (Sealing) Name() string { return "source.sealing" }

// Name implements [Message].
func (AddListing) Name() string { return "listing.add" }

// Name implements [Message].
func (RenewListing) Name() string { return "listing.renew" }

// Name implements [Message].
func (CorrectListing) Name() string { return "listing.correct" }

// Name implements [Message].
func (RemoveListing) Name() string { return "listing.remove" }

// Name implements [Message].
func (LodgeAppeal) Name() string { return "listing.appeal" }

// Name implements [Message].
func (AnswerAppeal) Name() string { return "listing.answer_appeal" }

// Name implements [Message].
func (SendListings) Name() string { return "listing.send" }

// Name implements [Message].
func (PassedOn) Name() string { return "listing.passed_on" }

// Name implements [Message].
func (TellHolder) Name() string { return "listing.tell" }

// Name implements [Message].
func (ConfirmCorrection) Name() string { return "listing.corrected" }

// Name implements [Message].
func (TakeIn) Name() string { return "intake.take_in" }

// Name implements [Message].
func (WeighEntry) Name() string { return "intake.weigh" }

// Name implements [Message].
func (AdmitList) Name() string { return "intake.admit" }

// Name implements [Message].
func (RefuseList) Name() string { return "intake.refuse" }

// Name implements [Message].
func (ImportRegister) Name() string { return "attention.import" }

// Name implements [Message].
func (RecordEffort) Name() string { return "attention.effort" }

// Name implements [Message].
func (StatePriority) Name() string { return "attention.priority" }

// Name implements [Message].
func (Attention) Name() string { return "attention.show" }

// Name implements [Message].
func (AsOf) Name() string { return "record.as_of" }

// Name implements [Message].
func (Tick) Name() string { return "clock.tick" }

// Name implements [Message].
func (SplitReport) Name() string { return "threat.split" }

// Name implements [Message].
func (KeepApart) Name() string { return "threat.keep_apart" }

// Name implements [Message].
func (NameThreat) Name() string { return "threat.name" }

// Name implements [Message].
func (TellApart) Name() string { return "threat.tell_apart" }

// Name implements [Message].
func (DeclareOrigin) Name() string { return "origin.declare" }

// Name implements [Message].
func (Weigh) Name() string { return "threat.weigh" }

// Name implements [Message].
func (Near) Name() string { return "report.near" }

// Name implements [Message].
func (BriefSheet) Name() string { return "threat.brief" }
