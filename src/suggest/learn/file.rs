//! A model as bytes: a magic word, a version, the parts one after another in little-endian order, and a checksum of all
//! before it. Weights that are zero are not written. Damage of any sort is an error.

use super::Model;
use super::corpus::Strengths;
use super::decode::{LABELS, Transitions};
use super::link::Choice;
use super::rank::{Ranker, Scale};
use super::second::Second;
use super::units::Class;
use super::weights::{Steps, Weights};

const MAGIC: &[u8; 8] = b"ONRECLRN";

/// Counts up whenever the features, the labels or the layout change: an older file is learned anew.
const VERSION: u32 = 2;

/// Says that a model file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamagedModel {
    /// It is no model file.
    Foreign,
    /// Another version of the program wrote it.
    Version(u32),
    /// It is cut short, or its bytes are not those that were written.
    Damaged,
}

impl std::fmt::Display for DamagedModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Foreign => write!(
                f,
                "this is no model learned from labels; delete it to learn anew"
            ),
            Self::Version(version) => write!(
                f,
                "the model has format {version}, this version reads {VERSION}; delete it to learn anew"
            ),
            Self::Damaged => write!(f, "the model is damaged; delete it to learn anew"),
        }
    }
}

impl std::error::Error for DamagedModel {}

/// Sums up bytes (FNV-1a, 64 bits), against damage and not against malice.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Model {
    /// Writes the model as bytes; the same model gives the same bytes.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut out = Writer(Vec::new());
        out.0.extend_from_slice(MAGIC);
        out.number(VERSION);
        out.size(self.labels);
        out.0.push(u8::from(self.bare));
        out.float(self.weights.scale);
        for weight in self.weights.transitions.iter().flatten().flatten() {
            out.float(*weight);
        }
        out.rows(&self.weights.rows());
        out.size(self.strengths.list.len());
        for (word, strength) in &self.strengths.list {
            out.number(*word);
            out.0.push(*strength);
        }
        out.sparse(&self.second.cue.weights);
        out.sparse(&self.second.source.weights);
        out.sparse(&self.second.ranker.weights);
        for weight in self.second.scale.0 {
            out.float(weight);
        }
        out.float(self.second.threshold);
        let sum = checksum(&out.0);
        out.0.extend_from_slice(&sum.to_le_bytes());
        out.0
    }

    /// Reads a model from bytes.
    ///
    /// # Errors
    /// When the bytes are no model, one of another version, or not as they were written.
    pub fn read(bytes: &[u8]) -> Result<Self, DamagedModel> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(DamagedModel::Foreign)?;
        let version = Reader(rest).number()?;
        if version != VERSION {
            return Err(DamagedModel::Version(version));
        }
        let (body, sum) = bytes.split_last_chunk::<8>().ok_or(DamagedModel::Damaged)?;
        if checksum(body) != u64::from_le_bytes(*sum) {
            return Err(DamagedModel::Damaged);
        }
        let mut from = Reader(body.get(MAGIC.len() + 4..).ok_or(DamagedModel::Damaged)?);
        let model = from.model()?;
        if from.0.is_empty() {
            Ok(model)
        } else {
            Err(DamagedModel::Damaged)
        }
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn size(&mut self, value: usize) {
        self.number(u32::try_from(value).unwrap_or(u32::MAX));
    }

    fn float(&mut self, value: f32) {
        self.number(value.to_bits());
    }

    /// Writes features, each as its key, a bit per label with a weight, and those weights.
    fn rows(&mut self, rows: &[(u32, Steps)]) {
        self.size(rows.len());
        for (key, steps) in rows {
            self.number(*key);
            let bits = steps
                .iter()
                .enumerate()
                .fold(0, |bits, (l, s)| bits | u8::from(*s != 0) << l);
            self.0.push(bits);
            self.0.extend(
                steps
                    .iter()
                    .filter(|s| **s != 0)
                    .map(|s| s.to_le_bytes()[0]),
            );
        }
    }

    /// Writes the weights that are not zero, each after its place.
    fn sparse(&mut self, weights: &[f32]) {
        self.size(weights.iter().filter(|w| w.to_bits() != 0).count());
        for (place, weight) in (0_u32..).zip(weights).filter(|w| w.1.to_bits() != 0) {
            self.number(place);
            self.float(*weight);
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8, DamagedModel> {
        let (first, rest) = self.0.split_first().ok_or(DamagedModel::Damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    fn number(&mut self) -> Result<u32, DamagedModel> {
        let (first, rest) = self
            .0
            .split_first_chunk::<4>()
            .ok_or(DamagedModel::Damaged)?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*first))
    }

    /// Reads how many things follow, each of at least `least` bytes.
    fn size(&mut self, least: usize) -> Result<usize, DamagedModel> {
        let size = self.number()? as usize;
        if size.saturating_mul(least) > self.0.len() {
            Err(DamagedModel::Damaged)
        } else {
            Ok(size)
        }
    }

    fn float(&mut self) -> Result<f32, DamagedModel> {
        let value = f32::from_bits(self.number()?);
        if value.is_finite() {
            Ok(value)
        } else {
            Err(DamagedModel::Damaged)
        }
    }

    fn model(&mut self) -> Result<Model, DamagedModel> {
        let labels = self.number()? as usize;
        let bare = self.byte()? != 0;
        let scale = self.float()?;
        let mut transitions: Transitions = [[[0.0; LABELS]; LABELS]; Class::COUNT];
        for weight in transitions.iter_mut().flatten().flatten() {
            *weight = self.float()?;
        }
        let weights = Weights::from_rows(&self.rows()?, scale, &transitions);
        let mut list = Vec::new();
        for _ in 0..self.size(5)? {
            list.push((self.number()?, self.byte()?));
        }
        let mut second = Second {
            cue: Choice {
                weights: self.sparse()?,
            },
            source: Choice {
                weights: self.sparse()?,
            },
            ..Second::default()
        };
        second.ranker = Ranker {
            weights: self.sparse()?,
        };
        second.scale = Scale([self.float()?, self.float()?, self.float()?]);
        second.threshold = self.float()?;
        Ok(Model {
            weights,
            strengths: Strengths::new(list),
            second,
            bare,
            labels,
        })
    }

    fn rows(&mut self) -> Result<Vec<(u32, Steps)>, DamagedModel> {
        let mut rows = Vec::new();
        for _ in 0..self.size(5)? {
            let (key, bits) = (self.number()?, self.byte()?);
            let mut steps = [0; LABELS];
            for (label, step) in steps.iter_mut().enumerate() {
                if bits & (1 << label) != 0 {
                    *step = i8::from_le_bytes([self.byte()?]);
                }
            }
            if steps == [0; LABELS] {
                return Err(DamagedModel::Damaged);
            }
            rows.push((key, steps));
        }
        Ok(rows)
    }

    fn sparse(&mut self) -> Result<Vec<f32>, DamagedModel> {
        let mut weights = Choice::default().weights;
        for _ in 0..self.size(8)? {
            let place = self.number()? as usize;
            *weights.get_mut(place).ok_or(DamagedModel::Damaged)? = self.float()?;
        }
        Ok(weights)
    }
}
