//! Which panels stand beside the page, or over it.

use super::State;
use crate::app::action::Panel;

/// Width of the window, in points, below which there is no room for the list of articles beside the page.
const NARROW: f32 = 960.0;

impl State {
    /// Tells whether the window has no room for the list of articles beside the page.
    pub fn is_narrow(&self) -> bool {
        let window = self.settings.window;
        window.is_some_and(|[width, _]| width < NARROW)
    }

    /// Tells whether the list of articles is shown, beside the page or over it.
    pub fn shows_articles(&self) -> bool {
        self.has_left_panel() && !self.wants_guidelines()
    }

    /// Tells whether the guidelines are shown, in the place of the list of articles.
    pub fn shows_guidelines(&self) -> bool {
        self.has_left_panel() && self.wants_guidelines()
    }

    fn has_left_panel(&self) -> bool {
        if self.is_narrow() {
            self.over_page == Some(Panel::Articles)
        } else {
            self.settings.articles_open || self.wants_guidelines()
        }
    }

    fn wants_guidelines(&self) -> bool {
        let project = self.project.as_ref();
        project.is_some_and(|project| project.desk.guidelines_shown)
    }
}
