//! Changes in a text what differs between two values of it, and leaves everything else as it is.
//!
//! The two values are given as this program writes them (`ron_file::write`), so that this needs to know nothing of what
//! they mean. Entries of lists are told apart by their `id`, others by what they are.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Group, Item, Node, Sort, comment, parse};

/// What one level is set in by, where there is nothing to go by.
const LEVEL: &str = "    ";

/// Fields that are written although they are empty: they have no default.
const NEEDED: [&str; 6] = ["id", "text", "article", "statement", "annotator", "sort"];

/// Fields of which an empty text is something else than nothing.
const OPTIONAL: [&str; 4] = ["parent", "scale", "replaced_by", "colour"];

/// Returns the source with what differs between `before` and `after`, which are values as this program writes them, the
/// first being that of the source. None where the source is not understood.
pub(in crate::format) fn patched(source: &str, before: &str, after: &str) -> Option<String> {
    if before == after {
        return Some(source.to_owned());
    }
    let (src, was, is) = (parse(source)?, parse(before)?, parse(after)?);
    let mut patch = Patch {
        source,
        before,
        after,
        edits: Vec::new(),
    };
    patch.node(&src, &was, &is);
    // The first edit makes the file one of this version's format.
    if let (Some(src), Some(is)) = (&src.group, &is.group)
        && let Some(old) = find(source, src, "format")
        && let Some(new) = find(after, is, "format")
        && source[old.value.at.clone()] != after[new.value.at.clone()]
    {
        let number = after[new.value.at.clone()].to_owned();
        patch.replace(old.value.at.clone(), number);
    }
    patch.apply(0..source.len())
}

/// Returns the ids of the entries of a list of a file, and where each begins, in bytes.
pub(in crate::format) fn entries(text: &str, list: &str) -> Vec<(String, usize)> {
    let entries = || {
        let root = parse(text)?.group?;
        let list = find(text, &root, list)?.value.group.as_ref()?;
        let entry = |item: &Item| {
            let group = item.value.group.as_ref()?;
            let id = &text[find(text, group, "id")?.value.at.clone()];
            Some((ron::from_str::<String>(id).ok()?, item.start()))
        };
        Some(list.items.iter().filter_map(entry).collect())
    };
    entries().unwrap_or_default()
}

struct Patch<'a> {
    source: &'a str,
    before: &'a str,
    after: &'a str,
    /// What is put in place of which stretches of the source.
    edits: Vec<(Range<usize>, String)>,
}

/// An entry that is put into a list or a struct.
struct Piece {
    /// Comment lines above it.
    lead: Vec<String>,
    text: String,
    /// A comment behind its comma.
    trail: String,
}

impl Piece {
    fn new(text: String) -> Self {
        Self {
            lead: Vec::new(),
            text,
            trail: String::new(),
        }
    }

    fn has_lines(&self) -> bool {
        self.text.contains('\n') || !self.lead.is_empty() || !self.trail.is_empty()
    }
}

