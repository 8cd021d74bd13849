use std::cell::Cell;

use super::*;
use crate::model::statement::{Kind, Statement};
use crate::store::{OpenOptions, write_file};
use crate::suggest::{Options, suggest};
use tempfile::TempDir;

const TEXT: &str = "“We will never leave,” Anna Berg said.\nIt rained.\nCarl Oss said that the talks were over.\n\
    “Nobody asked us,” said Anna Berg. The hall was full.\nOss denied that there was a plan.\nThe end.\n";

const ON: Progress<'static> = &|_| ControlFlow::Continue(());

/// A project of some articles, which lies in one folder and what is kept of it in another.
struct Place {
    store: Store,
    _project: TempDir,
    cache: TempDir,
}

impl Place {
    fn new(articles: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..articles {
            let text = TEXT.replace("rained", &format!("rained {number} times"));
            write_file(
                &folder.path().join(format!("{number}.txt")),
                text.as_bytes(),
            )
            .unwrap();
        }
        let cache = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            cache: Some(cache.path().to_owned()),
            ..OpenOptions::default()
        };
        let (store, _) = Store::open(folder.path(), options).unwrap();
        Self {
            store,
            _project: folder,
            cache,
        }
    }

    /// Returns the file of the model, if it is kept.
    fn model(&self) -> Option<std::path::PathBuf> {
        let mut projects = std::fs::read_dir(self.cache.path().join("projects")).ok()?;
        let file = projects.next()?.unwrap().path().join("learned.model");
        file.exists().then_some(file)
    }

    /// Labels the first `count` statements that the rules find in an article.
    fn label(&self, annotator: &str, article: usize, count: usize, status: Status) {
        let article = self.store.read_article(&format!("{article}.txt")).unwrap();
        let mut opened = self.store.load(annotator, &article);
        let found = suggest(&article.text, &Options::default());
        assert!(found.len() >= count);
        for (number, one) in found.into_iter().take(count).enumerate() {
            let id = format!("01JMX3S8V7Q2W4T5Y6Z7A8B{number:03}");
            let now = "2025-02-24T09:12:44Z";
            let statement = Statement::new(id.into(), one.quote, Kind::Direct, now).unwrap();
            opened.sidecar.put(Arc::new(statement));
        }
        opened.sidecar.status = status;
        self.store
            .save(&opened.sidecar, &article.text, &opened.base)
            .unwrap();
    }

    fn labels(&self, annotator: Option<&str>) -> Labels {
        Labels::collect(&self.store, annotator, ON).unwrap()
    }
}

/// Labels one article, each of `work` being annotator, statements and status; compares what is learned from it: how many
/// statements, and in how many lines.
#[track_caller]
fn check(
    work: &[(&str, usize, Status)],
    annotator: Option<&str>,
    expected: Option<(usize, usize)>,
) {
    let place = Place::new(1);
    for (annotator, count, status) in work {
        place.label(annotator, 0, *count, *status);
    }
    let labels = place.labels(annotator);
    let found = labels.articles.first().map(|article| {
        let lines = article.text.slice(Span::new(0, article.upto)).lines();
        (article.statements.len(), lines.count())
    });
    assert_eq!(found, expected);
}

#[test]
fn which_labels_are_learned_from() {
    use Status::{Done, InProgress, Untouched};
    check(&[], None, None);
    check(&[("ann", 1, Done)], None, Some((1, 6)));
    check(&[("ann", 0, Done)], None, Some((0, 6)));
    check(&[("ann", 2, InProgress)], None, None);
    check(&[("ann", 3, InProgress)], None, Some((3, 4)));
    check(&[("ann", 3, Untouched)], None, Some((3, 4)));
    check(
        &[("ann", 3, InProgress), ("bob", 1, Done)],
        None,
        Some((1, 6)),
    );
    check(&[("ann", 2, Done), ("bob", 1, Done)], None, Some((2, 6)));
    check(&[("ann", 2, Done), ("gold", 1, Done)], None, Some((1, 6)));
    check(
        &[("ann", 2, Done), ("bob", 1, Done)],
        Some("bob"),
        Some((1, 6)),
    );
    check(&[("ann", 2, Done)], Some("carl"), None);
}

#[test]
fn a_model_is_kept_until_the_labels_change() {
    let place = Place::new(4);
    for article in 0..4 {
        place.label("ann", article, 4, Status::Done);
    }
    let heard = Cell::new(0);
    let progress = |_: f32| {
        heard.set(heard.get() + 1);
        ControlFlow::Continue(())
    };
    let (first, problems) = learn_project(&place.store, None, &progress).unwrap();
    assert_eq!(
        (problems, first.labels, first.articles),
        (Vec::new(), 16, 4)
    );
    let learning = heard.replace(0);
    let (again, _) = learn_project(&place.store, None, &progress).unwrap();
    assert!(again == first && heard.get() < learning, "the file is read");
    let file = place.model().unwrap();
    let bytes = std::fs::read(&file).unwrap();
    for damaged in [&bytes[..bytes.len() / 2], &bytes[..40], b"", b"{}\n"] {
        write_file(&file, damaged).unwrap();
        assert_eq!(read_model(&place.store, None), None);
    }
    assert!(learn_project(&place.store, None, ON).unwrap().0 == first);
    assert!(
        std::fs::read(&file).unwrap() == bytes,
        "the same labels give the same file"
    );
    place.label("ann", 0, 3, Status::InProgress);
    let (other, _) = learn_project(&place.store, None, ON).unwrap();
    assert_ne!(other.fingerprint, first.fingerprint);
    assert_eq!(read_model(&place.store, None), Some(other));
    assert_eq!(read_model(&place.store, Some("ann")), None);
}

#[test]
fn too_little_and_breaking_off_leave_nothing() {
    let place = Place::new(3);
    for article in 0..3 {
        place.label("ann", article, 4, Status::Done);
    }
    let failed =
        |place: &Place, progress: Progress<'_>| learn_project(&place.store, None, progress).err();
    assert_eq!(failed(&place, ON), Some(NotLearned::TooFew));
    let place = Place::new(4);
    for article in 0..4 {
        place.label("ann", article, 4, Status::Done);
    }
    for upto in [0.0, 0.05, 0.4] {
        let progress = |part: f32| match part {
            part if part > upto => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        assert_eq!(failed(&place, &progress), Some(NotLearned::Cancelled));
    }
    assert_eq!(place.model(), None);
}
