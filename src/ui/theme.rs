//! Colours, sizes and fonts: the only place that names them, read from `assets/theme.ron`.
//!
//! The stance scale runs from vermilion over pale yellow to blue, which stay apart in every common form of colour
//! blindness; colours of teammates follow Okabe and Ito's palette, darkened or lightened until they stand out.

use std::sync::LazyLock;

use super::fonts;
use egui::{
    Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, Visuals, vec2,
};
use serde::{Deserialize, Deserializer, de};

/// The theme file, parsed once.
static FILE: LazyLock<File> =
    LazyLock::new(|| parse(include_str!("../../assets/theme.ron")).expect("theme.ron is tested"));
static LIGHT: LazyLock<Vec<Theme>> = LazyLock::new(|| Theme::all(false));
static DARK: LazyLock<Vec<Theme>> = LazyLock::new(|| Theme::all(true));

/// How much larger the interface may be than usual, in tenths; the article's text may be larger still.
const SCALES: std::ops::RangeInclusive<u8> = 8..=16;

/// The scale at which the interface has its usual size, in tenths.
const USUAL: u8 = 10;

/// Number of steps of the stance scale's colours.
pub const STEPS: usize = 7;
/// Number of colours for teammates.
pub const MATES: usize = 8;

/// Represents one of the two looks of the window.
#[derive(Clone, Debug)]
pub struct Theme {
    /// Whether this is the dark one.
    pub dark: bool,
    /// Its colours.
    pub colours: Palette,
    /// Sizes, the same in both.
    pub sizes: Sizes,
    /// How much larger the interface is than usual, in tenths; `sizes` have it already.
    tenths: u8,
}

/// Represents the colours of one look.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Palette {
    /// Behind the article.
    #[serde(deserialize_with = "hex")]
    pub page: Color32,
    /// Behind panels and bars.
    #[serde(deserialize_with = "hex")]
    pub panel: Color32,
    /// Behind text fields.
    #[serde(deserialize_with = "hex")]
    pub field: Color32,
    /// A button at rest.
    #[serde(deserialize_with = "hex")]
    pub button: Color32,
    /// A button under the pointer.
    #[serde(deserialize_with = "hex")]
    pub button_hover: Color32,
    /// A button while it is pressed.
    #[serde(deserialize_with = "hex")]
    pub button_active: Color32,
    /// Text.
    #[serde(deserialize_with = "hex")]
    pub text: Color32,
    /// Text of less weight: metadata, hints, dimmed paragraphs.
    #[serde(deserialize_with = "hex")]
    pub weak: Color32,
    /// Faint dividing lines, which carry no meaning.
    #[serde(deserialize_with = "hex")]
    pub line: Color32,
    /// Borders of controls.
    #[serde(deserialize_with = "hex")]
    pub control_line: Color32,
    /// What is chosen, current or a link.
    #[serde(deserialize_with = "hex")]
    pub accent: Color32,
    /// Text on the accent colour.
    #[serde(deserialize_with = "hex")]
    pub on_accent: Color32,
    /// The ring round what has the keyboard.
    #[serde(deserialize_with = "hex")]
    pub focus: Color32,
    /// Behind selected text.
    #[serde(deserialize_with = "hex")]
    pub selection: Color32,
    /// Behind what a search found.
    #[serde(deserialize_with = "hex")]
    pub find: Color32,
    /// Behind the current one of those.
    #[serde(deserialize_with = "hex")]
    pub find_current: Color32,
    /// The text cursor.
    #[serde(deserialize_with = "hex")]
    pub caret: Color32,
    /// Status: done, saved.
    #[serde(deserialize_with = "hex")]
    pub ok: Color32,
    /// Status: at work, or to be looked at.
    #[serde(deserialize_with = "hex")]
    pub busy: Color32,
    /// Status: failed.
    #[serde(deserialize_with = "hex")]
    pub error: Color32,
    /// Behind quotes, by polarity from −1 to +1.
    #[serde(deserialize_with = "hexes")]
    pub fills: [Color32; STEPS],
    /// The same for the statement that is chosen or pointed at.
    #[serde(deserialize_with = "hexes")]
    pub fills_strong: [Color32; STEPS],
    /// Text and brackets in the margin, by polarity from −1 to +1.
    #[serde(deserialize_with = "hexes")]
    pub inks: [Color32; STEPS],
    /// A quote with no stance.
    pub none: Ink,
    /// A quote whose stance has no polarity: unclear, mixed, not stated.
    pub off_scale: Ink,
    /// Underlines of speaker mentions and cues.
    #[serde(deserialize_with = "hex")]
    pub underline: Color32,
    /// Outlines of suggestions.
    #[serde(deserialize_with = "hex")]
    pub suggestion: Color32,
    /// Lanes of teammates.
    #[serde(deserialize_with = "hexes")]
    pub mates: [Color32; MATES],
    /// Shadow of what floats.
    #[serde(deserialize_with = "hex")]
    pub shadow: Color32,
}

