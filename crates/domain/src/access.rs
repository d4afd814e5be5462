//! Who may do what, and on whose rows: one table.

use crate::{Refusal, Result};
use kernel::{Actor, Id, Language, words};

words! {
    /// What a member of staff is here for.
    pub enum Role {
        /// Sets the house up: people, keys, numbers, imports.
        Administrator = "administrator",
        /// Owns the commitments, their texts and what is published.
        QualityManager = "quality_manager",
        /// Leads a team of the contact centre.
        Supervisor = "supervisor",
        /// Answers calls and requests.
        Agent = "agent",
        /// Handles claims.
        ClaimsHandler = "claims_handler",
        /// Keeps the complaint register.
        ComplaintsOfficer = "complaints_officer",
        /// An outside firm that answers for us: its own queues and figures.
        Partner = "partner",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
    }
}

words! {
    /// Something a person or a program can do. Keys are given rights by these words.
    pub enum Right {
        /// Wallboard, figures and lists without personal data.
        SeeFigures = "figures.read",
        /// Teams: who takes calls, and the day's figures, as far as each unit's setting allows.
        SeeTeams = "teams.read",
        /// Calls with their callers.
        SeeCalls = "calls.read",
        /// Facts about calls, from an exchange or an import.
        TellCalls = "calls.write",
        /// Subjects of other systems with their events and clocks.
        SeeSubjects = "subjects.read",
        /// Facts about such subjects.
        TellSubjects = "subjects.write",
        /// Written requests, call-backs and complaints with what was said.
        SeeRequests = "requests.read",
        /// Working on them: answering, passing on, closing, calling back.
        WorkRequests = "requests.write",
        /// Topics, queues, skills and ready-made answers.
        SetUpDesk = "desk.write",
        /// Notices: what goes to clients, in whose name, in which words.
        WriteNotices = "notices.write",
        /// Campaigns: an agency's leader only to its own clients and in its name.
        RunCampaigns = "campaigns.write",
        /// The register of parties and contracts.
        SeeParties = "parties.read",
        /// Importing into that register.
        TellParties = "parties.write",
        /// Calendars and commitments, read.
        SeeCommitments = "commitments.read",
        /// Calendars and commitments, changed; recalculation; texts of the public page.
        EditCommitments = "commitments.write",
        /// Units, staff, invitations.
        ManagePeople = "people.write",
        /// Colleagues' locks, second factors and sessions, cleared for them.
        ResetSignIn = "sign_in.write",
        /// Keys of programs.
        ManageKeys = "keys.write",
        /// Who read what.
        SeeAccessLog = "access_log.read",
    }
}

/// How far a right reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Tenant,
    Subtree,
}

/// The table. A role that is not in a right's line does not have it.
const TABLE: &[(Right, &[(Role, Span)])] = {
    use Right as Do;
    use Role::{
        Administrator as Admin, Agent, Auditor, ClaimsHandler as Claims,
        ComplaintsOfficer as Complaints, Partner, QualityManager as Quality, Supervisor as Lead,
    };
    use Span::{Subtree as Sub, Tenant as All};
    &[
        (
            Do::SeeFigures,
            &[
                (Admin, All),
                (Quality, All),
                (Lead, Sub),
                (Agent, Sub),
                (Claims, Sub),
                (Complaints, All),
                (Partner, Sub),
                (Auditor, All),
            ],
        ),
        (Do::SeeTeams, &[(Admin, All), (Quality, All), (Lead, Sub)]),
        (
            Do::SeeCalls,
            &[
                (Admin, All),
                (Quality, All),
                (Lead, Sub),
                (Agent, Sub),
                (Partner, Sub),
                (Auditor, All),
            ],
        ),
        (Do::TellCalls, &[(Admin, All)]),
        (
            Do::SeeSubjects,
            &[
                (Admin, All),
                (Quality, All),
                (Lead, Sub),
                (Agent, Sub),
                (Claims, Sub),
                (Complaints, All),
                (Partner, Sub),
                (Auditor, All),
            ],
        ),
        (Do::TellSubjects, &[(Admin, All), (Claims, Sub), (Complaints, All)]),
        (
            Do::SeeRequests,
            &[
                (Admin, All),
                (Quality, All),
                (Lead, Sub),
                (Agent, Sub),
                (Claims, Sub),
                (Complaints, All),
                (Partner, Sub),
                (Auditor, All),
            ],
        ),
        (
            Do::WorkRequests,
            &[
                (Admin, All),
                (Quality, All),
                (Lead, Sub),
                (Agent, Sub),
                (Claims, Sub),
                (Complaints, All),
                (Partner, Sub),
            ],
        ),
        (Do::SetUpDesk, &[(Admin, All), (Quality, All), (Lead, All)]),
        (Do::WriteNotices, &[(Admin, All), (Quality, All)]),
        (Do::RunCampaigns, &[(Admin, All), (Quality, All), (Lead, Sub)]),
        (
            Do::SeeParties,
            &[
                (Admin, All),
                (Quality, All),
                (Lead, Sub),
                (Agent, Sub),
                (Claims, Sub),
                (Complaints, All),
                (Auditor, All),
            ],
        ),
        (Do::TellParties, &[(Admin, All)]),
        (
            Do::SeeCommitments,
            &[
                (Admin, All),
                (Quality, All),
                (Lead, All),
                (Agent, All),
                (Claims, All),
                (Complaints, All),
                (Auditor, All),
            ],
        ),
        (Do::EditCommitments, &[(Admin, All), (Quality, All)]),
        (Do::ManagePeople, &[(Admin, All), (Lead, Sub)]),
        (Do::ResetSignIn, &[(Admin, All)]),
        (Do::ManageKeys, &[(Admin, All)]),
        (Do::SeeAccessLog, &[(Admin, All), (Auditor, All)]),
    ]
};

