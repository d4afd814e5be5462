//! Keeping robots out without a third party: a sealed form that is too young or too old, a field
//! that people do not see, a limit by address, and, only where script runs, a second of work that
//! raises the limit.

use crate::{
    app::Worked,
    fields::Fields,
    problem::{Answer, Problem},
    visit::Visit,
};
use domain::identity::secrets;
use kernel::{Id, Instant};
use maud::{Markup, html};

/// Nobody reads and fills in a form in less.
const SOONEST: i64 = 2 * Instant::SECOND;
/// A form left open for longer is shown again with what was typed.
const LATEST: i64 = 24 * Instant::HOUR;
/// Bits of nought that a browser looks for: some tens of thousands of tries.
const NOUGHTS: u32 = 14;

/// What a form carries to show that it is ours.
#[derive(Clone, Debug)]
pub(super) struct Sealed {
    /// A name of its own: the same form sent twice is one request.
    pub key: String,
    began: Instant,
}

/// A form that was sent, or is to be shown again because it lay open for too long.
#[derive(Clone, Debug)]
pub(super) enum Sent {
    /// From a person, as far as can be told.
    Fine(Sealed),
    /// Too old.
    Stale,
}

impl Sealed {
    /// For a form that is shown now.
    ///
    /// # Errors
    /// `Broken` where there is no chance to be had.
    pub(super) fn new(visit: &Visit) -> Answer<Self> {
        let bytes = crate::app::chance::<16>()?;
        Ok(Self { key: Id::<Self>::from_bytes(bytes).to_string(), began: visit.app.now() })
    }

    fn seal(&self, visit: &Visit) -> String {
        secrets::seal(&secret_of(visit), &format!("{} {}", self.key, self.began.micros()))
    }

    /// The hidden fields of the form.
    pub(super) fn fields(&self, visit: &Visit) -> Markup {
        html! {
            input type="hidden" name="form" value=(self.key);
            input type="hidden" name="began" value=(self.began.micros());
            input type="hidden" name="seal" value=(self.seal(visit));
            input type="hidden" name="work" data-work=(self.key) data-noughts=(NOUGHTS);
            div.trap aria-hidden="true" {
                label for="website" { (visit.say("ask-trap")) }
                input id="website" name="website" tabindex="-1" autocomplete="off";
            }
        }
    }

    /// The secret of the address under which the client sees what they asked.
    pub(super) fn link(&self, visit: &Visit) -> String {
        secrets::seal(&secret_of(visit), &format!("link {}", self.key))
    }
}

/// What only this house knows of the tenant: its id stands on no page.
fn secret_of(visit: &Visit) -> Vec<u8> {
    let tenant = &visit.tenant;
    secrets::hash_token(&format!("forms {} {}", tenant.id, tenant.created_at.micros()))
}

/// Reads the hidden fields of a form that was sent.
///
/// # Errors
/// `Robot` for what no person sends, `TooMany` from one address.
pub(super) fn check(visit: &Visit, fields: &Fields) -> Answer<Sent> {
    let began = fields.text("began").parse().map_err(|_| Problem::Robot)?;
    let sealed = Sealed { key: fields.text("form").to_owned(), began: Instant::from_micros(began) };
    let age = visit.app.now() - sealed.began;
    let trapped = !fields.raw("website").is_empty();
    if trapped || fields.text("seal") != sealed.seal(visit) || age < SOONEST {
        return Err(Problem::Robot);
    }
    let worked = match secrets::is_work(&sealed.key, fields.text("work"), NOUGHTS) {
        true => Worked::Yes,
        false => Worked::No,
    };
    visit.app.asked(&visit.address, worked)?;
    Ok(if age > LATEST { Sent::Stale } else { Sent::Fine(sealed) })
}
