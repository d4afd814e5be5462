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
