-- The ground every slice stands on: who rents the house, what happened, what is still to do.

create table tenants (
    id         {uuid} primary key,
    name       {text} not null,
    host       {text} not null unique,
    zone       {text} not null,
    language   {text} not null,
    created_at {i64} not null
) {strict};

-- Append-only: no statement updates or deletes a row. Holds no personal data.
-- `tx` orders late commits on PostgreSQL: a reader takes only what lies below its horizon.
create table history (
    seq         {serial},
    tx          {i64} not null default {txid},
    tenant      {uuid} not null,
    at          {i64} not null,
    recorded_at {i64} not null,
    subject     {uuid} not null,
    kind        {text} not null,
    actor       {text} not null,
    source      {text},
    key         {text},
    facts       {json} not null
) {strict};
create unique index history_once on history (tenant, key, source) where key is not null;
create index history_of_subject on history (tenant, subject);
create index history_in_order on history (tx, seq);

create table jobs (
    id          {uuid} primary key,
    tenant      {uuid} not null,
    kind        {text} not null,
    facts       {json} not null,
    run_at      {i64} not null,
    lease_until {i64},
    attempts    {i64} not null default 0,
    failed_with {text},
    done_at     {i64}
) {strict};
create index jobs_waiting on jobs (run_at) where done_at is null;

create table schedules (
    tenant      {uuid} not null,
    kind        {text} not null,
    every_us    {i64} not null check (every_us > 0),
    next_at     {i64} not null,
    primary key (tenant, kind)
) {strict};

-- Numbers are given in order by a job, so that no unit of work waits for another's number.
create table numbers_wanted (
    seq     {serial},
    tenant  {uuid} not null,
    series  {text} not null,
    subject {uuid} not null,
    number  {i64}
) {strict};
create unique index numbers_given on numbers_wanted (tenant, series, number)
    where number is not null;
create unique index numbers_of_subject on numbers_wanted (tenant, series, subject);
