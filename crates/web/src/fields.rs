use crate::problem::Problem;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};

use domain::quality::measures::Only;

/// The fields of a form or of a query, in their order; one may come more than once.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

/// Fields of one form at the most: the largest has some forty.
const FIELDS_MAX: usize = 500;

impl Fields {
    /// Reads `a=1&b=2`.
    pub fn read(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text).take(FIELDS_MAX);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The field's text without spaces around it; empty where it is absent.
    pub fn text<'a>(&'a self, name: &str) -> &'a str {
        self.all(name).next().map_or("", str::trim)
    }

    /// The field's text as it was typed.
    pub fn raw<'a>(&'a self, name: &str) -> &'a str {
        self.all(name).next().unwrap_or("")
    }

    /// Its text, if it has one.
    pub fn given<'a>(&'a self, name: &str) -> Option<&'a str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Every text of a field that may come more than once.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// To what these fields narrow figures.
    pub fn only(&self) -> Only {
        let given = |name: &str| self.given(name).map(str::to_owned);
        Only {
            number: given("number"),
            queue: given("queue"),
            unit: given("unit"),
            kind: given("kind"),
        }
    }

    /// The lines of a field that holds one thing a line.
    pub fn lines(&self, name: &str) -> Vec<String> {
        let lines = self.raw(name).lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    }

    /// The fields as a query again, with one of them set anew; an empty text takes it out.
    pub fn with(&self, name: &str, value: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (of, standing) in self.0.iter().filter(|(of, text)| of != name && !text.is_empty()) {
            query.append_pair(of, standing);
        }
        if !value.is_empty() {
            query.append_pair(name, value);
        }
        query.finish()
    }

    /// A field as if it had been given.
    pub fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Problem::TooLarge)?;
        Ok(Self::read(&bytes))
    }
}
