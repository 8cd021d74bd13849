//! SIGTERM and Ctrl+C ask the window to close, as its button does: what was edited and set is written first.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::jobs::Wake;

/// Has the window woken, with `asked` set, when a signal asks it to close. A second signal ends the program at once if the
/// window has not taken in the first.
///
/// Where signals cannot be held they end the program, as they do any other.
#[cfg(unix)]
pub(super) fn listen(asked: Arc<AtomicBool>, wake: Wake) {
    use std::sync::atomic::Ordering;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    let listen = move || {
        for signal in signals.forever() {
            if asked.swap(true, Ordering::Relaxed) {
                drop(emulate_default_handler(signal));
            }
            wake();
        }
    };
    let thread = std::thread::Builder::new().name("signals".to_owned());
    drop(thread.spawn(listen));
}

/// Does nothing: there are no such signals here.
#[cfg(not(unix))]
pub(super) fn listen(_asked: Arc<AtomicBool>, _wake: Wake) {}
