use super::*;

fn lane(given: &[(u16, u16, usize)]) -> Vec<Unit> {
    let unit = |&(start, end, category): &(u16, u16, usize)| Unit {
        start: start.into(),
        end: end.into(),
        category,
    };
    given.iter().map(unit).collect()
}

/// Compares the disorder of the best alignment with what `pygamma-agreement` finds, and gamma with what it gives, within
/// what chance makes of either.
#[track_caller]
fn check(lanes: &[&[(u16, u16, usize)]], least: f64, expected: f64) {
    let lanes: Vec<Vec<Unit>> = lanes.iter().map(|given| lane(given)).collect();
    let found = disorder(&lanes);
    assert!((found - least).abs() < 1e-6, "{found}, expected {least}");
    let mut random = Random::new(1);
    let all: Vec<f64> = (0..5).filter_map(|_| gamma(&lanes, &mut random)).collect();
    let mean = all.iter().sum::<f64>() / 5.0;
    assert!((mean - expected).abs() < 0.1, "{mean}, expected {expected}");
}

#[test]
fn gamma_is_that_of_the_package() {
    let both: &[_] = &[(0, 10, 0), (20, 30, 1)];
    check(&[both, both], 0.0, 1.0);
    check(&[both, &[(2, 12, 0), (21, 33, 0)]], 0.536_528_9, 0.248);
    check(
        &[
            &[(10, 40, 0), (60, 90, 1), (120, 150, 0)],
            &[(12, 40, 0), (60, 80, 1)],
            &[(10, 44, 0), (62, 90, 1), (118, 150, 2), (200, 220, 0)],
        ],
        0.679_910_0,
        0.464,
    );
    check(
        &[
            &[(100, 160, 0), (220, 300, 1), (340, 400, 0), (500, 560, 2)],
            &[(100, 150, 0), (230, 300, 1), (500, 570, 2)],
            &[(110, 160, 0), (220, 290, 0), (350, 400, 0)],
        ],
        0.610_000_8,
        0.572,
    );
}

#[test]
fn where_there_is_nothing_there_is_no_gamma() {
    let mut random = Random::new(1);
    assert_eq!(gamma(&[lane(&[]), lane(&[])], &mut random), None);
    assert_eq!(gamma(&[lane(&[(0, 9, 0)])], &mut random), None);
    // Who found nothing agrees with nobody.
    let found = gamma(&[lane(&[(0, 9, 0), (20, 29, 0)]), lane(&[])], &mut random);
    assert!(found.is_some_and(|gamma| gamma < 0.5), "{found:?}");
}
