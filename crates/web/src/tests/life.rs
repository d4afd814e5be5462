//! Something to show on every page: a call that waits, a claim, a client who asked and complained.

use super::{HOST, House, NOW};
use domain::{
    Desk, Kind, Who,
    campaigns::{self, Audience, Making},
    contacts::{
        calls::{self, Caller, Fact, Unknown},
        complaints, exchanges,
        requests::{self, Incoming, Sender, Upload},
        topics, uploads,
    },
    contracts,
    messaging::{self, Channel, Composing, Ended, Fate},
    parties::{self, Party, PointKind},
    reactions,
    subjects::{self, Outside},
};
use kernel::Id;

/// The secret of the address under which the client sees the request.
pub(crate) const SECRET: &str = "a-secret-that-only-the-client-has";
/// The day that was held against the exchange's log.
const DAY: &str = "2026-11-24";
/// The topics of the company.
pub(crate) const TOPICS: &str = include_str!("../../examples/topics.toml");

/// What there is, by its id.
pub(crate) struct Life {
    pub call: String,
    subject: String,
    pub request: String,
    complaint: String,
    pub party: String,
    file: String,
    upload: String,
    campaign: String,
    message: String,
}

impl Life {
    /// A path with the ids of what it is about.
    pub(crate) fn path(&self, path: &str) -> String {
        let id = match path {
            _ if path.contains("subjects") => &self.subject,
            _ if path.contains("requests") => &self.request,
            _ if path.contains("complaints") => &self.complaint,
            _ if path.contains("clients") => &self.party,
            _ if path.contains("imports") => &self.upload,
            _ if path.contains("campaigns") => &self.campaign,
            _ => &self.call,
        };
        path.replace("figures/{id}", "figures/service_level.strict")
            .replace("{id}", id)
            .replace("notices/{code}", "notices/receipt")
            .replace("{channel}/{language}", "email/en")
            .replace("{message}", &self.message)
            .replace("{code}", "calls.10s")
            .replace("{topic}", "claim_status")
            .replace("{secret}", SECRET)
            .replace("{file}", &self.file)
            .replace("{day}", &format!("{DAY}?source=pbx"))
    }
}

/// Lets all of it happen.
pub(crate) async fn life(house: &House) -> Life {
    let tenant = house.app.tenant(HOST).await.expect("the company is there");
    let made = house.app.act(&tenant, Who::System, |desk| {
        telephone(desk)?;
        let day = DAY.parse().expect("a day");
        let report = exchanges::reconcile(desk, "pbx", day, &[])?;
        exchanges::keep_reconciliation(desk, "pbx", &report)?;
        topics::save(desk, &topics::Document::read(TOPICS)?)?;
        let party = client(desk)?;
        let request = requests::receive(desk, &question(party))?.id;
        let complaint = complaints::of_request(desk, request)?;
        Ok(Life {
            call: calls::list(desk, &calls::Filter::default())?[0].id.to_string(),
            subject: subjects::list(desk, &subjects::Filter::default())?[0].id.to_string(),
            file: requests::attachments(desk, request)?[0].id.to_string(),
            request: request.to_string(),
            complaint: complaint.to_string(),
            party: party.to_string(),
            upload: imported(desk)?,
            campaign: campaign(desk)?,
            message: registered(desk, party)?,
        })
    });
    made.await.expect("life goes on")
}

/// An export that was imported but for a row.
fn imported(desk: &mut Desk<'_>) -> domain::Result<String> {
    let id = uploads::keep(desk, "may.csv", b"when,a\n2026-05-04 09:00,b\nnever,c\n")?;
    let map = "source = \"may\"\n[table]\nzone = \"Europe/Rome\"\n[arrival]\nat = \"when\"\n\
         format = \"yyyy-mm-dd\"\n[[outcome]]\nending = \"answered\"\n";
    uploads::begin(desk, id, &uploads::As::Table(map.into()))?;
    let report = serde_json::json!({ "rows": 2, "kept": 1, "rejected": { "not_a_time": 1 } });
    let rejects = "line,column,reason,text\n3,when,not_a_time,never\n".to_owned();
    uploads::end(desk, id, &uploads::Outcome::Done(report, Some(rejects)))?;
    Ok(id.to_string())
}

/// An offer that nobody has counted yet.
fn campaign(desk: &mut Desk<'_>) -> domain::Result<String> {
    let audience = Audience { product: "Home".into(), ..Audience::default() };
    let (name, notice) = ("Autumn".into(), "head_office_offer".into());
    Ok(campaigns::make(desk, &Making { name, notice, audience, per_hour: 0 })?.to_string())
}

/// A registered letter that the printer has.
fn registered(desk: &mut Desk<'_>, party: Id<Party>) -> domain::Result<String> {
    let words = ("Your contract", "It ends on 31 May.");
    let letter = Composing::plain(Channel::Registered, "Via Po 1\n10123 Torino", words, desk.now());
    let (party, kind) = (Some(party.bytes()), "answer".into());
    messaging::compose(desk, &[Composing { party, kind, ..letter }])?;
    let taken = messaging::take(desk, Channel::Registered, 1)?;
    messaging::ended(desk, &[Ended::new(taken[0].attempt, Fate::Accepted, "in a batch")])?;
    Ok(taken[0].message.to_string())
}

fn telephone(desk: &mut Desk<'_>) -> domain::Result<()> {
    let at = NOW.parse().expect("an instant");
    let call = |key: &str, kind| Fact {
        source: "pbx".into(),
        key: key.into(),
        at,
        kind: Some(kind),
        call: "c1".into(),
        number: Some("+39800000001".into()),
        queue: Some("claims".into()),
        caller: Caller::Known("+390255501".into()),
        client_kind: Some("private".into()),
        ..Fact::default()
    };
    let facts = [call("1", Kind::CallArrived), call("2", Kind::CallQueued)];
    reactions::calls_told(desk, &facts, Unknown::Create)?;
    let claim = Outside {
        source: "claims".into(),
        key: "1".into(),
        at,
        kind: Kind::RequestReceived,
        number: "R-1".into(),
        into: None,
        priority: None,
        client_kind: None,
        unit: None,
        call: None,
        contract: None,
    };
    reactions::subjects_told(desk, &[claim])?;
    Ok(())
}

fn client(desk: &mut Desk<'_>) -> domain::Result<kernel::Id<parties::Party>> {
    let holder = parties::Told {
        source: "register".into(),
        key: "1".into(),
        name: "Bianca Ferri".into(),
        kind: "private".into(),
        born_on: None,
        points: vec![
            (PointKind::Phone, "+390255501".into()),
            (PointKind::Email, "Bianca@example.test".into()),
        ],
    };
    let told = contracts::Told {
        holder: holder.clone(),
        number: "C-1".into(),
        product: "Home".into(),
        starts_on: "2025-01-01".parse().expect("a day"),
        ends_on: None,
    };
    contracts::tell(desk, &[told])?;
    Ok(parties::tell(desk, &[holder])?[0])
}

fn question(party: kernel::Id<parties::Party>) -> Incoming {
    Incoming {
        topic: Some("claim_status".into()),
        sender: Sender {
            name: "Bianca Ferri".into(),
            email: Some("bianca@example.test".into()),
            phone: None,
            party: Some(party),
            address: None,
        },
        text: "This is unacceptable: where is my claim?".into(),
        fields: [("claim".to_owned(), "S-2026-1".to_owned())].into(),
        files: vec![Upload { name: "letter.txt".into(), bytes: b"Dear all".to_vec() }],
        link: SECRET.into(),
        ..Incoming::default()
    }
}
