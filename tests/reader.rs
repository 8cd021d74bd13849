//! The article reader as a person meets it: clicks, drags and keys, by accessible name.
#![cfg(feature = "gui")]

mod support;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use onrecord::model::span::Span;
use onrecord::model::text::Text;
use onrecord::ui::reader::{End, Layer, Make, ReaderAction};
use support::stage::{App, Reader, open, open_in, paragraph, place};

fn button(reader: &Reader, at: Pos2, pressed: bool, modifiers: Modifiers) {
    reader.event(Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    });
}

fn click(reader: &mut Reader, at: Pos2) {
    reader.event(Event::PointerMoved(at));
    for pressed in [true, false] {
        button(reader, at, pressed, Modifiers::NONE);
    }
    reader.run();
}

fn drag(reader: &mut Reader, from: Pos2, to: Pos2, modifiers: Modifiers) {
    reader.event(Event::ModifiersChanged(modifiers));
    reader.event(Event::PointerMoved(from));
    button(reader, from, true, modifiers);
    reader.step();
    for share in [0.3, 0.7, 1.0] {
        reader.event(Event::PointerMoved(from.lerp(to, share)));
        reader.step();
    }
    button(reader, to, false, modifiers);
    reader.event(Event::ModifiersChanged(Modifiers::NONE));
    reader.run();
}

const FIRST: &str = "The mayor said the harbour would stay open through the winter.";
const SECOND: &str = "“We keep our word,” she told reporters, “whatever the storm brings.”";

fn two_paragraphs() -> App {
    App::new(&format!("{FIRST}\n\n{SECOND}\n"))
}

#[test]
fn a_click_on_a_mark_by_its_name_selects_it() {
    let mut reader = open(two_paragraphs().mark("a", Layer::Own, "the harbour would stay open"));
    reader
        .get_by_label("Statement: a: the harbour would stay open")
        .click();
    reader.run();
    assert_eq!(reader.state().selected.as_deref(), Some("a"));
    let at = place(&reader, FIRST, "winter");
    click(&mut reader, at);
    assert_eq!(reader.state().selected, None);
    reader
        .get_by_label("Statement: a: the harbour would stay open")
        .click_accesskit();
    reader.run();
    assert_eq!(reader.state().selected.as_deref(), Some("a"));
}

#[test]
fn clicks_cycle_through_marks_that_lie_over_each_other() {
    let app = two_paragraphs()
        .mark("outer", Layer::Own, "the harbour would stay open")
        .mark("inner", Layer::Own, "would stay")
        .mark("mate", Layer::Mate(0), "stay open through");
    let mut reader = open(app);
    let mut seen = Vec::new();
    for _ in 0..4 {
        let at = place(&reader, FIRST, "tay");
        click(&mut reader, at);
        // Apart, so that they do not count as a double click.
        reader.run_steps(4);
        seen.push(reader.state().selected.clone().unwrap());
    }
    assert_eq!(seen, ["inner", "outer", "mate", "inner"]);
    for id in ["outer", "mate", "inner"] {
        let quote = &reader
            .state()
            .marks
            .iter()
            .find(|mark| mark.id == id)
            .unwrap()
            .name
            .clone();
        reader.state_mut().selected = None;
        reader.get_by_label(quote).click();
        reader.run();
        reader.run_steps(4);
        assert_eq!(reader.state().selected.as_deref(), Some(id));
    }
}

#[test]
fn line_ends_of_two_characters_take_no_room() {
    let text = format!("{FIRST}\n\n\n{SECOND}\n\nThe storm passed.\n");
    let tops = |text: &str| {
        let reader = open(App::new(text));
        [FIRST, SECOND, "The storm passed."]
            .map(|words| paragraph(&reader, words).rect().top().to_bits())
    };
    assert_eq!(tops(&text.replace('\n', "\r\n")), tops(&text));
    // A drag over them takes the characters as the file has them.
    let text = text.replace('\n', "\r\n");
    let mut reader = open(App::new(&text));
    let (from, to) = (
        place(&reader, FIRST, "winter"),
        place(&reader, SECOND, "word"),
    );
    drag(&mut reader, from, to + vec2(12.0, 0.0), Modifiers::NONE);
    assert_eq!(
        reader.state().selected_text(),
        Some("winter.\r\n\r\n\r\n“We keep our word")
    );
}

#[test]
fn a_drag_selects_text_across_paragraphs() {
    let mut reader = open(two_paragraphs());
    let (from, to) = (
        place(&reader, FIRST, "winter"),
        place(&reader, SECOND, "word"),
    );
    drag(&mut reader, from, to + vec2(12.0, 0.0), Modifiers::NONE);
    assert_eq!(
        reader.state().selected_text(),
        Some("winter.\n\n“We keep our word")
    );
    drag(&mut reader, to + vec2(12.0, 0.0), from, Modifiers::NONE);
    assert_eq!(
        reader.state().selected_text(),
        Some("winter.\n\n“We keep our word")
    );
}

