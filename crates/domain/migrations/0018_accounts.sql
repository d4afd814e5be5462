-- Tries at passwords, whether there is an account with one or not: a try writes the same in any case,
-- so that its time tells nobody who is known. Forgotten after a day.
create table account_tries (
    tenant {uuid} not null,
    id     {uuid} not null,
    at     {i64} not null,
    primary key (tenant, id)
) {strict};
create index account_tries_over on account_tries (tenant, at);
