//! What the window shows, as a person or a screen reader finds it.

use egui::Rect;
use egui::accesskit::{Role, Toggled};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::window::Window;

/// How the names of suggestions begin.
const SUGGESTION: &str = "Suggestion: ";

impl Window {
    /// Tells whether anything has this name or value.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.any(|said| said == text)
    }

    /// Tells whether anything says this among other things.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.any(|said| said.contains(text))
    }

    fn any(&self, fits: impl Fn(&str) -> bool) -> bool {
        let mut nodes = self.harness.root().children_recursive();
        nodes.any(|node| {
            let node = node.accesskit_node();
            node.label().is_some_and(|label| fits(&label))
                || node.value().is_some_and(|value| fits(&value))
        })
    }

    /// Returns the names of all things of a kind, in order.
    pub(crate) fn names(&self, role: Role) -> Vec<String> {
        let nodes = self.harness.query_all_by_role(role);
        nodes
            .filter_map(|node| node.accesskit_node().label())
            .collect()
    }

    /// Returns the names of the article's marks, in order.
    pub(crate) fn marks(&self) -> Vec<String> {
        let mut names = self.names(Role::Mark);
        names.retain(|name| !name.starts_with(SUGGESTION));
        names
    }

    /// Returns the path of the open article.
    pub(crate) fn open_path(&self) -> String {
        let open = self.app().state.open();
        open.map(|open| open.article.path.clone())
            .unwrap_or_default()
    }

    /// Returns where the quote of the selected suggestion starts and ends, in code points.
    pub(crate) fn selected_suggestion(&self) -> Option<(usize, usize)> {
        let open = self.app().state.open()?;
        let extent = open.selected_proposal()?.statement.extent();
        let chars = open.text().chars(extent);
        Some((chars.start, chars.end))
    }

    /// Returns the name of a target of the codebook.
    pub(crate) fn target_name(&self, id: &str) -> String {
        let project = self.app().state.project.as_ref();
        project.map_or_else(String::new, |project| {
            project.codebook.target_name(id).to_owned()
        })
    }

    /// Returns the row that Enter would take from the list that is open.
    pub(crate) fn picked(&self) -> String {
        let mut rows = self.harness.query_all_by_role(Role::ListItem);
        let is_picked = |node: &Node<'_>| {
            let node = node.accesskit_node();
            node.is_selected() == Some(true) || node.toggled() == Some(Toggled::True)
        };
        rows.find(is_picked)
            .and_then(|node| node.accesskit_node().label())
            .unwrap_or_default()
    }

    /// Returns the names of the suggestions over the article, in order.
    pub(crate) fn suggestions(&self) -> Vec<String> {
        let mut names = self.names(Role::Mark);
        names.retain(|name| name.starts_with(SUGGESTION));
        names
    }

    /// Returns the name of the selected mark; nothing if none is selected.
    pub(crate) fn selected(&self) -> String {
        let mut marks = self.harness.query_all_by_role(Role::Mark);
        marks
            .find(|node| node.accesskit_node().is_selected() == Some(true))
            .and_then(|node| node.accesskit_node().label())
            .unwrap_or_default()
    }

    /// Returns what can be picked from the list that is open, in order.
    pub(crate) fn choices(&self) -> Vec<String> {
        self.names(Role::ListItem)
    }

    /// Tells whether the button with this name is pressed in.
    #[track_caller]
    pub(crate) fn is_set(&self, name: &str) -> bool {
        let node = self.harness.get_by_role_and_label(Role::Button, name);
        let node = node.accesskit_node();
        node.is_selected() == Some(true) || node.toggled() == Some(Toggled::True)
    }

    /// Returns the value of the one field with this name.
    #[track_caller]
    pub(crate) fn value(&self, field: &str) -> String {
        self.field(field).value().unwrap_or_default()
    }

    /// Tells whether the field with this name has the keyboard.
    #[track_caller]
    pub(crate) fn is_focused(&self, field: &str) -> bool {
        self.field(field).is_focused()
    }

    #[track_caller]
    fn field<'a>(&'a self, name: &'a str) -> Node<'a> {
        let named = self.harness.query_all_by_label(name);
        let mut fields = named.filter(|node| {
            let role = node.accesskit_node().role();
            matches!(role, Role::TextInput | Role::MultilineTextInput)
        });
        match fields.next() {
            Some(field) => field,
            None => panic!("no field {name:?}\n{}", self.tree()),
        }
    }

    /// Returns where the one field with this name is.
    #[track_caller]
    pub(crate) fn field_rect(&self, name: &str) -> Rect {
        self.field(name).rect()
    }

    /// Returns where the button of a menu is.
    #[track_caller]
    pub(crate) fn rect_of_menu(&self, name: &str) -> Rect {
        let buttons = self.harness.query_all_by_role(Role::Button);
        let named = |node: &Node<'_>| node.accesskit_node().label().as_deref() == Some(name);
        let mut buttons = buttons.filter(named);
        match buttons.next() {
            Some(button) => button.rect(),
            None => panic!("no menu {name:?}\n{}", self.tree()),
        }
    }

    /// Returns the first paragraph of the article that is in sight, and the height at which it stands.
    #[track_caller]
    pub(crate) fn place_of_first_paragraph(&self) -> (String, i32) {
        let article = self.rect("Article text");
        let labels = self.harness.query_all_by_role(Role::Label);
        let seen = labels.filter(|node| article.intersects(node.rect()));
        let mut seen: Vec<(i32, String)> = seen
            .filter_map(|node| {
                #[expect(clippy::cast_possible_truncation)] // A place on the screen.
                let top = node.rect().top().round() as i32;
                Some((top, node.value()?))
            })
            .collect();
        seen.sort();
        let (top, text) = seen.first().cloned().expect("a paragraph is in sight");
        (text, top)
    }

    /// Gives a field the keyboard by a click.
    #[track_caller]
    pub(crate) fn click_field(&mut self, name: &str) {
        let at = self.field(name).rect().center();
        self.click_at(at);
    }

    /// Returns what the status bar says about saving.
    pub(crate) fn status(&self) -> String {
        let mut said = Vec::new();
        for node in self.harness.query_all_by_role(Role::Label) {
            let node = node.accesskit_node();
            said.extend(node.label().or_else(|| node.value()));
        }
        let mut said = said.into_iter();
        said.find(|text| {
            ["Saved", "Saving", "Not saved"]
                .iter()
                .any(|word| text.starts_with(word))
        })
        .unwrap_or_default()
    }

    /// Returns the titles of the articles listed.
    pub(crate) fn articles(&self) -> Vec<String> {
        let panel = self.panel("Articles");
        let rows = self.harness.query_all_by_role(Role::ListBoxOption);
        rows.filter(|row| panel.contains(row.rect().center()))
            .filter_map(|row| row.accesskit_node().label())
            .map(|name| name.split(',').next().unwrap_or_default().to_owned())
            .collect()
    }

    /// Returns everything that has a name or a value, a line each; for messages of tests that fail.
    pub(crate) fn tree(&self) -> String {
        let mut tree = String::new();
        for node in self.harness.root().children_recursive() {
            let node = node.accesskit_node();
            if node.role() == Role::TextRun || (node.label().is_none() && node.value().is_none()) {
                continue;
            }
            let line = format!("{:?} {:?} {:?}\n", node.role(), node.label(), node.value());
            tree.push_str(&line);
        }
        tree
    }
}