#[test]
fn a_selection_snaps_to_words_unless_alt_is_held() {
    let mut reader = open(two_paragraphs());
    let (from, to) = (
        place(&reader, FIRST, "rbour"),
        place(&reader, FIRST, "ay open"),
    );
    drag(&mut reader, from, to, Modifiers::NONE);
    assert_eq!(reader.state().selected_text(), Some("harbour would stay"));
    drag(&mut reader, from, to, Modifiers::ALT);
    assert_eq!(reader.state().selected_text(), Some("rbour would st"));
}

#[test]
fn double_and_triple_clicks_take_more() {
    let mut reader = open(two_paragraphs());
    let multiple = |reader: &mut Reader, at: Pos2, times: usize| {
        // The bar over a selection may cover the next place.
        reader.state_mut().selection = None;
        reader.run_steps(4);
        reader.event(Event::PointerMoved(at));
        for _ in 0..times {
            for pressed in [true, false] {
                button(reader, at, pressed, Modifiers::NONE);
            }
        }
        reader.run();
        reader.state().selected_text().map(str::to_owned)
    };
    let (word, quotation) = (
        place(&reader, FIRST, "harbour"),
        place(&reader, SECOND, "word"),
    );
    assert_eq!(multiple(&mut reader, word, 2).as_deref(), Some("harbour"));
    assert_eq!(
        multiple(&mut reader, quotation, 2).as_deref(),
        Some("“We keep our word,”")
    );
    assert_eq!(multiple(&mut reader, word, 3).as_deref(), Some(FIRST));
}

#[test]
fn the_bar_makes_something_of_the_selection() {
    let mut reader = open(two_paragraphs().mark("told", Layer::Own, FIRST));
    let (from, to) = (
        place(&reader, SECOND, "she"),
        place(&reader, SECOND, "reporters"),
    );
    drag(&mut reader, from, to, Modifiers::NONE);
    reader.run();
    assert!(reader.query_by_label("Mark as quote").is_some());
    assert!(
        reader.query_by_label("Mark as cue").is_none(),
        "there is no statement to have a cue"
    );
    reader.state_mut().selected = Some("told".to_owned());
    reader.run();
    for (name, make) in [
        ("Mark as quote", Make::Quote),
        ("Mark as speaker", Make::Speaker),
        ("Mark as cue", Make::Cue),
        ("Mark as source in between", Make::Via),
        ("Mark as addressee", Make::Addressee),
        ("Mark as evidence", Make::Evidence),
    ] {
        reader.get_by_role_and_label(Role::Button, name).click();
        reader.run();
        assert_eq!(reader.state().asked.last(), Some(&ReaderAction::Make(make)));
    }
    reader.state_mut().read_only = true;
    reader.run();
    assert!(reader.query_by_label("Mark as quote").is_none());
}

#[test]
fn keys_move_the_cursor_and_extend_the_selection() {
    let mut reader = open(two_paragraphs());
    let at = place(&reader, FIRST, "harbour");
    click(&mut reader, at);
    let rest =
        |reader: &Reader| reader.state().article.text[reader.state().view.caret()..].to_owned();
    assert!(rest(&reader).starts_with("harbour"));
    let press = |reader: &mut Reader, modifiers, key| {
        reader.key_press_modifiers(modifiers, key);
        reader.run();
        reader.state().selected_text().map(str::to_owned)
    };
    press(&mut reader, Modifiers::NONE, Key::ArrowRight);
    assert!(rest(&reader).starts_with("arbour"));
    let ctrl = Modifiers::COMMAND;
    press(&mut reader, ctrl, Key::ArrowLeft);
    assert!(rest(&reader).starts_with("harbour"));
    let extended = press(&mut reader, ctrl | Modifiers::SHIFT, Key::ArrowRight);
    assert_eq!(extended.as_deref(), Some("harbour"));
    let extended = press(&mut reader, Modifiers::SHIFT, Key::ArrowLeft);
    assert_eq!(extended.as_deref(), Some("harbou"));
    assert_eq!(press(&mut reader, Modifiers::NONE, Key::ArrowLeft), None);
    assert!(rest(&reader).starts_with("harbour"));
    press(&mut reader, Modifiers::NONE, Key::ArrowDown);
    assert!(
        reader.state().view.caret() > FIRST.len(),
        "{}",
        rest(&reader)
    );
    press(&mut reader, Modifiers::NONE, Key::ArrowUp);
    assert!(rest(&reader).starts_with("harbour"));
    press(&mut reader, Modifiers::NONE, Key::End);
    assert_eq!(reader.state().view.caret(), FIRST.len());
    press(&mut reader, Modifiers::NONE, Key::Home);
    assert_eq!(reader.state().view.caret(), 0);
}

#[test]
fn escape_clears_the_selection_and_then_the_choice() {
    let mut reader = open(two_paragraphs().mark("a", Layer::Own, "the harbour"));
    reader.get_by_label("Statement: a: the harbour").click();
    reader.run();
    reader.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
    reader.run();
    assert!(reader.state().selection.is_some());
    reader.key_press(Key::Escape);
    reader.run();
    assert_eq!(
        (reader.state().selection, reader.state().selected.is_some()),
        (None, true)
    );
    reader.key_press(Key::Escape);
    reader.run();
    assert_eq!(reader.state().selected, None);
}