impl Patch<'_> {
    fn replace(&mut self, at: Range<usize>, text: String) {
        self.edits.push((at, text));
    }

    /// Returns a stretch of the source with the changes within it; none if they overlap.
    fn apply(mut self, within: Range<usize>) -> Option<String> {
        self.edits.sort_by_key(|(at, _)| (at.start, at.end));
        let newline = if self.source.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let mut out = String::with_capacity(within.len());
        let mut from = within.start;
        for (at, text) in &self.edits {
            // Of neighbours that both go, each takes the blanks between them with it.
            let start = if text.is_empty() && at.end >= from {
                at.start.max(from)
            } else {
                at.start
            };
            out.push_str(self.source.get(from..start)?);
            if newline == "\n" {
                out.push_str(text);
            } else {
                out.push_str(&text.replace("\r\n", "\n").replace('\n', newline));
            }
            from = at.end;
        }
        out.push_str(self.source.get(from..within.end)?);
        Some(out)
    }

    fn node(&mut self, src: &Node, was: &Node, is: &Node) {
        if self.before[was.at.clone()] == self.after[is.at.clone()] {
            return;
        }
        if let (Some(src), Some(was), Some(is)) = (&src.group, &was.group, &is.group)
            && src.sort == was.sort
            && was.sort == is.sort
        {
            match src.sort {
                Sort::Struct | Sort::Map => return self.fields(src, was, is),
                Sort::List if src.items.len() == was.items.len() => {
                    return self.list(src, was, is);
                }
                Sort::List => {}
            }
        }
        let indent = indent_of(self.source, src.at.start).to_owned();
        let text = self.rendered(is, &indent);
        self.replace(src.at.clone(), text);
    }

    fn fields(&mut self, src: &Group, was: &Group, is: &Group) {
        let (source, before, after) = (self.source, self.before, self.after);
        let mut added = Vec::new();
        for item in &is.items {
            let key = key(after, item);
            let old = find(before, was, &key);
            let here = find(source, src, &key);
            match (here, old) {
                (Some(here), Some(old)) => self.node(&here.value, &old.value, &item.value),
                (None, Some(old))
                    if before[old.value.at.clone()] == after[item.value.at.clone()] => {}
                // A default that somebody spelled out.
                (Some(here), None) => {
                    let indent = indent_of(source, here.start()).to_owned();
                    let text = self.rendered(&item.value, &indent);
                    self.replace(here.value.at.clone(), text);
                }
                (None, _) => added.push(item),
            }
        }
        let mut last = None;
        for (index, item) in src.items.iter().enumerate() {
            let key = key(source, item);
            if find(before, was, &key).is_some() && find(after, is, &key).is_none() {
                self.delete(src, index, None);
            } else {
                last = Some(index);
            }
        }
        let indent = inner_indent(source, src);
        let pieces = added.into_iter().map(|item| {
            let name = item.key.clone().map_or("", |name| &after[name]);
            let value = self.rendered(&item.value, &indent);
            Piece::new(format!("{name}: {value}"))
        });
        let pieces: Vec<Piece> = pieces.collect();
        self.insert(src, last, &pieces);
    }

    fn list(&mut self, src: &Group, was: &Group, is: &Group) {
        let old_keys = keys(self.before, &was.items);
        let places: BTreeMap<&(String, usize), usize> = old_keys.iter().zip(0..).collect();
        let new_keys = keys(self.after, &is.items);
        let matched: Vec<Option<usize>> = new_keys
            .iter()
            .map(|key| places.get(key).copied())
            .collect();
        let stays = longest_rise(&matched, src.items.len());
        let indent = inner_indent(self.source, src);
        let mut moved: BTreeMap<usize, Piece> = BTreeMap::new();
        for (item, place) in is.items.iter().zip(&matched) {
            let Some(place) = *place else { continue };
            let (here, old) = (&src.items[place].value, &was.items[place].value);
            if stays[place] {
                self.node(here, old, &item.value);
            } else {
                let piece = self.taken_out(src, place, old, &item.value);
                moved.insert(place, piece);
            }
        }
        for index in (0..src.items.len()).filter(|index| !stays[*index]) {
            self.delete(src, index, moved.get(&index));
        }
        let mut anchor = None;
        let mut pieces = Vec::new();
        for (item, place) in is.items.iter().zip(&matched) {
            match *place {
                Some(place) if stays[place] => {
                    self.insert(src, anchor, &std::mem::take(&mut pieces));
                    anchor = Some(place);
                }
                Some(place) => pieces.extend(moved.remove(&place)),
                None => pieces.push(Piece::new(self.rendered_beside(src, item, &indent))),
            }
        }
        self.insert(src, anchor, &pieces);
    }

    /// Returns an entry as it stands, with its changes and the comments that belong to it, to put it elsewhere.
    fn taken_out(&self, src: &Group, index: usize, was: &Node, is: &Node) -> Piece {
        let item = &src.items[index];
        let mut within = Patch {
            source: self.source,
            before: self.before,
            after: self.after,
            edits: Vec::new(),
        };
        within.node(&item.value, was, is);
        let indent = inner_indent(self.source, src);
        let text = within.apply(item.value.at.clone());
        let text = text.unwrap_or_else(|| self.rendered(is, &indent));
        Piece {
            lead: lead(self.source, item.start()),
            text,
            trail: trail(self.source, item.end()).to_owned(),
        }
    }

    /// Takes an item out, with its comments if it was taken out to be put elsewhere. Its lines go with it where nothing
    /// else stands in them.
    fn delete(&mut self, group: &Group, index: usize, taken: Option<&Piece>) {
        let source = self.source;
        let item = &group.items[index];
        let (mut start, mut end) = (item.start(), item.end());
        if let Some(piece) = taken {
            start = lead_start(source, start, piece.lead.len());
            end += piece.trail.len();
        }
        let line = line_start(source, start);
        let newline = source[end..].find('\n').map(|length| end + length);
        let is_first = is_blank(&source[line..start]);
        if is_first && is_blank(&source[end..newline.unwrap_or(source.len())]) {
            let after = newline.map_or(source.len(), |newline| newline + 1);
            self.replace(line..after, String::new());
            return;
        }
        let is_last = index + 1 == group.items.len();
        if !is_last {
            let after = source[end..].trim_start_matches([' ', '\t']);
            end = source.len() - after.len();
        } else if index > 0 && !is_first {
            let before = source[..start].trim_end_matches([' ', '\t']);
            start = before.len().max(group.items[index - 1].end());
        }
        self.replace(start..end, String::new());
    }

    /// Puts entries behind the item at `anchor`, or first.
    fn insert(&mut self, group: &Group, anchor: Option<usize>, pieces: &[Piece]) {
        if pieces.is_empty() {
            return;
        }
        let source = self.source;
        let before = anchor.map(|index| &group.items[index]);
        let from = before.map_or(group.open, Item::end);
        let lacks_comma = before.is_some_and(|item| item.comma.is_none());
        let is_in_lines = match group.items.first() {
            Some(first) => is_blank(&source[line_start(source, first.start())..first.start()]),
            None => source[group.open..group.close].contains('\n'),
        };
        if !is_in_lines && !pieces.iter().any(Piece::has_lines) {
            let list: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
            let list = list.join(", ");
            let (at, text) = match (before, group.items.first()) {
                (Some(_), _) if lacks_comma => (from, format!(", {list}")),
                (Some(_), _) => (from, format!(" {list},")),
                (None, Some(first)) => (first.start(), format!("{list}, ")),
                (None, None) => (group.open, list),
            };
            self.replace(at..at, text);
            return;
        }
        let indent = inner_indent(source, group);
        let mut text = String::new();
        for piece in pieces {
            for line in &piece.lead {
                text.extend(["\n", indent.as_str(), line.as_str()]);
            }
            let lines = ["\n", indent.as_str(), &piece.text, ",", &piece.trail];
            text.extend(lines);
        }
        if lacks_comma {
            self.replace(from..from, ",".to_owned());
        }
        let at = from + trail(source, from).len();
        let rest = source[at..].trim_start_matches([' ', '\t']);
        if rest.starts_with(['\n', '\r']) {
            self.replace(at..at, text);
        } else {
            // What follows on this line comes to stand on one of its own.
            let is_last = source.len() - rest.len() == group.close;
            let next = if is_last {
                indent_of(source, group.open)
            } else {
                indent.as_str()
            };
            text.extend(["\n", next]);
            self.replace(at..at, text);
        }
    }

    /// Writes a new entry of a list as those beside it are written: in one line, or in several.
    fn rendered_beside(&self, src: &Group, item: &Item, indent: &str) -> String {
        let is_short = |item: &Item| !self.source[item.value.at.clone()].contains('\n');
        if !src.items.is_empty() && src.items.iter().all(is_short) {
            let mut out = String::new();
            render(self.after, &item.value, None, &mut out);
            return out;
        }
        self.rendered(&item.value, indent)
    }

    /// Writes a value of `after`, in several lines where this program would.
    fn rendered(&self, node: &Node, indent: &str) -> String {
        let mut out = String::new();
        render(self.after, node, Some(indent), &mut out);
        out
    }
}

