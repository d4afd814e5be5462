yes = ja
no = nee
close = Sluiten
skip = Naar de inhoud
language = Taal
sign-out = Afmelden
pages = Pagina’s
page-first = Vanaf het begin
page-next = Volgende pagina
save = Opslaan
show = Tonen
all = Alle
download-csv = CSV downloaden
faults-title = Corrigeer dit eerst:
version = Versie
name = Naam
from = Van
to = Tot
product = Product
to-included = Tot en met
unnamed = zonder naam

time-s = { $count ->
    [one] { $count } seconde
   *[other] { $count } seconden
}
time-m = { $count ->
    [one] { $count } minuut
   *[other] { $count } minuten
}
time-h = { $count } uur
time-d = { $count ->
    [one] { $count } dag
   *[other] { $count } dagen
}
time-w = { $count ->
    [one] { $count } week
   *[other] { $count } weken
}
time-bd = { $count ->
    [one] { $count } werkdag
   *[other] { $count } werkdagen
}
time-mo = { $count ->
    [one] { $count } maand
   *[other] { $count } maanden
}
