//! Which screens there are.

/// Names a screen: what fills the window between its bars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Screen {
    /// Articles are labelled.
    #[default]
    Label,
    /// What there is to choose from is looked after: targets, scales, labels, speakers.
    Codebook,
}

impl Screen {
    /// Every screen, in the order of the switch in the bar at the top.
    pub const ALL: &'static [Self] = &[Self::Label, Self::Codebook];

    /// Returns its name, as the switch shows it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Label => "Label",
            Self::Codebook => "Codebook",
        }
    }
}
