-- How an agent stands in each queue; the nil id stands for what was said of all queues at once.
-- `agent_states` is what follows for the agent as a whole.

create table agent_queues (
    tenant {uuid} not null,
    agent  {uuid} not null,
    queue  {uuid} not null,
    state  {text} not null check (state in ('ready', 'paused', 'away')),
    reason {text},
    since  {i64} not null,
    primary key (tenant, agent, queue)
) {strict};

-- What happened to agents, by time: their hours are counted day by day.
create index history_of_agents on history (tenant, at)
    where kind in ('agent.paused', 'agent.resumed', 'agent.signed_in', 'agent.signed_out');
