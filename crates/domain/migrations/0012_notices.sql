-- Notices: kinds of message as data, in the company's own words, by the ways the company chose; and what
-- clients want to hear from us.

-- Whose message it is, what it is for, and the version of the words it is put into where it is taken;
-- then `text` holds what they name, as JSON. Where it goes if it does not arrive this way.
alter table messages add column party {uuid};
alter table messages add column category {text} not null default 'service'
    check (category in ('personal', 'contractual', 'service', 'offer'));
alter table messages add column template {uuid};
alter table messages add column instead {text} not null default '';
alter table messages add column campaign {uuid};
-- When the client read it in their own area.
alter table messages add column read_at {i64};
-- Confirmations of earlier versions were put into words by the program itself: those that had not gone
-- out do not any more.
update messages set state = 'expired' where kind = 'receipt' and state in ('waiting', 'held');
create index messages_of_party on messages (tenant, party, at) where party is not null;
create index messages_of_subject on messages (tenant, subject, at);
create index messages_offered on messages (tenant, party, at) where category = 'offer';
create index messages_unread on messages (tenant, party)
    where channel = 'inbox' and read_at is null;

-- What the other side calls a message, by which its receipts name it.
alter table message_attempts add column reference {text};
create index message_attempts_by_reference on message_attempts (tenant, reference)
    where reference is not null;
-- Receipts that came before we knew how the other side calls the message; forgotten after a day.
create table early_receipts (
    tenant    {uuid} not null,
    id        {uuid} not null,
    channel   {text} not null,
    reference {text} not null,
    at        {i64} not null,
    kind      {text} not null check (kind in ('delivered', 'delayed', 'bounced')),
    said      {text} not null,
    primary key (tenant, id)
) {strict};
create index early_receipts_by_reference on early_receipts (tenant, reference);
create index early_receipts_oldest on early_receipts (tenant, at);

-- Channels that somebody of ours carries messages by. Mail and the client's own area are taken for it.
create table channels_carried (
    tenant  {uuid} not null,
    channel {text} not null,
    since   {i64} not null,
    primary key (tenant, channel)
) {strict};

-- The contract that a claim of another system is about, by its number: whose it is.
alter table subjects add column contract {text};
create index subjects_of_contract on subjects (tenant, contract) where contract is not null;

-- The language a party wants; none is known of most.
alter table parties add column language {text};

-- A notice in all its versions; one is in force. `ways` says by which channels it goes: `inbox+email>sms`
-- is into the area, and by mail, or by text message where mail does not arrive.
create table notices (
    tenant     {uuid} not null,
    id         {uuid} not null,
    code       {text} not null,
    version    {i64} not null,
    current    {bool} not null,
    name       {text} not null,
    event      {text} not null,
    category   {text} not null
        check (category in ('personal', 'contractual', 'service', 'offer')),
    -- The agency in whose name it goes; none: the head office.
    sender     {uuid},
    ways       {text} not null,
    -- Minutes of the day between which it waits; none: it goes at any hour.
    quiet_from {i64},
    quiet_to   {i64},
    -- So many minutes it makes sense.
    lasts      {i64} not null,
    -- Its words are those of a plan, which is no insurance.
    plan       {bool} not null,
    saved_at   {i64} not null,
    actor      {text} not null,
    primary key (tenant, id)
) {strict};
create unique index notices_version on notices (tenant, code, version);
create unique index notices_current on notices (tenant, code) where current;

-- The words of a notice by channel and language, in all their versions.
create table notice_texts (
    tenant   {uuid} not null,
    id       {uuid} not null,
    notice   {text} not null,
    channel  {text} not null,
    language {text} not null,
    version  {i64} not null,
    current  {bool} not null,
    title    {text} not null,
    text     {text} not null,
    saved_at {i64} not null,
    actor    {text} not null,
    primary key (tenant, id)
) {strict};
create unique index notice_texts_version
    on notice_texts (tenant, notice, channel, language, version);
create unique index notice_texts_current on notice_texts (tenant, notice, channel, language)
    where current;

-- Whom a notice did not reach, and why: nothing of it was composed.
create table notices_withheld (
    tenant   {uuid} not null,
    id       {uuid} not null,
    at       {i64} not null,
    notice   {text} not null,
    subject  {uuid} not null,
    party    {uuid},
    campaign {uuid},
    reason   {text} not null check (reason in ('no_consent', 'capped', 'no_carrier', 'no_address',
        'no_words')),
    primary key (tenant, id)
) {strict};
create index notices_withheld_newest on notices_withheld (tenant, notice, at, id);
create index notices_withheld_of_party on notices_withheld (tenant, party, at)
    where party is not null;

-- What a party wants to hear: by whom, what for, by what. A sender of noughts is the head office.
create table consents (
    tenant  {uuid} not null,
    party   {uuid} not null,
    sender  {uuid} not null,
    purpose {text} not null check (purpose in ('service', 'offer')),
    channel {text} not null,
    given   {bool} not null,
    at      {i64} not null,
    primary key (tenant, party, sender, purpose, channel)
) {strict};
-- Every change of it, with the words that were shown and where it came from. Append-only.
create table consent_changes (
    tenant  {uuid} not null,
    id      {uuid} not null,
    party   {uuid} not null,
    at      {i64} not null,
    sender  {uuid} not null,
    purpose {text} not null,
    channel {text} not null,
    given   {bool} not null,
    source  {text} not null,
    text    {text} not null,
    actor   {text} not null,
    primary key (tenant, id)
) {strict};
create index consent_changes_of_party on consent_changes (tenant, party, at, id);
-- How many offers a person gets in a week at the most.
alter table tenants add column offers_per_week {i64} not null default 2;

