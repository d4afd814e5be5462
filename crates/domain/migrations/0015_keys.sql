-- Other ways into the client's own area, and the bell of its messages.

-- A digest of from where a code was asked for: who asks for codes to somebody's address uses up their
-- own share of them and not the client's. Forgotten with the code.
alter table account_codes add column asker {blob};
create index account_codes_of_asker on account_codes (tenant, address, asker, asked_at)
    where asker is not null;

-- Passkeys of an account: the id the authenticator chose, the public key as it wrote it, and how often
-- it says that it was used.
create table account_passkeys (
    tenant     {uuid} not null,
    id         {uuid} not null,
    account    {uuid} not null,
    credential {blob} not null,
    key        {blob} not null,
    counter    {i64} not null,
    -- It is kept beyond one device.
    kept       {bool} not null,
    name       {text} not null,
    made_at    {i64} not null,
    used_at    {i64},
    primary key (tenant, id),
    foreign key (tenant, account) references accounts (tenant, id)
) {strict};
create unique index account_passkeys_credential on account_passkeys (tenant, credential);
create index account_passkeys_of on account_passkeys (tenant, account, made_at);

-- What an authenticator was asked to answer; whoever answers takes the row away first.
create table account_challenges (
    tenant     {uuid} not null,
    id         {uuid} not null,
    -- Whose passkey is to be made; none: somebody wants to come in.
    account    {uuid},
    asker      {blob} not null,
    challenge  {blob} not null,
    asked_at   {i64} not null,
    expires_at {i64} not null,
    primary key (tenant, id)
) {strict};
create index account_challenges_of on account_challenges (tenant, asker, asked_at);
create index account_challenges_over on account_challenges (tenant, expires_at);

-- The password of an account, for those who want one. Tries are counted before anything is compared.
create table account_passwords (
    tenant       {uuid} not null,
    account      {uuid} not null,
    hash         {text} not null,
    set_at       {i64} not null,
    failures     {i64} not null,
    locked_until {i64} not null,
    primary key (tenant, account),
    foreign key (tenant, account) references accounts (tenant, id)
) {strict};

-- Devices on which a client wants to be told that there is a message (Web Push, RFC 8030).
create table account_devices (
    tenant   {uuid} not null,
    id       {uuid} not null,
    account  {uuid} not null,
    -- The session of its browser: it is told no more once that is ended.
    session  {uuid} not null,
    -- Where the browser's maker takes pushes for it, and the keys they are for.
    endpoint {text} not null,
    key      {blob} not null,
    secret   {blob} not null,
    browser  {text} not null,
    made_at  {i64} not null,
    rung_at  {i64},
    primary key (tenant, id),
    foreign key (tenant, account) references accounts (tenant, id)
) {strict};
create unique index account_devices_endpoint on account_devices (tenant, endpoint);
create index account_devices_of on account_devices (tenant, account, made_at);

-- When a message in the client's own area rings at their devices; none: it has rung, or never does.
alter table messages add column bell_at {i64};
create index messages_to_ring on messages (tenant, bell_at) where bell_at is not null;
-- Bells to be rung. One is taken away before it is rung, so that it rings once at the most.
create table account_bells (
    tenant     {uuid} not null,
    id         {uuid} not null,
    device     {uuid} not null,
    ring_at    {i64} not null,
    expires_at {i64} not null,
    primary key (tenant, id)
) {strict};
create index account_bells_due on account_bells (tenant, ring_at, id);
create unique index account_bells_once on account_bells (tenant, device);
