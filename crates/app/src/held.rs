use crate::Place;
use domain::{
    Tenant,
    queue::{self, Job},
};
use kernel::Id;
use std::sync::{Arc, Mutex, PoisonError};

/// A job that is being done here, under a lease that is renewed while it goes on.
#[derive(Clone)]
pub(crate) struct Held {
    place: Place,
    tenant: Id<Tenant>,
    job: Arc<Mutex<Job>>,
}

impl Held {
    pub(crate) fn new(place: &Place, tenant: Id<Tenant>, job: Job) -> Self {
        Self { place: place.clone(), tenant, job: Arc::new(Mutex::new(job)) }
    }

    pub(crate) fn tenant(&self) -> Id<Tenant> {
        self.tenant
    }

    /// The job with the lease under which it is held now.
    pub(crate) fn job(&self) -> Job {
        // Nothing that holds the lock can leave half a job.
        self.job.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Renews the lease where its half is over.
    ///
    /// # Errors
    /// `Conflict` where it was lost: what is done from now on may be done twice.
    pub(crate) fn keep(&self) -> domain::Result<()> {
        let job = self.job();
        if queue::is_to_be_renewed(&job, self.place.clock.now()) {
            let renewed = self.place.act(self.tenant, move |desk| queue::renew(desk, &job))?;
            *self.job.lock().unwrap_or_else(PoisonError::into_inner) = renewed;
        }
        Ok(())
    }
}
