-- The telephone: what can be rung, who answers, and every call leg by leg.

create table phone_numbers (
    tenant {uuid} not null,
    id     {uuid} not null,
    number {text} not null,
    label  {text} not null,
    kind   {text},
    unit   {uuid},
    primary key (tenant, id)
) {strict};
create unique index phone_numbers_number on phone_numbers (tenant, number);

create table queues (
    tenant {uuid} not null,
    id     {uuid} not null,
    code   {text} not null,
    name   {text} not null,
    level  {i64} not null default 1 check (level in (1, 2)),
    number {uuid},
    unit   {uuid},
    primary key (tenant, id)
) {strict};
create unique index queues_code on queues (tenant, code);

create table agents (
    tenant {uuid} not null,
    id     {uuid} not null,
    code   {text} not null,
    name   {text} not null,
    unit   {uuid},
    primary key (tenant, id)
) {strict};
create unique index agents_code on agents (tenant, code);

-- One row a call, folded from its facts. `caller` is personal and can be erased alone.
create table calls (
    tenant        {uuid} not null,
    id            {uuid} not null,
    source        {text} not null,
    key           {text} not null,
    number        {uuid},
    queue         {uuid},
    kind          {text},
    unit          {uuid},
    caller        {text},
    withheld      {bool} not null,
    outcome       {text} not null,
    open          {bool} not null,
    linked_into   {uuid},
    arrived_at    {i64} not null,
    offered_at    {i64},
    answered_at   {i64},
    ended_at      {i64},
    wait_us       {i64},
    menu_wait_us  {i64},
    handling_us   {i64},
    visits        {i64} not null,
    transferred   {bool} not null,
    level         {i64} not null,
    solved        {bool},
    agent         {uuid},
    day           {i64} not null,
    primary key (tenant, id)
) {strict};
create unique index calls_key on calls (tenant, key, source);
create index calls_of_day on calls (tenant, day, arrived_at, id);
create index calls_linked on calls (tenant, linked_into) where linked_into is not null;
create index calls_open on calls (tenant, arrived_at) where open;
create index calls_of_caller on calls (tenant, caller, arrived_at) where caller is not null;
create index calls_missed on calls (tenant, caller)
    where answered_at is null and caller is not null;

create table legs (
    tenant      {uuid} not null,
    call        {uuid} not null,
    position    {i64} not null,
    queue       {uuid},
    agent       {uuid},
    outcome     {text} not null,
    joined_at   {i64} not null,
    answered_at {i64},
    left_at     {i64},
    wait_us     {i64},
    talk_us     {i64},
    missed      {i64} not null,
    transferred {bool} not null,
    primary key (tenant, call, position)
) {strict};

create table agent_states (
    tenant {uuid} not null,
    agent  {uuid} not null,
    state  {text} not null check (state in ('ready', 'paused', 'away')),
    reason {text},
    since  {i64} not null,
    primary key (tenant, agent)
) {strict};

-- Where an import stands, so that the same file twice changes nothing and a stopped one goes on.
create table imports (
    tenant     {uuid} not null,
    id         {uuid} not null,
    what       {text} not null,
    source     {text} not null,
    file       {text} not null,
    digest     {text} not null,
    began_at   {i64} not null,
    ended_at   {i64},
    line       {i64} not null,
    report     {json} not null,
    primary key (tenant, id)
) {strict};
create unique index imports_digest on imports (tenant, what, source, digest);

-- Sums of a whole day, made by a job. A day with a mark in `tally_stale` is recounted instead.
create table tallies (
    tenant {uuid} not null,
    grain  {text} not null,
    day    {i64} not null,
    hour   {i64} not null,
    number {uuid} not null,
    queue  {uuid} not null,
    unit   {uuid} not null,
    kind   {text} not null,
    sums   {blob} not null,
    primary key (tenant, grain, day, hour, number, queue, unit, kind)
) {strict};
create table tally_stale (
    tenant {uuid} not null,
    day    {i64} not null,
    mark   {uuid} not null,
    primary key (tenant, day, mark)
) {strict};

-- Texts of the public page, edited by the quality manager: why a promise was missed, what we do.
create table commitment_notes (
    tenant   {uuid} not null,
    code     {text} not null,
    period   {text} not null,
    language {text} not null,
    cause    {text} not null,
    action   {text} not null,
    saved_at {i64} not null,
    actor    {text} not null,
    primary key (tenant, code, period, language)
) {strict};

-- Which formula of a figure is the one on the public page.
create table published_formulas (
    tenant  {uuid} not null,
    figure  {text} not null,
    formula {text} not null,
    saved_at {i64} not null,
    actor   {text} not null,
    primary key (tenant, figure)
) {strict};

create table saved_views (
    tenant  {uuid} not null,
    id      {uuid} not null,
    staff   {uuid} not null,
    page    {text} not null,
    name    {text} not null,
    query   {text} not null,
    primary key (tenant, id)
) {strict};
create unique index saved_views_name on saved_views (tenant, staff, page, name);
