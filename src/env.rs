//! The clock and chance, as one value: what the program writes of time, and every id that it makes, comes from here. A run
//! on another source can be repeated exactly.
//!
//! The disk that a project lies on names the source that belongs to it (`store::fs::Fs::env`), so that disk, clock, ids and
//! chance come in together. Only how long something is waited for is measured elsewhere: nothing is written of that.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ulid::Ulid;

/// Where time and chance come from.
pub trait Source: Send + Sync {
    /// Returns the time now.
    fn now(&self) -> SystemTime;

    /// Returns a number that it has not returned before; at least the lower 80 bits are left to chance.
    fn random(&self) -> u128;
}

/// Represents a clock and chance. Clones are the same.
#[derive(Clone)]
pub struct Env(Arc<dyn Source>);

impl Env {
    /// Takes both from a source.
    pub fn new(source: impl Source + 'static) -> Self {
        Self(Arc::new(source))
    }

    /// Takes both from this machine.
    pub fn real() -> Self {
        Self::new(Machine)
    }

    /// Returns the time now.
    pub fn now(&self) -> SystemTime {
        self.0.now()
    }

    /// Returns the time now as files hold it: RFC 3339 in UTC with seconds.
    pub fn stamp(&self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// Returns the time of the day where this machine is: `12:04:31`.
    pub fn time_of_day(&self) -> String {
        let here = self.timestamp().to_zoned(TimeZone::system());
        here.strftime("%H:%M:%S").to_string()
    }

    /// Returns a new id, which sorts behind those of earlier milliseconds.
    pub fn id(&self) -> String {
        let since = self.now().duration_since(UNIX_EPOCH);
        let milliseconds = since.unwrap_or(Duration::ZERO).as_millis();
        let milliseconds = u64::try_from(milliseconds).unwrap_or(u64::MAX);
        Ulid::from_parts(milliseconds, self.0.random()).to_string()
    }

    fn timestamp(&self) -> Timestamp {
        // A clock that is off by ten thousand years reads as 1970.
        Timestamp::try_from(self.now()).unwrap_or_default()
    }
}

impl Default for Env {
    fn default() -> Self {
        Self::real()
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env").finish_non_exhaustive()
    }
}

/// This machine.
struct Machine;

impl Source for Machine {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn random(&self) -> u128 {
        Ulid::new().random()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// A second passes with every question.
    #[derive(Default)]
    struct Counted(AtomicU64, AtomicU64);

    impl Source for Counted {
        fn now(&self) -> SystemTime {
            let second = self.0.fetch_add(1, Ordering::Relaxed);
            UNIX_EPOCH + Duration::from_secs(1_740_388_364 + second)
        }

        fn random(&self) -> u128 {
            u128::from(self.1.fetch_add(1, Ordering::Relaxed))
        }
    }

    #[test]
    fn the_same_source_says_the_same_again() {
        let say = || {
            let env = Env::new(Counted::default());
            [env.stamp(), env.id(), env.id(), env.stamp()]
        };
        let said = say();
        assert_eq!(said, say());
        assert_eq!(said[0], "2025-02-24T09:12:44Z");
        assert_eq!(said[3], "2025-02-24T09:12:47Z");
        assert!(said[1] < said[2], "{said:?}");
    }

    #[test]
    fn this_machine_gives_no_id_twice() {
        let env = Env::real();
        let ids: BTreeSet<String> = (0..1000).map(|_| env.id()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 26));
    }
}
