//! Reads projects of REFI-QDA: what this program wrote becomes what it was; of other programs' a coded passage is a statement
//! with its codes as labels, or as stances where they are targets.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Read as _};

use roxmltree::{Document, Node};
use zip::ZipArchive;

use super::{FLAG, ID, LABELS, ORIGIN, PARTS, QDE, TARGETS};
use crate::exchange::attributes::{Brings, Named, Taken, kind_of};
use crate::exchange::codebook::guid::plain;
use crate::exchange::graph::roles::Roles;
use crate::exchange::import::report::Notes;
use crate::exchange::import::{Draft, Options, Own, Person, Role, Source, Work, unreadable};
use crate::exchange::texts;
use crate::exchange::units::Utf16;
use crate::model::article::Article;
use crate::model::codebook::OFF_SCALE;
use crate::model::problem::Problem;
use crate::model::span::{CharSpan, Span, normalized};
use crate::model::statement::StanceTaken;
use crate::model::text::Text;
use crate::store::fs::{Fs as _, RealFs};
use crate::store::reason;

/// Largest archive, and largest file in one, that is read, in bytes.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// Most bytes of texts that are read of an archive.
const MAX_TEXTS: u64 = 1024 * 1024 * 1024;

/// A code with what it lies in.
struct Code {
    /// Names from the top to it.
    path: Vec<String>,
    /// Ids from the top to it, where their descriptions say them; else the names.
    ids: Vec<String>,
    /// Whether it is more than this program needs to say what passages are.
    is_entry: bool,
    line: usize,
}

/// What codes of one meaning have in common: the code at the top, and the ids in it.
type Entry<'c> = (&'c str, &'c [String]);

/// A coded passage.
struct Selection {
    line: usize,
    name: String,
    start: usize,
    end: usize,
    /// Whose, and with which codes.
    codings: Vec<(String, String)>,
    note: String,
    created: String,
    changed: String,
}

/// A text with its passages.
struct TextSource {
    /// Where it is put within the folder of articles.
    path: String,
    name: String,
    bytes: Vec<u8>,
    selections: Vec<Selection>,
}

struct Project {
    shown: String,
    /// Whether this program wrote it.
    is_own: bool,
    sources: Vec<TextSource>,
    codes: HashMap<String, Code>,
    users: HashMap<String, String>,
    /// Where lines of the project's file end, in bytes.
    line_ends: Vec<usize>,
    notes: Notes,
    roles: Roles,
    annotator: Option<String>,
}

/// Opens a file. See [`crate::exchange::Format`].
pub(in crate::exchange) fn open(options: &Options) -> Result<Box<dyn Source>, Problem> {
    let shown = options.from.display().to_string();
    let fail = |what: String| unreadable(shown.clone(), what);
    let bytes = RealFs.read(&options.from, MAX_BYTES);
    let bytes = bytes.map_err(|error| fail(reason(&error)))?;
    let (xml, texts) = if bytes.starts_with(b"PK") {
        unpacked(bytes).map_err(fail)?
    } else {
        (bytes, HashMap::new())
    };
    let xml = xml.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&xml);
    let xml = std::str::from_utf8(xml)
        .map_err(|error| fail(format!("the project is not UTF-8: {error}")))?;
    let tree = Document::parse(xml).map_err(|error| {
        let at = error.pos();
        let number = |number: u32| usize::try_from(number).unwrap_or(1);
        let (line, column) = (number(at.row), number(at.col));
        fail(format!("the project is no XML that can be read: {error}")).at(line, column)
    })?;
    let root = tree.root_element();
    if root.tag_name().name() != "Project" {
        return Err(fail("this is no project of REFI-QDA".to_owned()));
    }
    let ends = xml.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    let mut project = Project {
        is_own: root
            .attribute("origin")
            .is_some_and(|by| by.starts_with(ORIGIN)),
        sources: Vec::new(),
        codes: HashMap::new(),
        users: HashMap::new(),
        line_ends: ends.map(|(at, _)| at).collect(),
        notes: Notes::default(),
        roles: Roles::new(&options.map),
        annotator: options.annotator.clone(),
        shown,
    };
    let stem = options.from.file_stem().unwrap_or_default();
    project.read(root, &texts, &stem.to_string_lossy());
    Ok(Box::new(project))
}

