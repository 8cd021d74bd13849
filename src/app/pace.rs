//! How the window keeps time with a person, and with what else the machine does.

use std::time::Duration;

/// Represents the times that the window keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long a frame may wait for an article just asked for, so that it is shown at once.
    pub patience: Duration,
    /// How long a message stays that is not about something gone wrong.
    pub notice: Duration,
    /// Whether learning in the background takes the lowest priority.
    pub learns_gently: bool,
}

impl Default for Pace {
    /// A person's.
    fn default() -> Self {
        Self {
            // Half a frame: a small article is on screen in the frame that asked for it, a slow disk is not waited for.
            patience: Duration::from_millis(8),
            notice: Duration::from_secs(7),
            learns_gently: true,
        }
    }
}

impl Pace {
    /// Takes whatever time things need: what is shown does not depend on how busy the machine is.
    pub const UNHURRIED: Self = Self {
        patience: Duration::from_mins(2),
        notice: Duration::from_hours(24),
        learns_gently: false,
    };
}
