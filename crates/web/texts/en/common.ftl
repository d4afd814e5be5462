yes = yes
no = no
close = Close
skip = Skip to content
language = Language
sign-out = Sign out
pages = Pages
page-first = From the start
page-next = Next page
save = Save
show = Show
all = All
download-csv = Download CSV
faults-title = Please correct this first:
version = Version
name = Name
from = From
to = To
product = Product
to-included = To (included)
unnamed = unnamed

time-s = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
time-m = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
time-h = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
time-d = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
time-w = { $count ->
    [one] { $count } week
   *[other] { $count } weeks
}
time-bd = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
time-mo = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
