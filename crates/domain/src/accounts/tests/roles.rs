//! For whom an account comes in, and by which addresses.

use super::{BORN, NOON, after, asker, asks, chance, client, guesses, guesses_as, opening, typed};
use crate::{
    Refusal, Who,
    accounts::{
        Account, Client, Opening, Registering, Role, ask_to_enter, coming, enter, holdings,
        look_for, resume, set_password, take_back,
    },
    history,
    house::{House, each_engine},
    messaging::{self, Channel},
    notices,
    parties::{Party, PointKind},
};
use kernel::{Id, Instant};

fn mail(at: &str) -> [(PointKind, &str); 1] {
    [(PointKind::Email, at)]
}

/// Registers with a contract in a browser that will hold this token, and comes in.
fn comes_by_contract(house: &House, when: &str, one: Registering, token: &str) -> Client {
    let code = asks(house, when, one, 7);
    assert!(guesses_as(house, when, (code, "000007"), token));
    let token = token.to_owned();
    house.system(when, move |desk| resume(desk, &token))
}

fn as_role(role: Role, contract: &str) -> Registering {
    Registering { role, ..typed(contract, BORN) }
}

/// Who is in lets this contract join their account.
fn joins(house: &House, when: &str, who: &Client, one: Registering) {
    let code = asks(house, when, Registering { account: Some(who.account), ..one }, 8);
    let inside = Some(who.account);
    let token = format!("joined {when}");
    let entered = house.system(when, move |desk| {
        enter(desk, code, "000008", &Opening { token: &token, inside, ..opening() })
    });
    assert_eq!(entered, Some(who.account));
}

/// The account that a code to this address lets in.
fn lets_in(house: &House, when: &str, address: &'static str) -> Option<Id<Account>> {
    let dice = chance(9, &format!("{when} {address}"));
    let code = house.system(when, move |desk| ask_to_enter(desk, address, &asker(), &dice));
    let token = format!("{when} {address}");
    let with = move |desk: &mut crate::Desk<'_>| {
        enter(desk, code, "000009", &Opening { token: &token, ..opening() })
    };
    house.system(when, with)
}

fn hour(count: i64) -> String {
    after(count * Instant::HOUR)
}

#[test]
fn an_account_that_is_nobodys_own_is_checked_against_the_register_too() {
    each_engine(|house| {
        client(house, "firm", &mail("info@firm.test"));
        let registering = as_role(Role::Company, "C-firm");
        let firm = comes_by_contract(house, NOON, registering, "firm's");
        assert_eq!(lets_in(house, &hour(1), "info@firm.test"), Some(firm.account));
        client(house, "firm", &mail("office@firm.test"));
        assert_eq!(lets_in(house, &hour(2), "info@firm.test"), None, "it is somebody else's now");
    });
}

#[test]
fn a_firm_that_joins_a_colleagues_account_leaves_its_address_where_it_is() {
    each_engine(|house| {
        client(house, "firm", &mail("info@firm.test"));
        client(house, "yves", &mail("yves@example.test"));
        let company = as_role(Role::Company, "C-firm");
        let firm = comes_by_contract(house, NOON, company.clone(), "firm's");
        let yves = comes_by_contract(house, &hour(1), typed("C-yves", BORN), "yves's");
        joins(house, &hour(2), &yves, company);
        assert_eq!(lets_in(house, &hour(3), "info@firm.test"), Some(firm.account));
        joins(house, &hour(4), &yves, as_role(Role::Own, "C-firm"));
        assert_eq!(lets_in(house, &hour(5), "info@firm.test"), Some(firm.account));
        house.system(&hour(5), |desk| messaging::take(desk, Channel::Email, 50));
        let session = house.system(&hour(2), |desk| resume(desk, "yves's")).session;
        house
            .act(&hour(1), yves.who(), move |desk| set_password(desk, session, "hash", "Password"))
            .expect("he has just come in");
        let letters = house.system(&hour(5), |desk| {
            let taken = messaging::take(desk, Channel::Email, 5)?;
            notices::put_into_words(desk, taken)
        });
        let told: Vec<&str> = letters.iter().map(|one| one.recipient.as_str()).collect();
        assert_eq!(told, ["yves@example.test"], "nobody at the firm hears of his keys");
    });
}

#[test]
fn an_address_that_was_joined_before_is_told_of_no_key_where_it_lets_nobody_in() {
    each_engine(|house| {
        client(house, "firm", &mail("info@firm.test"));
        let firm = comes_by_contract(house, NOON, as_role(Role::Company, "C-firm"), "firm's");
        client(house, "yves", &mail("yves@example.test"));
        joins(house, &hour(1), &firm, typed("C-yves", BORN));
        assert_eq!(lets_in(house, &hour(2), "yves@example.test"), Some(firm.account));
        assert_eq!(lets_in(house, &hour(2), "info@firm.test"), None, "it is his own now");
        house.system(&hour(2), |desk| messaging::take(desk, Channel::Email, 50));
        let session = firm.session;
        house
            .act(NOON, firm.who(), move |desk| set_password(desk, session, "hash", "Password"))
            .expect("he has just come in");
        let letters = house.system(&hour(2), |desk| messaging::take(desk, Channel::Email, 5));
        let told: Vec<&str> = letters.iter().map(|one| one.recipient.as_str()).collect();
        assert_eq!(told, ["yves@example.test"]);
    });
}

