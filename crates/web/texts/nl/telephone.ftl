telephone-quiet = Nu geen oproepen
telephone-quiet-advice = Oproepen verschijnen hier zodra de centrale ze meldt, met wie er belt.
telephone-yours = op uw toestel
write-up = Noteren
to-write-up = Nog te noteren
own-day = Mijn dag
own-answered = Beantwoord
own-talk = Gemiddeld gesprek
own-solved = Meteen opgelost
own-open = Nog niet gezegd
caller-unknown = niemand die wij kennen
caller-several = het kan een van hen zijn
caller-not-known = Niemand die wij kennen
caller-requests = { $count ->
        [one] één open verzoek
       *[other] { $count } open verzoeken
    }
caller-complaints = { $count ->
        [one] één open klacht
       *[other] { $count } open klachten
    }
caller-last = laatste contact
seat = Ik antwoord als
seat-advice = De naam van de agent in de centrale: uw oproepen zijn dan gemarkeerd en wachten hier op notitie.
topic-choose = kies een onderwerp
solved-yes = ja, opgelost
solved-no = nee
solved-open = kies
wrap-up-pass = Doorgegeven aan
nobody = niemand
wrap-up-note = Wat er gezegd is
wrap-up-call-back = wij bellen terug
wrap-up-phone = Op een ander nummer
wrap-up-complaint = de beller klaagt
recording = Opname
recording-hint = Het adres waar zij staat; hier wordt zij nooit bewaard.
wrap-up-saving = Bezig met bewaren …
wrap-up-failed = Er ontbreekt iets in wat u schreef: kijk er nog eens naar.
