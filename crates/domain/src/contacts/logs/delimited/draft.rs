//! A mapping as choices on a screen: guessed from the names of the columns, written as the same
//! file that the command line reads.

use super::Sample;
use crate::contacts::calls::Ending;
use kernel::words;
use toml::{Table, Value};

words! {
    /// What a column can mean.
    pub enum Meaning {
        /// When the call arrived, date and time in one.
        At = "at",
        /// The day it arrived.
        Date = "date",
        /// The time of day it arrived.
        Time = "time",
        /// How long it waited, in seconds or as `h:mm:ss`.
        Waited = "waited",
        /// How long it was talked, in seconds or as `h:mm:ss`.
        Talked = "talked",
        /// The queue.
        Queue = "queue",
        /// The number that was dialled.
        Number = "number",
        /// Who answered.
        Agent = "agent",
        /// Who called.
        Caller = "caller",
        /// The kind of client.
        Kind = "kind",
        /// How it ended, in words.
        Outcome = "outcome",
        /// What it was about.
        Topic = "topic",
    }
}

/// Orders in which dates are written, as mappings name them.
pub const DATE_FORMATS: [&str; 7] =
    ["yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "yyyymmdd", "yymmdd", "epoch", "epoch-ms"];

/// A mapping as it is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The system the calls come from: the name under which the mapping is kept.
    pub source: String,
    /// The zone of its times.
    pub zone: String,
    /// The order in which dates are written.
    pub format: String,
    /// What stands between two fields.
    pub separator: char,
    /// True where the text is as Windows writes it.
    pub windows: bool,
    /// The column of each meaning.
    pub columns: Vec<(Meaning, String)>,
    /// What the words of the outcome's column mean.
    pub endings: Vec<(String, Ending)>,
}

/// Parts of names by which a column is guessed; what stands further up is looked for first.
const NAMES: &[(Meaning, &[&str])] = &[
    (Meaning::Waited, &["wait", "hold", "ring time", "attesa", "attente", "wacht"]),
    (Meaning::Talked, &["talk", "duration", "billsec", "handle", "durata", "durée", "gesprek"]),
    (Meaning::Outcome, &["outcome", "disposition", "result", "status", "esito", "résultat"]),
    (
        Meaning::Topic,
        &[
            "topic",
            "call reason",
            "contact reason",
            "reason for",
            "subject",
            "wrap up",
            "wrapup",
            "argomento",
            "motivo chiamata",
            "motivo del",
            "causale",
            "motif d'appel",
            "motif d’appel",
            "motif du contact",
            "sujet",
            "onderwerp",
            "contactreden",
            "reden van",
        ],
    ),
    (Meaning::Agent, &["agent", "operator", "user", "medewerker"]),
    (Meaning::Queue, &["queue", "skill", "coda", "file d", "wachtrij"]),
    (Meaning::Caller, &["caller", "ani", "from", "chiamante", "appelant", "beller"]),
    (Meaning::Number, &["dnis", "dialled", "dialed", "called", "number", "numero", "numéro"]),
    (Meaning::Kind, &["client kind", "customer type", "segment", "tipo"]),
    (Meaning::At, &["start", "arrival", "timestamp", "offered", "date/time", "datetime", "when"]),
    (Meaning::Date, &["date", "data", "datum", "day"]),
    (Meaning::Time, &["time", "ora", "heure", "tijd", "hour"]),
];

impl Draft {
    /// What the names of the columns suggest.
    pub fn guess(sample: &Sample, zone: &str) -> Self {
        let mut columns: Vec<(Meaning, String)> = Vec::new();
        for (meaning, parts) in NAMES {
            let such = |name: &&String| {
                let folded = name.to_lowercase().replace(['_', '-'], " ");
                parts.iter().any(|part| folded.contains(part))
            };
            let free = |name: &&String| !columns.iter().any(|(_, taken)| taken == *name);
            if let Some(name) = sample.names.iter().filter(free).find(such) {
                columns.push((*meaning, name.clone()));
            }
        }
        // A column with date and time makes a column of the date alone needless.
        if columns.iter().any(|(meaning, _)| *meaning == Meaning::At) {
            columns.retain(|(meaning, _)| !matches!(meaning, Meaning::Date | Meaning::Time));
        }
        let mut draft = Self {
            zone: zone.to_owned(),
            separator: sample.separator,
            windows: sample.windows,
            columns,
            ..Self::default()
        };
        draft.format = draft.guessed_format(sample).to_owned();
        let words = draft.column(Meaning::Outcome).map(|name| sample.values_of(name).to_vec());
        let words = words.unwrap_or_default();
        draft.endings =
            words.into_iter().map(|word| (word.clone(), Self::ending_of(&word))).collect();
        draft
    }