#[test]
fn the_ends_of_a_quote_can_be_dragged() {
    let mut reader = open(two_paragraphs().mark("a", Layer::Own, "harbour would stay"));
    reader.state_mut().selected = Some("a".to_owned());
    reader.run();
    // The handle hangs from the lower end of the fill, below the middle of the line.
    let end = place(&reader, FIRST, " open") + vec2(-1.0, 12.0);
    let to = place(&reader, FIRST, "through") + vec2(10.0, 0.0);
    drag(&mut reader, end, to, Modifiers::NONE);
    let start = reader.state().span("open through").end;
    let moved = ReaderAction::MoveEnd {
        id: "a".into(),
        span: 0,
        end: End::End,
        to: start,
    };
    assert_eq!(reader.state().asked.last(), Some(&moved));
    assert_eq!(reader.state().selection, None);
}

/// Drags over each word of a paragraph and expects exactly that word; for scripts that egui places wrongly.
#[track_caller]
fn check_words(text: &str) {
    let mut reader = open(App::new(text));
    let area = reader.get_by_label("Article text").rect();
    let line = paragraph(&reader, text).rect();
    let mut found = std::collections::BTreeSet::new();
    let mut x = line.left() + 1.0;
    while x < line.right().min(area.right()) {
        reader.run_steps(4);
        let at = Pos2::new(x, line.top() + 14.0);
        reader.event(Event::PointerMoved(at));
        for _ in 0..2 {
            for pressed in [true, false] {
                button(&reader, at, pressed, Modifiers::NONE);
            }
        }
        reader.run();
        if let Some(word) = reader.state().selected_text() {
            found.insert(word.to_owned());
        }
        x += 6.0;
    }
    let text = Text::new(text);
    let words: std::collections::BTreeSet<String> = text
        .char_indices()
        .filter_map(|(at, _)| text.word_at(at))
        .map(|span| text.slice(span).to_owned())
        .collect();
    assert_eq!(found, words);
}

#[test]
fn words_are_hit_in_every_script() {
    check_words("The slogan سلام was shouted by Smith");
    check_words("abc שלום עולם def");
    check_words("אמר דובר הממשלה");
    check_words("কো কৌ সংবাদ বলেন");
    check_words("கொ தோ செய்தி end");
    check_words("caf\u{65}\u{301} und e\u{301}te\u{301} Київ");
    check_words("a\u{0}b c\r d");
}

#[test]
fn a_span_far_away_is_scrolled_to() {
    let line = |number: usize| {
        format!("Paragraph {number} says that the ferry left {number} minutes late.")
    };
    let text = (0..4000).map(line).collect::<Vec<_>>().join("\n");
    let mut reader = open(App::new(&text));
    for number in [3999, 17, 2500] {
        let wanted = line(number);
        let span = reader.state().span(&wanted);
        assert!(reader.query_by_value(&wanted).is_none());
        reader.state_mut().view.scroll_to(span);
        reader.run();
        let shown = paragraph(&reader, &wanted).rect();
        assert!(shown.top() >= 0.0 && shown.bottom() <= 640.0, "{shown:?}");
    }
}

#[test]
fn scrolling_up_over_unseen_paragraphs_moves_what_is_seen_by_just_that() {
    let long = "A long paragraph of many words that goes on and on. ".repeat(9);
    let text = format!("{}\n", long.trim_end()).repeat(300);
    let mut reader = open(App::new(&text));
    let at = text.len() / 2;
    reader.state_mut().view.scroll_to(Span::new(at, at));
    reader.run();
    let tops = |reader: &Reader| -> Vec<f32> {
        reader
            .get_all_by_value(long.trim_end())
            .map(|node| node.rect().top())
            .collect()
    };
    for _ in 0..20 {
        let before = tops(&reader);
        reader.event(Event::PointerMoved(Pos2::new(500.0, 300.0)));
        reader.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, 40.0),
            phase: egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
            source: egui::MouseWheelSource::Trackpad,
        });
        reader.run();
        let after = tops(&reader);
        let moved = |top: &f32| after.iter().any(|to| (to - top - 40.0).abs() < 1.5);
        assert!(
            before[..before.len() - 2].iter().all(moved),
            "{before:?} {after:?}"
        );
    }
}

#[test]
fn tiny_and_empty_articles_and_windows_do_no_harm() {
    for size in [vec2(1.0, 1.0), vec2(60.0, 40.0), vec2(200.0, 3000.0)] {
        for text in ["", "\n", "x", "\r\n\r\n", "\u{0}", &"x".repeat(20_000)] {
            let mut reader = open_in(App::new(text), egui::Theme::Light, size);
            reader.state_mut().view.scroll_to(Span::new(0, text.len()));
            reader.run();
        }
    }
}
