//! What the program says on standard error.

use log::{LevelFilter, Log, Metadata, Record};

struct Talk;

impl Log for Talk {
    fn enabled(&self, of: &Metadata<'_>) -> bool {
        of.level() <= log::max_level()
    }

    fn log(&self, said: &Record<'_>) {
        if self.enabled(said.metadata()) {
            eprintln!("premura: {}: {}", said.level().as_str().to_lowercase(), said.args());
        }
    }

    fn flush(&self) {}
}

/// Has warnings and errors of every crate said on standard error. Saying it twice changes nothing.
pub fn begin() {
    if log::set_logger(&Talk).is_ok() {
        log::set_max_level(LevelFilter::Warn);
    }
}
