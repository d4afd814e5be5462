//! The company's clients: invented names, telephones set aside for fiction, a contract or two.

use super::numbers;
use crate::dice::Dice;
use domain::{
    Desk, Result, contracts, identity,
    notices::{self, HEAD_OFFICE, Purpose, Wish},
    parties::{self, PointKind},
};
use kernel::{Date, Language};

const SOURCE: &str = "register";
/// What a client who wants offers was asked when the contract was signed.
const SAID: &str = "Desidera ricevere offerte per e-mail e nella sua area? Sì.";

/// Names that belong together: a language, first names, family names.
type Names = (Language, [&'static str; 8], [&'static str; 10]);

const NAMES: [Names; 3] = [
    (
        Language::It,
        ["Alba", "Bruno", "Cosima", "Dante", "Elvira", "Furio", "Gemma", "Italo"],
        [
            "Vallauri",
            "Bricco",
            "Serrafino",
            "Montaldi",
            "Perosa",
            "Garrone",
            "Tavella",
            "Olivero",
            "Ruffinengo",
            "Castelmagno",
        ],
    ),
    (
        Language::Fr,
        ["Aurore", "Basile", "Clémence", "Désiré", "Eulalie", "Firmin", "Gaëlle", "Hilaire"],
        [
            "Montbrun",
            "Chassagne",
            "Valfleury",
            "Beaurepaire",
            "Durivage",
            "Sauveterre",
            "Clairfond",
            "Maisonneuve",
            "Roquelaure",
            "Vaucresson",
        ],
    ),
    (
        Language::Nl,
        ["Aaltje", "Berend", "Cobie", "Dirk", "Egbert", "Femke", "Geert", "Hilde"],
        [
            "van der Linde",
            "Terpstra",
            "Hoogland",
            "Waterberg",
            "de Ruyter",
            "Zandstra",
            "Oosterhuis",
            "Molenaar",
            "Klaverdijk",
            "Winterswijk",
        ],
    ),
];

/// The client of whom everything is told that it takes to come into their own area, with the day
/// on which they were born: the first one with a mobile telephone.
pub fn known() -> Option<(Client, Date)> {
    let one = clients().into_iter().find(|one| parties::is_mobile(&one.phone))?;
    Some((one, Date::constant(1980, 2, 3)))
}

const PRODUCTS: [&str; 4] = ["Casa Serena", "Auto Boreale", "Viaggio", "Tutela legale"];

/// A client of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// What they are called.
    pub name: String,
    /// Where they are reached.
    pub phone: String,
    /// And in writing: an address reserved by RFC 2606.
    pub email: String,
    /// What they speak.
    pub language: Language,
    /// The number of their contract.
    pub contract: String,
}

/// Every client, the same ones each time.
pub fn clients() -> Vec<Client> {
    (0_usize..).zip(numbers::regulars()).map(|(at, phone)| client(at, phone)).collect()
}

fn client(at: usize, phone: String) -> Client {
    let (language, first, last) = &NAMES[at % NAMES.len()];
    let turn = at / NAMES.len();
    let name = format!("{} {}", first[turn % 8], last[turn / 8 % 10]);
    let mailbox: String = kernel::fold(&name).replace(' ', ".");
    Client {
        name,
        phone,
        email: format!("{mailbox}.{at}@example.com"),
        language: *language,
        contract: format!("AB-{:06}", 100_000 + at),
    }
}

/// Tells the register of all of them with their contracts, and what some of them want to hear.
///
/// # Errors
/// Only when the database fails.
pub fn register(desk: &mut Desk<'_>, dice: &mut Dice) -> Result<()> {
    let known = known();
    let today = desk.now().day(&identity::tenant(desk)?.zone);
    let told: Vec<contracts::Told> =
        clients().iter().map(|one| told(one, (&known, today), dice)).collect();
    for some in told.chunks(200) {
        contracts::tell(desk, some)?;
    }
    wish(desk, &told)
}

/// One client in so many wants offers by mail.
const WANTS_OFFERS: usize = 4;

fn wish(desk: &mut Desk<'_>, told: &[contracts::Told]) -> Result<()> {
    let holders: Vec<parties::Told> =
        told.iter().step_by(WANTS_OFFERS).map(|one| one.holder.clone()).collect();
    let yes = |channel: &str| Wish {
        sender: HEAD_OFFICE,
        purpose: Purpose::Offer,
        channel: channel.into(),
        given: true,
    };
    let wishes = ["email", "inbox"].map(yes);
    for party in parties::tell(desk, &holders)? {
        notices::set_consents(desk, party, &wishes, ("desk", SAID))?;
    }
    Ok(())
}

/// A contract runs for a year at a time: it ends on the next day of its beginning.
fn next_end(month: i8, today: Date) -> Date {
    let this_year = Date::constant(today.year(), month, 1);
    if this_year > today { this_year } else { Date::constant(today.year() + 1, month, 1) }
}

fn told(
    one: &Client,
    (known, today): (&Option<(Client, Date)>, Date),
    dice: &mut Dice,
) -> contracts::Told {
    let year = i16::try_from(dice.between(2019, 2025)).unwrap_or(2020);
    let month = i8::try_from(dice.between(1, 12)).unwrap_or(1);
    let born = i16::try_from(dice.between(1940, 2003)).unwrap_or(1970);
    let known = known.as_ref().filter(|(known, _)| known.contract == one.contract);
    let born_on = known.map_or(Date::constant(born, month, 11), |(_, born)| *born);
    contracts::Told {
        holder: parties::Told {
            source: SOURCE.into(),
            key: one.contract.replace("AB-", "K"),
            name: one.name.clone(),
            kind: "private".into(),
            born_on: Some(born_on),
            points: vec![
                (PointKind::Phone, one.phone.clone()),
                (PointKind::Email, one.email.clone()),
            ],
        },
        number: one.contract.clone(),
        product: (*dice.pick(&PRODUCTS)).into(),
        starts_on: Date::constant(year, month, 1),
        ends_on: Some(next_end(month, today)),
    }
}
