use std::sync::atomic::AtomicBool;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use super::*;
use crate::model::problem::ProblemKind;

/// Longer than any thread takes.
const PATIENCE: Duration = Duration::from_mins(2);

/// Runs nothing by itself: the test picks which job works next, and which of those that worked answers next.
#[derive(Clone, Default)]
struct Hand(Arc<Mutex<(Vec<Task>, Vec<Answer>)>>);

impl Executor for Hand {
    fn run(&self, task: Task) {
        self.hold().0.push(task);
    }

    fn runs_by_itself(&self) -> bool {
        false
    }
}

impl Hand {
    fn hold(&self) -> MutexGuard<'_, (Vec<Task>, Vec<Answer>)> {
        self.0.lock().unwrap()
    }

    fn names(&self) -> Vec<String> {
        let held = self.hold();
        held.0.iter().map(|task| task.name().to_string()).collect()
    }

    fn work(&self, index: usize) {
        let task = self.hold().0.remove(index);
        let answer = task.work();
        self.hold().1.push(answer);
    }

    fn answer(&self, index: usize) {
        let answer = self.hold().1.remove(index);
        answer();
    }
}

fn jobs(executor: impl Executor + 'static) -> Jobs {
    Jobs::new(Arc::new(executor), Arc::new(|| ()))
}

fn start<T: Send + 'static>(
    inbox: &Inbox<T>,
    what: &str,
    work: impl FnOnce(&Context<T>) -> T + Send + 'static,
) -> Handle {
    inbox.start(Name::to("reading", what), Priority::Normal, work)
}

#[test]
fn a_hand_picks_who_works_and_who_answers() {
    let hand = Hand::default();
    let inbox = jobs(hand.clone()).inbox(1);
    let (first, second) = (start(&inbox, "a", |_| 1), start(&inbox, "b", |_| 2));
    assert_eq!(hand.names(), ["reading a", "reading b"]);
    assert_eq!(inbox.take_within(PATIENCE), None, "nobody works meanwhile");
    hand.work(1);
    hand.work(0);
    assert_eq!(inbox.take(), None, "nobody has answered");
    hand.answer(1);
    hand.answer(0);
    let replies = [inbox.take(), inbox.take(), inbox.take()];
    let said = |handle: &Handle, said| {
        let number = handle.number();
        let said = Ok(said);
        Some(Reply { number, said })
    };
    assert_eq!(replies, [said(&first, 1), said(&second, 2), None]);
    assert!(!inbox.is_busy());
}

#[test]
fn what_is_let_go_of_before_it_begins_gives_nothing() {
    let hand = Hand::default();
    let inbox = jobs(hand.clone()).inbox(1);
    let old = start(&inbox, "a", |_| 1);
    inbox.let_go();
    let new = start(&inbox, "b", |_| 2);
    for _ in 0..2 {
        hand.work(0);
        hand.answer(0);
    }
    assert!(!inbox.is_under_way(&old) && !inbox.is_under_way(&new));
    assert_eq!(inbox.take().map(|reply| reply.number), Some(new.number()));
    assert_eq!(inbox.take(), None);
}

#[test]
fn a_task_that_is_dropped_is_not_under_way() {
    let hand = Hand::default();
    let inbox = jobs(hand.clone()).inbox(1);
    let job = start(&inbox, "a", |_| 1);
    assert!(inbox.is_under_way(&job) && inbox.is_busy());
    hand.hold().0.clear();
    assert!(!inbox.is_under_way(&job) && !inbox.is_busy());
}

#[test]
fn a_job_tells_how_far_it_is_and_ends_when_it_is_cancelled() {
    let hand = Hand::default();
    let inbox = jobs(hand.clone()).inbox(1);
    let job = start(&inbox, "a", |context| {
        let went_on = context.progress(3, 10).is_continue();
        context.post(usize::from(went_on));
        7
    });
    job.cancel();
    hand.work(0);
    assert_eq!(job.progress(), (3, 10));
    assert_eq!(inbox.take().map(|reply| reply.said), Some(Ok(0)));
    hand.answer(0);
    assert_eq!(inbox.take().map(|reply| reply.said), Some(Ok(7)));
}

#[test]
fn an_inbox_that_goes_away_cancels_its_jobs() {
    let inbox = jobs(Hand::default()).inbox::<()>(1);
    let job = start(&inbox, "a", |_| ());
    drop(inbox);
    assert!(job.is_cancelled());
}

/// Runs a job that breaks down, and one behind it.
#[track_caller]
fn check_breakdown(executor: impl Executor + 'static, run: impl Fn()) {
    let inbox = jobs(executor).inbox::<u32>(1);
    start(&inbox, "a.txt", |_| panic!("there is no number"));
    start(&inbox, "b.txt", |_| 2);
    run();
    let broken = inbox.take_within(PATIENCE).unwrap().said.unwrap_err();
    assert_eq!(broken.kind, ProblemKind::BrokenDown);
    let expected = "reading a.txt: this broke down: there is no number. This is a fault of the program; please report \
                    it. Everything else goes on";
    assert_eq!(broken.to_string(), expected);
    let next = inbox.take_within(PATIENCE).unwrap();
    assert_eq!(next.said, Ok(2), "the next job runs");
}

#[test]
fn a_breakdown_is_a_reply_that_says_what_was_done() {
    let hand = Hand::default();
    check_breakdown(hand.clone(), || {
        for _ in 0..2 {
            hand.work(0);
            hand.answer(0);
        }
    });
    check_breakdown(Threads::default(), || ());
}

#[test]
fn an_executor_may_put_something_first_and_may_refuse() {
    let hand = Hand::default();
    let inbox = jobs(hand.clone()).inbox(1);
    for what in ["a", "b"] {
        start(&inbox, what, |_| 1);
    }
    let tasks = std::mem::take(&mut hand.hold().0);
    let mut tasks = tasks.into_iter();
    tasks.next().unwrap().after(|| panic!("by design")).work()();
    tasks.next().unwrap().refuse("there is no room")();
    for expected in ["this broke down: by design", "there is no room"] {
        let said = inbox.take().unwrap().said.unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn threads_have_the_name_of_their_job_and_wait_for_each_other_in_a_lane() {
    let inbox = jobs(Threads::default()).inbox::<Option<String>>(1);
    let is_running = Arc::new(AtomicBool::new(false));
    for number in 0..20 {
        let is_running = Arc::clone(&is_running);
        start(&inbox, &number.to_string(), move |_| {
            assert!(!is_running.swap(true, Ordering::SeqCst), "one at a time");
            let name = std::thread::current().name().map(ToOwned::to_owned);
            is_running.store(false, Ordering::SeqCst);
            name
        });
    }
    let mut last = None;
    for _ in 0..20 {
        let reply = inbox.take_within(PATIENCE).unwrap();
        assert_eq!(reply.said, Ok(Some("reading".to_owned())));
        assert!(last < Some(reply.number), "in order");
        last = Some(reply.number);
    }
    assert!(!inbox.is_busy());
}

#[test]
fn lanes_do_not_wait_for_each_other() {
    let jobs = jobs(Threads::default());
    let (slow, quick) = (jobs.inbox(1), jobs.inbox(1));
    let (go, held) = sync_channel::<()>(1);
    start(&slow, "a", move |_| held.recv().is_ok());
    start(&quick, "b", |_| ());
    assert!(quick.take_within(PATIENCE).is_some());
    assert!(slow.is_busy());
    go.send(()).unwrap();
    assert_eq!(slow.take_within(PATIENCE).unwrap().said, Ok(true));
}
