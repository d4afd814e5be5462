//! Every kind of event, by its word.

use kernel::words;

words! {
    /// Everything that can happen. The first part of the word is what it happened to.
    pub enum Kind {
        /// The exchange took the call.
        CallArrived = "call.arrived",
        /// The exchange turned the call away before any queue: full, empty, out of hours.
        CallRefused = "call.refused",
        /// The caller joined a queue.
        CallQueued = "call.queued",
        /// An agent's telephone rang without being answered.
        CallRinging = "call.ringing",
        /// An agent answered.
        CallAnswered = "call.answered",
        /// The caller hung up in the queue.
        CallAbandoned = "call.abandoned",
        /// The caller left the queue another way: time-out, key, nobody there, withdrawn.
        CallLeftQueue = "call.left_queue",
        /// The call was handed on to somebody else.
        CallTransferred = "call.transferred",
        /// The call was over.
        CallEnded = "call.ended",
        /// A whole call, told at once after it was over.
        CallRecorded = "call.recorded",
        /// Derived: the call could be answered from here on.
        CallOffered = "call.offered",
        /// Derived: the call was over and nobody had answered it.
        CallMissed = "call.missed",
        /// An agent wrote down what it was about.
        CallWrappedUp = "call.wrapped_up",
        /// The caller was told that the call is recorded.
        CallRecordingAnnounced = "call.recording_announced",
        /// The exchange began to record.
        CallRecordingStarted = "call.recording_started",
        /// The recording stands still: what is said now is not in it.
        CallRecordingPaused = "call.recording_paused",
        /// The recording goes on.
        CallRecordingResumed = "call.recording_resumed",
        /// The recording was over.
        CallRecordingStopped = "call.recording_stopped",
        /// The caller of a missed call rang again and was answered.
        CallRangBack = "call.rang_back",
        /// An agent began to take calls.
        AgentSignedIn = "agent.signed_in",
        /// An agent stopped taking calls.
        AgentSignedOut = "agent.signed_out",
        /// An agent took a pause.
        AgentPaused = "agent.paused",
        /// An agent came back from a pause.
        AgentResumed = "agent.resumed",

        /// A question reached us.
        RequestReceived = "request.received",
        /// A person of ours replied to the client.
        RequestAnswered = "request.answered",
        /// We asked the client something.
        RequestWaiting = "request.waiting_for_client",
        /// The client told us.
        RequestReplied = "request.client_replied",
        /// The request was opened again.
        RequestReopened = "request.reopened",
        /// The request went on inside another.
        RequestMerged = "request.merged",
        /// The request became more, or less, urgent.
        RequestPriority = "request.priority_changed",
        /// We confirmed that we have it: no answer.
        RequestConfirmed = "request.confirmed",
        /// A colleague took it.
        RequestTaken = "request.taken",
        /// A colleague said whose it is.
        RequestAttributed = "request.attributed",
        /// It went on to other colleagues.
        RequestPassedOn = "request.passed_on",
        /// Something was noted about it among ourselves.
        RequestNoted = "request.noted",
        /// It was linked with another.
        RequestLinked = "request.linked",
        /// A part of it became a request of its own.
        RequestSplit = "request.split",
        /// It was closed.
        RequestClosed = "request.closed",
        /// It was recognised as a complaint: the complaint's promises hold from here on.
        RequestRecognised = "request.recognised",
        /// The other side took what we wrote to the client.
        MessageSent = "message.sent",
        /// It refused it for ever.
        MessageFailed = "message.failed",
        /// Nobody knows whether the client has it, or it was tried in vain: a person must say.
        MessageHeld = "message.held",
        /// The post has it: a letter on paper, from when it was handed in.
        MessagePosted = "message.posted",
        /// It is where the client reads it.
        MessageDelivered = "message.delivered",
        /// It came back.
        MessageBounced = "message.bounced",
        /// Nobody could send it while it made sense.
        MessageExpired = "message.expired",
        /// A colleague had it sent again.
        MessageSentAgain = "message.sent_again",
        /// It did not arrive, and was sent another way.
        MessageWentOn = "message.went_on",
        /// The client read it in their own area.
        MessageRead = "message.read",
        /// It was closed because nobody wants an answer any more, or it never was a question.
        RequestWithdrawn = "request.withdrawn",
        /// Its closing was undone at once: it never was.
        RequestCloseUndone = "request.close_undone",

        /// Somebody wishes to be called back.
        CallbackWished = "callback.wished",
        /// We rang.
        CallbackAttempted = "callback.attempted",
        /// We rang and spoke.
        CallbackReached = "callback.reached",
        /// The call-back was opened again.
        CallbackReopened = "callback.reopened",
        /// Somebody wishes to be called back at a certain time.
        CallbackSlotWished = "callback.slot_wished",
        /// That time began.
        CallbackSlotOpened = "callback.slot_opened",
        /// We stopped trying.
        CallbackGivenUp = "callback.given_up",
        /// Two call-backs became one.
        CallbackMerged = "callback.merged",
        /// The call-back became more, or less, urgent.
        CallbackPriority = "callback.priority_changed",

        /// A claim was reported.
        ClaimReported = "claim.reported",
        /// Its file was opened and acknowledged.
        ClaimOpened = "claim.opened",
        /// The specialist first spoke or wrote to the client.
        ClaimContacted = "claim.contacted",
        /// The claim was settled or refused.
        ClaimClosed = "claim.closed",
        /// The claim was opened again.
        ClaimReopened = "claim.reopened",
        /// The claim went on inside another.
        ClaimMerged = "claim.merged",
        /// The claim became more, or less, urgent.
        ClaimPriority = "claim.priority_changed",

        /// A complaint reached us.
        ComplaintReceived = "complaint.received",
        /// We confirmed that we have it.
        ComplaintAcknowledged = "complaint.acknowledged",
        /// We answered it.
        ComplaintAnswered = "complaint.answered",
        /// The complaint was opened again.
        ComplaintReopened = "complaint.reopened",
        /// The complaint went on inside another.
        ComplaintMerged = "complaint.merged",
        /// The complaint became more, or less, urgent.
        ComplaintPriority = "complaint.priority_changed",

        /// A promise will be broken soon.
        ClockWarned = "clock.warned",
        /// A promise was broken, at the instant at which it was due.
        ClockBreached = "clock.breached",
        /// It turned out later that the promise had been kept.
        ClockWithdrawn = "clock.withdrawn",
        /// Somebody had the running promises computed anew.
        ClocksRecalculated = "clock.recalculated",

        /// A calendar has a new version.
        CalendarSaved = "calendar.saved",
        /// A commitment has a new version.
        CommitmentSaved = "commitment.saved",
        /// A text of the public page was written.
        NoteSaved = "note.saved",
        /// Another formula is the published one.
        FormulaPublished = "formula.published",

        /// A unit was added or changed.
        UnitSaved = "unit.saved",
        /// A colleague was invited.
        StaffInvited = "staff.invited",
        /// An invitation was taken back.
        StaffInvitationWithdrawn = "staff.invitation_withdrawn",
        /// A colleague joined.
        StaffJoined = "staff.joined",
        /// A colleague left, or was shut out.
        StaffLeft = "staff.left",
        /// Somebody set or cleared a second factor.
        StaffSecondFactor = "staff.second_factor",
        /// Somebody changed their password.
        StaffPassword = "staff.password",
        /// Wrong passwords shut the door for a while.
        StaffLocked = "staff.locked",
        /// An administrator opened the door again.
        StaffUnlocked = "staff.unlocked",
        /// Somebody signed in.
        SessionOpened = "session.opened",
        /// Somebody signed out.
        SessionEnded = "session.ended",
        /// A program got a key.
        KeyMade = "key.made",
        /// A program's key was taken back.
        KeyRevoked = "key.revoked",
        /// A party came into the register or changed.
        PartySaved = "party.saved",
        /// A kind of client was named.
        PartyKindSaved = "party_kind.saved",
        /// Something was noted about a party.
        PartyNoted = "party.noted",
        /// Somebody who said they were a party was asked to show it.
        PartyChecked = "party.checked",
        /// Somebody may speak for a party, or no longer.
        DelegateSaved = "delegate.saved",
        /// What can be asked has a new version.
        TopicSaved = "topic.saved",
        /// A queue of written requests was added or changed.
        RequestQueueSaved = "request_queue.saved",
        /// What a colleague is good at was written down.
        SkillsSaved = "skills.saved",
        /// A colleague said as which agent they answer.
        AgentSeated = "agent.seated",
        /// Something was asked of the telephone exchange.
        ExchangeAsked = "exchange.asked",
        /// A campaign was made.
        CampaignMade = "campaign.made",
        /// It began to go out.
        CampaignStarted = "campaign.started",
        /// Everybody of its audience was looked at.
        CampaignDone = "campaign.done",
        /// It was stopped for good.
        CampaignStopped = "campaign.stopped",
        /// A client asked for their data, or that it is erased.
        DataAsked = "data.asked",
        /// They were answered.
        DataAnswered = "data.answered",
        /// A client registered.
        AccountOpened = "account.opened",
        /// A client came in.
        AccountEntered = "account.entered",
        /// A client changed something of their account.
        AccountChanged = "account.changed",
        /// A client closed their account.
        AccountClosed = "account.closed",
        /// A kind of message, or its words, have a new version.
        NoticeSaved = "notice.saved",
        /// A colleague had the words of one sent to themselves.
        NoticeTried = "notice.tried",
        /// A client said what they want to hear from us.
        ConsentChanged = "consent.changed",
        /// A ready-made answer has a new version.
        TemplateSaved = "template.saved",
        /// A contract came into the register or changed.
        ContractSaved = "contract.saved",
        /// Its documents are ready.
        ContractDocuments = "contract.documents",
        /// A contract came into the margin in which the notice that the law wants goes.
        ContractNoticeDue = "contract.notice_due",
        /// That notice left for somebody whom it reaches.
        ContractNoticeSent = "contract.notice_sent",
        /// It came back after it had left: it does not count as sent.
        ContractNoticeFailed = "contract.notice_failed",
        /// It is owed no more: the contract does not end on that day any more.
        ContractNoticeLapsed = "contract.notice_lapsed",
        /// A rule of deadline alerts has a new version.
        DeadlineRuleSaved = "deadline_rule.saved",
        /// A day of calls was held against the exchange's own log.
        DayReconciled = "day.reconciled",
        /// An export of another system was uploaded.
        UploadKept = "upload.kept",
        /// Somebody asked for its import.
        ImportAsked = "upload.import_asked",
        /// An upload was deleted by hand.
        UploadDeleted = "upload.deleted",
        /// An import ended.
        ImportEnded = "import.ended",
    }
}

impl Kind {
    /// What it happened to: the word before the dot.
    pub fn subject(self) -> &'static str {
        self.word().split_once('.').map_or(self.word(), |(subject, _)| subject)
    }
}
