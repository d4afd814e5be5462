-- The desk: what clients ask, who answers, who is to be called back, and what we know of a caller.

-- What can be asked, each with its own form. Versions: the newest of a code counts.
create table topics (
    tenant     {uuid} not null,
    id         {uuid} not null,
    code       {text} not null,
    version    {i64} not null,
    position   {i64} not null,
    ended      {bool} not null,
    definition {text} not null,
    saved_at   {i64} not null,
    actor      {text} not null,
    primary key (tenant, id)
) {strict};
create unique index topics_version on topics (tenant, code, version);

-- Where written requests wait. A new request goes to the first queue, by position, that takes its
-- topic and language; `topics` and `languages` are words with spaces between them, empty: all.
create table request_queues (
    tenant    {uuid} not null,
    id        {uuid} not null,
    code      {text} not null,
    name      {text} not null,
    level     {i64} not null check (level in (1, 2)),
    unit      {uuid},
    position  {i64} not null,
    topics    {text} not null,
    languages {text} not null,
    skill     {text},
    assigning {text} not null check (assigning in ('by_hand', 'fewest_open')),
    primary key (tenant, id)
) {strict};
create unique index request_queues_code on request_queues (tenant, code);

create table staff_skills (
    tenant {uuid} not null,
    staff  {uuid} not null,
    skill  {text} not null,
    primary key (tenant, staff, skill)
) {strict};

-- `name`, `email`, `phone`, `title`, `fields`, `contract_number` and `person` are personal and can be
-- erased. `contract_number` is what the client said, `contract` the one of that number, if there is.
-- `due_at` is the next deadline of its clocks, the far future where none runs.
create table requests (
    tenant        {uuid} not null,
    id            {uuid} not null,
    number        {text} not null,
    key           {text},
    kind          {text} not null check (kind in ('open', 'guided', 'remark')),
    channel       {text} not null,
    topic         {text},
    language      {text} not null,
    party         {uuid},
    contract      {uuid},
    contract_number {text} not null,
    client_kind   {text},
    unit          {uuid},
    name          {text} not null,
    email         {text},
    phone         {text},
    person        {text},
    title         {text} not null,
    fields        {json} not null,
    state         {text} not null
        check (state in ('open', 'waiting', 'answered', 'closed', 'merged')),
    live          {bool} not null,
    unread        {bool} not null,
    queue         {uuid},
    level         {i64} not null,
    priority      {text} not null,
    owner         {uuid},
    solved        {bool},
    merged_into   {uuid},
    repeat_of     {uuid},
    complaint     {uuid},
    link          {blob} not null,
    received_at   {i64} not null,
    due_at        {i64} not null,
    answered_at   {i64},
    closed_at     {i64},
    closed_as     {text},
    primary key (tenant, id)
) {strict};
create unique index requests_number on requests (tenant, number);
create unique index requests_key on requests (tenant, key) where key is not null;
create unique index requests_link on requests (tenant, link);
create index requests_live on requests (tenant, due_at, id) where live;
create index requests_of_queue on requests (tenant, queue, due_at, id) where live;
create index requests_of_owner on requests (tenant, owner, due_at, id) where live;
create index requests_newest on requests (tenant, received_at, id);
create index requests_of_party on requests (tenant, party, received_at, id) where party is not null;
create index requests_of_person on requests (tenant, person, received_at, id)
    where person is not null;
create index requests_merged on requests (tenant, merged_into) where merged_into is not null;

-- What was said about a request. Append-only: a correction is a new row that names the old one.
-- `party` is the request's, for the timeline; it is set when a colleague says whose request it is.
create table request_words (
    tenant   {uuid} not null,
    id       {uuid} not null,
    request  {uuid} not null,
    at       {i64} not null,
    kind     {text} not null
        check (kind in ('question', 'reply', 'answer', 'asked', 'receipt', 'note')),
    staff    {uuid},
    channel  {text} not null,
    text     {text} not null,
    party    {uuid},
    corrects {uuid},
    primary key (tenant, id)
) {strict};
create index request_words_of on request_words (tenant, request, at, id);
create index request_words_of_party on request_words (tenant, party, at, id)
    where party is not null;

