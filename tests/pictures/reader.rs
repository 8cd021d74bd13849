//! Pictures of the article reader with one of everything that it draws, in both looks.

use egui::vec2;
use onrecord::model::article::Metadata;
use onrecord::model::span::Span;
use onrecord::ui::reader::{Layer, Tone};

use crate::support::stage::{App, open_in};

const PARAGRAPHS: [&str; 8] = [
    "Harbour stays open, mayor says",
    "Share this article",
    "Mayor Ada Lindqvist on Sunday ruled out any closure of the northern harbour before spring. “We keep our word,” she \
     told reporters, “whatever the storm brings.”",
    "The fishermen’s union called the plan “a welcome step, at last”, while its chairman, Tomas Berg, said the promised \
     money would not be enough to repair both piers. “Half a pier is no pier,” he added.",
    "According to the Coast Gazette, two members of the council had asked for a vote. “Nobody will be left alone with \
     the ice,” a spokeswoman for the council said on Monday.",
    "Мер міста Ольга Гнатюк сказала: «Гавань залишиться відкритою», та подякувала рибалкам.",
    "The last word lies with the region, whose office did not answer questions on Tuesday. Earlier in the month it had \
     said that “every option remains on the table” and that it would decide by the end of March.",
    "© Coast Wire. All rights reserved.",
];

/// Id, quote, speaker, stance, sign, polarity.
type Look = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Tone,
);

const OWN: [Look; 7] = [
    (
        "out",
        "any closure of the northern harbour before spring",
        "Lindqvist",
        "ruled out",
        "−",
        Tone::Polarity(-1.0),
    ),
    (
        "word",
        "“We keep our word,”",
        "Lindqvist",
        "own",
        "+",
        Tone::Polarity(0.67),
    ),
    (
        "union",
        "a welcome step, at last",
        "Fishermen’s union of the north",
        "supports",
        "+",
        Tone::Polarity(1.0),
    ),
    (
        "money",
        "the promised money would not be enough to repair both piers",
        "Tomas Berg",
        "leans against",
        "−",
        Tone::Polarity(-0.4),
    ),
    (
        "both",
        "repair both piers. “Half a pier is no pier,”",
        "Tomas Berg",
        "unclear",
        "?",
        Tone::OffScale,
    ),
    (
        "vote",
        "two members of the council had asked for a vote",
        "",
        "",
        "",
        Tone::None,
    ),
    (
        "gavan",
        "«Гавань залишиться відкритою»",
        "Ольга Гнатюк",
        "neutral",
        "·",
        Tone::Polarity(0.0),
    ),
];

const OTHERS: [(&str, Layer, &str); 4] = [
    (
        "ice",
        Layer::Suggestion,
        "“Nobody will be left alone with the ice,”",
    ),
    (
        "option",
        Layer::Suggestion,
        "every option remains on the table",
    ),
    (
        "mate",
        Layer::Mate(0),
        "any closure of the northern harbour",
    ),
    (
        "mate2",
        Layer::Mate(1),
        "closure of the northern harbour before spring. “We keep our word,”",
    ),
];

/// Id, speaker mention, cue.
const PARTS: [(&str, &str, &str); 5] = [
    ("out", "Ada Lindqvist", "ruled out"),
    ("word", "she", "told"),
    ("money", "Tomas Berg", "said"),
    ("vote", "Coast Gazette", "According to"),
    ("gavan", "Ольга Гнатюк", "сказала"),
];

/// An article with one of everything the reader draws.
fn gallery() -> App {
    let mut app = App::new(&PARAGRAPHS.join("\n\n"));
    app.article.meta = Metadata {
        title: Some(PARAGRAPHS[0].to_owned()),
        title_span: Some(app.span(PARAGRAPHS[0])),
        date: Some("2025-02-24".to_owned()),
        place: Some("Nordhavn".to_owned()),
        publisher: Some("Coast Wire".to_owned()),
        ..Metadata::default()
    };
    let dimmed = [PARAGRAPHS[1], "Earlier in the month", PARAGRAPHS[7]];
    app.article.dimmed = dimmed.map(|part| app.span(part)).to_vec();
    for (id, quote, speaker, stance, sign, tone) in OWN {
        app = app.mark(id, Layer::Own, quote);
        let mark = app.named(id);
        (mark.speaker, mark.stance) = (speaker.to_owned(), stance.to_owned());
        (mark.sign, mark.tone) = (sign, tone);
    }
    for (id, layer, quote) in OTHERS {
        app = app.mark(id, layer, quote);
    }
    for (id, mention, cue) in PARTS {
        // The first `said` of the text after the mention; earlier ones belong to others.
        let mention = app.span(mention);
        let rest = &app.article.text[mention.end..];
        let at = mention.end + rest.find(cue).unwrap_or_default();
        let cue = if id == "vote" {
            app.span(cue)
        } else {
            Span::new(at, at + cue.len())
        };
        (app.named(id).mention, app.named(id).cue) = (Some(mention), Some(cue));
    }
    let second = app.span("“whatever the storm brings.”");
    let (addressee, via) = (app.span("reporters"), app.span("fishermen’s union"));
    app.named("word").quote.push(second);
    app.named("word").flagged = true;
    app.named("word").addressees = vec![addressee];
    app.named("money").via = vec![via];
    app.named("vote").unsure = true;
    app.named("ice").speaker.push_str("a spokeswoman");
    app.selected = Some("word".to_owned());
    app
}

#[test]
fn pictures_of_the_reader() {
    let mut results = egui_kittest::SnapshotResults::new();
    for (theme, name) in [(egui::Theme::Light, "light"), (egui::Theme::Dark, "dark")] {
        let mut reader = open_in(gallery(), theme, vec2(1000.0, 860.0));
        results.add(reader.try_snapshot(format!("reader_{name}")));
        let select = reader.state().span("two members of the council");
        reader.state_mut().selected = Some("ice".to_owned());
        reader.state_mut().selection = Some(select);
        let hits = ["harbour", "pier", "council", "region"].map(|word| reader.state().span(word));
        reader.state_mut().find = hits.to_vec();
        reader.run();
        results.add(reader.try_snapshot(format!("reader_selecting_{name}")));
    }
}
