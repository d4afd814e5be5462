-- Messages leave the house. Each is handed over once at the most: an attempt stands here before it is
-- made, and one of which nobody knows how it ended waits for a person.

alter table outbox rename to messages;
drop index outbox_newest;
create index messages_newest on messages (tenant, at, id);
-- What was composed before anything could be sent is held, and never goes out by itself.
alter table messages add column state {text} not null default 'held'
    check (state in ('waiting', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'held',
        'expired'));
-- When it may be tried, and until when it makes sense.
alter table messages add column send_at {i64} not null default 0;
alter table messages add column expires_at {i64} not null default 0;
-- How often it was tried since a person last sent it, and in all: the number of its last attempt. Until
-- when whoever tries it now has it.
alter table messages add column attempts {i64} not null default 0;
alter table messages add column tries {i64} not null default 0;
alter table messages add column lease_until {i64};
create index messages_waiting on messages (tenant, channel, send_at) where state = 'waiting';
create index messages_expiring on messages (tenant, expires_at) where state = 'waiting';
create index messages_sending on messages (tenant, lease_until) where state = 'sending';
create index messages_troubled on messages (tenant, at, id) 
    where state in ('bounced', 'failed', 'held', 'expired');

create table message_attempts (
    tenant   {uuid} not null,
    id       {uuid} not null,
    message  {uuid} not null,
    number   {i64} not null,
    began_at {i64} not null,
    ended_at {i64},
    fate     {text} not null
        check (fate in ('under_way', 'accepted', 'postponed', 'refused', 'unreachable', 'spared',
            'unknown')),
    -- What the other side said, as it said it.
    said     {text} not null,
    primary key (tenant, id)
) {strict};
create unique index message_attempts_of on message_attempts (tenant, message, number);

-- Addresses at which nobody is reached: nothing goes there until a person says so. They are folded to
-- small letters.
create table suppressions (
    tenant    {uuid} not null,
    channel   {text} not null,
    address   {text} not null,
    -- What the other side said of it, and since when nothing goes there.
    said      {text} not null,
    since     {i64} not null,
    primary key (tenant, channel, address)
) {strict};

-- What was heard of a message after it was handed over, as it was said.
create table message_receipts (
    tenant  {uuid} not null,
    id      {uuid} not null,
    message {uuid} not null,
    at      {i64} not null,
    kind    {text} not null check (kind in ('delivered', 'delayed', 'bounced')),
    said    {text} not null,
    primary key (tenant, id)
) {strict};
create index message_receipts_of on message_receipts (tenant, message, at, id);