/// Represents the colours of one kind of mark.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Ink {
    /// Behind the quote.
    #[serde(deserialize_with = "hex")]
    pub fill: Color32,
    /// Behind the quote while it is chosen or pointed at.
    #[serde(deserialize_with = "hex")]
    pub strong: Color32,
    /// In the margin.
    #[serde(deserialize_with = "hex")]
    pub ink: Color32,
}

/// Represents sizes, in points unless the name ends in `_em`: those are multiples of the article's text size.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// The article's text, unless the user chose another.
    pub article: f32,
    /// Text of the interface.
    pub interface: f32,
    /// Small text: margin, hints.
    pub small: f32,
    /// Headings of panels.
    pub heading: f32,
    /// The article's headline.
    pub title_em: f32,
    /// From one baseline to the next.
    pub line_em: f32,
    /// Below a paragraph.
    pub paragraph_em: f32,
    /// Height of an empty line.
    pub blank_em: f32,
    /// Width of the text column.
    pub measure_em: f32,
    /// Corners of controls.
    pub radius: u8,
    /// Corners of marks.
    pub mark_radius: u8,
    /// Between controls.
    pub spacing: f32,
    /// Width of the margin with speakers and stances.
    pub margin: f32,
    /// Between margin and text.
    pub margin_gap: f32,
    /// Width of one bracket lane.
    pub lane: f32,
    /// Round the page.
    pub page_padding: f32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    light: Palette,
    dark: Palette,
    sizes: Sizes,
}

fn parse(source: &str) -> Result<File, ron::error::SpannedError> {
    ron::from_str(source)
}

impl Theme {
    fn all(dark: bool) -> Vec<Self> {
        SCALES.map(|tenths| Self::new(dark, tenths)).collect()
    }

    fn new(dark: bool, tenths: u8) -> Self {
        let colours = if dark { &FILE.dark } else { &FILE.light };
        let mut sizes = FILE.sizes.clone();
        let scale = f32::from(tenths) / f32::from(USUAL);
        for size in [
            &mut sizes.interface,
            &mut sizes.small,
            &mut sizes.heading,
            &mut sizes.spacing,
        ] {
            *size *= scale;
        }
        Self {
            dark,
            colours: colours.clone(),
            sizes,
            tenths,
        }
    }

