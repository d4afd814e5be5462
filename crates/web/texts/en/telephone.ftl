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
