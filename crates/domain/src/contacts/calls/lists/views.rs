use crate::{Desk, Refusal, Result, Right, Role, Who};
use db::{FromRow, Row};
use kernel::Id;

/// A filter of the list of calls under a name, which somebody keeps for themself.
#[derive(Clone, Debug)]
pub struct View {
    /// Its row.
    pub id: Id<View>,
    /// What they call it.
    pub name: String,
    /// The filter, as the page's address says it.
    pub query: String,
}

impl FromRow for View {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self { id: row.get("id")?, name: row.get("name")?, query: row.get("query")? })
    }
}

/// Views of one person; more than this are no help any more.
const VIEWS_MAX: usize = 30;
/// Characters of a name: it stands on a small button.
const NAME_MAX: usize = 40;
/// Characters of a filter with every field filled, and some to spare.
const QUERY_MAX: usize = 1_000;

const PAGE: &str = "calls";

/// One's own views, by name; a program has none.
///
/// # Errors
/// `Forbidden` without the right to see calls.
pub fn views(desk: &mut Desk<'_>) -> Result<Vec<View>> {
    desk.reach(Right::SeeCalls)?;
    let Ok(me) = myself(desk) else { return Ok(Vec::new()) };
    desk.all(
        "select id, name, query from saved_views
          where tenant = $1 and staff = $2 and page = $3 order by name limit 100",
        &[&desk.tenant.clone(), &me, &PAGE],
    )
}

/// Keeps a filter under a name; one of that name becomes this filter.
///
/// # Errors
/// `Invalid` without a name, or where there are too many.
pub fn save_view(desk: &mut Desk<'_>, name: &str, query: &str) -> Result<()> {
    let me = myself(desk)?;
    let mine = views(desk)?;
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(Refusal::invalid("name", "fault-required"));
    }
    if query.chars().count() > QUERY_MAX {
        return Err(Refusal::invalid("query", "fault-too-long"));
    }
    if mine.len() >= VIEWS_MAX && !mine.iter().any(|view| view.name == name) {
        return Err(Refusal::invalid("name", "fault-too-many"));
    }
    let id: Id<View> = desk.fresh_id();
    desk.execute(
        "insert into saved_views (tenant, id, staff, page, name, query)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant, staff, page, name) do update set query = excluded.query",
        &[&desk.tenant.clone(), &id, &me, &PAGE, &name, &query],
    )?;
    Ok(())
}

/// Takes one's own view away.
///
/// # Errors
/// `Unknown` where one has no such view.
pub fn forget_view(desk: &mut Desk<'_>, id: Id<View>) -> Result<()> {
    let me = myself(desk)?;
    let gone = desk.execute(
        "delete from saved_views where tenant = $1 and staff = $2 and id = $3",
        &[&desk.tenant.clone(), &me, &id],
    )?;
    if gone == 0 { Err(Refusal::Unknown("view")) } else { Ok(()) }
}

fn myself(desk: &Desk<'_>) -> Result<Id<Role>> {
    match &desk.who {
        Who::Staff { id, .. } => Ok(*id),
        _ => Err(Refusal::Forbidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::{House, each_engine};
    use kernel::Language;

    const NOW: &str = "2026-05-04T08:00:00Z";

    fn somebody(number: u8) -> Who {
        Who::Staff {
            id: Id::from_bytes([number; 16]),
            role: Role::Administrator,
            path: "/".into(),
            language: Language::It,
        }
    }

    fn of(house: &House, number: u8) -> Vec<View> {
        house.act(NOW, somebody(number), views).expect("one's own")
    }

    fn save(house: &House, name: &'static str, query: &'static str) -> Result<()> {
        house.act(NOW, somebody(1), move |desk| save_view(desk, name, query))
    }

    #[test]
    fn a_view_is_ones_own() {
        each_engine(|house| {
            save(house, "Lost", "outcome=abandoned").expect("saves");
            let mine = of(house, 1);
            assert_eq!(mine.len(), 1);
            assert_eq!(of(house, 2).len(), 0);
            let id = mine[0].id;
            let theirs = house.act(NOW, somebody(2), move |desk| forget_view(desk, id));
            assert!(matches!(theirs, Err(Refusal::Unknown("view"))));
            house.act(NOW, somebody(1), move |desk| forget_view(desk, id)).expect("mine");
            assert_eq!(of(house, 1).len(), 0);
        });
    }

    #[test]
    fn a_name_stands_for_one_filter() {
        each_engine(|house| {
            save(house, "Lost", "outcome=abandoned").expect("saves");
            save(house, "Lost", "outcome=refused").expect("saves");
            let mine = of(house, 1);
            assert_eq!((mine.len(), mine[0].query.as_str()), (1, "outcome=refused"));
            assert!(save(house, "", "outcome=refused").is_err());
            assert!(house.act(NOW, Who::System, |desk| save_view(desk, "Lost", "")).is_err());
        });
    }
}
