-- Exchanges that are listened to. One copy of the program holds the lease and listens; how far the
-- exchange's log was read commits with what was read.
create table exchanges (
    tenant       {uuid} not null,
    source       {text} not null,
    holder       {text} not null,
    lease_until  {i64} not null,
    connected_at {i64},
    trouble      {text},
    log_place    {json},
    primary key (tenant, source)
) {strict};

-- How a day of our calls agreed with the exchange's own log; made again, the newer holds.
create table reconciliations (
    tenant  {uuid} not null,
    source  {text} not null,
    day     {i64} not null,
    settled {bool} not null,
    report  {json} not null,
    made_at {i64} not null,
    primary key (tenant, source, day)
) {strict};
create index reconciliations_newest on reconciliations (tenant, day, source);
