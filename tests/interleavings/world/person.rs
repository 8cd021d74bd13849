//! What the two people at the windows do: accept, set, type, remove, take back, write on.

use std::collections::BTreeSet;
use std::sync::Arc;

use onrecord::anchor;
use onrecord::merge::undo;
use onrecord::model::history::{Changes, Touched};
use onrecord::model::sidecar::{Held, Status};
use onrecord::model::span::Span;
use onrecord::model::statement::{Kind, Origin, StanceTaken, Statement};

use super::{ARTICLES, OFFERED, Quoted, Step, Typed, World, quoted, words_of};
use crate::window::Open;

/// Returns what was done to a statement of the text that is shown.
fn step(open: &Open, quoted: Quoted, touched: Touched) -> Step {
    Step {
        quoted,
        text: open.article.text.clone(),
        touched,
    }
}

impl World {
    pub(super) fn edit(&mut self, who: usize) -> Option<&'static str> {
        let nth = self.random.below(ARTICLES.len());
        let now = self.now();
        let choice = self.random.below(8);
        let number = self.random.below(64);
        let open = self.windows[who].open.get_mut(ARTICLES[nth]).unwrap();
        if open.doc.read_only().is_some() {
            return None;
        }
        let some = {
            let statements = open.doc.value().statements();
            (!statements.is_empty()).then(|| Arc::clone(&statements[number % statements.len()]))
        };
        let (event, change): (&'static str, Statement) = match (choice, some) {
            (0 | 1, _) | (_, None) => {
                let words = OFFERED[nth][number % 3];
                let start = open.article.text.find(words)?;
                let quote = vec![Span::new(start, start + words.len())];
                if open
                    .doc
                    .value()
                    .statements()
                    .iter()
                    .any(|known| known.quote == quote)
                {
                    return None;
                }
                let id = format!("S{:06}{who}", self.clock);
                let mut made = Statement::new(id.into(), quote, Kind::Direct, &now).unwrap();
                made.origin = Origin::Suggested {
                    by: "rules".to_owned(),
                };
                ("accept a suggestion", made)
            }
            (2, Some(statement)) => {
                return Some(self.remove(who, nth, statement, &now));
            }
            (3, Some(statement)) => {
                let mut changed = Statement::clone(&statement);
                changed.stances = vec![StanceTaken {
                    target: "t".into(),
                    stance: Some(format!("s{}", number % 3).into()),
                    ..StanceTaken::default()
                }];
                ("set a stance", changed)
            }
            (_, Some(statement)) => {
                let word = format!("w{who}x{}", self.clock);
                let mut changed = Statement::clone(&statement);
                changed
                    .note
                    .push_str(if changed.note.is_empty() { "" } else { " " });
                changed.note.push_str(&word);
                self.typed.insert(word, Typed::default());
                ("type a word", changed)
            }
        };
        let mut change = change;
        change.changed = now;
        let shown = format!(
            "window {who}: {event} in {}: {} {:?}",
            ARTICLES[nth], change.id, change.note
        );
        let change = Arc::new(change);
        let quoted = (ARTICLES[nth], quoted(open, &change));
        self.fields[who] = Some((quoted.clone(), change.id.clone().into()));
        let touched = Touched {
            id: change.id.clone(),
            before: open.doc.value().held(&change.id),
            after: Some(Held::Live(Arc::clone(&change))),
        };
        self.steps[who].push(step(open, quoted, touched));
        open.doc.edit(|sidecar| {
            sidecar.put(change);
            sidecar.status = sidecar.status.max(Status::InProgress);
        });
        self.note(|| shown);
        self.windows[who].order();
        Some(event)
    }

    fn remove(
        &mut self,
        who: usize,
        nth: usize,
        statement: Arc<Statement>,
        now: &str,
    ) -> &'static str {
        let id = statement.id.clone();
        // What was set elsewhere is shown with it.
        for word in words_of(&statement.note, &statement.conflicts) {
            self.typed.entry(word).or_default().was_removed = true;
        }
        let open = self.windows[who].open.get_mut(ARTICLES[nth]).unwrap();
        let quoted = (ARTICLES[nth], quoted(open, &statement));
        open.doc.edit(|sidecar| sidecar.remove(&id, now));
        self.removed.insert(quoted.clone());
        let touched = Touched {
            id: id.clone(),
            before: Some(Held::Live(statement)),
            after: None,
        };
        self.steps[who].push(step(open, quoted, touched));
        self.note(|| format!("window {who} removes {id} in {}", ARTICLES[nth]));
        self.windows[who].order();
        "remove a statement"
    }

    /// Takes the last step back: what it typed is gone by that, and what it removed is there again.
    pub(super) fn undo(&mut self, who: usize) -> Option<&'static str> {
        let Step {
            quoted,
            text,
            touched,
        } = self.steps[who].pop()?;
        let path = quoted.0;
        let open = self.windows[who].open.get_mut(path)?;
        if open.doc.read_only().is_some() {
            return None;
        }
        let words = |held: &Option<Held>| -> BTreeSet<String> {
            let note = match held {
                Some(Held::Live(statement)) => statement.note.as_str(),
                Some(Held::Detached(said)) => said.note.as_str(),
                None => "",
            };
            note.split_whitespace().map(str::to_owned).collect()
        };
        for word in words(&touched.after).difference(&words(&touched.before)) {
            self.typed.entry(word.clone()).or_default().was_removed = true;
        }
        if touched.before.is_none() || touched.after.is_none() {
            self.removed.insert(quoted);
        }
        let shown = format!(
            "window {who} takes back what it did to {} in {path}",
            touched.id
        );
        let is_rewritten = text != open.article.text;
        let changes = Changes {
            statements: vec![touched],
            edits: Vec::new(),
        };
        let changes = anchor::carry_changes(changes, &text, &open.article.text);
        open.doc
            .edit(|sidecar| undo::take_back(changes.statements, sidecar));
        self.note(|| shown);
        self.windows[who].order();
        Some(if is_rewritten {
            "undo in an article that was rewritten since"
        } else {
            "undo"
        })
    }

    /// Goes on in the note in which the keyboard is. Its statement may have been taken in by the one that the other window
    /// made of the same suggestion.
    pub(super) fn write_on(&mut self, who: usize) -> Option<&'static str> {
        let (quoted, id) = self.fields[who].clone()?;
        let now = self.now();
        let open = self.windows[who].open.get_mut(quoted.0)?;
        if open.doc.read_only().is_some() {
            return None;
        }
        let sidecar = open.doc.value();
        let Some(old) = sidecar.statement(sidecar.successor(&id)).cloned() else {
            self.fields[who] = None;
            if !self.was_reworded && !self.removed.contains(&quoted) {
                self.fail(&format!(
                    "window {who} writes into {id}, which nobody removed"
                ));
            }
            return None;
        };
        let word = format!("w{who}x{}", self.clock);
        let mut new = Statement::clone(&old);
        let gap = if new.note.is_empty() { "" } else { " " };
        new.note = format!("{}{gap}{word}", new.note);
        new.changed = now;
        let shown = format!("window {who} writes on in {}: {:?}", new.id, new.note);
        let touched = Touched {
            id: new.id.clone(),
            before: Some(Held::Live(old)),
            after: Some(Held::Live(Arc::new(new.clone()))),
        };
        self.steps[who].push(step(open, quoted, touched));
        open.doc.edit(|sidecar| sidecar.put(Arc::new(new)));
        self.typed.insert(word, Typed::default());
        self.note(|| shown);
        self.windows[who].order();
        Some("write on in a note")
    }
}
