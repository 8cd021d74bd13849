//! The layers that `docs/architecture.md` draws are those that the code has: which module uses which, with no circles, who
//! touches the disk, and how long a file may be.
//!
//! Limitations: read are `crate::…` and `super::…` paths, as far as their second name; a name that a module gives on
//! counts as that module's. What is compiled for tests alone is free: a test may look at the whole program.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where the layers are drawn: a table of modules, what they are, and what they may use.
const TABLE: &str = "docs/architecture.md";

/// How the table begins.
const HEAD: &str = "| module |";

/// What the table calls the disk.
const DISK: &str = "std::fs";

/// How code touches the disk.
const TOUCHES: [&str; 8] = [
    "std::fs",
    "rustix::fs",
    ".canonicalize()",
    ".exists()",
    ".is_dir()",
    ".is_file()",
    ".read_dir()",
    ".try_exists()",
];

/// Modules whose parts use each other both ways: in `exchange`, the table of formats names them, and they fill its types.
const TANGLED: [&str; 1] = ["exchange"];

/// Most lines of a file.
const MOST_LINES: usize = 600;

/// A module of the crate, and what it may use beside itself.
struct Layer {
    module: String,
    may_use: BTreeSet<String>,
}

/// A path in code: the line, and at most two names from the crate's root.
#[derive(Debug, PartialEq, Eq)]
struct Use {
    line: usize,
    to: Vec<String>,
}

