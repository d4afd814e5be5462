-- What a program was answered under a key of its own: asked again, it hears the same.

create table answers (
    tenant  {uuid} not null,
    key     {text} not null,
    request {blob} not null,
    answer  {json} not null,
    at      {i64} not null,
    primary key (tenant, key)
) {strict};
create index answers_oldest on answers (tenant, at);
