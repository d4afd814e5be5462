//! Drafts, told on each engine.

use super::{furnish, hired};
use crate::{
    Refusal, Role,
    contacts::requests::{draft, save_draft},
    house::{House, each_engine},
};
use kernel::Instant;

const SUBJECT: [u8; 16] = [7; 16];

#[test]
fn a_draft_of_one_tab_never_replaces_that_of_another() {
    each_engine(|house: &House| {
        furnish(house);
        let me = hired(house, "una", Role::Agent);
        let save = |minute: u8, text: &'static str, known: Option<Instant>| {
            let when = format!("2026-03-02T10:{minute:02}:00Z");
            let kept = move |desk: &mut crate::Desk<'_>| save_draft(desk, SUBJECT, text, known);
            match house.act(&when, me.clone(), kept) {
                Err(Refusal::Conflict("conflict-draft-elsewhere")) => Err("elsewhere"),
                other => Ok(other.expect("it is kept")),
            }
        };
        let stands = || {
            let found = house.act("2026-03-02T11:00:00Z", me.clone(), |desk| draft(desk, SUBJECT));
            found.expect("it can be read").map(|draft| draft.text)
        };
        let elsewhere = Err("elsewhere");
        let first = save(0, "Dear", None).expect("nothing stood there");
        let second = save(1, "Dear Dora", first).expect("it is known what stood there");
        assert_eq!(save(2, "Hello", first), elsewhere, "the other tab knows the first only");
        assert_eq!(save(3, "Hello", None), elsewhere, "and this one knows nothing");
        assert_eq!(save(4, " ", first), Ok(None), "who clears theirs clears no other");
        assert_eq!(stands().as_deref(), Some("Dear Dora"));
        let longer = save(5, "Dear Dora, we", first).expect("nothing of what stood there is lost");
        assert!(second < longer);
        assert_eq!(save(6, "", longer), Ok(None));
        assert_eq!(stands(), None);
    });
}
