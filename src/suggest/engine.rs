//! What suggests: the rules alone, or a model learned from labels that stands on them. Windows and commands ask an
//! [`Engine`] and need not know which it is. Offsets are bytes.

use std::sync::Arc;

use super::{Options, Suggestion, blocks, learn, suggest};
use crate::model::article::Article;
use crate::model::codebook::{Codebook, Speaker};
use crate::model::span::{self, Span};
use crate::text::lexicon::Language;

/// Finds statements, by rules or by what was learned. Cheap to clone; every clone is the same engine.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    model: Option<Arc<learn::Model>>,
    language: Option<Language>,
}

/// Holds the names of a codebook's speakers as the engine looks them up.
pub type Registry = Vec<(String, Vec<String>)>;

impl Engine {
    /// Makes the engine of the rules alone.
    #[must_use]
    pub fn rules() -> Self {
        Self::default()
    }

    /// Makes the engine of a model that was learned from labels.
    #[must_use]
    pub fn learned(model: Arc<learn::Model>) -> Self {
        Self {
            model: Some(model),
            language: None,
        }
    }

    /// Sets the language of articles that do not say theirs, as a BCP 47 tag; one the engine has no words of says nothing.
    #[must_use]
    pub fn in_language(self, tag: Option<&str>) -> Self {
        Self {
            language: tag.and_then(Language::from_tag),
            ..self
        }
    }

    /// Returns what stands in [`Origin::Suggested`](crate::model::statement::Origin::Suggested) for its suggestions.
    #[must_use]
    pub fn by(&self) -> &'static str {
        if self.model.is_some() {
            "learned"
        } else {
            "rules"
        }
    }

    /// Finds the statements of a text, in order of position.
    #[must_use]
    pub fn text(&self, text: &str, options: &Options<'_>) -> Vec<Suggestion> {
        match &self.model {
            Some(model) => learn::suggest_learned(text, options, model),
            None => suggest(text, options),
        }
    }

    /// Finds the statements of a text block by block, so that those of a huge one need not be in memory at once.
    pub fn each(&self, text: &str, options: &Options<'_>, mut take: impl FnMut(Vec<Suggestion>)) {
        let body = options.body.unwrap_or(Span::new(0, text.len()));
        let start = text.get(body.start..body.end).unwrap_or_default();
        let language = options.language.unwrap_or_else(|| Language::guess(start));
        for block in blocks(text, body) {
            let options = Options {
                body: Some(block),
                language: Some(language),
                ..*options
            };
            take(self.text(text, &options));
        }
    }

    /// Finds the statements of an article, in order of position. None lies in what is no part of its body.
    #[must_use]
    pub fn article(&self, article: &Article, codebook: &Codebook) -> Vec<Suggestion> {
        let mut all = Vec::new();
        self.article_each(article, &registry(codebook), |mut found| {
            all.append(&mut found);
        });
        all
    }

    /// Finds the statements of an article as [`Engine::article`] does, block by block, with a registry made once for
    /// many articles.
    pub fn article_each(
        &self,
        article: &Article,
        registry: &Registry,
        mut take: impl FnMut(Vec<Suggestion>),
    ) {
        let tag = article.meta.language.as_deref();
        let options = Options {
            body: Some(body(article)),
            language: tag.and_then(Language::from_tag).or(self.language),
            registry,
        };
        let is_dimmed = |span: &Span| article.dimmed.iter().any(|dimmed| dimmed.overlaps(*span));
        self.each(&article.text, &options, |mut found| {
            found.retain(|suggestion| !suggestion.quote.iter().any(is_dimmed));
            take(found);
        });
    }
}

/// Returns the names of a codebook's speakers as the engine looks them up.
#[must_use]
pub fn registry(codebook: &Codebook) -> Registry {
    let names = |speaker: &Speaker| (speaker.name.clone(), speaker.aliases.clone());
    codebook.speakers.iter().map(names).collect()
}