    /// Returns one of the two looks at a scale, the nearest there is.
    fn at(dark: bool, tenths: u8) -> &'static Self {
        let all: &'static [Self] = if dark { &DARK } else { &LIGHT };
        let place = tenths.clamp(*SCALES.start(), *SCALES.end()) - SCALES.start();
        &all[usize::from(place)]
    }

    /// Returns the light look in its usual size.
    pub fn light() -> &'static Self {
        Self::at(false, USUAL)
    }

    /// Returns the dark look in its usual size.
    pub fn dark() -> &'static Self {
        Self::at(true, USUAL)
    }

    /// Returns the look that the window shows now: the user's choice, else the system's.
    pub fn of(ctx: &egui::Context) -> &'static Self {
        let tenths = ctx.data(|data| data.get_temp(scale_id())).unwrap_or(USUAL);
        Self::at(ctx.theme() == egui::Theme::Dark, tenths)
    }

    /// Returns how much larger the interface is than usual.
    pub fn scale(&self) -> f32 {
        f32::from(self.tenths) / f32::from(USUAL)
    }

    /// Sets fonts, and the style of both looks. To be called once, before the first frame.
    pub fn apply(ctx: &egui::Context) {
        ctx.set_fonts(fonts::all());
        Self::restyle(ctx, USUAL);
    }

    /// Makes the interface as much larger or smaller as the article's text is, in points, though not as far: a page is
    /// read, a panel is looked at.
    pub fn apply_size(ctx: &egui::Context, text_size: f32) {
        let share = 1.0 + (text_size / FILE.sizes.article - 1.0) * 0.7;
        let nearest = SCALES.min_by(|&a, &b| {
            let distance = |tenths: u8| (f32::from(tenths) / f32::from(USUAL) - share).abs();
            distance(a).total_cmp(&distance(b))
        });
        let tenths = nearest.unwrap_or(USUAL);
        ctx.data_mut(|data| data.insert_temp(scale_id(), tenths));
        Self::restyle(ctx, tenths);
    }

    fn restyle(ctx: &egui::Context, tenths: u8) {
        for (look, dark) in [(egui::Theme::Light, false), (egui::Theme::Dark, true)] {
            ctx.style_mut_of(look, |style| Self::at(dark, tenths).style(style));
        }
    }

    /// Returns the colours of a quote with a polarity from −1 to +1.
    pub fn polarity(&self, polarity: f32) -> Ink {
        let step = step_of(polarity);
        Ink {
            fill: self.colours.fills[step],
            strong: self.colours.fills_strong[step],
            ink: self.colours.inks[step],
        }
    }

    /// Returns the colours of a quote whose stance has a colour of its own in the codebook.
    ///
    /// The hue is the codebook's; lightness is set so that text stays readable.
    pub fn custom(&self, colour: Color32) -> Ink {
        let page = self.colours.page;
        let toward = self.colours.text;
        let mut ink = colour.to_opaque();
        for step in 1_u8..=10 {
            if contrast(ink, page) >= 4.5 {
                break;
            }
            ink = mix(colour.to_opaque(), toward, f32::from(step) / 10.0);
        }
        let readable = |share: f32| {
            let mut share = share;
            let mut fill = mix(page, colour.to_opaque(), share);
            while contrast(self.colours.text, fill) < 4.5 && share > 0.05 {
                share -= 0.05;
                fill = mix(page, colour.to_opaque(), share);
            }
            fill
        };
        Ink {
            fill: readable(0.3),
            strong: readable(0.5),
            ink,
        }
    }

    /// Returns the colour of a teammate's lane; numbers beyond the palette start again.
    pub fn mate(&self, number: u8) -> Color32 {
        self.colours.mates[usize::from(number) % MATES]
    }

    fn style(&self, style: &mut egui::Style) {
        let sizes = &self.sizes;
        let family = FontFamily::Proportional;
        style.text_styles = [
            (TextStyle::Small, FontId::new(sizes.small, family.clone())),
            (
                TextStyle::Body,
                FontId::new(sizes.interface, family.clone()),
            ),
            (TextStyle::Button, FontId::new(sizes.interface, family)),
            (
                TextStyle::Heading,
                FontId::new(sizes.heading, fonts::sans_bold()),
            ),
            (TextStyle::Monospace, FontId::monospace(sizes.small)),
        ]
        .into();
        style.spacing.item_spacing = vec2(sizes.spacing, sizes.spacing * 0.75);
        style.spacing.button_padding = vec2(sizes.spacing, sizes.spacing * 0.4);
        style.spacing.interact_size.y = sizes.interface * 1.85;
        style.spacing.menu_margin = Margin::same(6);
        style.visuals = self.visuals();
    }

    fn visuals(&self) -> Visuals {
        let colours = &self.colours;
        let radius = CornerRadius::same(self.sizes.radius);
        let mut visuals = if self.dark {
            Visuals::dark()
        } else {
            Visuals::light()
        };
        let widgets = &mut visuals.widgets;
        for (widget, fill, border) in [
            (&mut widgets.noninteractive, colours.panel, colours.line),
            (&mut widgets.inactive, colours.button, colours.control_line),
            (
                &mut widgets.hovered,
                colours.button_hover,
                colours.control_line,
            ),
            (&mut widgets.active, colours.button_active, colours.focus),
            (
                &mut widgets.open,
                colours.button_hover,
                colours.control_line,
            ),
        ] {
            widget.bg_fill = fill;
            widget.weak_bg_fill = fill;
            widget.bg_stroke = Stroke::new(1.0, border);
            widget.fg_stroke = Stroke::new(1.0, colours.text);
            widget.corner_radius = radius;
            widget.expansion = 0.0;
        }
        visuals.selection.bg_fill = colours.selection;
        visuals.selection.stroke = Stroke::new(1.0, colours.text);
        visuals.weak_text_color = Some(colours.weak);
        visuals.hyperlink_color = colours.accent;
        visuals.faint_bg_color = mix(colours.panel, colours.text, 0.03);
        visuals.extreme_bg_color = colours.field;
        visuals.text_edit_bg_color = Some(colours.field);
        visuals.code_bg_color = colours.button;
        visuals.warn_fg_color = colours.busy;
        visuals.error_fg_color = colours.error;
        visuals.panel_fill = colours.panel;
        visuals.window_fill = colours.panel;
        visuals.window_stroke = Stroke::new(1.0, colours.line);
        visuals.window_corner_radius = CornerRadius::same(self.sizes.radius + 3);
        visuals.menu_corner_radius = radius;
        visuals.text_cursor.stroke = Stroke::new(2.0, colours.caret);
        visuals.text_cursor.blink = false;
        let shadow = Shadow {
            offset: [0, 3],
            blur: 12,
            spread: 0,
            color: colours.shadow,
        };
        visuals.window_shadow = shadow;
        visuals.popup_shadow = shadow;
        visuals
    }
}

