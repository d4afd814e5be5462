telephone-quiet = Nessuna chiamata adesso
telephone-quiet-advice = Le chiamate appaiono qui appena la centrale le annuncia, con chi chiama.
telephone-yours = al tuo telefono
write-up = Annota
to-write-up = Ancora da annotare
own-day = La mia giornata
own-answered = Risposte
own-talk = Conversazione media
own-solved = Risolte subito
own-open = Ancora da dire
caller-unknown = nessuno che conosciamo
caller-several = può essere uno di questi
caller-not-known = Nessuno che conosciamo
caller-requests = { $count ->
        [one] una richiesta aperta
       *[other] { $count } richieste aperte
    }
caller-complaints = { $count ->
        [one] un reclamo aperto
       *[other] { $count } reclami aperti
    }
caller-last = ultimo contatto
seat = Rispondo come
seat-advice = Il nome dell’operatore nella centrale: le tue chiamate sono segnate e restano qui da annotare.
topic-choose = scegli un argomento
solved-yes = sì, risolta
solved-no = no
solved-open = scegli
wrap-up-pass = Passata a
nobody = nessuno
wrap-up-note = Che cosa si è detto
wrap-up-call-back = richiamiamo noi
wrap-up-phone = A un altro numero
wrap-up-complaint = chi chiama reclama
recording = Registrazione
recording-hint = L’indirizzo in cui si trova; qui non si conserva mai.
wrap-up-saving = Salvataggio in corso …
wrap-up-failed = Manca qualcosa in quello che hai scritto: guardalo di nuovo.
