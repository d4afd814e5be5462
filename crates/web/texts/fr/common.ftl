yes = oui
no = non
close = Fermer
skip = Aller au contenu
language = Langue
sign-out = Se déconnecter
pages = Pages
page-first = Depuis le début
page-next = Page suivante
save = Enregistrer
show = Afficher
all = Tous
download-csv = Télécharger en CSV
faults-title = À corriger avant de continuer :
version = Version
name = Nom
from = Du
to = Au
product = Produit
to-included = Au (inclus)
unnamed = sans nom

time-s = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
time-m = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
time-h = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
time-d = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
time-w = { $count ->
    [one] { $count } semaine
   *[other] { $count } semaines
}
time-bd = { $count ->
    [one] { $count } jour ouvré
   *[other] { $count } jours ouvrés
}
time-mo = { $count } mois
