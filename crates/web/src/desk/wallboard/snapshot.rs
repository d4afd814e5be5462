use crate::desk::calls::Names;
use domain::{
    Desk, Result,
    commitments::{self, Book, ClockRow},
    contacts::calls::{self, Live, agents, agents::Team},
    quality::measures::{By, Period, Question, Shape, Sums, ask, by_id, published_formula},
};
use jiff::Span;
use kernel::Instant;
use std::collections::HashMap;

/// What goes on at this moment, in facts: each listener puts it into words.
#[derive(Clone, Debug)]
pub(in crate::desk) struct Snapshot {
    /// When it was taken.
    pub at: Instant,
    /// All numbers together.
    pub all: Line,
    /// Each number, by name.
    pub lines: Vec<Line>,
    /// What is due next.
    pub soon: Vec<ClockRow>,
    /// What each promise is called, by its code.
    pub book: std::sync::Arc<Book>,
    /// Agents, as far as each unit's setting allows.
    pub teams: Vec<Team>,
    /// The share promised for an answer within ten seconds, in thousandths.
    pub quick_permille: Option<u32>,
    /// The share of calls promised to be answered.
    pub answered_permille: Option<u32>,
}

/// One number, now and today.
#[derive(Clone, Debug, Default)]
pub(in crate::desk) struct Line {
    /// What we call the number; empty for all together.
    pub name: String,
    /// The number itself, for the way down to its calls.
    pub code: String,
    /// Callers in a queue.
    pub waiting: i64,
    /// Since when the first of them waits.
    pub longest_since: Option<Instant>,
    /// Callers with an agent.
    pub talking: i64,
    /// Calls offered today.
    pub offered: i64,
    /// Answered in time today, of how many, by the published formula.
    pub quick: (i64, i64),
    /// Answered today, of how many, by the published formula.
    pub answered: (i64, i64),
}

/// Promises due next that are shown.
const SOON: i64 = 6;

impl Snapshot {
    /// Takes one.
    pub(in crate::desk) fn take(desk: &mut Desk<'_>) -> Result<Self> {
        let now = desk.now();
        let book = Book::open(desk)?;
        let today = now.day(&book.zone);
        let tomorrow = today.saturating_add(Span::new().days(1));
        let period = Period::new(today, tomorrow, book.zone.clone())?;
        let formulas = Formulas::load(desk)?;
        let live = calls::live(desk)?;
        let names = Names::load(desk)?;
        let groups = ask(desk, &Question::of(period, Some(By::Number)))?.groups;
        let mut all = Line::default();
        let mut sums = Sums::default();
        let mut lines: HashMap<String, Line> = HashMap::new();
        for group in groups {
            sums.merge(&group.sums);
            lines.insert(group.name, formulas.line(&group.sums));
        }
        for now in &live {
            let code = now.number.and_then(|id| names.numbers.get(&id));
            let code = code.map_or("-", |place| place.code.as_str());
            lines.entry(code.to_owned()).or_default().take(now);
            all.take(now);
        }
        let today = formulas.line(&sums);
        all = Line { offered: today.offered, quick: today.quick, answered: today.answered, ..all };
        let promised = |code: &str| {
            let found = book.current().find(|version| version.commitment.code == code);
            found.map(|version| version.commitment.share.permille())
        };
        Ok(Self {
            at: now,
            all,
            lines: named(lines, &names),
            soon: commitments::soon(desk, SOON)?,
            quick_permille: promised("calls.10s"),
            answered_permille: promised("calls.answered"),
            teams: agents::teams(desk)?,
            book,
        })
    }
}

/// Lines by name; what no number belongs to comes last and only where there is something.
fn named(lines: HashMap<String, Line>, names: &Names) -> Vec<Line> {
    let mut told: Vec<Line> = lines
        .into_iter()
        .map(|(code, line)| {
            let place = names.numbers.values().find(|place| place.code == code);
            let name = place.map_or(code.as_str(), |place| names.number_name(Some(place.id)));
            let name = name.to_owned();
            Line { name, code, ..line }
        })
        .collect();
    told.sort_by(|one, other| (one.code == "-", &one.name).cmp(&(other.code == "-", &other.name)));
    told
}

impl Line {
    fn take(&mut self, live: &Live) {
        self.waiting += live.waiting;
        self.talking += live.talking;
        self.longest_since = self.longest_since.into_iter().chain(live.longest_since).min();
    }
}

/// The formulas that are published.
struct Formulas {
    quick: String,
    answered: String,
}

impl Formulas {
    fn load(desk: &mut Desk<'_>) -> Result<Self> {
        Ok(Self {
            quick: published_formula(desk, "service_level")?,
            answered: published_formula(desk, "answer_rate")?,
        })
    }

    fn line(&self, sums: &Sums) -> Line {
        Line {
            offered: sums.offered,
            quick: share(&self.quick, sums),
            answered: share(&self.answered, sums),
            ..Line::default()
        }
    }
}

fn share(formula: &str, sums: &Sums) -> (i64, i64) {
    match by_id(formula).map(|figure| figure.shape) {
        Some(Shape::Share(of)) => of(sums),
        _ => (0, 0),
    }
}
