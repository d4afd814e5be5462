-- What a call was about and how it is recorded, what is asked of an exchange, and what was written
-- down or told and no longer holds.

-- What the exchange says a call was about; what an agent wrote down stands before it.
alter table calls add column topic {text};
-- How a call's recording stands, when the caller was told of it, and where it is kept. The link is
-- personal and can be erased alone; the recording itself is never kept here.
alter table calls add column recording {text};
alter table calls add column announced_at {i64};
alter table calls add column recording_link {text};

-- What was asked of an exchange: said once at the most, because it counts as sent before it is said.
create table exchange_orders (
    tenant   {uuid} not null,
    id       {uuid} not null,
    source   {text} not null,
    asked    {text} not null,
    agent    {text} not null,
    call     {text},
    reason   {text},
    asked_by {uuid},
    asked_at {i64} not null,
    fate     {text} not null
        check (fate in ('waiting', 'sent', 'done', 'refused', 'late', 'unknown')),
    said     {text} not null,
    primary key (tenant, id)
) {strict};
create index exchange_orders_waiting on exchange_orders (tenant, source)
    where fate in ('waiting', 'sent');
create index exchange_orders_newest on exchange_orders (tenant, asked_at);

-- Days that were told of a contract and no longer hold: they stay on the timeline of whoever had it,
-- as corrected.
create table contract_corrections (
    tenant       {uuid} not null,
    id           {uuid} not null,
    contract     {uuid} not null,
    party        {uuid} not null,
    day          {text} not null,
    corrected_at {i64} not null,
    primary key (tenant, id)
) {strict};
create index contract_corrections_of_party on contract_corrections (tenant, party, day);

-- What was written down about a call before it was written up again. Nothing of it is lost: the
-- client's timeline shows it as corrected.
create table call_records_before (
    tenant       {uuid} not null,
    id           {uuid} not null,
    call         {uuid} not null,
    party        {uuid},
    topic        {text},
    solved       {bool},
    passed_to    {uuid},
    reason       {text},
    note         {text} not null,
    recording    {text},
    repeat_of    {uuid},
    staff        {uuid},
    call_at      {i64} not null,
    saved_at     {i64} not null,
    corrected_at {i64} not null,
    primary key (tenant, id)
) {strict};
create index call_records_before_of_call on call_records_before (tenant, call, corrected_at);
create index call_records_before_of_party on call_records_before (tenant, party, call_at, id)
    where party is not null;

-- Complaints that nobody has answered: their list is by the next deadline.
create index complaints_open on complaints (tenant, received_at) where answered_at is null;
