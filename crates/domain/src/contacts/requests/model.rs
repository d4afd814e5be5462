use crate::{
    Role,
    contacts::topics::{Asking, Filled},
    contracts::Contract,
    identity::Unit,
    parties::{Party, PointKind, folded},
};
use db::{FromRow, Row};
use kernel::{Id, Instant, Language, words};

words! {
    /// How a request reached us.
    pub enum Channel {
        /// The public form.
        Web = "web",
        /// A colleague wrote it down.
        Desk = "desk",
        /// Another program.
        Api = "api",
        /// On the telephone.
        Phone = "phone",
        /// By e-mail.
        Email = "email",
        /// By certified e-mail.
        Pec = "pec",
        /// By text message.
        Sms = "sms",
        /// By letter.
        Post = "post",
    }
}

words! {
    /// How a request stands.
    pub enum State {
        /// It waits for us.
        Open = "open",
        /// It waits for the client.
        Waiting = "waiting",
        /// A person answered.
        Answered = "answered",
        /// It is over.
        Closed = "closed",
        /// It goes on inside another.
        Merged = "merged",
    }
}

/// The deadline of what has none: the far future, so that it stands last in every list.
pub const NEVER: Instant = Instant::from_micros(i64::MAX);

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// What they call themselves.
    pub name: String,
    /// Where an answer reaches them.
    pub email: Option<String>,
    /// Or by telephone.
    pub phone: Option<String>,
    /// Or by post, where the register does not know it.
    pub address: Option<String>,
    /// Who they are in the register, where that is known.
    pub party: Option<Id<Party>>,
}

impl Sender {
    /// What tells the same person from others: the party, else an address, else a number. A
    /// telephone that is shared is not a person, so it comes last.
    pub fn person(&self) -> Option<String> {
        let party = self.party.map(|party| format!("p:{party}"));
        let email = self.email.as_deref().map(|text| folded(PointKind::Email, text));
        let phone = self.phone.as_deref().map(|text| folded(PointKind::Phone, text));
        party
            .or_else(|| email.map(|email| format!("e:{email}")))
            .or_else(|| phone.filter(|digits| !digits.is_empty()).map(|phone| format!("t:{phone}")))
    }
}

/// A request, as lists and pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its row.
    pub id: Id<Request>,
    /// Its number for people.
    pub number: String,
    /// How it was asked.
    pub kind: Asking,
    /// How it reached us.
    pub channel: Channel,
    /// What it is about, by its code.
    pub topic: Option<String>,
    /// The language of the client.
    pub language: Language,
    /// Who asks.
    pub sender: Sender,
    /// The contract it is about, where there is one of the number that was given.
    pub contract: Option<Id<Contract>>,
    /// The number of the contract as it was given; empty where none was.
    pub contract_number: String,
    /// The unit whose it is.
    pub unit: Option<Id<Unit>>,
    /// The kind of client.
    pub client_kind: Option<String>,
    /// What it is about, in a line.
    pub title: String,
    /// What was filled in, for a guided one.
    pub fields: Vec<Filled>,
    /// How it stands.
    pub state: State,
    /// True where the client wrote since somebody of ours last looked into it.
    pub unread: bool,
    /// Where it waits.
    pub queue: Option<Id<super::Queue>>,
    /// 1, or 2 where specialists have it.
    pub level: i64,
    /// `normal`, or another of the commitment's own.
    pub priority: String,
    /// Who has taken it.
    pub owner: Option<Id<Role>>,
    /// What it was merged into.
    pub merged_into: Option<Id<Request>>,
    /// An earlier request or call of the same person about the same.
    pub repeat_of: Option<[u8; 16]>,
    /// The complaint it was recognised as.
    pub complaint: Option<[u8; 16]>,
    /// When it reached us.
    pub received_at: Instant,
    /// Its next deadline; [`NEVER`] where none runs.
    pub due_at: Instant,
    /// When a person first answered.
    pub answered_at: Option<Instant>,
    /// When it was closed.
    pub closed_at: Option<Instant>,
}

/// The columns of a request, as it is read.
pub(in crate::contacts) const COLUMNS: &str =
    "id, number, kind, channel, topic, language, party, contract, contract_number,
    client_kind, unit, name, email, phone, address, title, fields, state, unread, queue, level,
    priority, owner, merged_into, repeat_of, complaint, received_at, due_at, answered_at,
    closed_at";

impl FromRow for Request {
    fn from_row(row: &Row) -> db::Result<Self> {
        let fields: String = row.get("fields")?;
        let wrong = |_| db::Error::Column { column: "fields".into(), wanted: "JSON" };
        Ok(Self {
            id: row.get("id")?,
            number: row.get("number")?,
            kind: row.word("kind")?,
            channel: row.word("channel")?,
            topic: row.get("topic")?,
            language: row.get("language")?,
            sender: Sender {
                name: row.get("name")?,
                email: row.get("email")?,
                phone: row.get("phone")?,
                address: row.get("address")?,
                party: row.get("party")?,
            },
            contract: row.get("contract")?,
            contract_number: row.get("contract_number")?,
            unit: row.get("unit")?,
            client_kind: row.get("client_kind")?,
            title: row.get("title")?,
            fields: serde_json::from_str(&fields).map_err(wrong)?,
            state: row.word("state")?,
            unread: row.get("unread")?,
            queue: row.get("queue")?,
            level: row.get("level")?,
            priority: row.get("priority")?,
            owner: row.get("owner")?,
            merged_into: row.get("merged_into")?,
            repeat_of: row.get("repeat_of")?,
            complaint: row.get("complaint")?,
            received_at: row.get("received_at")?,
            due_at: row.get("due_at")?,
            answered_at: row.get("answered_at")?,
            closed_at: row.get("closed_at")?,
        })
    }
}

impl Request {
    /// Its next deadline, where one runs.
    pub fn due(&self) -> Option<Instant> {
        Some(self.due_at).filter(|due| *due != NEVER)
    }

    /// True while somebody of ours has something to do about it.
    pub fn is_live(&self) -> bool {
        self.unread || matches!(self.state, State::Open | State::Waiting)
    }
}

words! {
    /// What somebody said about a request.
    pub enum WordKind {
        /// The client asked.
        Question = "question",
        /// The client told us more.
        Reply = "reply",
        /// A person of ours answered.
        Answer = "answer",
        /// We asked the client something.
        Asked = "asked",
        /// We confirmed that we have it: no answer.
        Receipt = "receipt",
        /// Among ourselves; the client never sees it.
        Note = "note",
    }
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its row.
    pub id: Id<Word>,
    /// When it was said.
    pub at: Instant,
    /// What it is.
    pub kind: WordKind,
    /// Who of ours said it.
    pub staff: Option<Id<Role>>,
    /// By what it came or went.
    pub channel: String,
    /// The words.
    pub text: String,
    /// What it corrects.
    pub corrects: Option<Id<Word>>,
}

impl FromRow for Word {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            kind: row.word("kind")?,
            staff: row.get("staff")?,
            channel: row.get("channel")?,
            text: row.get("text")?,
            corrects: row.get("corrects")?,
        })
    }
}
