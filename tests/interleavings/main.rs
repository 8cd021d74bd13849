//! Any interleaving of two windows that label the same articles, on a disk that fails and loses its power, with programs
//! that rewrite the articles: no edit is lost, `Saved` is never said of what is not on disk, and in the end everybody sees
//! the same.
//!
//! Everything follows from one seed. `ONRECORD_SEEDS=FROM..TO` runs others than the usual ones.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod disk;
mod random;
mod window;
mod world;

use std::collections::BTreeMap;
use std::ops::Range;

use world::World;

/// Seeds of a usual run: few enough for every `cargo test`.
const USUAL: Range<u64> = 0..300;

/// Seeds that once failed, of which a usual run would not find one: they run with every other.
const ONCE: [u64; 4] = [219_692, 348_543, 612_293, 944_972];

/// Seeds within which nearly every fault is found.
#[cfg(feature = "mutants")]
const FEW: usize = 2000;

fn seeds() -> Range<u64> {
    let Ok(named) = std::env::var("ONRECORD_SEEDS") else {
        return USUAL;
    };
    let (from, to) = named.split_once("..").expect("ONRECORD_SEEDS=FROM..TO");
    from.parse().unwrap()..to.parse().unwrap()
}

#[test]
fn no_interleaving_loses_an_edit() {
    let seeds = seeds();
    // Each save has a thread of its own, for which the one that plays the seed waits.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let threads = 2 * cores;
    let counts: Vec<BTreeMap<&'static str, u64>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|nth| {
                let seeds = ONCE.into_iter().chain(seeds.clone());
                let seeds = seeds.filter(move |seed| seed % threads == nth);
                scope.spawn(move || {
                    let mut counts = BTreeMap::new();
                    for seed in seeds {
                        World::new(seed).run(&mut counts);
                    }
                    counts
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .collect()
    });
    let mut all: BTreeMap<&'static str, u64> = BTreeMap::new();
    for (event, count) in counts.into_iter().flatten() {
        *all.entry(event).or_default() += count;
    }
    let total: u64 = all.values().sum();
    println!("seeds {}..{}: {total} events", seeds.start, seeds.end);
    for (event, count) in &all {
        println!("{count:>9} {event}");
    }
    assert!(total >= 50 * (seeds.end - seeds.start));
}

/// Disk, clock, ids and chance come from the seed alone: a run that is repeated leaves the same behind, to the last byte.
#[test]
fn a_seed_repeats_exactly() {
    for seed in 0..20 {
        let run = || {
            let world = World::new(seed);
            let disk = world.disk();
            let mut counts = BTreeMap::new();
            world.run(&mut counts);
            (counts, disk.files())
        };
        let (first, again) = (run(), run());
        assert!(first == again, "seed {seed}");
    }
}

/// Each fault that this program once had is found within the seeds of a usual run.
#[cfg(feature = "mutants")]
#[test]
fn each_fault_that_is_put_back_is_found() {
    use onrecord::mutants::{Mutant, put_back};

    // Broken down on purpose: their messages would only be in the way.
    std::panic::set_hook(Box::new(|_| {}));
    let mut missed = Vec::new();
    for mutant in Mutant::ALL {
        put_back(Some(mutant));
        // Those that once failed last but one: few faults are so rare.
        let often = seeds().take(FEW);
        let found = often.chain(ONCE).chain(seeds().skip(FEW)).find(|seed| {
            let run = || World::new(*seed).run(&mut BTreeMap::new());
            std::panic::catch_unwind(run).is_err()
        });
        println!("{mutant:?}: found by seed {found:?}");
        missed.extend(found.is_none().then_some(mutant));
    }
    put_back(None);
    drop(std::panic::take_hook());
    assert_eq!(missed, []);
}
