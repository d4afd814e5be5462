mod shelf;
mod statements;

use crate::{
    Reach, Refusal, Result, Right, Who,
    history::{self, Happened, Kind},
};
use db::{FromRow, Row, ToValue, Value};
use kernel::{Id, Instant, World};
use serde_json::Value as Json;
use statements::Statements;

pub use shelf::Shelf;

/// Where an action takes place: an open transaction, the hour, the tenant, and who acts.
///
/// Every action and every query takes one. What happens at a desk happens whole or not at all.
pub struct Desk<'a> {
    /// Who sits here.
    pub who: Who,
    /// Whose house this is.
    pub tenant: Id<Tenant>,
    sql: &'a mut dyn Statements,
    world: &'a mut World,
    shelf: &'a Shelf,
}

/// A company that rents the house; only its id matters to most of us.
#[derive(Debug)]
pub enum Tenant {}

impl<'a> Desk<'a> {
    /// A desk inside an open transaction.
    pub fn new(
        who: Who,
        tenant: Id<Tenant>,
        tx: &'a mut db::Tx<'_>,
        world: &'a mut World,
        shelf: &'a Shelf,
    ) -> Self {
        // The transaction outlives the desk; only its own lifetime parameter is forgotten here.
        Self { who, tenant, sql: tx, world, shelf }
    }