/// For each module those that it uses.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[test]
fn every_module_uses_only_what_it_may() {
    let layers = layers(&document());
    let mut faults = Vec::new();
    for (path, source) in program() {
        faults.extend(check(&layers, &path, &source));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for Layer { module, .. } in &layers {
        if !root.join(module).is_dir() && !root.join(format!("{module}.rs")).is_file() {
            faults.push(format!(
                "{TABLE}: there is no module `{module}`; take its row out"
            ));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn nothing_goes_in_a_circle() {
    let layers = layers(&document());
    let program = program();
    let mut graphs = vec![("the crate", tops(&program))];
    for Layer { module, .. } in &layers {
        if !TANGLED.contains(&module.as_str()) {
            graphs.push((module.as_str(), parts(&program, module)));
        }
    }
    for (of, graph) in graphs {
        let circle = circle(&graph);
        let shown = circle.as_deref().unwrap_or_default().join(" uses ");
        assert!(circle.is_none(), "in {of}: {shown}");
    }
}

#[test]
fn no_file_is_too_long() {
    let mut long = Vec::new();
    for (path, source) in sources("src").into_iter().chain(sources("tests")) {
        let lines = source.lines().count();
        if lines > MOST_LINES {
            long.push(format!("{path} has {lines} lines of at most {MOST_LINES}"));
        }
    }
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

const SMALL: &str = "
| module | what | may use |
| --- | --- | --- |
| `model` | data | nothing |
| `store` | the disk | `model`, `std::fs` |
| `app` | state | all above |
| `ui` | views | `model`, `app` |

| another | table |
";

#[track_caller]
fn check_fault(path: &str, source: &str, expected: &str) {
    let found = check(&layers(SMALL), path, source);
    assert_eq!(found.join("; "), expected, "{source}");
}

#[test]
fn what_is_forbidden_is_found() {
    check_fault("src/ui/a.rs", "use crate::app::State;", "");
    check_fault(
        "src/app/a.rs",
        "\nuse crate::ui::Views;",
        "src/app/a.rs:2: `app` uses `ui`, which docs/architecture.md does not let it",
    );
    check_fault(
        "src/ui/a.rs",
        "use crate::{app::State, store::{Store, fs}};",
        "src/ui/a.rs:1: `ui` uses `store`, which docs/architecture.md does not let it",
    );
    check_fault(
        "src/model/a/b.rs",
        "fn f() {\n    super::super::super::app::run();\n}",
        "src/model/a/b.rs:2: `model` uses `app`, which docs/architecture.md does not let it",
    );
    check_fault("src/model/a/b.rs", "use super::super::app;", "");
    check_fault("src/store/a.rs", "use std::fs::File;", "");
    check_fault(
        "src/app/a.rs",
        "fn f(path: &Path) -> bool {\n    path.is_file()\n}",
        "src/app/a.rs:2: `app` touches the disk (`.is_file()`), which docs/architecture.md does not let it",
    );
    check_fault(
        "src/new/mod.rs",
        "",
        "src/new/mod.rs: docs/architecture.md has no row for `new`",
    );
}

#[test]
fn remarks_texts_and_tests_do_not_count() {
    for source in [
        "// use crate::ui::Views;",
        "/* use crate::ui; /* crate::ui */ crate::ui */",
        "const A: &str = \"crate::ui::b \\\" crate::ui\";",
        "const A: &str = r#\"\" crate::ui::b\"#; const B: char = '\"'; // crate::ui",
        "const A: char = '\\''; const B: &str = \"crate::ui\";",
        "#[cfg(test)]\nmod tests {\n    use crate::ui::Views;\n    fn f() {}\n}",
        "#[cfg(test)]\n#[allow(dead_code)]\nuse crate::ui::{Views, a};",
    ] {
        check_fault("src/app/a.rs", source, "");
    }
    let after = "#[cfg(test)]\nfn f(a: [u8; 2]) { crate::ui::f() }\nuse crate::ui::Views;";
    let expected = "src/app/a.rs:3: `app` uses `ui`, which docs/architecture.md does not let it";
    check_fault("src/app/a.rs", after, expected);
    check_fault("src/app/tests.rs", "use crate::ui::Views;", "");
    check_fault("src/lib.rs", "pub use crate::ui::Views;", "");
}

#[test]
fn a_circle_is_named() {
    let file = |path: &str, source: &str| (path.to_owned(), source.to_owned());
    let mut program = vec![
        file("src/app/a.rs", "use super::b;"),
        file("src/app/b/inner.rs", "use super::super::c::C;"),
        file("src/app/c.rs", "use super::d;"),
        file("src/app/d.rs", ""),
    ];
    assert_eq!(circle(&parts(&program, "app")), None);
    program.push(file("src/app/d.rs", "use crate::app::{d, b::{B}};"));
    let found = circle(&parts(&program, "app")).unwrap();
    assert_eq!(found, ["b", "c", "d", "b"]);
}

fn document() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE)).unwrap()
}

/// Reads the table: in each row a module, what it is, and what it may use: names with commas between them, `all above`, or
/// `nothing`. A module may only use what stands above it.
fn layers(document: &str) -> Vec<Layer> {
    let table = document.lines().skip_while(|line| !line.starts_with(HEAD));
    let rows = table.skip(2).take_while(|line| line.starts_with('|'));
    let mut layers: Vec<Layer> = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [module, _, may_use] = cells[..] else {
            panic!("{TABLE}: not a row of three cells: {row}");
        };
        let above: BTreeSet<String> = layers.iter().map(|layer| layer.module.clone()).collect();
        let mut names = BTreeSet::new();
        for word in may_use.split(',').map(str::trim) {
            match word.trim_matches('`') {
                "nothing" => {}
                "all above" => names.extend(above.iter().cloned()),
                name => {
                    let is_above = name == DISK || above.contains(name);
                    assert!(is_above, "{TABLE}: `{name}` does not stand above {module}");
                    names.insert(name.to_owned());
                }
            }
        }
        layers.push(Layer {
            module: module.trim_matches('`').to_owned(),
            may_use: names,
        });
    }
    assert!(!layers.is_empty(), "{TABLE} has no table of modules");
    layers
}

/// Returns every file of the program with its path.
fn program() -> Vec<(String, String)> {
    sources("src")
}

/// Returns every file of code in a folder of the repository, with its path there.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join(folder)];
    let mut all = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let shown = path.strip_prefix(root).unwrap().to_str().unwrap();
                all.push((shown.to_owned(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    all.sort();
    all
}

/// Says where a file does what its layer does not let it.
fn check(layers: &[Layer], path: &str, source: &str) -> Vec<String> {
    let module = module_of(path);
    let Some(top) = module.first() else {
        return Vec::new();
    };
    let Some(layer) = layers.iter().find(|layer| layer.module == *top) else {
        return vec![format!("{path}: {TABLE} has no row for `{top}`")];
    };
    let code = code_of(path, source);
    let mut faults = Vec::new();
    for Use { line, to } in uses(&module, &code) {
        let Some(used) = to.first() else { continue };
        let is_module = layers.iter().any(|layer| layer.module == *used);
        if is_module && used != top && !layer.may_use.contains(used) {
            faults.push(format!(
                "{path}:{line}: `{top}` uses `{used}`, which {TABLE} does not let it"
            ));
        }
    }
    // One path may name several things of a module.
    faults.dedup();
    if layer.may_use.contains(DISK) {
        return faults;
    }
    for (index, line) in code.lines().enumerate() {
        if let Some(touch) = TOUCHES.iter().find(|touch| line.contains(**touch)) {
            let number = index + 1;
            faults.push(format!(
                "{path}:{number}: `{top}` touches the disk (`{touch}`), which {TABLE} does not let it"
            ));
        }
    }
    faults
}

/// Returns which modules of the crate use which.
fn tops(program: &[(String, String)]) -> Graph {
    let names = program.iter().map(|(path, _)| module_of(path));
    let names: BTreeSet<String> = names.filter_map(|module| module.first().cloned()).collect();
    let mut graph: Graph = names
        .iter()
        .map(|name| (name.clone(), BTreeSet::new()))
        .collect();
    for (path, source) in program {
        let module = module_of(path);
        let Some(from) = module.first() else { continue };
        for Use { to, .. } in uses(&module, &code_of(path, source)) {
            if let Some(to) = to.first().filter(|to| *to != from && names.contains(*to)) {
                graph.entry(from.clone()).or_default().insert(to.clone());
            }
        }
    }
    graph
}

/// Returns which parts of a module use which; what all of them share, in its `mod.rs`, does not count.
fn parts(program: &[(String, String)], of: &str) -> Graph {
    let is_part = |module: &[String]| module.len() > 1 && module[0] == of;
    let modules = program.iter().map(|(path, _)| module_of(path));
    let names: BTreeSet<String> = modules
        .filter(|module| is_part(module))
        .map(|module| module[1].clone())
        .collect();
    let mut graph: Graph = names
        .iter()
        .map(|name| (name.clone(), BTreeSet::new()))
        .collect();
    for (path, source) in program {
        let module = module_of(path);
        if !is_part(&module) {
            continue;
        }
        for Use { to, .. } in uses(&module, &code_of(path, source)) {
            if is_part(&to) && to[1] != module[1] && names.contains(&to[1]) {
                let from = graph.entry(module[1].clone()).or_default();
                from.insert(to[1].clone());
            }
        }
    }
    graph
}

/// Returns a circle of modules, the first of them again at its end.
fn circle(graph: &Graph) -> Option<Vec<String>> {
    let mut left: BTreeSet<&str> = graph.keys().map(String::as_str).collect();
    loop {
        let is_free = |name: &&str| {
            let mut used = graph[*name].iter();
            !used.any(|used| left.contains(used.as_str()))
        };
        let free: Vec<&str> = left.iter().copied().filter(is_free).collect();
        if free.is_empty() {
            break;
        }
        for name in free {
            left.remove(name);
        }
    }
    let mut way: Vec<String> = vec![(*left.first()?).to_owned()];
    loop {
        let mut used = graph[way.last()?].iter();
        let next = used.find(|used| left.contains(used.as_str()))?;
        let known = way.iter().position(|known| known == next);
        way.push(next.clone());
        if let Some(at) = known {
            return Some(way.split_off(at));
        }
    }
}

/// Returns the names of the module that a file is, from the crate's root.
fn module_of(path: &str) -> Vec<String> {
    let within = path.strip_prefix("src/").unwrap();
    let names = within.strip_suffix(".rs").unwrap().split('/');
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    if matches!(
        names.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        names.pop();
    }
    names
}

/// Returns the code of a file without remarks, the content of literals, and what is compiled for tests alone.
fn code_of(path: &str, source: &str) -> String {
    if path.ends_with("/tests.rs") || path.contains("/tests/") {
        return String::new();
    }
    without_tests(&bare(source))
}

/// Returns the paths of code that begin at the crate's root, or climb towards it.
fn uses(module: &[String], code: &str) -> Vec<Use> {
    let mut all = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|char| char.is_alphanumeric() || matches!(char, '_' | ':')) {
                continue;
            }
            let mut base: &[String] = if start == "crate::" { &[] } else { module };
            let mut rest = &code[at..];
            while let Some(after) = rest.strip_prefix("super::") {
                base = &base[..base.len().saturating_sub(1)];
                rest = after;
            }
            let rest = rest.strip_prefix("crate::").unwrap_or(rest);
            let line = code[..at].matches('\n').count() + 1;
            for path in names(rest, 2) {
                let mut to = base.to_vec();
                to.extend(path);
                to.truncate(2);
                all.push(Use { line, to });
            }
        }
    }
    all
}

