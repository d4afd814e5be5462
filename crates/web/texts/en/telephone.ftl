telephone-quiet = No calls now
telephone-quiet-advice = Calls appear here as soon as the exchange tells of them, with who is calling.
telephone-yours = at your telephone
write-up = Write up
to-write-up = Still to be written up
own-day = My day
own-answered = Answered
own-talk = Mean talk
own-solved = Solved at once
own-open = Not said yet
caller-unknown = nobody we know
caller-several = it may be one of these
caller-not-known = Nobody we know
caller-requests = { $count ->
        [one] one open request
       *[other] { $count } open requests
    }
caller-complaints = { $count ->
        [one] one open complaint
       *[other] { $count } open complaints
    }
caller-last = last contact
seat = I answer as
seat-advice = The agent’s name at the exchange: your calls are then marked and wait here to be written up.
topic-choose = choose a subject
solved-yes = yes, solved
solved-no = no
solved-open = choose
wrap-up-pass = Passed on to
nobody = nobody
wrap-up-note = What was said
wrap-up-call-back = we call back
wrap-up-phone = At another number
wrap-up-complaint = the caller complains
recording = Recording
recording-hint = The address where it is kept; it is never kept here.
wrap-up-saving = Saving what you wrote …
wrap-up-failed = Something is missing in what you wrote: look at it again.

nav-reconciliations = Reconciliation
reconciling-lead = Each night, the calls of the day before are held against the exchange’s own log, call by call.
reconciling-none = No day was reconciled yet
reconciling-none-advice = Name the exchange and its log in the configuration; the first night then makes the first day.
reconciling-result = Result
reconciling-settled = agrees
reconciling-open = not explained
reconciling-ours = Ours
reconciling-log = Log
reconciling-agreeing = Agree
reconciling-missing = Missing here
reconciling-extra = Not in the log
reconciling-doubled = Counted twice
reconciling-differing = Differ
reconciling-made = Reconciled { $at }
reconciling-all-agree = Every call agrees.
reconciling-calls = Calls that do not simply agree
reconciling-waits = All waits, s
reconciling-talks = All talk, s
reconciling-call = Call
reconciling-what = What differs, ours / log
reconciling-why = Explained by
reconciling-unexplained = nothing
explained-refused = turned away: the log has no line of it
explained-left-menu = left before any queue: the log has no end of it
explained-no-end-in-log = the log has no end of the call
explained-rounding = whole seconds, rounded
unknown-reconciliation = This day was not reconciled.

nav-team = Team
team-lead = Who takes calls now, and what was done today. Each unit’s setting says how closely: not at all, as a team of five or more, or one by one under an agreement.
team-none = Nothing to show
team-none-advice = The settings of your units allow no figures of agents, or nobody has signed in yet.
team-state = Stands
team-talk = Mean talk
team-written-up = Written up
team-all = All together
team-together = One by one only under an agreement.
differs-outcome = outcome
differs-wait = wait
differs-queues = queues
differs-queue = queue
differs-agent = agent
differs-talk = talk
