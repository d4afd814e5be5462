/// Whose rows a unit of work may touch, and how strictly it is kept apart from others.
///
/// ```
/// use db::{Isolation, Scope, Tenant};
/// assert_eq!(Scope::nobody().tenant, Tenant::Nobody);
/// assert_eq!(Scope::every().read_committed().isolation, Isolation::ReadCommitted);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Whose rows are seen and written.
    pub tenant: Tenant,
    /// How the unit is kept apart from others that run at the same time.
    pub isolation: Isolation,
}

/// Whose rows a unit of work sees. PostgreSQL enforces it by row-level security; SQLite has no
/// such wall, which is why every statement names its tenant too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenant {
    /// No tenant's rows, only tables without a tenant.
    Nobody,
    /// One tenant's rows.
    One([u8; 16]),
    /// All rows: jobs over all tenants, the commands of an operator.
    Every,
}

/// How a writing unit on PostgreSQL is kept apart from others; SQLite always is serializable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// As if units ran one after another; run again when they could not have.
    Serializable,
    /// Each statement sees what is committed by then. For claims of jobs, due clocks, and bulk.
    ReadCommitted,
}

impl Scope {
    /// One tenant's rows, serializable.
    pub const fn of(tenant: [u8; 16]) -> Self {
        Self { tenant: Tenant::One(tenant), isolation: Isolation::Serializable }
    }

    /// Every tenant's rows, serializable.
    pub const fn every() -> Self {
        Self { tenant: Tenant::Every, isolation: Isolation::Serializable }
    }

    /// No tenant's rows, serializable.
    pub const fn nobody() -> Self {
        Self { tenant: Tenant::Nobody, isolation: Isolation::Serializable }
    }

    /// The same rows with each statement on its own snapshot. The caller says why.
    #[must_use]
    pub const fn read_committed(self) -> Self {
        Self { isolation: Isolation::ReadCommitted, ..self }
    }
}
