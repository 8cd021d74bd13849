//! Counts looks at tokens and units, so that a test can tell that work grows no faster than the text.

use std::cell::Cell;

thread_local! {
    static LOOKS: Cell<usize> = const { Cell::new(0) };
}

/// Counts a look.
pub(crate) fn count() {
    LOOKS.with(|looks| looks.set(looks.get() + 1));
}

/// Returns how many looks something takes.
pub(crate) fn of(run: impl FnOnce()) -> usize {
    LOOKS.with(|looks| looks.set(0));
    run();
    LOOKS.with(Cell::get)
}
