use std::fmt;

/// Why an action did not happen.
///
/// All but the last are answers to the person who asked, named by the key of their text in the
/// catalogues. The last is ours to fix, and its detail never reaches them.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such thing, or it is not theirs to see: they cannot tell which.
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// Fields that cannot be accepted, all of them at once.
    #[error("some of this cannot be accepted: {}", list(.0))]
    Invalid(Vec<Fault>),
    /// The state of things does not allow it now.
    #[error("this cannot be done now: {0}")]
    Conflict(&'static str),
    /// Their role does not allow it.
    #[error("this is not yours to do")]
    Forbidden,
    /// The database could not do it.
    #[error(transparent)]
    Broken(#[from] db::Error),
}

/// What is wrong with one field: `reason` is the key of a text, `detail` fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, as the form or the document names it.
    pub field: String,
    /// The key of the text that says what is wrong.
    pub reason: &'static str,
    /// What the text needs to be clear, such as the limit or the part that could not be read.
    pub detail: String,
}

impl Fault {
    /// A fault whose text needs no detail.
    pub fn new(field: impl Into<String>, reason: &'static str) -> Self {
        Self { field: field.into(), reason, detail: String::new() }
    }

    /// The same with its detail.
    pub fn with(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.field, self.reason.replace('-', " "))?;
        if self.detail.is_empty() { Ok(()) } else { write!(out, " ({})", self.detail) }
    }
}

fn list(faults: &[Fault]) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("; ")
}

impl Refusal {
    /// One field that cannot be accepted.
    pub fn invalid(field: impl Into<String>, reason: &'static str) -> Self {
        Refusal::Invalid(vec![Fault::new(field, reason)])
    }

    /// `Ok` when nothing was found wrong.
    pub fn unless_none(faults: Vec<Fault>) -> Result<()> {
        if faults.is_empty() { Ok(()) } else { Err(Refusal::Invalid(faults)) }
    }
}

/// What every action and query answers.
pub type Result<T> = std::result::Result<T, Refusal>;
