//! Faults that this program once had, to be put back one at a time: what cannot find them proves nothing. Never in a build
//! that anybody uses.

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// What was read before a write came back is shown in its place.
    OlderRead,
    /// Edits that are not on disk are shown away by what was read.
    ReadOverEdits,
    /// A text that changed takes the place of the one that edits were made on.
    OtherText,
    /// What a write found on disk is shown in place of what was edited since.
    MergedOverEdits,
    /// `Saved` is said as soon as any write came back.
    SavedTooSoon,
    /// A write that failed counts as one that came back.
    ForgottenFailure,
    /// Undo puts statements back as they were, whatever others did to them since.
    WholeUndo,
    /// A suggestion that two windows accepted becomes two statements.
    Twins,
    /// Nobody remembers which statement took another in: what is addressed to the other is lost.
    FoldedAway,
    /// A step is taken back with the places of the text that it was done on, whatever the text is now.
    StepOfOldText,
}

impl Mutant {
    /// Every fault.
    pub const ALL: [Self; 10] = [
        Self::OlderRead,
        Self::ReadOverEdits,
        Self::OtherText,
        Self::MergedOverEdits,
        Self::SavedTooSoon,
        Self::ForgottenFailure,
        Self::WholeUndo,
        Self::Twins,
        Self::FoldedAway,
        Self::StepOfOldText,
    ];
}

#[cfg(feature = "mutants")]
static ON: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(usize::MAX);

/// Puts a fault back, or takes all away.
#[cfg(feature = "mutants")]
pub fn put_back(mutant: Option<Mutant>) {
    let number = mutant.map_or(usize::MAX, |mutant| mutant as usize);
    ON.store(number, std::sync::atomic::Ordering::SeqCst);
}

/// Tells whether a fault is there.
pub(crate) fn has(mutant: Mutant) -> bool {
    #[cfg(feature = "mutants")]
    return ON.load(std::sync::atomic::Ordering::SeqCst) == mutant as usize;
    #[cfg(not(feature = "mutants"))]
    {
        let _ = mutant;
        false
    }
}