    /// The same desk with somebody else sitting at it.
    pub fn seat(&mut self, who: Who) -> Desk<'_> {
        Desk {
            who,
            tenant: self.tenant,
            sql: &mut *self.sql,
            world: &mut *self.world,
            shelf: self.shelf,
        }
    }

    /// The hour of this unit of work.
    pub fn now(&self) -> Instant {
        self.world.now
    }

    /// A new identity.
    pub fn fresh_id<T>(&mut self) -> Id<T> {
        self.world.fresh_id()
    }

    /// What is kept ready between units of work.
    pub fn shelf(&self) -> &'a Shelf {
        self.shelf
    }

    /// The rows on which this person may do this, or [`Refusal::Forbidden`].
    ///
    /// # Errors
    /// `Forbidden` where the role does not have the right.
    pub fn reach(&self, right: Right) -> Result<Reach> {
        self.who.reach(right)
    }

    /// Remembers what happened here and now. An action that changes rows and records nothing is
    /// a bug. `facts` hold no personal data.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn record<T>(&mut self, subject: Id<T>, kind: Kind, facts: &Json) -> Result<()> {
        let now = self.now();
        self.record_at(now, subject, kind, facts)
    }

    /// The same for what happened earlier and is only now written down, or will begin later.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn record_at<T>(
        &mut self,
        at: Instant,
        subject: Id<T>,
        kind: Kind,
        facts: &Json,
    ) -> Result<()> {
        let (now, actor) = (self.now(), self.who.actor().label());
        self.execute(
            "insert into history (tenant, at, recorded_at, subject, kind, actor, facts)
             values ($1, $2, $3, $4, $5, $6, $7)",
            &[&self.tenant.clone(), &at, &now, &subject, &kind.word(), &actor, &facts.to_string()],
        )?;
        Ok(())
    }

    /// The same for many things at once, in the order in which they happened.
    ///
    /// # Errors
    /// Only when the database fails.
    pub fn record_all(&mut self, happened: &[Happened]) -> Result<()> {
        let (tenant, now, actor) = (self.tenant, self.now(), self.who.actor().label());
        let rows = happened
            .iter()
            .map(|one| {
                vec![
                    tenant.to_value(),
                    one.at.to_value(),
                    now.to_value(),
                    Value::Uuid(one.subject),
                    Value::Text(one.kind.word().into()),
                    Value::Text(actor.clone()),
                    Value::Text(one.facts.to_string()),
                ]
            })
            .collect();
        history::append(
            self,
            "history (tenant, at, recorded_at, subject, kind, actor, facts)",
            rows,
        )
    }

    /// The member of staff who sits here; none: a program or the house itself.
    pub fn colleague(&self) -> Option<Id<crate::Role>> {
        match self.who {
            Who::Staff { id, .. } => Some(id),
            _ => None,
        }
    }

    /// The client who sits here: their account, and the party for whom they look.
    ///
    /// # Errors
    /// `Forbidden` for anybody else.
    pub fn client(&self) -> Result<([u8; 16], [u8; 16])> {
        match self.who {
            Who::Client { account, party } => Ok((account, party)),
            _ => Err(Refusal::Forbidden),
        }
    }

    /// The same desk at which the house itself sits, for the client who sits here.
    ///
    /// # Errors
    /// As [`Desk::client`].
    pub fn serve(&mut self) -> Result<Desk<'_>> {
        let (account, _) = self.client()?;
        Ok(self.seat(Who::Serving { account }))
    }

    /// Runs a statement; answers how many rows it changed.
    ///
    /// # Errors
    /// What the database answers.
    pub fn execute(&mut self, sql: &str, values: &[&dyn ToValue]) -> Result<u64> {
        Ok(self.sql.execute(sql, values)?)
    }

    /// Every row, made into what is wanted.
    ///
    /// # Errors
    /// What the database answers, or a column that does not hold what is wanted.
    pub fn all<T: FromRow>(&mut self, sql: &str, values: &[&dyn ToValue]) -> Result<Vec<T>> {
        let rows = self.sql.rows(sql, values)?;
        Ok(rows.iter().map(T::from_row).collect::<db::Result<_>>()?)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Desk::all`].
    pub fn optional<T: FromRow>(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
    ) -> Result<Option<T>> {
        let rows = self.sql.rows(sql, values)?;
        Ok(rows.first().map(T::from_row).transpose()?)
    }

    /// The one row there must be.
    ///
    /// # Errors
    /// `Broken` where there is none: the caller has made sure that there is.
    pub fn one<T: FromRow>(&mut self, sql: &str, values: &[&dyn ToValue]) -> Result<T> {
        self.optional(sql, values)?.ok_or(Refusal::Broken(db::Error::Missing))
    }

    /// The rows whose column is in a list; the text holds `{list}` where the list goes.
    ///
    /// # Errors
    /// As [`Desk::all`].
    pub fn all_in<T: FromRow>(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        list: &[Value],
    ) -> Result<Vec<T>> {
        let rows = self.sql.rows_in(sql, values, list)?;
        Ok(rows.iter().map(T::from_row).collect::<db::Result<_>>()?)
    }

    /// Hands every row to `row` without keeping them.
    ///
    /// # Errors
    /// What the database or `row` answers.
    pub fn each(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        row: &mut dyn FnMut(&Row) -> db::Result<()>,
    ) -> Result<()> {
        Ok(self.sql.each(sql, values, row)?)
    }

    /// Inserts many rows in few statements; `tail` is what follows the values.
    ///
    /// # Errors
    /// What the database answers.
    pub fn insert(&mut self, into: &str, tail: &str, rows: &[Vec<Value>]) -> Result<Vec<Row>> {
        Ok(self.sql.insert(into, tail, rows)?)
    }

    /// Inserts very many rows; answers how many. `tail` is nothing, or `on conflict do nothing`.
    ///
    /// # Errors
    /// What the database answers.
    pub fn bulk(&mut self, into: &str, tail: &str, rows: Vec<Vec<Value>>) -> Result<u64> {
        Ok(self.sql.bulk(into, tail, rows)?)
    }

    /// Changes the rows whose column is in a list; the text holds `{list}` where the list goes.
    ///
    /// # Errors
    /// What the database answers.
    pub fn execute_in(
        &mut self,
        sql: &str,
        values: &[&dyn ToValue],
        list: &[Value],
    ) -> Result<u64> {
        Ok(self.sql.execute_in(sql, values, list)?)
    }

    /// Below this, no transaction can still add to history.
    ///
    /// # Errors
    /// What the database answers.
    pub fn horizon(&mut self) -> Result<i64> {
        Ok(self.sql.horizon()?)
    }

    /// Ends a claim of rows, so that two workers never wait for the same ones.
    pub fn skip_locked(&self) -> &'static str {
        self.sql.skip_locked()
    }

    /// Ends a `select` whose rows nobody else may change before this unit of work ends.
    pub fn for_update(&self) -> &'static str {
        self.sql.for_update()
    }

    /// Holds these names to the end of this unit of work: whoever folds a subject from its facts
    /// holds its name first, so that no two do it at once.
    ///
    /// # Errors
    /// What the database answers.
    pub fn lock(&mut self, names: impl IntoIterator<Item = String>) -> Result<()> {
        let tenant = self.tenant;
        let names: Vec<String> = names.into_iter().map(|name| format!("{tenant} {name}")).collect();
        Ok(self.sql.lock(&names)?)
    }

    /// Wakes those who wait for `topic`, once this is committed.
    pub fn wake(&mut self, topic: &'static str) {
        self.sql.wake(topic);
    }
}