    /// What a word of the outcome's column seems to mean.
    pub fn ending_of(word: &str) -> Ending {
        let folded = word.to_lowercase();
        let such = |(_, parts): &&(Ending, &[&str])| parts.iter().any(|part| folded.contains(part));
        ENDINGS.iter().find(such).map_or(Ending::FlowedOut, |(ending, _)| *ending)
    }

    /// The column of a meaning.
    pub fn column(&self, meaning: Meaning) -> Option<&str> {
        let found = self.columns.iter().find(|(one, _)| *one == meaning);
        found.map(|(_, name)| name.as_str())
    }

    fn guessed_format(&self, sample: &Sample) -> &'static str {
        let column = self.column(Meaning::At).or(self.column(Meaning::Date));
        let at = column.and_then(|name| sample.names.iter().position(|one| one == name));
        let first = at.and_then(|at| sample.rows.first()?.get(at)).map_or("", String::as_str);
        let digits = first.chars().take_while(char::is_ascii_digit).count();
        let day_first = sample.rows.iter().filter_map(|row| row.get(at?)).any(|text| {
            let mut parts = text.split(|letter: char| !letter.is_ascii_digit());
            parts.next().and_then(|part| part.parse::<u32>().ok()).is_some_and(|part| part > 12)
        });
        match digits {
            4 => "yyyy-mm-dd",
            8 => "yyyymmdd",
            6 => "yymmdd",
            10 => "epoch",
            13 => "epoch-ms",
            _ if first.contains('/') && !day_first => "mm/dd/yyyy",
            _ => "dd/mm/yyyy",
        }
    }

    /// The mapping as a file.
    pub fn toml(&self) -> String {
        let text = |text: &str| Value::String(text.to_owned());
        let one = |key: &str, value: Value| Value::Table(Table::from_iter([(key.into(), value)]));
        let mut map = Table::new();
        map.insert("source".into(), text(&self.source));
        map.insert("table".into(), Value::Table(self.table()));
        let mut arrival = Table::from_iter([("format".to_owned(), text(&self.format))]);
        for (meaning, name) in &self.columns {
            let value = text(name);
            match meaning {
                Meaning::At | Meaning::Date | Meaning::Time => {
                    arrival.insert(meaning.word().to_owned(), value);
                }
                Meaning::Waited => drop(map.insert("waiting".into(), one("seconds", value))),
                Meaning::Talked => drop(map.insert("service".into(), one("seconds", value))),
                Meaning::Outcome => {}
                other => drop(map.insert(other.word().into(), one("column", value))),
            }
        }
        map.insert("arrival".into(), Value::Table(arrival));
        map.insert("outcome".into(), Value::Array(self.outcomes()));
        toml::to_string(&map).expect("texts and tables have a form in TOML")
    }

    fn table(&self) -> Table {
        let encoding = if self.windows { "windows-1252" } else { "utf-8" };
        Table::from_iter([
            ("separator".to_owned(), Value::String(self.separator.to_string())),
            ("encoding".to_owned(), Value::String(encoding.to_owned())),
            ("fields_span_lines".to_owned(), Value::Boolean(true)),
            ("zone".to_owned(), Value::String(self.zone.clone())),
        ])
    }

    /// By the words of a column; where none says how a call ended, whoever nobody talked to has
    /// given up.
    fn outcomes(&self) -> Vec<Value> {
        let outcome = |column: Option<(&str, Vec<&str>)>, ending: Ending| {
            let mut table = Table::new();
            if let Some((name, values)) = column {
                let values = values.into_iter().map(|value| Value::String(value.into())).collect();
                let wanted = Table::from_iter([(name.to_owned(), Value::Array(values))]);
                table.insert("where".into(), Value::Table(wanted));
            }
            table.insert("ending".into(), Value::String(ending.word().into()));
            Value::Table(table)
        };
        if let Some(name) = self.column(Meaning::Outcome) {
            let words = self.endings.iter();
            return words
                .map(|(word, ending)| outcome(Some((name, vec![word])), *ending))
                .collect();
        }
        let nobody = ["", "0", "0:00", "0:00:00", "00:00", "00:00:00", "-"];
        let told = self.column(Meaning::Agent).or(self.column(Meaning::Talked));
        let gave_up = told.map(|name| outcome(Some((name, nobody.to_vec())), Ending::Abandoned));
        gave_up.into_iter().chain([outcome(None, Ending::Answered)]).collect()
    }
}

