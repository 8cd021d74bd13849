//! The typefaces: Literata for articles, Inter for the interface, a few symbols. `assets/fonts` has their licences.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

/// Returns the family of the article's text.
pub fn serif() -> FontFamily {
    FontFamily::Name("serif".into())
}

/// Returns the family of headlines.
pub fn serif_bold() -> FontFamily {
    FontFamily::Name("serif-bold".into())
}

/// Returns the family of stressed words of the interface.
pub fn sans_bold() -> FontFamily {
    FontFamily::Name("sans-bold".into())
}

/// Returns every face, with what stands in for a character that it lacks.
pub(super) fn all() -> FontDefinitions {
    macro_rules! font {
        ($file:literal) => {
            FontData::from_static(include_bytes!(concat!("../../assets/fonts/", $file)))
        };
    }
    let mut fonts = FontDefinitions::default();
    for (name, data) in [
        ("serif", font!("literata/Literata-Regular.ttf")),
        ("serif-italic", font!("literata/Literata-Italic.ttf")),
        ("serif-bold", font!("literata/Literata-Bold.ttf")),
        ("sans", font!("inter/Inter-Regular.ttf")),
        ("sans-bold", font!("inter/Inter-SemiBold.ttf")),
        ("symbols", font!("symbols/NotoSansSymbols-Subset.ttf")),
    ] {
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    let rest = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    for (family, faces) in [
        (FontFamily::Proportional, ["sans", "symbols", "serif"]),
        (
            FontFamily::Name("sans".into()),
            ["sans", "symbols", "serif"],
        ),
        (sans_bold(), ["sans-bold", "symbols", "serif-bold"]),
        (serif(), ["serif", "sans", "symbols"]),
        (serif_bold(), ["serif-bold", "sans-bold", "symbols"]),
        (
            FontFamily::Name("serif-italic".into()),
            ["serif-italic", "sans", "symbols"],
        ),
    ] {
        let faces = faces.into_iter().map(str::to_owned);
        fonts
            .families
            .insert(family, faces.chain(rest.clone()).collect());
    }
    fonts
}
