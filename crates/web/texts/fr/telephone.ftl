telephone-quiet = Aucun appel
telephone-quiet-advice = Les appels apparaissent ici dès que le central les annonce, avec l’appelant.
telephone-yours = à votre téléphone
write-up = Noter
to-write-up = Encore à noter
own-day = Ma journée
own-answered = Répondus
own-talk = Conversation moyenne
own-solved = Résolus aussitôt
own-open = Pas encore dit
caller-unknown = personne de connu
caller-several = ce peut être l’un d’eux
caller-not-known = Personne de connu
caller-requests = { $count ->
        [one] une demande ouverte
       *[other] { $count } demandes ouvertes
    }
caller-complaints = { $count ->
        [one] une réclamation ouverte
       *[other] { $count } réclamations ouvertes
    }
caller-last = dernier contact
seat = Je réponds comme
seat-advice = Le nom de l’agent au central : vos appels sont alors marqués et attendent ici d’être notés.
topic-choose = choisir un sujet
solved-yes = oui, résolu
solved-no = non
solved-open = choisir
wrap-up-pass = Transmis à
nobody = personne
wrap-up-note = Ce qui s’est dit
wrap-up-call-back = nous rappelons
wrap-up-phone = À un autre numéro
wrap-up-complaint = l’appelant se plaint
recording = Enregistrement
recording-hint = L’adresse où il se trouve ; il n’est jamais gardé ici.
wrap-up-saving = Enregistrement en cours …
wrap-up-failed = Il manque quelque chose à ce que vous avez noté : revoyez-le.

nav-reconciliations = Rapprochement
reconciling-lead = Chaque nuit, les appels de la veille sont comparés au journal du central, appel par appel.
reconciling-none = Aucune journée n’a encore été rapprochée
reconciling-none-advice = Nommez le central et son journal dans la configuration ; la première nuit fera la première journée.
reconciling-result = Résultat
reconciling-settled = concorde
reconciling-open = non expliqué
reconciling-ours = Les nôtres
reconciling-log = Journal
reconciling-agreeing = Concordent
reconciling-missing = Manquent ici
reconciling-extra = Pas dans le journal
reconciling-doubled = Comptés deux fois
reconciling-differing = Diffèrent
reconciling-made = Rapprochée { $at }
reconciling-all-agree = Chaque appel concorde.
reconciling-calls = Appels qui ne concordent pas d’emblée
reconciling-waits = Toutes les attentes, s
reconciling-talks = Toutes les conversations, s
reconciling-call = Appel
reconciling-what = Ce qui diffère, nôtres / journal
reconciling-why = Expliqué par
reconciling-unexplained = rien
explained-refused = refusé : le journal n’en a pas de ligne
explained-left-menu = fini avant toute file : le journal n’en a pas la fin
explained-no-end-in-log = le journal n’a pas la fin de l’appel
explained-rounding = secondes entières, arrondies
unknown-reconciliation = Cette journée n’a pas été rapprochée.

nav-team = Équipe
team-lead = Qui prend des appels maintenant, et ce qui s’est fait aujourd’hui. Le réglage de chaque unité dit de combien près : pas du tout, en équipe d’au moins cinq, ou un par un selon un accord.
team-none = Rien à montrer
team-none-advice = Les réglages de vos unités ne permettent pas de chiffres d’agents, ou personne n’est encore connecté.
team-state = État
team-talk = Conversation moyenne
team-written-up = Notés
team-all = Tous ensemble
team-together = Un par un seulement selon un accord.
differs-outcome = issue
differs-wait = attente
differs-queues = files
differs-queue = file
differs-agent = agent
differs-talk = conversation