/// Returns the first names of what may follow `crate::`, which may be several in braces: at most `most` of each.
fn names(path: &str, most: usize) -> Vec<Vec<String>> {
    if most == 0 {
        return vec![Vec::new()];
    }
    if let Some(group) = path.strip_prefix('{') {
        let each = members(group).into_iter();
        return each.flat_map(|member| names(member, most)).collect();
    }
    let is_of_name = |char: char| char.is_alphanumeric() || char == '_';
    let end = path
        .find(|char: char| !is_of_name(char))
        .unwrap_or(path.len());
    let (name, rest) = path.split_at(end);
    if name.is_empty() || name == "self" {
        return vec![Vec::new()];
    }
    let below = match rest.strip_prefix("::") {
        Some(rest) => names(rest, most - 1),
        None => vec![Vec::new()],
    };
    let with_name = |path: Vec<String>| {
        let mut whole = vec![name.to_owned()];
        whole.extend(path);
        whole
    };
    below.into_iter().map(with_name).collect()
}

/// Returns what stands between commas up to the brace that closes a group.
fn members(group: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0_usize, 0);
    let mut all = Vec::new();
    for (at, char) in group.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                all.push(group[from..at].trim());
                from = at + 1;
                if char == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    all.retain(|member| !member.is_empty());
    all
}