/// The project, and the texts by their names in the archive in small letters.
type Unpacked = (Vec<u8>, HashMap<String, Vec<u8>>);

/// Takes the project and its texts out of an archive.
fn unpacked(bytes: Vec<u8>) -> Result<Unpacked, String> {
    let damaged = |error: zip::result::ZipError| format!("the archive is damaged ({error})");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let (mut project, mut texts, mut left) = (None, HashMap::new(), MAX_TEXTS);
    for name in names {
        let lower = name.to_ascii_lowercase();
        let is_project = lower == QDE;
        let text = lower.strip_prefix("sources/");
        let is_text = text.is_some_and(|name| name.rsplit('.').next() == Some("txt"));
        if !is_project && !is_text {
            continue;
        }
        let most = if is_project {
            MAX_BYTES
        } else {
            left.min(MAX_BYTES)
        };
        let file = archive.by_name(&name).map_err(damaged)?;
        let mut content = Vec::new();
        // One byte more than may be, to know.
        file.take(most + 1)
            .read_to_end(&mut content)
            .map_err(|error| format!("the archive is damaged ({error})"))?;
        if content.len() as u64 > most {
            return Err(format!("{name} in the archive is too large"));
        }
        if is_project {
            project = Some(content);
        } else {
            left -= content.len() as u64;
            texts.insert(lower, content);
        }
    }
    let project = project.ok_or_else(|| format!("there is no {QDE} in the archive"))?;
    Ok((project, texts))
}

/// Returns the elements of this name in another.
fn children<'a, 'x>(node: Node<'a, 'x>, name: &'static str) -> impl Iterator<Item = Node<'a, 'x>> {
    let all = node.children();
    all.filter(move |child| child.tag_name().name() == name)
}

fn text_of(node: Node<'_, '_>, name: &'static str) -> String {
    let found = children(node, name).next().and_then(|child| child.text());
    found.unwrap_or_default().trim().to_owned()
}

impl Project {
    fn read(&mut self, root: Node<'_, '_>, texts: &HashMap<String, Vec<u8>>, stem: &str) {
        for users in children(root, "Users") {
            for user in children(users, "User") {
                let guid = plain(user.attribute("guid").unwrap_or_default());
                let name = user.attribute("name").unwrap_or_default().to_owned();
                self.users.insert(guid, name);
            }
        }
        for book in children(root, "CodeBook") {
            for codes in children(book, "Codes") {
                self.codes(codes);
            }
        }
        for sources in children(root, "Sources") {
            for source in sources.children().filter(Node::is_element) {
                self.source(source, texts, stem);
            }
        }
        self.tell_unused();
    }

    /// Reads the codes below an element; those that lie deep are found without a stack of calls.
    fn codes(&mut self, top: Node<'_, '_>) {
        for code in top.descendants() {
            if code.tag_name().name() != "Code" {
                continue;
            }
            let above = code.parent().and_then(|parent| parent.attribute("guid"));
            let above = above.and_then(|guid| self.codes.get(&plain(guid)));
            let mut path = above.map_or_else(Vec::new, |above| above.path.clone());
            let mut ids = above.map_or_else(Vec::new, |above| above.ids.clone());
            let name = code.attribute("name").unwrap_or_default().to_owned();
            let description = text_of(code, "Description");
            let id = description.strip_prefix(ID).filter(|_| self.is_own);
            let is_off = |id: &str| OFF_SCALE.iter().any(|(off, _)| *off == id);
            let is_entry = !self.is_own || id.is_some_and(|id| !is_off(id));
            ids.push(id.map_or_else(|| name.clone(), str::to_owned));
            path.push(name);
            let guid = plain(code.attribute("guid").unwrap_or_default());
            let line = self.line_of(code);
            let code = Code {
                path,
                ids,
                is_entry,
                line,
            };
            self.codes.insert(guid, code);
        }
    }

