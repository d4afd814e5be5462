//! What happens at the desk reaches a real mailbox, a real message centre and the client's own
//! area, with its proof; and what clients write back, by mail and by certified mail, reaches the
//! desk.

mod certified;
mod paper;
mod reaching;
mod ringing;

use db::scratch::Scratch;
use domain::{
    Desk, MIGRATIONS, Shelf, Tenant,
    messaging::{self, Message, Shown},
    notices,
    parties::{self, Party, PointKind},
};
use kernel::{Id, Instant};
use premura::{Channels, Place, Stop};
use std::{
    env, fs,
    path::PathBuf,
    process,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant as Clock},
};
use testkit::bare::{self, NOW, TENANT};

/// A house that speaks, and stops when it is dropped.
struct House {
    place: Place,
    stop: Stop,
    crew: Mutex<Vec<JoinHandle<()>>>,
    /// A folder of its own, which goes with it.
    own: PathBuf,
    _scratch: Scratch,
}

impl House {
    fn founded(scratch: Scratch) -> Self {
        let clock = web::Clock::new(|| NOW.parse::<Instant>().expect("an instant"));
        let place = Place { db: (*scratch).clone(), clock, shelf: Arc::new(Shelf::default()) };
        bare::found(&scratch, &place.shelf, notices::install);
        static FOUNDED: AtomicUsize = AtomicUsize::new(0);
        let number = FOUNDED.fetch_add(1, Ordering::Relaxed);
        let own = env::temp_dir().join(format!("premura-house-{}-{number}", process::id()));
        fs::create_dir_all(&own).expect("a folder");
        Self { place, stop: Stop::default(), crew: Mutex::default(), own, _scratch: scratch }
    }

    /// One on each engine.
    fn each(story: impl Fn(&Self)) {
        for scratch in db::scratch::engines(MIGRATIONS) {
            story(&Self::founded(scratch));
        }
    }

    fn speak(&self, channels: Channels<'_>) {
        let crew = premura::send(&self.place, channels, &self.stop).expect("it speaks");
        self.crew.lock().expect("nobody has it").extend(crew);
    }

    fn act<T: Send + 'static>(
        &self,
        action: impl FnMut(&mut Desk<'_>) -> domain::Result<T> + Send + 'static,
    ) -> T {
        self.place.act(Id::<Tenant>::from_bytes(TENANT), action).expect("it can be done")
    }

    /// Dora, who is reached so.
    fn dora(&self, points: &[(PointKind, &str)]) -> Id<Party> {
        let told = parties::Told {
            source: "register".into(),
            key: "dora".into(),
            name: "Dora Bruni".into(),
            kind: "private".into(),
            born_on: None,
            points: points.iter().map(|(kind, at)| (*kind, (*at).to_owned())).collect(),
        };
        self.act(move |desk| Ok(parties::tell(desk, std::slice::from_ref(&told))?[0]))
    }

    /// The message of this notice by this channel, once it is as `is` says.
    fn message(&self, of: (&str, &str), is: impl Fn(&Message) -> bool) -> Message {
        let (notice, channel) = of;
        until(&format!("{notice} by {channel}"), || {
            let all = self.act(|desk| messaging::list(desk, Shown::All, None));
            all.into_iter().find(|one| one.kind == notice && one.channel == channel && is(one))
        })
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.say();
        for one in self.crew.lock().expect("nobody has it").drain(..) {
            one.join().expect("it ends well");
        }
        // Only now does nobody write there any more.
        fs::remove_dir_all(&self.own).expect("it is ours");
    }
}

/// Longer than anything here takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What `found` finds in the end.
fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let began = Clock::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "{what}");
        thread::park_timeout(Duration::from_millis(20));
    }
}