-- The client's own area: who may come in, for whom, and what they prove it with.
create table accounts (
    tenant    {uuid} not null,
    id        {uuid} not null,
    language  {text} not null,
    opened_at {i64} not null,
    seen_at   {i64} not null,
    closed_at {i64},
    primary key (tenant, id)
) {strict};
-- Where a code reaches the holder of an account, folded: what they sign in with.
create table account_addresses (
    tenant  {uuid} not null,
    channel {text} not null check (channel in ('email', 'sms')),
    address {text} not null,
    account {uuid} not null,
    since   {i64} not null,
    primary key (tenant, channel, address),
    foreign key (tenant, account) references accounts (tenant, id)
) {strict};
create index account_addresses_of on account_addresses (tenant, account);
-- For whom somebody comes in: themselves, somebody of their family, their company.
create table account_roles (
    tenant  {uuid} not null,
    account {uuid} not null,
    party   {uuid} not null,
    role    {text} not null check (role in ('own', 'family', 'company')),
    since   {i64} not null,
    primary key (tenant, account, party),
    foreign key (tenant, account) references accounts (tenant, id)
) {strict};
create index account_roles_of_party on account_roles (tenant, party);
create table account_sessions (
    tenant     {uuid} not null,
    id         {uuid} not null,
    account    {uuid} not null,
    -- For whom they look at the moment.
    party      {uuid} not null,
    token      {blob} not null,
    opened_at  {i64} not null,
    expires_at {i64} not null,
    browser    {text} not null,
    ended_at   {i64},
    primary key (tenant, id)
) {strict};
create unique index account_sessions_token on account_sessions (tenant, token);
create index account_sessions_of on account_sessions (tenant, account) where ended_at is null;
-- Codes that were asked for. One that was asked for an address or a contract that there is not has no
-- `code`: it is guessed in vain, and looks no different. Tries are taken before anything is compared.
create table account_codes (
    tenant     {uuid} not null,
    id         {uuid} not null,
    asked_at   {i64} not null,
    expires_at {i64} not null,
    -- Where it was sent, folded, or where somebody wished it; so many are sent there and guessed in a time.
    channel    {text} not null,
    address    {text} not null,
    -- Whom it lets in: an account, or a party that registers.
    account    {uuid},
    party      {uuid},
    role       {text},
    code       {blob},
    link       {blob},
    tries_left {i64} not null,
    used_at    {i64},
    -- Whether its message has forgotten it.
    forgotten  {bool} not null,
    primary key (tenant, id)
) {strict};
create index account_codes_of on account_codes (tenant, address, asked_at);
create index account_codes_over on account_codes (tenant, expires_at, id) where not forgotten;
create unique index account_codes_link on account_codes (tenant, link) where link is not null;
-- Telephones on which the area was installed, or first opened as an app.
create table installs (
    tenant  {uuid} not null,
    id      {uuid} not null,
    at      {i64} not null,
    account {uuid} not null,
    kind    {text} not null check (kind in ('installed', 'opened')),
    primary key (tenant, id)
) {strict};
create index installs_by_day on installs (tenant, at);
create unique index installs_once on installs (tenant, account, kind);

-- What clients ask by law about their own data.
create table data_procedures (
    tenant   {uuid} not null,
    id       {uuid} not null,
    party    {uuid} not null,
    asked    {text} not null check (asked in ('access', 'erasure')),
    at       {i64} not null,
    ended_at {i64},
    outcome  {text} check (outcome in ('done', 'partly', 'refused')),
    reason   {text} not null,
    primary key (tenant, id),
    foreign key (tenant, party) references parties (tenant, id)
) {strict};
create index data_procedures_of on data_procedures (tenant, party, at);

-- Campaigns: an offer to an audience, at a rate, from the first party to the last.
create table campaigns (
    tenant     {uuid} not null,
    id         {uuid} not null,
    name       {text} not null,
    notice     {text} not null,
    -- To whom: the filter, as JSON, and the path of units of who made it.
    audience   {text} not null,
    within     {text} not null,
    per_hour   {i64} not null,
    state      {text} not null
        check (state in ('draft', 'counting', 'running', 'paused', 'done', 'stopped')),
    made_at    {i64} not null,
    actor      {text} not null,
    started_at {i64},
    ended_at   {i64},
    -- How often it was set going: a job of an earlier time does nothing.
    turn       {i64} not null,
    -- The last party that was looked at, and what was counted so far.
    place      {uuid},
    counted    {text} not null,
    primary key (tenant, id)
) {strict};
create index campaigns_newest on campaigns (tenant, made_at, id);
create index messages_of_campaign on messages (tenant, campaign, state)
    where campaign is not null;
create index notices_withheld_of_campaign on notices_withheld (tenant, campaign, reason)
    where campaign is not null;

-- What came in by mail, certified mail or text message, as it came, and what was made of it. The same
-- letter twice is one.
create table letters (
    tenant   {uuid} not null,
    id       {uuid} not null,
    channel  {text} not null check (channel in ('email', 'pec', 'sms')),
    key      {text} not null,
    -- When it counts as received, by law or by its server, and when we heard of it.
    at       {i64} not null,
    heard_at {i64} not null,
    sender   {text} not null,
    title    {text} not null,
    became   {text} not null
        check (became in ('receipt', 'reply', 'request', 'complaint', 'objection', 'stop')),
    -- What proves it: the state of its signature, in a word; empty: nothing could.
    proof    {text} not null,
    -- The request, complaint or message it is about or became.
    subject  {uuid},
    original {blob} not null,
    primary key (tenant, id)
) {strict};
create unique index letters_once on letters (tenant, channel, key);
create index letters_of_subject on letters (tenant, subject, at) where subject is not null;
create index letters_newest on letters (tenant, heard_at, id);
