//! What a colleague’s day at the desk asks of the pages.

mod letter;
mod outbox;
mod requests;
mod telephone;