    /// Says of which codes there is no passage: only what a statement has comes into the project.
    fn tell_unused(&mut self) {
        let selections = self.sources.iter().flat_map(|source| &source.selections);
        let codings = selections.flat_map(|one| &one.codings);
        let mut used = BTreeSet::new();
        for code in codings.filter_map(|(_, code)| self.codes.get(code)) {
            // What lies in a code is of it too.
            used.extend((1..=code.ids.len()).map(|upto| self.entry(&code.ids[..upto])));
        }
        let is_unused = |code: &&Code| code.is_entry && !used.contains(&self.entry(&code.ids));
        let unused = self.codes.values().filter(is_unused);
        let unused = unused.map(|code| (self.entry(&code.ids), code.line));
        let mut unused: Vec<(Entry<'_>, usize)> = unused.collect();
        unused.sort_unstable();
        // A speaker is told of once.
        unused.dedup_by_key(|(entry, _)| *entry);
        let mut lines: Vec<usize> = unused.into_iter().map(|(_, line)| line).collect();
        lines.sort_unstable();
        for line in lines {
            let what = "codes without a passage, which are not taken over";
            self.notes.remark(what, &self.shown, Some(line));
        }
    }

    /// Returns what a code is an entry of, and its ids in that; a speaker's codes, one for each part, are one entry.
    fn entry<'c>(&self, ids: &'c [String]) -> Entry<'c> {
        let (top, rest) = match ids {
            [top, rest @ ..] => (top.as_str(), rest),
            [] => ("", ids),
        };
        let is_speaker = self.is_own && PARTS[2..].contains(&top);
        (if is_speaker { PARTS[2] } else { top }, rest)
    }

    fn source(&mut self, source: Node<'_, '_>, texts: &HashMap<String, Vec<u8>>, stem: &str) {
        let line = self.line_of(source);
        let name = source.attribute("name").unwrap_or_default().to_owned();
        let kind = source.tag_name().name();
        if kind != "TextSource" {
            let what = format!("{kind}s, with what is coded in them");
            self.notes.leave_out(what, &self.shown, Some(line));
            return;
        }
        let inner = children(source, "PlainTextContent").next();
        let bytes = match (inner, source.attribute("plainTextPath")) {
            (Some(inner), _) => Some(inner.text().unwrap_or_default().as_bytes().to_vec()),
            (None, Some(path)) => {
                let file = path.strip_prefix("internal://").unwrap_or(path);
                texts
                    .get(&format!("sources/{}", file.to_ascii_lowercase()))
                    .cloned()
            }
            (None, None) => None,
        };
        let Some(bytes) = bytes else {
            let what = format!("the archive does not hold the text of {name:?}");
            let problem = unreadable(self.shown.clone(), what).at(line, 1);
            self.notes.problems.push(problem);
            return;
        };
        let path = if self.is_own {
            texts::text_path(&name)
        } else {
            // A name may hold what leads elsewhere.
            let plain = |char: char| {
                if char == ' ' {
                    char
                } else {
                    texts::plain(char)
                }
            };
            let file: String = name.chars().map(plain).collect();
            let folder: String = stem.chars().map(plain).collect();
            format!(
                "{}/{}",
                folder.trim_matches(['.', ' ']),
                texts::text_path(file.trim_matches(['.', ' ']))
            )
        };
        let found: Vec<Node<'_, '_>> = children(source, "PlainTextSelection").collect();
        let selections = found.iter().filter_map(|node| self.selection(*node));
        let selections: Vec<Selection> = selections.collect();
        for _ in selections.len()..found.len() {
            let what = "passages whose places are no numbers";
            self.notes.leave_out(what, &self.shown, Some(line));
        }
        self.sources.push(TextSource {
            path,
            name,
            bytes,
            selections,
        });
    }

    fn selection(&self, node: Node<'_, '_>) -> Option<Selection> {
        let number = |name: &str| node.attribute(name).and_then(|value| value.parse().ok());
        let text = |name: &str| node.attribute(name).unwrap_or_default().to_owned();
        let codings = children(node, "Coding").filter_map(|coding| {
            let by = coding.attribute("creatingUser");
            let by = by.or(node.attribute("creatingUser")).unwrap_or_default();
            let code = children(coding, "CodeRef").next()?;
            let code = code.attribute("targetGUID")?;
            Some((plain(by), plain(code)))
        });
        Some(Selection {
            line: self.line_of(node),
            name: text("name"),
            start: number("startPosition")?,
            end: number("endPosition")?,
            codings: codings.collect(),
            note: children(node, "Description")
                .next()
                .and_then(|child| child.text())
                .unwrap_or_default()
                .to_owned(),
            created: text("creationDateTime"),
            changed: text("modifiedDateTime"),
        })
    }

    /// Returns the line of an element, from 1.
    fn line_of(&self, node: Node<'_, '_>) -> usize {
        let at = node.range().start;
        self.line_ends.partition_point(|end| *end < at) + 1
    }

    /// Returns whose something is.
    fn whose(&self, user: &str) -> Option<String> {
        let name = self.users.get(user).filter(|name| !name.is_empty());
        match name {
            Some(name) if self.is_own => Some(name.clone()),
            Some(name) => Some(name.chars().map(texts::plain).collect()),
            None => self.annotator.clone(),
        }
    }

    /// Finds where the passages of a text are: in code points, or in UTF-16 units if more of them begin and end at words then.
    fn spans(&self, source: &TextSource, text: &Text, notes: &mut Notes) -> Vec<Option<Span>> {
        let units = Utf16::new(text);
        let chars = |one: &Selection| {
            let at = CharSpan {
                start: one.start,
                end: one.end,
            };
            text.bytes(at).filter(|span| !span.is_empty())
        };
        let wide = |one: &Selection| units.span(one.start, one.end);
        let score = |find: &dyn Fn(&Selection) -> Option<Span>| {
            let found = source.selections.iter().filter_map(find);
            found.filter(|span| is_at_words(text, *span)).count()
        };
        let is_wide = !self.is_own && score(&wide) > score(&chars);
        if is_wide {
            let what = "texts counted in UTF-16 units";
            notes.remark(
                what,
                &self.shown,
                source.selections.first().map(|one| one.line),
            );
        }
        let mut all = Vec::with_capacity(source.selections.len());
        for one in &source.selections {
            let found = if is_wide { wide(one) } else { chars(one) };
            if found.is_none() {
                let what = format!("the passage {} {} is not in the text", one.start, one.end);
                let problem = unreadable(self.shown.clone(), what).at(one.line, 1);
                notes.problems.push(problem);
            }
            all.push(found);
        }
        all
    }
}

