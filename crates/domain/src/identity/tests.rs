use super::*;
use crate::{
    Kind, Refusal, Result, Right, Role, Who,
    house::{House, each_engine},
};
use kernel::{Id, Instant, Language};

const TOKEN: &str = "a browser's token";

fn rosa(house: &House) -> Id<Role> {
    let root = house.root;
    house.system("2026-05-04T08:00:00Z", move |desk| {
        let joining = Joining {
            email: "Rosa@Aurora.example",
            name: "Rosa",
            role: Role::Administrator,
            unit: root,
            language: Language::Fr,
            password: "the hash",
        };
        join(desk, &joining)
    })
}

fn facts(house: &House, when: &str) -> SignIn {
    let found = house.system(when, |desk| sign_in_facts(desk, " ROSA@aurora.example "));
    found.expect("her address is known however it is typed")
}

fn open(house: &House, when: &str, token: &'static str) -> Result<Opened> {
    let sign_in = facts(house, when);
    house.act(when, Who::System, move |desk| {
        let attempt = Attempt { token, address: "127.0.0.1", browser: "a browser" };
        open_session(desk, &sign_in, &attempt)
    })
}

fn resumed(house: &House, when: &str) -> Result<Who> {
    house.act(when, Who::System, |desk| Ok(resume(desk, TOKEN)?.0.who()))
}

#[test]
fn a_session_lasts_half_a_day_and_ends_everywhere_at_once() {
    each_engine(|house| {
        rosa(house);
        assert_eq!(open(house, "2026-05-04T08:00:00Z", TOKEN).expect("opens"), Opened::Proved);
        open(house, "2026-05-04T08:00:01Z", "another browser").expect("opens");
        let who = resumed(house, "2026-05-04T19:59:00Z").expect("it still holds");
        assert!(resumed(house, "2026-05-04T20:00:01Z").is_err());
        let listed = house.act("2026-05-04T09:00:00Z", who.clone(), sessions).expect("hers");
        assert_eq!(listed.len(), 2);
        house.act("2026-05-04T09:00:00Z", who, end_all).expect("hers");
        assert!(matches!(resumed(house, "2026-05-04T09:00:01Z"), Err(Refusal::Unknown("session"))));
    });
}

#[test]
fn five_wrong_passwords_shut_the_door_for_a_quarter_of_an_hour() {
    each_engine(|house| {
        let id = rosa(house);
        for _ in 0..5 {
            house.system("2026-05-04T08:00:00Z", move |desk| record_failure(desk, id));
        }
        let shut = open(house, "2026-05-04T08:14:59Z", TOKEN);
        assert!(matches!(shut, Err(Refusal::Conflict("conflict-locked"))));
        open(house, "2026-05-04T08:15:01Z", TOKEN).expect("the quarter is over");
        let kinds = house
            .system("2026-05-04T08:16:00Z", move |desk| crate::history::of(desk, &[id.bytes()]));
        assert!(kinds.iter().any(|entry| entry.kind == Kind::StaffLocked));
    });
}

#[test]
fn a_one_time_code_opens_the_door_once() {
    each_engine(|house| {
        rosa(house);
        open(house, "2026-05-04T08:00:00Z", "first").expect("opens");
        let who = house
            .act("2026-05-04T08:00:01Z", Who::System, |desk| Ok(resume(desk, "first")?.0.who()));
        let who = who.expect("she is in");
        let secret = *b"12345678901234567890";
        let at: Instant = "2026-05-04T09:00:00Z".parse().expect("an instant");
        let step = u64::try_from(at.micros() / 30_000_000).expect("after the epoch");
        house
            .act("2026-05-04T08:59:00Z", who.clone(), move |desk| {
                start_second_factor(desk, &secret)
            })
            .expect("none was set");
        let wrong = house
            .act("2026-05-04T09:00:00Z", who.clone(), |desk| confirm_second_factor(desk, "000000"));
        assert!(matches!(wrong, Err(Refusal::Invalid(_))));
        house
            .act("2026-05-04T09:00:00Z", who, move |desk| {
                confirm_second_factor(desk, &secrets::code(&secret, step))
            })
            .expect("the code of the hour");

        let opened = open(house, "2026-05-04T10:00:00Z", TOKEN).expect("the password is right");
        assert_eq!(opened, Opened::CodeWanted);
        assert!(resumed(house, "2026-05-04T10:00:01Z").is_err());
        let later = secrets::code(&secret, step + 120);
        let given = move |desk: &mut crate::Desk<'_>| prove(desk, TOKEN, &later);
        assert!(house.system("2026-05-04T10:00:01Z", given.clone()));
        resumed(house, "2026-05-04T10:00:02Z").expect("she is in");
        open(house, "2026-05-04T10:00:03Z", "thief").expect("the password is right");
        let later = secrets::code(&secret, step + 120);
        let again = house.system("2026-05-04T10:00:04Z", move |desk| prove(desk, "thief", &later));
        assert!(!again, "the same code a second time");
    });
}

