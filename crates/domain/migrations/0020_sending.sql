-- Sending holds however many messages have one moment, and knows more of addresses.

-- What has one moment with many others is found in the order of its name.
drop index messages_expiring;
create index messages_expiring on messages (tenant, expires_at, id) where state = 'waiting';
drop index messages_to_ring;
create index messages_to_ring on messages (tenant, bell_at, id) where bell_at is not null;

-- Whether somebody is reached there who objected: then only what is owed to them or asked for goes there.
alter table suppressions add column objected {bool} not null default false;

-- Addresses that were refused for good without a word whether anybody is there, and how often in a row.
create table refused_addresses (
    tenant  {uuid} not null,
    channel {text} not null,
    address {text} not null,
    times   {i64} not null,
    last_at {i64} not null,
    primary key (tenant, channel, address)
) {strict};

-- How far boxes on mail servers were read, in the servers' numbers.
create table mailbox_marks (
    tenant    {uuid} not null,
    mailbox   {text} not null,
    numbering {i64} not null,
    since     {i64} not null,
    last      {i64} not null,
    primary key (tenant, mailbox)
) {strict};
