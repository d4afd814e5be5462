use super::model::{Rule, Saving};
use crate::{Desk, Fault, Kind, Refusal, Result, Right};
use kernel::Id;
use serde_json::json;

/// Days before an end at the most: a year.
const DAYS_MAX: i64 = 366;
/// Reminders of one rule.
const REMINDERS_MAX: usize = 10;
/// Products that have a rule of their own.
pub(super) const RULES_MAX: i64 = 500;

/// Saves a new version of the rule of a product. One without any days sends nothing.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` with all faults.
pub fn save(desk: &mut Desk<'_>, saving: &Saving) -> Result<()> {
    desk.reach(Right::SetUpDesk)?;
    Refusal::unless_none(faults(saving))?;
    let mut reminders = saving.reminders.clone();
    reminders.sort_unstable_by(|one, other| other.cmp(one));
    reminders.dedup();
    let reminders: Vec<String> = reminders.iter().map(i64::to_string).collect();
    let (id, product): (Id<Rule>, &str) = (desk.fresh_id(), saving.product.trim());
    let (now, actor) = (desk.now(), desk.who.actor().label());
    desk.lock(["deadline rules".to_owned()])?;
    desk.execute(
        "update deadline_rules set current = false
          where tenant = $1 and product = $2 and current",
        &[&desk.tenant.clone(), &product],
    )?;
    let written = desk.execute(
        "insert into deadline_rules (tenant, id, product, version, current, reminders, legal_days,
            margin_days, saved_at, actor)
         select $1, $2, $3, coalesce(max(case when product = $3 then version end), 0) + 1, true,
                $4, $5, $6, $7, $8
           from deadline_rules where tenant = $1
         having count(case when current and product <> $3 then 1 end) < $9",
        &[
            &desk.tenant.clone(),
            &id,
            &product,
            &reminders.join(" "),
            &saving.legal.map(|legal| legal.days),
            &saving.legal.map_or(0, |legal| legal.margin),
            &now,
            &actor,
            &RULES_MAX,
        ],
    )?;
    if written == 0 {
        return Err(Refusal::invalid("product", "fault-too-many"));
    }
    desk.record(id, Kind::DeadlineRuleSaved, &json!({}))
}

fn faults(saving: &Saving) -> Vec<Fault> {
    let mut faults = Vec::new();
    if saving.product.chars().count() > 200 {
        faults.push(Fault::new("product", "fault-too-long").with("200"));
    }
    let is_odd = |days: &i64| !(1..=DAYS_MAX).contains(days);
    if saving.reminders.iter().any(is_odd) {
        faults.push(Fault::new("reminders", "fault-range").with(format!("1–{DAYS_MAX}")));
    }
    if saving.reminders.len() > REMINDERS_MAX {
        let most = format!("0–{REMINDERS_MAX}");
        faults.push(Fault::new("reminders", "fault-range").with(most));
    }
    if let Some(legal) = saving.legal {
        if is_odd(&legal.days) {
            faults.push(Fault::new("legal_days", "fault-range").with(format!("1–{DAYS_MAX}")));
        }
        if !(0..=DAYS_MAX).contains(&legal.margin) {
            faults.push(Fault::new("margin", "fault-range").with(format!("0–{DAYS_MAX}")));
        }
    }
    faults
}