/// Tells whether a stretch neither begins nor ends within a word.
fn is_at_words(text: &Text, span: Span) -> bool {
    let is_cut = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at..].chars().next();
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    };
    !is_cut(span.start) && !is_cut(span.end)
}

impl Source for Project {
    fn articles(&self) -> Vec<&str> {
        let sources = self.sources.iter();
        sources.map(|source| source.path.as_str()).collect()
    }

    fn notes(&self) -> Notes {
        self.notes.clone()
    }

    fn bytes(&self, index: usize) -> Result<Vec<u8>, Problem> {
        Ok(self.sources[index].bytes.clone())
    }

    fn original(&self, index: usize) -> Option<&str> {
        self.is_own.then_some(self.sources[index].name.as_str())
    }

    fn work(&self, index: usize, _bytes: &[u8], article: &Article) -> (Vec<Work>, Notes) {
        let source = &self.sources[index];
        let mut notes = Notes::default();
        let spans = self.spans(source, &article.text, &mut notes);
        let mut all: BTreeMap<String, Made> = BTreeMap::new();
        for (one, span) in source.selections.iter().zip(spans) {
            let Some(span) = span else { continue };
            if one.codings.is_empty() {
                let what = "passages without a code";
                notes.leave_out(what, &self.shown, Some(one.line));
            }
            for (user, code) in &one.codings {
                let (Some(annotator), Some(code)) = (self.whose(user), self.codes.get(code)) else {
                    let what = "codings by nobody, or with a code that is not in the project";
                    notes.leave_out(what, &self.shown, Some(one.line));
                    continue;
                };
                let made = all.entry(annotator).or_default();
                if self.is_own {
                    made.own(one, span, code);
                } else {
                    made.foreign(one, span, code, &self.roles);
                }
            }
        }
        let work = all.into_iter().map(|(annotator, made)| Work {
            annotator,
            drafts: made.drafts,
            brings: made.brings.into_codebook(),
            ..Work::default()
        });
        (work.collect(), notes)
    }
}

