//! What language is made of: words and the marks between them, quotations, sentences, names, and what the program knows of
//! the words of each language. It reads what an article says and remembers nothing between articles. Offsets are bytes.
//!
//! In reading order: `language` and `lexicon` (which words there are), `lines` (which line ends end a paragraph), `token`
//! (where words stand), `marks` (which
//! quotations), `view` (sentences, a quotation being one unit), `names` (who is named), `boilerplate` (what no article
//! says); `letters` folds case and accents. An article's text itself is [`model::text`](crate::model::text).

pub mod boilerplate;
mod language;
pub mod letters;
pub mod lexicon;
pub mod lines;
pub mod marks;
pub mod names;
pub mod token;
pub mod view;
#[cfg(test)]
pub(crate) mod work;
