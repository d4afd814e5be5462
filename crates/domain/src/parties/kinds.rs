use crate::{Desk, Fault, Kind, Refusal, Result, Right};
use serde_json::json;
use std::collections::BTreeMap;

/// What the tenant calls its kinds of client, by their codes. Programs and files say the code,
/// people read the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds(BTreeMap<String, String>);

impl Kinds {
    /// What a kind is called: its code, where nobody has named it.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.0.get(code).map_or(code, String::as_str)
    }

    /// Every code with its name, by code.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(code, name)| (code.as_str(), name.as_str()))
    }
}

/// Kinds of one tenant at the most: a list to choose from, not a register.
const KINDS_MAX: i64 = 200;
/// Characters of a code or a name: it stands in the column of a table.
const WORD_MAX: usize = 80;

/// The tenant's kinds of client: those it has named, and those its numbers are for.
///
/// # Errors
/// `Forbidden` without the right to see figures.
pub fn kinds(desk: &mut Desk<'_>) -> Result<Kinds> {
    desk.reach(Right::SeeFigures)?;
    let mut kinds = Kinds::default();
    desk.each(
        "select code, name from party_kinds where tenant = $1
         union all
         select distinct n.kind as code, n.kind as name from phone_numbers as n
          where n.tenant = $1 and n.kind is not null and not exists (
                select 1 from party_kinds as k where k.tenant = n.tenant and k.code = n.kind)
          order by code limit $2",
        &[&desk.tenant.clone(), &KINDS_MAX],
        &mut |row| {
            kinds.0.insert(row.get("code")?, row.get("name")?);
            Ok(())
        },
    )?;
    Ok(kinds)
}

/// Names a kind of client, new or known.
///
/// # Errors
/// `Forbidden` without the right to import parties; `Invalid` without a code or a name.
pub fn name_kind(desk: &mut Desk<'_>, code: &str, name: &str) -> Result<()> {
    desk.reach(Right::TellParties)?;
    let (code, name) = (code.trim(), name.trim());
    let mut faults = Vec::new();
    for (field, text) in [("code", code), ("name", name)] {
        if text.is_empty() {
            faults.push(Fault::new(field, "fault-required"));
        } else if text.chars().count() > WORD_MAX {
            faults.push(Fault::new(field, "fault-too-long").with(WORD_MAX.to_string()));
        }
    }
    Refusal::unless_none(faults)?;
    let tenant = desk.tenant;
    desk.execute(
        "insert into party_kinds (tenant, code, name) values ($1, $2, $3)
         on conflict (tenant, code) do update set name = excluded.name",
        &[&tenant, &code, &name],
    )?;
    desk.record(tenant, Kind::PartyKindSaved, &json!({ "code": code }))
}
