use crate::{
    Desk, Fault, Kind, Refusal, Result, Right,
    contacts::topics::{TEXT_MAX, is_code},
    notices,
};
use db::{FromRow, Row};
use kernel::{Id, Language};
use serde::Serialize;
use serde_json::json;

/// What a text can name in double braces, as in `{{ client }}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Placeholders {
    /// What the client is called.
    pub client: String,
    /// The number of the request.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// The promised hour, in words.
    pub promise: String,
    /// Who writes.
    pub colleague: String,
    /// The company.
    pub company: String,
}

/// The text with its placeholders filled in.
///
/// # Errors
/// `Invalid` where the text names something else, or cannot be read.
pub fn fill(text: &str, with: &Placeholders) -> Result<String> {
    notices::fill(text, with)
}

/// A ready-made answer in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The newest version's row.
    pub id: Id<Template>,
    /// Its short name, the same in all languages.
    pub code: String,
    /// The language it is in.
    pub language: Language,
    /// 1, 2, 3 …
    pub version: i64,
    /// What colleagues call it.
    pub name: String,
    /// The topic it is for; none: all.
    pub topic: Option<String>,
    /// The text with placeholders.
    pub text: String,
}

impl FromRow for Template {
    fn from_row(row: &Row) -> db::Result<Self> {
        let language: String = row.get("language")?;
        let wrong = |()| db::Error::Column { column: "language".into(), wanted: "language" };
        Ok(Self {
            id: row.get("id")?,
            code: row.get("code")?,
            language: language.parse().map_err(wrong)?,
            version: row.get("version")?,
            name: row.get("name")?,
            topic: row.get("topic")?,
            text: row.get("text")?,
        })
    }
}

/// Templates of a company at the most.
const TEMPLATES_MAX: i64 = 1_000;

/// The newest version of every template in force.
///
/// # Errors
/// `Forbidden` without the right to see requests.
pub fn templates(desk: &mut Desk<'_>) -> Result<Vec<Template>> {
    desk.reach(Right::SeeRequests)?;
    desk.all(
        "select id, code, language, version, name, topic, text from templates as t
          where tenant = $1 and not ended and version = (
              select max(version) from templates
               where tenant = $1 and code = t.code and language = t.language)
          order by code, language limit $2",
        &[&desk.tenant.clone(), &TEMPLATES_MAX],
    )
}

/// What a template is saved with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// Its short name.
    pub code: String,
    /// The language it is in.
    pub language: Language,
    /// What colleagues call it.
    pub name: String,
    /// The topic it is for; none: all.
    pub topic: Option<String>,
    /// The text with placeholders.
    pub text: String,
}

/// Saves a new version of a template.
///
/// # Errors
/// `Forbidden` without the right, `Invalid` with all faults: a placeholder that there is not is
/// found now, and not when somebody answers.
pub fn save(desk: &mut Desk<'_>, writing: &Writing) -> Result<Id<Template>> {
    desk.reach(Right::SetUpDesk)?;
    let mut faults = Vec::new();
    if !is_code(&writing.code) {
        faults.push(Fault::new("code", "fault-code"));
    }
    for (field, text, most) in [("name", &writing.name, 200), ("text", &writing.text, TEXT_MAX)] {
        if text.trim().is_empty() || text.chars().count() > most {
            faults.push(Fault::new(field, "fault-required"));
        }
    }
    if let Err(Refusal::Invalid(wrong)) = fill(&writing.text, &Placeholders::default()) {
        faults.extend(wrong);
    }
    Refusal::unless_none(faults)?;
    add_version(desk, writing, false)
}

/// Ends a template: it is no longer offered.
///
/// # Errors
/// `Forbidden` without the right, `Unknown` where there is none.
pub fn end(desk: &mut Desk<'_>, id: Id<Template>) -> Result<()> {
    desk.reach(Right::SetUpDesk)?;
    let known = templates(desk)?.into_iter().find(|one| one.id == id);
    let Template { code, language, name, topic, text, .. } =
        known.ok_or(Refusal::Unknown("template"))?;
    add_version(desk, &Writing { code, language, name, topic, text }, true)?;
    Ok(())
}

fn add_version(desk: &mut Desk<'_>, writing: &Writing, ended: bool) -> Result<Id<Template>> {
    let id: Id<Template> = desk.fresh_id();
    let actor = desk.who.actor().label();
    let language = writing.language.code();
    desk.execute(
        "insert into templates (tenant, id, code, language, version, ended, name, topic, text,
                                saved_at, actor)
         select $1, $2, $3, $4, coalesce(max(version), 0) + 1, $5, $6, $7, $8, $9, $10
           from templates where tenant = $1 and code = $3 and language = $4",
        &[
            &desk.tenant.clone(),
            &id,
            &writing.code,
            &language,
            &ended,
            &writing.name.trim(),
            &writing.topic,
            &writing.text,
            &desk.now(),
            &actor,
        ],
    )?;
    let facts = json!({ "code": writing.code, "language": language });
    desk.record(id, Kind::TemplateSaved, &facts)?;
    Ok(id)
}
