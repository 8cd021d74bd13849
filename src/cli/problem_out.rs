//! A problem as `--json` prints it.

use serde::Serialize;

use crate::model::problem::Problem;

#[derive(Serialize)]
pub(super) struct ProblemOut<'a> {
    kind: &'static str,
    path: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    what: &'a str,
    hint: &'a str,
}

impl<'a> ProblemOut<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        Self {
            kind: problem.kind.name(),
            path: &problem.path,
            line: problem.place.map(|(line, _)| line),
            column: problem.place.map(|(_, column)| column),
            what: &problem.what,
            hint: &problem.hint,
        }
    }
}