#[test]
fn who_registers_again_at_a_new_address_comes_into_the_account_they_have() {
    each_engine(|house| {
        client(house, "ada", &mail("ada@example.test"));
        client(house, "luc", &mail("luc@example.test"));
        let ada = comes_by_contract(house, NOON, typed("C-ada", BORN), "ada's");
        client(house, "ada", &mail("ada@new.test"));
        let again = comes_by_contract(house, &hour(1), typed("C-ada", BORN), "again");
        assert_eq!(again.account, ada.account, "she has one account");
        assert_eq!(lets_in(house, &hour(2), "ada@new.test"), Some(ada.account));
        let luc = comes_by_contract(house, &hour(3), typed("C-luc", BORN), "luc's");
        client(house, "ada", &mail("luc@example.test"));
        let shared = comes_by_contract(house, &hour(4), typed("C-ada", BORN), "shared");
        assert_eq!(shared.account, ada.account);
        assert_eq!(lets_in(house, &hour(5), "luc@example.test"), Some(luc.account), "it is his");
        let family = as_role(Role::Family, "C-ada");
        let family = comes_by_contract(house, &hour(6), family, "family");
        assert_eq!(family.account, luc.account, "who is not her comes in as who they are");
    });
}

/// Ada has an account; so has Luc, who comes in for her too and looks for her.
fn ada_and_luc(house: &House) -> (Id<Party>, Client, Client) {
    let party = client(house, "ada", &mail("ada@example.test"));
    client(house, "luc", &mail("luc@example.test"));
    let ada = comes_by_contract(house, NOON, typed("C-ada", BORN), "ada's");
    let luc = comes_by_contract(house, &after(1), typed("C-luc", BORN), "luc's");
    joins(house, &after(2), &luc, as_role(Role::Family, "C-ada"));
    let session = luc.session;
    house.act(NOON, luc.who(), move |desk| look_for(desk, session, party)).expect("he may");
    (party, ada, luc)
}

#[test]
fn who_holds_a_party_sees_who_comes_in_for_it_and_takes_it_back_at_once() {
    each_engine(|house| {
        let (party, ada, luc) = ada_and_luc(house);
        let all = house.act(NOON, ada.who(), move |desk| coming(desk, party)).expect("hers");
        let seen: Vec<_> = all.iter().map(|one| (one.name.as_deref(), one.role)).collect();
        assert_eq!(seen, [(Some("ada"), Role::Own), (Some("luc"), Role::Family)]);
        let unknown = |done: crate::Result<()>| matches!(done, Err(Refusal::Unknown(_)));
        let sees = house.act(NOON, luc.who(), move |desk| coming(desk, party).map(drop));
        assert!(unknown(sees), "that is hers to know");
        let (hers, his) = (ada.account, luc.account);
        let take =
            |who: Who, account| house.act(NOON, who, move |desk| take_back(desk, account, party));
        assert!(unknown(take(luc.who(), hers)), "he does not hold it");
        assert!(unknown(take(ada.who(), hers)), "who holds it closes the account");
        take(ada.who(), his).expect("she holds it");
        assert!(unknown(take(ada.who(), his)), "it is taken back");
        let left = house.act(NOON, luc.who(), holdings).expect("his");
        assert_eq!(left.len(), 1);
        let now = house.system(NOON, |desk| resume(desk, "luc's"));
        assert_eq!(now.party, luc.party, "he looks for himself again");
        let facts = house.system(NOON, move |desk| history::of(desk, &[his.bytes()]));
        let taken = facts.iter().find(|one| one.facts["role"] == "removed").expect("it is a fact");
        assert!(taken.actor.starts_with("client:"), "{}", taken.actor);
    });
}

#[test]
fn who_comes_in_for_somebody_else_gives_it_up() {
    each_engine(|house| {
        let (party, ada, luc) = ada_and_luc(house);
        let his = luc.account;
        house.act(NOON, luc.who(), move |desk| take_back(desk, his, party)).expect("he may");
        let all = house.act(NOON, ada.who(), move |desk| coming(desk, party)).expect("hers");
        assert_eq!(all.len(), 1);
    });
}

#[test]
fn the_desk_takes_it_from_anybody_and_an_account_for_nobody_is_closed() {
    each_engine(|house| {
        let party = client(house, "ada", &mail("ada@example.test"));
        let ada = comes_by_contract(house, NOON, typed("C-ada", BORN), "ada's");
        let account = ada.account;
        let program = Who::Key { id: Id::from_bytes([9; 16]), rights: vec![], path: "/".into() };
        let done = house.act(NOON, program, move |desk| take_back(desk, account, party));
        assert!(matches!(done, Err(Refusal::Forbidden)));
        assert_eq!(house.system(NOON, move |desk| coming(desk, party)).len(), 1);
        house.system(NOON, move |desk| take_back(desk, account, party));
        let resumed = house.act(NOON, Who::System, |desk| resume(desk, "ada's"));
        assert!(matches!(resumed, Err(Refusal::Unknown("session"))));
        let again = asks(house, &hour(1), typed("C-ada", BORN), 3);
        assert!(guesses(house, &hour(1), again, "000003"));
        let anew = house.system(&hour(1), |desk| resume(desk, "token")).account;
        assert_ne!(anew, account, "who shows that they hold the contract has another one");
    });
}