/// Parts of words that say how a call ended; what says "not" is looked for first.
const ENDINGS: &[(Ending, &[&str])] = &[
    (
        Ending::Abandoned,
        &[
            "abandon",
            "no answer",
            "noanswer",
            "unanswer",
            "hang",
            "hung",
            "missed",
            "lost",
            "pers",
            "perd",
        ],
    ),
    (Ending::Refused, &["refus", "reject", "busy", "full", "closed", "congest"]),
    (Ending::FlowedOut, &["overflow", "timeout", "voicemail", "transfer", "exit"]),
    (Ending::Answered, &["answer", "agent", "complet", "connect", "handled", "rispost", "répond"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::{logs::preview, topics::Lexicon};

    const EXPORT: &str = "Start Time;Queue Name;Agent;Caller;Dialled;Hold (s);Talk (s);Result\n\
        27/05/2026 09:00:01;roma;op-1;+39055000001;800100;4;120;Answered\n\
        27/05/2026 09:03:00;roma;;+39055000002;800100;35;0;Abandoned by caller\n\
        27/05/2026 09:05:00;milano;op-2;;800100;12;60;Answered\n";

    #[test]
    fn a_mapping_is_guessed_from_the_names_of_the_columns() {
        let sample = Sample::of(EXPORT.as_bytes()).expect("a table");
        let mut draft = Draft::guess(&sample, "Europe/Rome");
        let told: Vec<(&str, &str)> =
            draft.columns.iter().map(|(meaning, name)| (meaning.word(), name.as_str())).collect();
        assert_eq!(
            told,
            [
                ("waited", "Hold (s)"),
                ("talked", "Talk (s)"),
                ("outcome", "Result"),
                ("agent", "Agent"),
                ("queue", "Queue Name"),
                ("caller", "Caller"),
                ("number", "Dialled"),
                ("at", "Start Time"),
            ]
        );
        assert_eq!(draft.format, "dd/mm/yyyy");
        assert_eq!(
            draft.endings,
            [
                ("Answered".to_owned(), Ending::Answered),
                ("Abandoned by caller".to_owned(), Ending::Abandoned),
            ]
        );
        draft.source = "pbx-export".into();
        let seen = preview::of(&draft.toml(), EXPORT.as_bytes(), Lexicon::default())
            .expect("it can be read");
        assert_eq!((seen.rows, seen.rejected.len()), (3, 0));
        assert_eq!((seen.answered, seen.abandoned, seen.within_10s), (2, 1, 1));
        assert_eq!(seen.waited_us, 16 * kernel::Instant::SECOND, "4 s and 12 s");
    }

    #[test]
    fn a_column_of_topics_is_known_by_its_name_in_each_language() {
        for name in ["Wrap-up code", "Call_Reason", "Argomento", "Motif d’appel", "Onderwerp"] {
            let text = format!("Start Time,{name}\n2026-05-04 09:00,claim\n");
            let sample = Sample::of(text.as_bytes()).expect("a table");
            let draft = Draft { source: "x".into(), ..Draft::guess(&sample, "Europe/Rome") };
            assert_eq!(draft.column(Meaning::Topic), Some(name));
            let seen = preview::of(&draft.toml(), text.as_bytes(), Lexicon::default());
            let seen = seen.expect("it can be read");
            assert_eq!(seen.first[0].topic.as_deref(), Some("claim"));
            assert_eq!(seen.unknown_topics, [("claim".to_owned(), 1)].into(), "there are none");
        }
        // Why a line was cut is not why somebody called.
        let sample = Sample::of(b"when,disconnect reason\n1,2\n").expect("a table");
        assert_eq!(Draft::guess(&sample, "UTC").column(Meaning::Topic), None);
    }

    #[test]
    fn where_nothing_says_how_it_ended_nobody_talked_to_whoever_gave_up() {
        let text = "when,agent\n2026-05-04 09:00,op-1\n2026-05-04 09:10,\n";
        let sample = Sample::of(text.as_bytes()).expect("a table");
        let draft = Draft { source: "x".into(), ..Draft::guess(&sample, "Europe/Rome") };
        let seen = preview::of(&draft.toml(), text.as_bytes(), Lexicon::default())
            .expect("it can be read");
        assert_eq!((seen.answered, seen.abandoned), (1, 1));
    }

    #[test]
    fn what_is_no_table_is_none() {
        assert_eq!(Sample::of(b""), None);
        assert_eq!(Sample::of(b"one column\nand no more\n"), None);
        assert!(Sample::of(&[0xff, b',', 0xfe, b'\n']).is_some_and(|sample| sample.windows));
    }
}
