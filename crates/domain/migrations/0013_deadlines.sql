-- Deadline alerts: how long before a contract ends its holder hears of it, as data.

-- The rule of a product in all its versions; one is in force. The product of all others is ''.
create table deadline_rules (
    tenant      {uuid} not null,
    id          {uuid} not null,
    product     {text} not null,
    version     {i64} not null,
    current     {bool} not null,
    -- So many days before the end clients are reminded: `60 30 7`.
    reminders   {text} not null,
    -- By so many days before the end the notice that the law wants must have gone; none: it wants
    -- none. It goes by the margin earlier.
    legal_days  {i64},
    margin_days {i64} not null,
    saved_at    {i64} not null,
    actor       {text} not null,
    primary key (tenant, id)
) {strict};
create unique index deadline_rules_version on deadline_rules (tenant, product, version);
create unique index deadline_rules_current on deadline_rules (tenant, product) where current;

-- What became of each alert of a contract that ends on a day: each is sent once. `days` before the
-- end a reminder was due; the legal notice, of which there is one, has nought.
create table deadline_alerts (
    tenant   {uuid} not null,
    id       {uuid} not null,
    contract {uuid} not null,
    ends_on  {text} not null,
    kind     {text} not null check (kind in ('reminder', 'legal')),
    days     {i64} not null,
    state    {text} not null
        check (state in ('sent', 'passed_over', 'unreached', 'withheld', 'lapsed')),
    at       {i64} not null,
    primary key (tenant, id),
    foreign key (tenant, contract) references contracts (tenant, id)
) {strict};
create unique index deadline_alerts_once on deadline_alerts (tenant, contract, ends_on, kind, days);
create index deadline_alerts_open on deadline_alerts (tenant, ends_on)
    where state in ('unreached', 'withheld');

create index contracts_ending on contracts (tenant, ends_on, product, id) where ends_on is not null;
