-- Post: letters that go on paper, what is told of their way, and letters that came on paper.

-- Where whoever asks or complains is reached by post; the lines of it.
alter table requests add column address {text};
alter table complaints add column address {text};

-- What is told of a letter on its way: by the printer's file, or by a colleague who has the receipt in
-- hand. The same told twice is one fact; their order does not matter.
create table paper_facts (
    tenant   {uuid} not null,
    id       {uuid} not null,
    message  {uuid} not null,
    state    {text} not null constraint paper_facts_state check (state in ('printed', 'posted',
        'delivered', 'returned', 'unclaimed', 'refused')),
    -- When it happened, as whoever tells it says.
    at       {i64} not null,
    -- The number under which the post carries a registered letter; empty: none was told.
    number   {text} not null,
    note     {text} not null,
    source   {text} not null constraint paper_facts_source check (source in ('file', 'hand')),
    heard_at {i64} not null,
    actor    {text} not null,
    primary key (tenant, id),
    foreign key (tenant, message) references messages (tenant, id)
) {strict};
create unique index paper_facts_once on paper_facts (tenant, message, state, at, number);

-- Letters come on paper, too: a scan is kept like any other letter as it came.
create table letters_anew (
    tenant   {uuid} not null,
    id       {uuid} not null,
    channel  {text} not null
        constraint letters_channel check (channel in ('email', 'pec', 'sms', 'post')),
    key      {text} not null,
    at       {i64} not null,
    heard_at {i64} not null,
    sender   {text} not null,
    title    {text} not null,
    became   {text} not null constraint letters_became
        check (became in ('receipt', 'reply', 'request', 'complaint', 'objection', 'stop')),
    proof    {text} not null,
    subject  {uuid},
    original {blob} not null,
    primary key (tenant, id)
) {strict};
insert into letters_anew (tenant, id, channel, key, at, heard_at, sender, title, became, proof, subject,
        original)
    select tenant, id, channel, key, at, heard_at, sender, title, became, proof, subject, original
      from letters;
drop table letters;
alter table letters_anew rename to letters;
create unique index letters_once on letters (tenant, channel, key);
create index letters_of_subject on letters (tenant, subject, at) where subject is not null;
create index letters_newest on letters (tenant, heard_at, id);
