-- Who works here, who may do what, and whom we work for.

-- A tree: `path` is the ids from the root down, so a subtree is a prefix.
create table units (
    tenant    {uuid} not null references tenants (id),
    id        {uuid} not null,
    parent    {uuid},
    kind      {text} not null check (kind in ('company', 'agency', 'outlet')),
    name      {text} not null,
    path      {text} not null,
    watching  {text} not null default 'none' check (watching in ('none', 'team', 'individual')),
    agreement {text},
    primary key (tenant, id),
    check (watching <> 'individual' or agreement is not null)
) {strict};
create unique index units_path on units (tenant, path);

create table staff (
    tenant       {uuid} not null,
    id           {uuid} not null,
    email        {text} not null,
    name         {text} not null,
    password     {text} not null,
    role         {text} not null,
    unit         {uuid} not null,
    language     {text} not null,
    secret       {text},
    secret_used  {i64} not null default 0,
    failures     {i64} not null default 0,
    locked_until {i64} not null default 0,
    created_at   {i64} not null,
    left_at      {i64},
    primary key (tenant, id),
    foreign key (tenant, unit) references units (tenant, id)
) {strict};
create unique index staff_email on staff (tenant, email);

create table sessions (
    tenant     {uuid} not null,
    id         {uuid} not null,
    staff      {uuid} not null,
    token      {blob} not null,
    opened_at  {i64} not null,
    seen_at    {i64} not null,
    expires_at {i64} not null,
    proved     {bool} not null,
    address    {text} not null,
    browser    {text} not null,
    ended_at   {i64},
    primary key (tenant, id)
) {strict};
create unique index sessions_token on sessions (tenant, token);
create index sessions_of_staff on sessions (tenant, staff) where ended_at is null;

create table invitations (
    tenant     {uuid} not null,
    id         {uuid} not null,
    email      {text} not null,
    role       {text} not null,
    unit       {uuid} not null,
    token      {blob} not null,
    invited_by {uuid} not null,
    invited_at {i64} not null,
    expires_at {i64} not null,
    used_at    {i64},
    primary key (tenant, id)
) {strict};
create unique index invitations_token on invitations (tenant, token);

create table api_keys (
    tenant     {uuid} not null,
    id         {uuid} not null,
    name       {text} not null,
    token      {blob} not null,
    scopes     {text} not null,
    unit       {uuid} not null,
    created_at {i64} not null,
    revoked_at {i64},
    primary key (tenant, id)
) {strict};
create unique index api_keys_token on api_keys (tenant, token);

-- Every staff read of a personal record. Append-only.
create table access_log (
    seq     {serial},
    tenant  {uuid} not null,
    at      {i64} not null,
    actor   {text} not null,
    what    {text} not null,
    subject {uuid}
) {strict};
create index access_log_newest on access_log (tenant, at);
create index access_log_of_subject on access_log (tenant, subject, at);

create table party_kinds (
    tenant {uuid} not null,
    code   {text} not null,
    name   {text} not null,
    primary key (tenant, code)
) {strict};

create table parties (
    tenant     {uuid} not null,
    id         {uuid} not null,
    name       {text} not null,
    folded     {text} not null,
    kind       {text} not null,
    born_on    {text},
    source     {text} not null,
    key        {text} not null,
    unit       {uuid},
    updated_at {i64} not null,
    primary key (tenant, id)
) {strict};
create unique index parties_key on parties (tenant, key, source);
create index parties_by_name on parties (tenant, folded, id);

create table contact_points (
    tenant {uuid} not null,
    party  {uuid} not null,
    kind   {text} not null check (kind in ('phone', 'email', 'pec', 'address')),
    value  {text} not null,
    folded {text} not null,
    primary key (tenant, party, kind, folded),
    foreign key (tenant, party) references parties (tenant, id)
) {strict};
create index contact_points_by_value on contact_points (tenant, kind, folded);

create table contracts (
    tenant     {uuid} not null,
    id         {uuid} not null,
    party      {uuid} not null,
    number     {text} not null,
    product    {text} not null,
    starts_on  {text} not null,
    ends_on    {text},
    source     {text} not null,
    updated_at {i64} not null,
    primary key (tenant, id),
    foreign key (tenant, party) references parties (tenant, id)
) {strict};
create unique index contracts_number on contracts (tenant, number, source);
create index contracts_of_party on contracts (tenant, party);