/// Returns an article without what is dimmed at its start and end: what stands there names nobody who speaks.
fn body(article: &Article) -> Span {
    let text = &article.text;
    let blank = |from: usize, to: usize| text.get(Span::new(from, to)).is_none_or(is_blank);
    let (mut start, mut end) = (0, text.len());
    for dimmed in &article.dimmed {
        if !blank(start, dimmed.start) {
            break;
        }
        start = dimmed.end;
    }
    for dimmed in article.dimmed.iter().rev() {
        if dimmed.end < start || !blank(dimmed.end, end) {
            break;
        }
        end = dimmed.start.max(start);
    }
    let above = Span::new(start, article.lead.clamp(start, end));
    if !is_blank(&without_title(article, above)) {
        // A dateline before a colon would pass for a speaker.
        start = above.end;
    }
    Span::new(start, end)
}

/// Returns the text of a span but for the headline.
fn without_title(article: &Article, span: Span) -> String {
    let mut parts = vec![span];
    if let Some(title) = article.meta.title_span {
        parts = span::without(&parts, title);
    }
    parts
        .into_iter()
        .map(|part| article.text.slice(part))
        .collect()
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::Text;

    /// Checks what is suggested for an article whose dimmed stretches stand in `[…]`: quotes, and the speakers' names.
    #[track_caller]
    fn check(given: &str, expected: &str) {
        let (mut text, mut dimmed, mut open) = (String::new(), Vec::new(), 0);
        for char in given.chars() {
            match char {
                '[' => open = text.len(),
                ']' => dimmed.push(Span::new(open, text.len())),
                char => text.push(char),
            }
        }
        let article = Article {
            text: Text::new(text),
            dimmed,
            ..Article::default()
        };
        let berg = Speaker {
            name: "Anna Berg".to_owned(),
            aliases: vec!["Berg".to_owned()],
            ..Speaker::default()
        };
        let codebook = Codebook {
            speakers: vec![berg],
            ..Codebook::default()
        };
        let found = Engine::rules().article(&article, &codebook);
        let shown: Vec<String> = found
            .iter()
            .map(|suggestion| {
                let quote = article.text.slice(suggestion.quote[0]);
                format!("{quote} {}", suggestion.name.as_deref().unwrap_or("-"))
            })
            .collect();
        assert_eq!(shown.join(" | "), expected);
    }

    #[test]
    fn articles_are_read_without_what_is_dimmed() {
        check(
            "“We will never leave this place,” said Anna Berg.\n",
            "“We will never leave this place,” Anna Berg",
        );
        check(
            "[author: “We will never leave,” said Anna Berg.\n]\nIt rained. “We go home now,” minister Carl Oss said.\n[“Read more of this,” said Anna Berg.\n]",
            "“We go home now,” Carl Oss",
        );
        check(
            "It rained.\n[“We will never leave,” said Anna Berg.\n]It rained.\n",
            "",
        );
        check("[“We will never leave,” said Anna Berg.]", "");
        check(
            "“We go home now,” Berg said.",
            "“We go home now,” Anna Berg",
        );
        check("", "");
    }

    #[test]
    fn a_dateline_speaks_not() {
        let read = |text: &str| {
            let article = crate::read::read("a.txt", text.as_bytes()).unwrap();
            let found = Engine::rules().article(&article, &Codebook::default());
            let quotes = found.iter().map(|found| article.text.slice(found.quote[0]));
            quotes.collect::<Vec<_>>().join(" | ")
        };
        let text = " date 2025-02-24 DOHA: Anna Berg said that they would never leave this place.";
        assert_eq!(read(text), "that they would never leave this place");
    }

    #[test]
    fn engines_say_what_they_are() {
        assert_eq!(Engine::rules().by(), "rules");
        let german = Engine::rules().in_language(Some("de-AT"));
        assert_eq!(german.language, Some(Language::German));
        assert_eq!(Engine::rules().in_language(Some("xx")).language, None);
    }
}
