//! The parts every page is made of.

mod alone;
mod badge;
mod chart;
mod figure;
mod form;
mod list;
mod page;
mod table;

pub(crate) use alone::alone;
pub(crate) use badge::{
    agent_badge, agent_tone, badge, message_badge, outcome_badge, pause_reason, state_badge,
};
pub(crate) use chart::{Chart, Point, chart};
pub(crate) use figure::{Card, card};
pub(crate) use form::{Form, faults_of};
pub(crate) use list::{Cell, Head, cell, cell_of, gist, head, list, number, number_head};
pub(crate) use page::{
    area_page, bare_problem_page, desk_page, plain_page, problem_page, public_page,
};
pub(crate) use table::{attachment, csv, empty, pager};