/// Writes a value without fields that are empty; with an indent in as many lines as it stands in.
fn render(text: &str, node: &Node, indent: Option<&str>, out: &mut String) {
    let Some(group) = &node.group else {
        out.push_str(&spelled(&text[node.at.clone()]));
        return;
    };
    let indent = indent.filter(|_| text[node.at.clone()].contains('\n'));
    let inner = indent.map(|indent| format!("{indent}{LEVEL}"));
    let [open, close] = match group.sort {
        Sort::Struct => ["(", ")"],
        Sort::List => ["[", "]"],
        Sort::Map => ["{", "}"],
    };
    out.push_str(open);
    let items = group.items.iter();
    let items = items.filter(|item| group.sort != Sort::Struct || is_needed(text, item));
    for (number, item) in items.enumerate() {
        match &inner {
            Some(inner) => {
                out.push('\n');
                out.push_str(inner);
            }
            None if number > 0 => out.push_str(", "),
            None => {}
        }
        if let Some(key) = &item.key {
            out.push_str(&text[key.clone()]);
            out.push_str(": ");
        }
        render(text, &item.value, inner.as_deref(), out);
        if inner.is_some() {
            out.push(',');
        }
    }
    if let Some(indent) = indent {
        out.push('\n');
        out.push_str(indent);
    }
    out.push_str(close);
}

