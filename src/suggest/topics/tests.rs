use super::*;

fn never(_: f32) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn nothing_comes_of_nothing() {
    let topics = Topics::new(&Codebook::default());
    assert_eq!(topics.targets(&StatementView::default()), []);
    let learned = Topics::learn(&Codebook::default(), [LabelledStatement::default()], &never);
    assert_eq!(learned.map(|topics| topics.labels()), Some(0));
}