/// Returns code without the items that are compiled for tests alone; every line stays where it is.
fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        let (before, item) = rest.split_at(at);
        let (item, after) = item.split_at(item_end(item));
        out.push_str(before);
        out.extend(item.chars().filter(|char| *char == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Returns where an item ends, its attributes before it: with a semicolon or the brace that closes it.
fn item_end(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, char) in item.char_indices() {
        match char {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    item.len()
}

/// Returns code with blanks for remarks and literals; every line stays where it is.
fn bare(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < chars.len() {
        let length = no_code(&chars, at);
        if length == 0 {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let blank = |char: &char| if *char == '\n' { '\n' } else { ' ' };
        let end = (at + length).min(chars.len());
        out.extend(chars[at..end].iter().map(blank));
        at = end;
    }
    out
}

/// Returns how many characters from here on are a remark or a literal.
fn no_code(chars: &[char], at: usize) -> usize {
    let rest = &chars[at..];
    let is_in_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match rest {
        ['/', '/', ..] => rest.iter().take_while(|char| **char != '\n').count(),
        ['/', '*', ..] => remark(rest),
        ['"', ..] => text(rest),
        ['r', '"' | '#', ..] if !is_in_word => raw_text(rest, 1),
        ['b', 'r', '"' | '#', ..] if !is_in_word => raw_text(rest, 2),
        ['\'', '\\', _, ..] => {
            let end = rest.iter().skip(3).take_while(|char| **char != '\'');
            end.count() + 4
        }
        ['\'', _, '\'', ..] => 3,
        _ => 0,
    }
}

/// Returns the length of a remark that may hold others.
fn remark(rest: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at + 1 < rest.len() {
        match (rest[at], rest[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// Returns the length of a text in quotation marks.
fn text(rest: &[char]) -> usize {
    let mut at = 1;
    while let Some(char) = rest.get(at) {
        match char {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Returns the length of a text that says how many `#` end it; nothing if it is a raw name, as `r#type`.
fn raw_text(rest: &[char], prefix: usize) -> usize {
    let marks = rest[prefix..]
        .iter()
        .take_while(|char| **char == '#')
        .count();
    let start = prefix + marks + 1;
    if rest.get(start - 1) != Some(&'"') {
        return 0;
    }
    let ends = |at: &usize| {
        let behind = rest[at + 1..].iter().take(marks);
        rest[*at] == '"' && behind.filter(|char| **char == '#').count() == marks
    };
    let end = (start..rest.len()).find(ends);
    end.map_or(rest.len(), |at| at + 1 + marks)
}
