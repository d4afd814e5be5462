-- An invitation can be taken back before it was used.

alter table invitations add column withdrawn_at {i64};