/// Writes text of several lines in several lines.
fn spelled(value: &str) -> String {
    let is_long = value.starts_with('"') && value.contains("\\n");
    let Some(text) = is_long
        .then(|| ron::from_str::<String>(value).ok())
        .flatten()
    else {
        return value.to_owned();
    };
    let is_plain = |char: char| !char.is_control() || char == '\n' || char == '\t';
    if !text.chars().all(is_plain) {
        return value.to_owned();
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

fn is_needed(text: &str, item: &Item) -> bool {
    let name = item.key.clone().map_or("", |key| &text[key]);
    let value = &text[item.value.at.clone()];
    match value {
        "\"\"" => NEEDED.contains(&name) || OPTIONAL.contains(&name),
        "None" | "[]" | "{}" => NEEDED.contains(&name),
        _ => true,
    }
}

fn find<'b>(text: &str, group: &'b Group, wanted: &str) -> Option<&'b Item> {
    group.items.iter().find(|item| key(text, item) == wanted)
}

/// Returns the name of a field, or the key of a map, however it is spelled.
fn key(text: &str, item: &Item) -> String {
    let written = item.key.clone().map_or("", |key| &text[key]);
    let name = written.strip_prefix("r#").unwrap_or(written);
    if written.contains('"') {
        return ron::from_str(written).unwrap_or_else(|_| written.to_owned());
    }
    name.to_owned()
}

/// Returns what tells the entries of a list apart: their ids, or what they are, and the how manieth of them each is.
fn keys(text: &str, items: &[Item]) -> Vec<(String, usize)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let name = |item: &Item| {
        let group = item.value.group.as_ref();
        let id = group.and_then(|group| find(text, group, "id"));
        match id {
            Some(id) => format!("id {}", &text[id.value.at.clone()]),
            None => text[item.value.at.clone()].to_owned(),
        }
    };
    let keys = items.iter().map(|item| {
        let name = name(item);
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        (name, *count)
    });
    keys.collect()
}

/// Tells of each of so many places whether its entry can stay where it is, so that as many as possible do.
fn longest_rise(places: &[Option<usize>], count: usize) -> Vec<bool> {
    // Of the rises of each length the one that ends lowest, by the index in `places`.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; places.len()];
    for (index, place) in places.iter().enumerate() {
        let Some(place) = place else { continue };
        let length = ends.partition_point(|end| places[*end] < Some(*place));
        before[index] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut stays = vec![false; count];
    let mut at = ends.last().copied();
    while let Some(index) = at {
        if let Some(place) = places[index] {
            stays[place] = true;
        }
        at = before[index];
    }
    stays
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Returns the blanks that the line begins with.
fn indent_of(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    let end = line.find(|char| char != ' ' && char != '\t');
    &line[..end.unwrap_or(0)]
}

/// Returns what the items of a group are set in by.
fn inner_indent(text: &str, group: &Group) -> String {
    let own_lines = group.items.iter().find(|item| {
        let start = item.start();
        is_blank(&text[line_start(text, start)..start])
    });
    match own_lines {
        Some(item) => indent_of(text, item.start()).to_owned(),
        None => format!("{}{LEVEL}", indent_of(text, group.open)),
    }
}

/// Returns blanks and comments from a place to the end of the line, if nothing else stands there.
fn trail(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let mut length = 0;
    loop {
        let blanks = rest[length..].trim_start_matches([' ', '\t']);
        length = rest.len() - blanks.len();
        match comment(blanks) {
            Some(0) => break,
            Some(more) if !blanks[..more].contains('\n') => length += more,
            _ => return "",
        }
    }
    let is_end = rest[length..].is_empty() || rest[length..].starts_with(['\n', '\r']);
    rest[..if is_end { length } else { 0 }].trim_end()
}

/// Returns the comment lines right above a place that begins its line, outermost first.
fn lead(text: &str, at: usize) -> Vec<String> {
    let start = line_start(text, at);
    if !is_blank(&text[start..at]) {
        return Vec::new();
    }
    let mut lines: Vec<String> = Vec::new();
    for line in text[..start].lines().rev() {
        let line = line.trim();
        if !line.starts_with("//") {
            break;
        }
        lines.push(line.to_owned());
    }
    lines.reverse();
    lines
}

/// Returns where so many lines above a place begin; the place itself where there are none.
fn lead_start(text: &str, at: usize, lines: usize) -> usize {
    let mut start = at;
    for _ in 0..lines {
        start = line_start(text, line_start(text, start).saturating_sub(1));
    }
    start
}