#[test]
fn an_invitation_is_good_once_and_hands_out_no_more_than_the_inviter_has() {
    each_engine(|house| {
        let root = house.root;
        let branch = house.system("2026-05-04T08:00:00Z", move |desk| {
            add_unit(desk, root, UnitKind::Agency, "Torino")
        });
        let (id, path) = house.system("2026-05-04T08:00:01Z", move |desk| {
            let joining = Joining {
                email: "lead@aurora.example",
                name: "Lead",
                role: Role::Supervisor,
                unit: branch,
                language: Language::It,
                password: "x",
            };
            Ok((join(desk, &joining)?, unit(desk, branch)?.path))
        });
        let lead = Who::Staff { id, role: Role::Supervisor, path, language: Language::It };
        let invitation = move |role: Role, unit| {
            move |desk: &mut crate::Desk<'_>| {
                let email = "new@aurora.example";
                invite(desk, &Invitation { email, role, unit, token: "the link" })
            }
        };
        let now = "2026-05-04T09:00:00Z";
        let too_much = house.act(now, lead.clone(), invitation(Role::Administrator, branch));
        assert!(matches!(too_much, Err(Refusal::Forbidden)));
        let elsewhere = house.act(now, lead.clone(), invitation(Role::Agent, root));
        assert!(matches!(elsewhere, Err(Refusal::Unknown("unit"))));
        house.act(now, lead, invitation(Role::Agent, branch)).expect("an agent of her own");

        let join_in =
            |desk: &mut crate::Desk<'_>| accept(desk, "the link", "New", "hash", Language::It);
        house.system("2026-05-05T09:00:00Z", join_in);
        let again = house.act("2026-05-05T09:00:01Z", Who::System, join_in);
        assert!(matches!(again, Err(Refusal::Unknown("invitation"))));
    });
}

#[test]
fn a_key_opens_what_its_scopes_say_until_it_is_taken_back() {
    each_engine(|house| {
        let root = house.root;
        let id = house.system("2026-05-04T08:00:00Z", move |desk| {
            make_key(desk, "exchange", &[Right::TellCalls], root, "token")
        });
        let who = house.system("2026-05-04T08:00:01Z", |desk| authenticate(desk, "token"));
        assert!(who.may(Right::TellCalls) && !who.may(Right::SeeCalls));
        let strange = house
            .neighbour()
            .act("2026-05-04T08:00:01Z", Who::System, |desk| authenticate(desk, "token"));
        assert!(matches!(strange, Err(Refusal::Unknown("key"))), "a neighbour's key is none");
        house.system("2026-05-04T09:00:00Z", move |desk| revoke(desk, id));
        let gone =
            house.act("2026-05-04T09:00:01Z", Who::System, |desk| authenticate(desk, "token"));
        assert!(matches!(gone, Err(Refusal::Unknown("key"))));
    });
}

#[test]
fn a_password_is_known_by_its_hash_alone() {
    let hash = secrets::hash_password("una vera premura", &[7; 16]);
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(secrets::is_password(&hash, "una vera premura"));
    assert!(!secrets::is_password(&hash, "una vera Premura"));
    assert!(!secrets::is_password("not a hash", "una vera premura"));
}

#[test]
fn one_time_codes_are_those_of_rfc_6238() {
    // Appendix B, SHA-1: the last six of the eight digits given there.
    let secret = b"12345678901234567890";
    let vectors = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    for (seconds, code) in vectors {
        assert_eq!(secrets::code(secret, seconds / 30), code, "{seconds}");
    }
}
