use super::*;

#[track_caller]
fn check(source: &str, expected: Option<&str>) {
    fn shown(text: &str, node: &Node) -> String {
        let Some(group) = &node.group else {
            return text[node.at.clone()].to_owned();
        };
        let item = |item: &Item| {
            let key = item.key.clone().map(|key| format!("{}=", &text[key]));
            format!("{}{}", key.unwrap_or_default(), shown(text, &item.value))
        };
        let items: Vec<String> = group.items.iter().map(item).collect();
        format!("<{}>", items.join(" "))
    }
    let found = parse(source).map(|node| shown(source, &node));
    assert_eq!(found.as_deref(), expected, "{source}");
}

#[test]
fn values_are_found_where_they_stand() {
    check("1", Some("1"));
    check(
        "\u{feff}#![enable(implicit_some)]\n// a\n(a: 1)",
        Some("<a=1>"),
    );
    check("(a: -1.5, b /* : */ : [1, 2,],)", Some("<a=-1.5 b=<1 2>>"));
    check("codebook(a: Some(\"x, )\"))", Some("<a=Some(\"x, )\")>"));
    check(
        "(a: r#\"\"]\"#, b: 'c', c: '\\'')",
        Some("<a=r#\"\"]\"# b='c' c='\\''>"),
    );
    check("{\"a\": {}, 'b': ()}", Some("<\"a\"=<> 'b'=<>>"));
    check("[(1, 2), x]", Some("<(1, 2) x>"));
    check("[1 /* [ /* ] */ */, 2] // [", Some("<1 2>"));
    check("[1 2]", None);
    check("[1", None);
    check("(a: \"1)", None);
    check("[1] 2", None);
    check("/* [1]", None);
    check("", None);
    check(&"[".repeat(100_000), None);
}
