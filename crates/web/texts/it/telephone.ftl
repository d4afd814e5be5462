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

nav-reconciliations = Riconciliazione
reconciling-lead = Ogni notte le chiamate del giorno prima si confrontano con il registro del centralino, una per una.
reconciling-none = Nessuna giornata è stata ancora riconciliata
reconciling-none-advice = Indicare il centralino e il suo registro nella configurazione; la prima notte farà la prima giornata.
reconciling-result = Esito
reconciling-settled = concorda
reconciling-open = non spiegato
reconciling-ours = Nostre
reconciling-log = Registro
reconciling-agreeing = Concordano
reconciling-missing = Mancano qui
reconciling-extra = Non nel registro
reconciling-doubled = Contate due volte
reconciling-differing = Differiscono
reconciling-made = Riconciliata { $at }
reconciling-all-agree = Ogni chiamata concorda.
reconciling-calls = Chiamate che non concordano senz’altro
reconciling-waits = Attese in tutto, s
reconciling-talks = Conversazioni in tutto, s
reconciling-call = Chiamata
reconciling-what = Che cosa differisce, nostre / registro
reconciling-why = Spiegato da
reconciling-unexplained = nulla
explained-refused = respinta: il registro non ne ha riga
explained-left-menu = finita prima di una coda: il registro non ne ha la fine
explained-no-end-in-log = il registro non ha la fine della chiamata
explained-rounding = secondi interi, arrotondati
unknown-reconciliation = Questa giornata non è stata riconciliata.

nav-team = Squadra
team-lead = Chi prende chiamate adesso, e che cosa si è fatto oggi. L’impostazione di ogni unità dice quanto da vicino: per nulla, come gruppo di almeno cinque, o uno per uno in base a un accordo.
team-none = Nulla da mostrare
team-none-advice = Le impostazioni delle unità non permettono cifre sugli operatori, o nessuno è ancora entrato.
team-state = Stato
team-talk = Conversazione media
team-written-up = Annotate
team-all = Tutti insieme
team-together = Uno per uno solo in base a un accordo.
differs-outcome = esito
differs-wait = attesa
differs-queues = code
differs-queue = coda
differs-agent = operatore
differs-talk = conversazione
