-- Calendars and commitments are versions: a row is never edited, a newer one takes over.

create table calendars (
    tenant     {uuid} not null,
    id         {uuid} not null,
    code       {text} not null,
    version    {i64} not null,
    unit       {uuid},
    definition {text} not null,
    saved_at   {i64} not null,
    actor      {text} not null,
    primary key (tenant, id)
) {strict};
create unique index calendars_version on calendars (tenant, code, version);

create table commitments (
    tenant     {uuid} not null,
    id         {uuid} not null,
    code       {text} not null,
    version    {i64} not null,
    valid_from {i64} not null,
    ended      {bool} not null,
    definition {text} not null,
    saved_at   {i64} not null,
    actor      {text} not null,
    primary key (tenant, id)
) {strict};
create unique index commitments_version on commitments (tenant, code, version);

-- One running promise on one subject. Everything here follows from history, the pinned versions
-- and the hour; the row exists so that what is due next is one look into an index.
create table clocks (
    tenant      {uuid} not null,
    subject     {uuid} not null,
    code        {text} not null,
    ordinal     {i64} not null,
    commitment  {uuid} not null,
    calendar    {uuid},
    zone_rules  {text} not null,
    state       {text} not null
        check (state in ('running', 'paused', 'kept', 'breached', 'void')),
    started_at  {i64} not null,
    due_at      {i64},
    warn_at     {i64},
    warned_at   {i64},
    stopped_at  {i64},
    breached_at {i64},
    delay_s     {i64},
    plain       {bool} not null,
    day         {i64} not null,
    number      {uuid},
    queue       {uuid},
    unit        {uuid},
    kind        {text},
    primary key (tenant, subject, code, ordinal)
) {strict};
create index clocks_due on clocks (tenant, due_at) where state = 'running' and due_at is not null;
create index clocks_warn on clocks (tenant, warn_at) where state = 'running' and warned_at is null
    and warn_at is not null;
create index clocks_of_day on clocks (tenant, day, code);

-- A subject of another system (a claim, a request, a complaint, a call-back) under its own number.
create table subjects (
    tenant      {uuid} not null,
    id          {uuid} not null,
    kind        {text} not null,
    source      {text} not null,
    number      {text} not null,
    opened_at   {i64} not null,
    last_at     {i64} not null,
    state       {text} not null,
    merged_into {uuid},
    unit        {uuid},
    client_kind {text},
    primary key (tenant, id)
) {strict};
create unique index subjects_number on subjects (tenant, number, kind, source);
create index subjects_newest on subjects (tenant, opened_at, id);
create index subjects_merged on subjects (tenant, merged_into) where merged_into is not null;