/// Who sits at a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The clock, a job or the command line on the machine itself.
    System,
    /// A member of staff, signed in.
    Staff {
        /// Their row.
        id: Id<Role>,
        /// What they are here for.
        role: Role,
        /// The path of their unit: they reach its subtree.
        path: String,
        /// The language of their choice.
        language: Language,
    },
    /// A program of the company.
    Key {
        /// Its row.
        id: Id<Right>,
        /// What it may do.
        rights: Vec<Right>,
        /// The path of the unit it belongs to.
        path: String,
    },
    /// A client in their own area. They have no right of a colleague: what is theirs is asked for
    /// by the party for whom they look.
    Client {
        /// Their account.
        account: [u8; 16],
        /// For whom they look.
        party: [u8; 16],
    },
    /// The house itself, for a client: whoever seats it has made sure that what it works on is
    /// theirs.
    Serving {
        /// The client's account, who is written down as having acted.
        account: [u8; 16],
    },
}

/// The rows a right reaches: those of the units whose path begins so. Empty means all, rows
/// without a unit included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach(pub String);

impl Reach {
    /// Every row of the tenant.
    pub fn all() -> Self {
        Self(String::new())
    }

    /// True where rows of every unit, and of none, are reached.
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }
}

impl Who {
    /// The one who is written down as having acted.
    pub fn actor(&self) -> Actor {
        match self {
            Who::System => Actor::System,
            Who::Staff { id, .. } => Actor::Staff(id.bytes()),
            Who::Key { id, .. } => Actor::Key(id.bytes()),
            Who::Client { account, .. } | Who::Serving { account } => Actor::Client(*account),
        }
    }

    /// How far they may do this, or [`Refusal::Forbidden`].
    pub fn reach(&self, right: Right) -> Result<Reach> {
        match self {
            Who::System | Who::Serving { .. } => Ok(Reach::all()),
            Who::Client { .. } => Err(Refusal::Forbidden),
            Who::Key { rights, path, .. } if rights.contains(&right) => Ok(Reach(path.clone())),
            Who::Key { .. } => Err(Refusal::Forbidden),
            Who::Staff { role, path, .. } => match span(right, *role) {
                Some(Span::Tenant) => Ok(Reach::all()),
                Some(Span::Subtree) if is_root(path) => Ok(Reach::all()),
                Some(Span::Subtree) => Ok(Reach(path.clone())),
                None => Err(Refusal::Forbidden),
            },
        }
    }

    /// True where they may do this somewhere.
    pub fn may(&self, right: Right) -> bool {
        self.reach(right).is_ok()
    }
}

/// True for the path of the company itself: whoever belongs there reaches rows without a unit too.
fn is_root(path: &str) -> bool {
    path.bytes().filter(|letter| *letter == b'/').count() == 2
}

fn span(right: Right, role: Role) -> Option<Span> {
    let (_, line) = TABLE.iter().find(|(of, _)| *of == right)?;
    line.iter().find(|(who, _)| *who == role).map(|(_, span)| *span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(role: Role) -> Who {
        Who::Staff {
            id: Id::from_bytes([1; 16]),
            role,
            path: "/a/b/".into(),
            language: Language::En,
        }
    }

    #[test]
    fn every_right_has_one_line_and_somebody_who_has_it() {
        for right in Right::ALL {
            let lines: Vec<_> = TABLE.iter().filter(|(of, _)| of == right).collect();
            assert_eq!(lines.len(), 1, "{}", right.word());
            assert!(!lines[0].1.is_empty(), "{}", right.word());
        }
    }

    #[test]
    fn an_auditor_changes_nothing() {
        for right in Right::ALL.iter().filter(|right| right.word().ends_with(".write")) {
            assert!(!staff(Role::Auditor).may(*right), "{}", right.word());
        }
    }

    #[test]
    fn a_partner_reaches_only_its_own_units() {
        let reach = staff(Role::Partner).reach(Right::SeeCalls).expect("partners see calls");
        assert_eq!(reach, Reach("/a/b/".into()));
        assert!(matches!(staff(Role::Partner).reach(Right::SeeParties), Err(Refusal::Forbidden)));
    }
}
