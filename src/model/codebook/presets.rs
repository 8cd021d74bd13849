//! Scales to begin with, each in one line, and the codebook that a project begins with.

use super::{Codebook, Scale, Stance};

/// Represents a scale to begin with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScalePreset {
    /// The id of the scale, and of the preset.
    pub id: &'static str,
    /// The name shown.
    pub name: &'static str,
    /// What one picks it for, in one line.
    pub about: &'static str,
    /// Its stances from one end to the other: id, label, polarity.
    stances: &'static [(&'static str, &'static str, f64)],
}

/// The scales that a project without a codebook is offered.
pub const SCALES: [ScalePreset; 3] = [
    ScalePreset {
        id: "stance",
        name: "Stance",
        about: "opposed \u{2026} supported: against or for",
        stances: &[
            ("opposed", "opposed", -2.0),
            ("rather-opposed", "rather opposed", -1.0),
            ("neutral", "neutral", 0.0),
            ("rather-supported", "rather supported", 1.0),
            ("supported", "supported", 2.0),
        ],
    },
    ScalePreset {
        id: "acceptance",
        name: "Acceptance",
        about: "ruled out \u{2026} accepted",
        stances: &[
            ("ruled-out", "ruled out", -2.0),
            ("opposed", "opposed", -1.0),
            ("left-open", "left open", 0.0),
            ("on-conditions", "accepted on conditions", 1.0),
            ("accepted", "accepted", 2.0),
        ],
    },
    ScalePreset {
        id: "agreement",
        name: "Agreement",
        about: "no / yes, as in Discourse Network Analyzer",
        stances: &[("no", "no", -1.0), ("yes", "yes", 1.0)],
    },
];

impl ScalePreset {
    /// Makes the scale, with the keys from 1 on its stances.
    pub fn scale(&self) -> Scale {
        let stance = |(number, (id, label, polarity)): (u32, &(&str, &str, f64))| Stance {
            id: (*id).into(),
            label: (*label).to_owned(),
            polarity: Some(*polarity),
            key: char::from_digit(number, 10),
            ..Stance::default()
        };
        Scale {
            id: self.id.into(),
            name: self.name.to_owned(),
            stances: (1..).zip(self.stances).map(stance).collect(),
            ..Scale::default()
        }
    }

    /// Returns the labels of its stances, from one end to the other.
    pub fn labels(&self) -> impl Iterator<Item = &'static str> {
        self.stances.iter().map(|(_, label, _)| *label)
    }
}

/// Makes the codebook that a project begins with: a scale, and everything else for the annotator to add.
pub fn starter(preset: &ScalePreset) -> Codebook {
    Codebook {
        scales: vec![preset.scale()],
        ..Codebook::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_go_from_against_to_for_and_have_keys() {
        for preset in &SCALES {
            let scale = preset.scale();
            assert!(scale.stances.is_sorted_by(|a, b| a.polarity < b.polarity));
            let keys: String = scale
                .stances
                .iter()
                .filter_map(|stance| stance.key)
                .collect();
            assert!("123456789".starts_with(&keys), "{keys}");
            assert_eq!(keys.len(), scale.stances.len());
        }
        assert_eq!(SCALES[1].labels().next(), Some("ruled out"));
        assert_eq!(starter(&SCALES[2]).scales[0].stances.len(), 2);
    }
}
