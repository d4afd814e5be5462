//! Campaigns: an offer to an audience, counted before it goes, watched while it does.

mod list;
mod one;

use crate::door::{Door, Entry::May, get, post};
use domain::{Right::RunCampaigns, campaigns::State};

/// The doors.
pub(super) fn doors() -> Vec<Door> {
    vec![
        get("/desk/campaigns", May(RunCampaigns), list::page),
        post("/desk/campaigns", May(RunCampaigns), list::create),
        get("/desk/campaigns/{id}", May(RunCampaigns), one::page),
        post("/desk/campaigns/{id}", May(RunCampaigns), one::act),
    ]
}

/// The tone of how a campaign stands.
fn tone(state: State) -> &'static str {
    match state {
        State::Draft => "calm",
        State::Counting | State::Running => "live",
        State::Paused => "warn",
        State::Done => "good",
        State::Stopped => "bad",
    }
}
