-- What providers of certified mail say of a message of ours, step by step; the letter itself is kept
-- beside it as evidence.
create table certified_receipts (
    tenant    {uuid} not null,
    letter    {uuid} not null,
    message   {uuid} not null,
    step      {text} not null constraint certified_receipts_step check (step in ('accepted', 'refused',
        'taken_in_charge', 'delivered', 'warned', 'failed', 'virus')),
    -- The recipient it is about, where it names one.
    recipient {text},
    -- When the provider certified it.
    at        {i64} not null,
    provider  {text} not null,
    -- Whether its signature proves it. What does not is evidence and changes nothing.
    proves    {bool} not null,
    primary key (tenant, letter),
    foreign key (tenant, message) references messages (tenant, id)
) {strict};
create index certified_receipts_of on certified_receipts (tenant, message, at);

-- Messages of which a receipt is awaited.
create index messages_unproved on messages (tenant, id) where channel = 'pec' and state = 'sent';