create table request_links (
    tenant {uuid} not null,
    one    {uuid} not null,
    other  {uuid} not null,
    at     {i64} not null,
    primary key (tenant, one, other)
) {strict};

-- Files by what they hold: the same one twice is kept once.
create table files (
    tenant {uuid} not null,
    digest {blob} not null,
    bytes  {blob} not null,
    primary key (tenant, digest)
) {strict};
create table attachments (
    tenant  {uuid} not null,
    id      {uuid} not null,
    request {uuid} not null,
    name    {text} not null,
    media   {text} not null,
    size    {i64} not null,
    digest  {blob} not null,
    at      {i64} not null,
    primary key (tenant, id)
) {strict};
create index attachments_of on attachments (tenant, request, at, id);

-- What somebody was writing when they were called away, and who looks at what now.
create table drafts (
    tenant   {uuid} not null,
    staff    {uuid} not null,
    subject  {uuid} not null,
    text     {text} not null,
    saved_at {i64} not null,
    primary key (tenant, staff, subject)
) {strict};
create table presence (
    tenant  {uuid} not null,
    subject {uuid} not null,
    staff   {uuid} not null,
    seen_at {i64} not null,
    primary key (tenant, subject, staff)
) {strict};

-- Ready-made answers: versions by code and language.
create table templates (
    tenant   {uuid} not null,
    id       {uuid} not null,
    code     {text} not null,
    language {text} not null,
    version  {i64} not null,
    ended    {bool} not null,
    name     {text} not null,
    topic    {text},
    text     {text} not null,
    saved_at {i64} not null,
    actor    {text} not null,
    primary key (tenant, id)
) {strict};
create unique index templates_version on templates (tenant, code, language, version);

-- What is to be sent, composed in the transaction that wants it.
create table outbox (
    tenant    {uuid} not null,
    id        {uuid} not null,
    at        {i64} not null,
    subject   {uuid} not null,
    kind      {text} not null,
    channel   {text} not null,
    recipient {text} not null,
    language  {text} not null,
    title     {text} not null,
    text      {text} not null,
    primary key (tenant, id)
) {strict};
create index outbox_newest on outbox (tenant, at, id);

-- Notes about a party. Append-only.
create table party_notes (
    tenant   {uuid} not null,
    id       {uuid} not null,
    party    {uuid} not null,
    at       {i64} not null,
    staff    {uuid},
    text     {text} not null,
    corrects {uuid},
    primary key (tenant, id)
) {strict};
create index party_notes_of on party_notes (tenant, party, at, id);

-- Who may speak for a party, for what, until when.
create table delegates (
    tenant     {uuid} not null,
    id         {uuid} not null,
    party      {uuid} not null,
    kind       {text} not null
        check (kind in ('delegate', 'heir', 'guardian', 'lawyer', 'broker')),
    name       {text} not null,
    phone      {text},
    scope      {text} not null check (scope in ('all', 'claims', 'contracts', 'information')),
    from_on    {text} not null,
    until_on   {text},
    revoked_at {i64},
    saved_at   {i64} not null,
    primary key (tenant, id)
) {strict};
create index delegates_of on delegates (tenant, party);
create index delegates_by_phone on delegates (tenant, phone) where phone is not null;

-- What a caller was asked before anything personal was said, and whether they knew it.
create table identity_checks (
    tenant   {uuid} not null,
    id       {uuid} not null,
    party    {uuid} not null,
    call     {uuid},
    delegate {uuid},
    staff    {uuid},
    at       {i64} not null,
    asked    {text} not null,
    outcome  {text} not null check (outcome in ('passed', 'failed', 'refused')),
    primary key (tenant, id)
) {strict};
create index identity_checks_of on identity_checks (tenant, party, at, id);

-- What an agent wrote down after a call.
create table call_records (
    tenant    {uuid} not null,
    call      {uuid} not null,
    party     {uuid},
    topic     {text},
    solved    {bool},
    passed_to {uuid},
    reason    {text},
    note      {text} not null,
    recording {text},
    repeat_of {uuid},
    complaint {uuid},
    staff     {uuid},
    call_at   {i64} not null,
    saved_at  {i64} not null,
    primary key (tenant, call)
) {strict};
create index call_records_of_party on call_records (tenant, party, call_at, call)
    where party is not null;
