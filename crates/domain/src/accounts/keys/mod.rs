//! Other ways in than a code, passkeys and a password, and what a client is told when there is one
//! more.

pub(super) mod challenges;
pub(super) mod passkeys;
pub(super) mod passwords;

use super::{Account, entering::account_at};
use crate::{
    Desk, Result,
    notices::{self, Addressee, Cause, Event},
};
use db::{FromRow, Row};
use kernel::{Id, Language};
use serde_json::json;

/// Addresses of one account that are told, at the most.
const TOLD_MAX: i64 = 10;

struct Address {
    channel: String,
    address: String,
    language: Language,
}

impl FromRow for Address {
    fn from_row(row: &Row) -> db::Result<Self> {
        let language: String = row.get("language")?;
        let wrong = |()| db::Error::Column { column: "language".into(), wanted: "language" };
        Ok(Self {
            channel: row.get("channel")?,
            address: row.get("address")?,
            language: language.parse().map_err(wrong)?,
        })
    }
}

/// Tells the addresses that let somebody into the account of a way in, by what it is called:
/// whoever added it may be somebody else. An address that lets in no more is told nothing.
fn tell(desk: &mut Desk<'_>, account: Id<Account>, way: &str) -> Result<()> {
    let addresses: Vec<Address> = desk.all(
        "select d.channel, d.address, a.language from account_addresses as d
           join accounts as a on a.tenant = d.tenant and a.id = d.account
          where d.tenant = $1 and d.account = $2 order by d.channel, d.address limit $3",
        &[&desk.tenant.clone(), &account, &TOLD_MAX],
    )?;
    let mut told = Vec::new();
    for one in addresses {
        if account_at(desk, &one.channel, &one.address)? == Some(account) {
            told.push(one);
        }
    }
    let causes = told.iter().map(|one| {
        let is_mail = one.channel == "email";
        let to = Addressee {
            language: one.language,
            email: is_mail.then(|| one.address.clone()),
            phone: (!is_mail).then(|| format!("+{}", one.address)),
            ..Addressee::default()
        };
        let with = [("way".to_owned(), json!(way))].into_iter().collect();
        Cause { event: Event::KeyAdded, subject: account.bytes(), to, with }
    });
    let causes: Vec<Cause> = causes.collect();
    notices::cause(&mut desk.serve()?, &causes).map(drop)
}