/// What is made of one annotator's codings.
#[derive(Default)]
struct Made {
    drafts: Vec<Draft>,
    /// Drafts by the id of the statement, or by the place of the passage.
    known: HashMap<String, usize>,
    brings: Brings,
}

impl Made {
    fn draft(&mut self, key: &str) -> &mut Draft {
        let next = self.drafts.len();
        let at = *self.known.entry(key.to_owned()).or_insert(next);
        if at == next {
            self.drafts.push(Draft::default());
        }
        &mut self.drafts[at]
    }

    /// Adds what this program wrote.
    fn own(&mut self, one: &Selection, span: Span, code: &Code) {
        let key = one.name.split(' ').next().unwrap_or_default().to_owned();
        let path: Vec<&str> = code.path.iter().map(String::as_str).collect();
        let ids: Vec<&str> = code.ids.iter().map(String::as_str).collect();
        let name = code.path.last().map_or("", String::as_str);
        self.draft(&key);
        match (path.first().copied(), ids.as_slice()) {
            (Some(LABELS), [_, id]) => self.brings.label(&Named {
                id: (*id).to_owned(),
                name: name.to_owned(),
            }),
            (Some(TARGETS), [_, target, stance @ ..]) => {
                let stance = stance.first().map(|stance| (*stance).to_owned());
                self.brings.stance(&Taken {
                    target: (*target).to_owned(),
                    target_name: code.path[1].clone(),
                    label: stance.as_ref().map(|_| name.to_owned()),
                    stance,
                    ..Taken::default()
                });
            }
            (Some(part), [_, id]) if PARTS[2..].contains(&part) => self.brings.speaker(id, name),
            _ => {}
        }
        let draft = self.draft(&key);
        let own = draft.own.get_or_insert_with(|| {
            Box::new(Own {
                id: (!key.is_empty()).then(|| key.as_str().into()),
                created: Some(one.created.clone()).filter(|at| !at.is_empty()),
                changed: Some(one.changed.clone()).filter(|at| !at.is_empty()),
                ..Own::default()
            })
        });
        match (path.first().copied(), ids.as_slice()) {
            (Some(LABELS), [_, id]) => own.labels.push((*id).into()),
            (Some(TARGETS), [_, target, stance @ ..]) => own.stances.push(StanceTaken {
                target: (*target).into(),
                stance: stance.first().map(|stance| (*stance).into()),
                ..StanceTaken::default()
            }),
            (Some(FLAG), _) => draft.flagged = true,
            (Some(part), rest) => {
                let entry = rest.get(1).copied();
                let person = Person {
                    mention: Some(span),
                    id: entry.map(Into::into),
                    is_settled: true,
                    ..Person::default()
                };
                match PARTS.iter().position(|known| *known == part) {
                    Some(0) => {
                        own.kind = own.kind.or(entry.and_then(kind_of));
                        draft.quote.push(span);
                        draft.quote = normalized(std::mem::take(&mut draft.quote));
                        if draft.note.is_empty() {
                            draft.note.clone_from(&one.note);
                        }
                    }
                    Some(1) => draft.cue = Some(span),
                    Some(2) => draft.speaker = Some(person),
                    Some(3) => draft.via.push(person),
                    Some(4) => draft.addressees.push(person),
                    _ => {}
                }
            }
            (None, _) => {}
        }
    }

    /// Adds another program's coding: one passage is one statement, whatever number of codes it has.
    fn foreign(&mut self, one: &Selection, span: Span, code: &Code, roles: &Roles) {
        let draft = self.draft(&format!("{} {}", span.start, span.end));
        if draft.quote.is_empty() {
            draft.quote.push(span);
        }
        if !one.note.is_empty() && !draft.note.contains(&one.note) {
            if !draft.note.is_empty() {
                draft.note.push('\n');
            }
            draft.note.push_str(one.note.trim());
        }
        let attribute = match code.path.as_slice() {
            [] => return,
            [name] => (name.clone(), None),
            [.., above, name] => (above.clone(), Some(name.clone())),
        };
        match roles.of(code.path.last().map_or("", String::as_str)) {
            Some(Role::Flag) => draft.flagged = true,
            Some(Role::Quote | Role::Ignore) => {}
            _ => draft.attributes.push(attribute),
        }
    }
}
