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

nav-reconciliations = Aansluiting
reconciling-lead = Elke nacht worden de oproepen van de dag ervoor naast het logboek van de centrale gelegd, oproep voor oproep.
reconciling-none = Er is nog geen dag aangesloten
reconciling-none-advice = Noem de centrale en haar logboek in de configuratie; de eerste nacht maakt dan de eerste dag.
reconciling-result = Uitkomst
reconciling-settled = klopt
reconciling-open = niet verklaard
reconciling-ours = Onze
reconciling-log = Logboek
reconciling-agreeing = Kloppen
reconciling-missing = Ontbreken hier
reconciling-extra = Niet in het logboek
reconciling-doubled = Dubbel geteld
reconciling-differing = Verschillen
reconciling-made = Aangesloten { $at }
reconciling-all-agree = Elke oproep klopt.
reconciling-calls = Oproepen die niet zonder meer kloppen
reconciling-waits = Alle wachttijd, s
reconciling-talks = Alle gesprekken, s
reconciling-call = Oproep
reconciling-what = Wat verschilt, onze / logboek
reconciling-why = Verklaard door
reconciling-unexplained = niets
explained-refused = geweigerd: het logboek heeft er geen regel van
explained-left-menu = voorbij vóór een wachtrij: het logboek heeft er geen eind van
explained-no-end-in-log = het logboek heeft geen eind van de oproep
explained-rounding = hele seconden, afgerond
unknown-reconciliation = Deze dag is niet aangesloten.

nav-team = Team
team-lead = Wie nu oproepen neemt, en wat er vandaag gedaan is. De instelling van elke eenheid zegt hoe dichtbij: niet, als team van vijf of meer, of één voor één volgens een afspraak.
team-none = Niets te tonen
team-none-advice = De instellingen van uw eenheden staan geen cijfers van medewerkers toe, of niemand is aangemeld.
team-state = Stand
team-talk = Gemiddeld gesprek
team-written-up = Genoteerd
team-all = Allen samen
team-together = Eén voor één alleen volgens een afspraak.
differs-outcome = uitkomst
differs-wait = wachttijd
differs-queues = wachtrijen
differs-queue = wachtrij
differs-agent = medewerker
differs-talk = gesprek
