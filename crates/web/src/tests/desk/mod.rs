//! What a colleague’s day at the desk asks of the pages.

mod campaigns;
mod deadlines;
mod letter;
mod notices;
mod outbox;
mod paper;
mod requests;
mod telephone;
mod wishes;