create index call_records_newest on call_records (tenant, call_at);

-- Whose telephone rings now, told by the exchange.
create table ringing (
    tenant {uuid} not null,
    source {text} not null,
    call   {text} not null,
    agent  {text} not null,
    since  {i64} not null,
    primary key (tenant, source, call, agent)
) {strict};
-- Which agent of the exchange a member of staff is.
alter table agents add column staff {uuid};

-- Somebody wishes to be called back.
create table callbacks (
    tenant      {uuid} not null,
    id          {uuid} not null,
    key         {text},
    party       {uuid},
    name        {text} not null,
    phone       {text} not null,
    digits      {text} not null,
    topic       {text},
    language    {text} not null,
    channel     {text} not null,
    unit        {uuid},
    call        {uuid},
    request     {uuid},
    note        {text} not null,
    wished_at   {i64} not null,
    slot_from   {i64},
    slot_to     {i64},
    state       {text} not null check (state in ('open', 'reached', 'given_up', 'merged')),
    merged_into {uuid},
    owner       {uuid},
    due_at      {i64} not null,
    attempts    {i64} not null,
    ended_at    {i64},
    primary key (tenant, id)
) {strict};
create unique index callbacks_key on callbacks (tenant, key) where key is not null;
create index callbacks_open on callbacks (tenant, due_at, id) where state = 'open';
create index callbacks_of_digits on callbacks (tenant, digits) where state = 'open';
create index callbacks_of_party on callbacks (tenant, party, wished_at, id) where party is not null;

-- Attempts to ring somebody, for a wish or for a missed call.
create table callback_attempts (
    tenant  {uuid} not null,
    id      {uuid} not null,
    subject {uuid} not null,
    digits  {text} not null,
    at      {i64} not null,
    staff   {uuid},
    outcome {text} not null
        check (outcome in ('reached', 'no_answer', 'busy', 'voicemail', 'wrong_number', 'later')),
    note    {text} not null,
    primary key (tenant, id)
) {strict};
create index callback_attempts_of on callback_attempts (tenant, subject, at);

-- Complaints as they were recognised; their register comes on top of this.
create table complaints (
    tenant      {uuid} not null,
    id          {uuid} not null,
    origin      {uuid},
    origin_kind {text} not null,
    party       {uuid},
    name        {text} not null,
    email       {text},
    phone       {text},
    channel     {text} not null,
    language    {text} not null,
    unit        {uuid},
    text        {text} not null,
    received_at {i64} not null,
    recognised_at {i64} not null,
    acknowledged_at {i64},
    answered_at {i64},
    primary key (tenant, id)
) {strict};
create unique index complaints_origin on complaints (tenant, origin) where origin is not null;
create index complaints_newest on complaints (tenant, received_at, id);
create index complaints_of_party on complaints (tenant, party, received_at, id)
    where party is not null;

-- Whose number this is, read from the index alone: SQLite, while it has no statistics, would walk
-- through all contact points of the house instead.
drop index contact_points_by_value;
create index contact_points_by_value on contact_points (tenant, kind, folded, party);

-- What was passed on, for the page that says why.
create index history_of_passing on history (tenant, at) where kind = 'request.passed_on';

-- Exports of other systems that were uploaded to be imported. Their bytes are kept until they have
-- been; `rejects` is the file of what could not be taken.
create table uploads (
    tenant   {uuid} not null,
    id       {uuid} not null,
    file     {text} not null,
    bytes    {blob} not null,
    size     {i64} not null,
    state    {text} not null check (state in ('kept', 'waiting', 'done', 'failed')),
    source   {text},
    map      {text},
    report   {json},
    reason   {text},
    rejects  {text},
    staff    {uuid},
    at       {i64} not null,
    ended_at {i64},
    primary key (tenant, id)
) {strict};
create index uploads_newest on uploads (tenant, at, id);

-- Mappings from the columns of a table to calls. Versions: the newest of a source counts.
create table import_maps (
    tenant   {uuid} not null,
    id       {uuid} not null,
    source   {text} not null,
    map      {text} not null,
    saved_at {i64} not null,
    primary key (tenant, id)
) {strict};
create index import_maps_of on import_maps (tenant, source, saved_at, id);
