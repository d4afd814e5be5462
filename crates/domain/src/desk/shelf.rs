use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// What never changes once it is saved, kept ready between units of work: calendars by their
/// version, books of commitments by their stamp.
///
/// A copy of the program may forget it at any moment; nothing here is state.
#[derive(Debug, Default)]
pub struct Shelf {
    kept: Mutex<HashMap<Place, Arc<dyn Any + Send + Sync>>>,
}

type Place = (TypeId, [u8; 16], i64);

/// Things kept at once; a tenant needs a handful, the largest takes some hundred kilobytes.
const KEPT_MAX: usize = 512;

impl Shelf {
    /// What stands at this place, made by `make` where nothing does yet. `stamp` tells versions of
    /// the same `id` apart.
    ///
    /// # Errors
    /// What `make` answers; then nothing is kept.
    pub fn get<T: Send + Sync + 'static, E>(
        &self,
        id: [u8; 16],
        stamp: i64,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let place = (TypeId::of::<T>(), id, stamp);
        let standing = self.lock().get(&place).map(Arc::clone);
        if let Some(ready) = standing.and_then(|kept| kept.downcast().ok()) {
            return Ok(ready);
        }
        let made = Arc::new(make()?);
        let mut kept = self.lock();
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.retain(|(of, whose, _), _| *of != place.0 || *whose != id);
        kept.insert(place, Arc::clone(&made) as Arc<dyn Any + Send + Sync>);
        Ok(made)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Place, Arc<dyn Any + Send + Sync>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
