yes = sì
no = no
close = Chiudi
skip = Vai al contenuto
language = Lingua
sign-out = Esci
pages = Pagine
page-first = Dall’inizio
page-next = Pagina seguente
save = Salva
show = Mostra
all = Tutti
download-csv = Scarica CSV
faults-title = Da correggere prima di continuare:
version = Versione
name = Nome
from = Da
to = A
product = Prodotto
to-included = A (compreso)
unnamed = senza nome

time-s = { $count ->
    [one] { $count } secondo
   *[other] { $count } secondi
}
time-m = { $count ->
    [one] { $count } minuto
   *[other] { $count } minuti
}
time-h = { $count ->
    [one] { $count } ora
   *[other] { $count } ore
}
time-d = { $count ->
    [one] { $count } giorno
   *[other] { $count } giorni
}
time-w = { $count ->
    [one] { $count } settimana
   *[other] { $count } settimane
}
time-bd = { $count ->
    [one] { $count } giorno lavorativo
   *[other] { $count } giorni lavorativi
}
time-mo = { $count ->
    [one] { $count } mese
   *[other] { $count } mesi
}