/// Returns the contrast of two opaque colours by WCAG 2.1, from 1 to 21.
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Returns a colour between two opaque ones; `share` is that of the second.
pub fn mix(a: Color32, b: Color32, share: f32) -> Color32 {
    a.lerp_to_gamma(b, share)
}

/// Relative luminance as WCAG 2.1 defines it.
fn luminance(colour: Color32) -> f32 {
    let [red, green, blue, _] = egui::Rgba::from(colour).to_array();
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Under which the scale of the interface lies in egui's memory.
fn scale_id() -> egui::Id {
    egui::Id::unique("scale of the interface")
}

fn step_of(polarity: f32) -> usize {
    let polarity = if polarity.is_nan() { 0.0 } else { polarity };
    let place = (polarity.clamp(-1.0, 1.0) + 1.0) * 3.0;
    (0..STEPS)
        .min_by(|&a, &b| {
            let distance = |step: usize| (place - step as f32).abs();
            distance(a).total_cmp(&distance(b))
        })
        .unwrap_or(STEPS / 2)
}

fn hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Color32, D::Error> {
    colour(&String::deserialize(deserializer)?)
}

fn hexes<'de, D: Deserializer<'de>, const N: usize>(
    deserializer: D,
) -> Result<[Color32; N], D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let colours = names
        .iter()
        .map(|name| colour(name))
        .collect::<Result<Vec<_>, _>>()?;
    let found = colours.len();
    colours.try_into().map_err(|_colours: Vec<Color32>| {
        de::Error::invalid_length(found, &"as many colours as steps")
    })
}

fn colour<E: de::Error>(name: &str) -> Result<Color32, E> {
    Color32::from_hex(name)
        .map_err(|_reason| de::Error::custom(format!("`{name}` is no colour of the form #RRGGBB")))
}

#[cfg(test)]
mod tests;
