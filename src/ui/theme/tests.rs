//! Tests of the colours' contrast, and of sizes.

use super::*;

/// What text stands on: the page, quotes of every tone, selections, search hits.
fn backgrounds(theme: &Theme) -> Vec<(String, Color32)> {
    let colours = &theme.colours;
    let mut out = vec![
        ("page".to_owned(), colours.page),
        ("panel".to_owned(), colours.panel),
        ("field".to_owned(), colours.field),
        ("selection".to_owned(), colours.selection),
        ("find".to_owned(), colours.find),
        ("current find".to_owned(), colours.find_current),
        ("button".to_owned(), colours.button),
        ("hovered button".to_owned(), colours.button_hover),
        ("pressed button".to_owned(), colours.button_active),
    ];
    for (name, fill) in fills(theme) {
        out.push((name, fill));
    }
    out
}

fn fills(theme: &Theme) -> Vec<(String, Color32)> {
    let colours = &theme.colours;
    let scale = colours.fills.iter().chain(&colours.fills_strong);
    let mut out: Vec<_> = scale
        .enumerate()
        .map(|(step, fill)| (format!("fill {step}"), *fill))
        .collect();
    for ink in [colours.none, colours.off_scale] {
        out.push(("other fill".to_owned(), ink.fill));
        out.push(("other strong fill".to_owned(), ink.strong));
    }
    out
}

#[track_caller]
fn check(name: &str, theme: &Theme, front: Color32, back: Color32, least: f32) {
    let found = contrast(front, back);
    let look = if theme.dark { "dark" } else { "light" };
    assert!(
        found >= least,
        "{look}: {name} has a contrast of {found:.2}"
    );
}

#[test]
fn contrast_is_as_wcag_defines_it() {
    assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
    let grey = Color32::from_gray(0x77);
    assert!((contrast(grey, Color32::WHITE) - 4.48).abs() < 0.01);
}

#[test]
fn text_is_readable_on_everything_behind_it() {
    for theme in [Theme::light(), Theme::dark()] {
        let colours = &theme.colours;
        for (name, back) in backgrounds(theme) {
            check(&format!("text on {name}"), theme, colours.text, back, 4.5);
        }
        for back in [colours.page, colours.panel, colours.field] {
            check("weak text", theme, colours.weak, back, 4.5);
            check("accent", theme, colours.accent, back, 4.5);
        }
        for status in [colours.ok, colours.busy, colours.error] {
            check("status", theme, status, colours.panel, 4.5);
        }
        check(
            "text on accent",
            theme,
            colours.on_accent,
            colours.accent,
            4.5,
        );
        let inks = colours.inks.iter().copied();
        for ink in inks.chain([colours.none.ink, colours.off_scale.ink, colours.suggestion]) {
            check("margin ink", theme, ink, colours.page, 4.5);
        }
    }
}

#[test]
fn marks_stand_out_from_what_is_beside_them() {
    for theme in [Theme::light(), Theme::dark()] {
        let colours = &theme.colours;
        for (name, fill) in fills(theme) {
            check(
                &format!("underline on {name}"),
                theme,
                colours.underline,
                fill,
                3.0,
            );
        }
        for mark in colours.mates.iter().copied().chain([
            colours.suggestion,
            colours.underline,
            colours.focus,
            colours.caret,
            colours.control_line,
        ]) {
            check("mark", theme, mark, colours.page, 3.0);
        }
        for mark in [colours.focus, colours.control_line] {
            check("control", theme, mark, colours.panel, 3.0);
        }
    }
}

#[test]
fn colours_of_the_codebook_stay_readable() {
    for theme in [Theme::light(), Theme::dark()] {
        for colour in [
            Color32::WHITE,
            Color32::BLACK,
            Color32::YELLOW,
            Color32::from_rgb(0, 0, 160),
            Color32::from_rgb(200, 30, 30),
        ] {
            let ink = theme.custom(colour);
            check("own ink", theme, ink.ink, theme.colours.page, 4.5);
            check("own fill", theme, theme.colours.text, ink.fill, 4.5);
            check(
                "own strong fill",
                theme,
                theme.colours.text,
                ink.strong,
                4.5,
            );
        }
    }
}

#[test]
fn polarity_has_seven_steps() {
    let steps = [-2.0, -1.0, -0.7, -0.3, 0.0, 0.3, 0.7, 1.0, f32::NAN].map(step_of);
    assert_eq!(steps, [0, 0, 1, 2, 3, 4, 5, 6, 3]);
}

#[test]
fn a_bad_colour_is_named() {
    let source = include_str!("../../../assets/theme.ron").replacen("#FBF9F4", "beige", 1);
    let error = parse(&source).unwrap_err().to_string();
    assert!(error.contains("`beige`"), "{error}");
}

#[test]
fn the_interface_grows_with_the_text_but_not_as_far() {
    let ctx = egui::Context::default();
    let at = |text_size: f32| {
        Theme::apply_size(&ctx, text_size);
        let theme = Theme::of(&ctx);
        (theme.scale() * 10.0, theme.sizes.interface > 13.5)
    };
    assert_eq!(at(18.0), (10.0, false));
    assert_eq!(at(24.0), (12.0, true));
    assert_eq!(at(40.0), (16.0, true));
    assert_eq!(at(10.0), (8.0, false));
}
