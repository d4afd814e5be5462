-- Whom a notice did not reach: because nobody is at the addresses that are known, or a number is barred.
create table notices_withheld_anew (
    tenant   {uuid} not null,
    id       {uuid} not null,
    at       {i64} not null,
    notice   {text} not null,
    subject  {uuid} not null,
    party    {uuid},
    campaign {uuid},
    reason   {text} not null constraint notices_withheld_reason check (reason in ('no_consent',
        'capped', 'no_carrier', 'suppressed', 'number_barred', 'no_address', 'no_words')),
    primary key (tenant, id)
) {strict};
insert into notices_withheld_anew (tenant, id, at, notice, subject, party, campaign, reason)
    select tenant, id, at, notice, subject, party, campaign, reason from notices_withheld;
drop table notices_withheld;
alter table notices_withheld_anew rename to notices_withheld;
create index notices_withheld_newest on notices_withheld (tenant, notice, at, id);
create index notices_withheld_of_party on notices_withheld (tenant, party, at)
    where party is not null;
create index notices_withheld_of_campaign on notices_withheld (tenant, campaign, reason)
    where campaign is not null;
create index notices_withheld_oldest on notices_withheld (tenant, at);

-- How often a number had text messages.
create index messages_of_number on messages (tenant, recipient, at) where channel = 'sms';

-- Alerts whose notice did not arrive; when the notice by law was composed of which it is listened for what
-- becomes of it.
create table deadline_alerts_anew (
    tenant   {uuid} not null,
    id       {uuid} not null,
    contract {uuid} not null,
    ends_on  {text} not null,
    kind     {text} not null constraint deadline_alerts_kind check (kind in ('reminder', 'legal')),
    days     {i64} not null,
    state    {text} not null constraint deadline_alerts_state
        check (state in ('sent', 'failed', 'passed_over', 'unreached', 'withheld', 'lapsed')),
    at       {i64} not null,
    told_at  {i64},
    primary key (tenant, id),
    foreign key (tenant, contract) references contracts (tenant, id)
) {strict};
insert into deadline_alerts_anew (tenant, id, contract, ends_on, kind, days, state, at)
    select tenant, id, contract, ends_on, kind, days, state, at from deadline_alerts;
drop table deadline_alerts;
alter table deadline_alerts_anew rename to deadline_alerts;
create unique index deadline_alerts_once on deadline_alerts (tenant, contract, ends_on, kind, days);
create index deadline_alerts_open on deadline_alerts (tenant, ends_on)
    where state in ('unreached', 'withheld', 'failed');
create index deadline_alerts_told on deadline_alerts (tenant, id) where told_at is not null;

-- Mailings: messages that are held and stopped together, however many they are.
create table mailings (
    tenant  {uuid} not null,
    id      {uuid} not null,
    -- Whether its messages go out, and whether what has not left never does.
    goes    {bool} not null,
    stopped {bool} not null,
    primary key (tenant, id)
) {strict};
insert into mailings (tenant, id, goes, stopped)
    select tenant, id, state in ('running', 'done'), state = 'stopped' from campaigns
     where state in ('running', 'paused', 'done', 'stopped');
-- What is taken in the order of its time and name lies in that order: a night's notices are all due at the
-- same moment.
drop index messages_waiting;
create index messages_waiting on messages (tenant, channel, send_at, id)
    where state = 'waiting' and campaign is null;
create index messages_urgent on messages (tenant, channel, expires_at, id)
    where state = 'waiting' and campaign is null;
create index messages_of_mailing on messages (tenant, campaign, channel, send_at, id)
    where state = 'waiting' and campaign is not null;

-- In whose name a message goes; none: the head office. Offers that went before say it by their notice.
alter table messages add column sender {uuid};
update messages set sender = (
        select n.sender from notices as n
         where n.tenant = messages.tenant and n.code = messages.kind and n.current)
 where category = 'offer' and exists (
        select 1 from notices as n
         where n.tenant = messages.tenant and n.code = messages.kind and n.current
           and n.sender is not null);

-- The version of its notice and of the words with which a campaign began, as JSON; none: it has not begun.
alter table campaigns add column pinned {text};
-- The agency in whose name it goes, where whoever made it is of one.
alter table campaigns add column sender {uuid};
