use proptest::prelude::*;

use super::*;

/// A row for each coder, a column for each unit; `.` is a missing value.
fn table(rows: &[&str]) -> (usize, Vec<Option<String>>) {
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.split(' ').collect()).collect();
    let mut cells = Vec::new();
    for unit in 0..rows.first().map_or(0, Vec::len) {
        for row in &rows {
            cells.push(Some(row[unit].to_owned()).filter(|cell| cell != "."));
        }
    }
    (rows.len(), cells)
}

fn made((coders, cells): &(usize, Vec<Option<String>>)) -> Table {
    let cells: Vec<Option<&str>> = cells.iter().map(Option::as_deref).collect();
    Table::new(*coders, &cells)
}

#[track_caller]
fn near(found: Result<f64, Why>, expected: Option<f64>) {
    let is_near = match (found.ok(), expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        (found, expected) => found == expected,
    };
    assert!(is_near, "{found:?}, expected {expected:?}");
}

/// What packages give: alpha (nominal, ordinal, interval), Fleiss' kappa, AC1, AC2 (ordinal, quadratic weights).
struct Expected([f64; 3], f64, f64, [f64; 2]);

#[track_caller]
fn check(rows: &[&str], expected: &Expected) {
    let table = made(&table(rows));
    let levels = [Level::Nominal, Level::Ordinal, Level::Interval];
    for (level, alpha) in levels.into_iter().zip(expected.0) {
        let found = table.coefficients(level);
        near(found.alpha, Some(alpha));
        near(found.fleiss, Some(expected.1));
        near(found.ac1, Some(expected.2));
    }
    near(table.coefficients(Level::Nominal).ac2, Some(expected.2));
    near(table.coefficients(Level::Ordinal).ac2, Some(expected.3[0]));
    near(table.coefficients(Level::Interval).ac2, Some(expected.3[1]));
}

/// The example of Krippendorff (2011), “Computing Krippendorff's alpha-reliability”: 0.743, 0.815 and 0.849; that of Gwet
/// (2014) for AC1, 0.775.
const KRIPPENDORFF: [&str; 4] = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
];

/// The example of Wikipedia's article on alpha: 0.691 nominal, 0.811 interval.
const THREE: [&str; 3] = [
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
];

/// The example of Fleiss (1971) as it is mostly told, ten units of which 14 coders each chose one of five: 0.210.
fn fleiss() -> (usize, Vec<Option<String>>) {
    let counts = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ];
    let mut cells = Vec::new();
    for unit in counts {
        for (category, count) in unit.into_iter().enumerate() {
            let cell = Some((category + 1).to_string());
            cells.extend(std::iter::repeat_n(cell, count));
        }
    }
    (14, cells)
}

/// Cohen's example: 20 and 15 of 50 that agree, 5 and 10 that do not: 0.4.
fn cohen() -> (usize, Vec<Option<String>>) {
    let counts = [
        ("1", "1", 20),
        ("1", "2", 5),
        ("2", "1", 10),
        ("2", "2", 15),
    ];
    let mut cells = Vec::new();
    for (one, other, count) in counts {
        for _ in 0..count {
            cells.extend([Some(one.to_owned()), Some(other.to_owned())]);
        }
    }
    (2, cells)
}

#[test]
fn coefficients_are_those_of_the_literature() {
    check(
        &KRIPPENDORFF,
        &Expected(
            [
                0.743_421_052_631_579,
                0.815_387_503_754_881_4,
                0.849_107_142_857_143,
            ],
            0.761_169_275_422_411,
            0.775_444_068_126_995,
            [0.898_939_769_907_511, 0.914_000_723_551_605],
        ),
    );
    check(
        &THREE,
        &Expected(
            [
                0.691_358_024_691_358,
                0.806_721_419_941_315_3,
                0.810_844_892_812_105_9,
            ],
            0.686_019_507_663_725,
            0.709_163_917_969_31,
            [0.815_459_012_557_523, 0.835_238_568_588_469],
        ),
    );
    let found = made(&fleiss()).coefficients(Level::Nominal);
    near(found.fleiss, Some(0.209_930_704_421_955));
    near(found.alpha, Some(0.215_574_056_533_226_92));
    near(found.ac1, Some(0.225_614_150_816_628));
    let found = made(&cohen()).coefficients(Level::Nominal);
    near(found.alpha, Some(0.4));
    near(found.fleiss, Some(0.393_939_393_939_394));
    near(found.ac1, Some(0.405_940_594_059_406));
    near(found.pairs[0].kappa, Some(0.4));
    near(found.pairs[0].quadratic, Some(0.4));
}

#[test]
fn kappas_are_of_the_units_that_both_rated() {
    let found = made(&table(&KRIPPENDORFF)).coefficients(Level::Nominal);
    let places: Vec<(usize, usize)> = found.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
    assert_eq!(places, [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]);
    let expected = [
        (
            0,
            [
                0.844_827_586_206_896_6,
                0.894_117_647_058_823_6,
                0.939_597_315_436_241_6,
            ],
        ),
        (1, [0.478_260_869_565_217_4, 0.5, 0.538_461_538_461_538_5]),
        (
            3,
            [
                0.542_372_881_355_932_1,
                0.715_789_473_684_210_4,
                0.857_142_857_142_857_2,
            ],
        ),
    ];
    for (place, [kappa, linear, quadratic]) in expected {
        near(found.pairs[place].kappa, Some(kappa));
        near(found.pairs[place].linear, Some(linear));
        near(found.pairs[place].quadratic, Some(quadratic));
    }
}

#[test]
fn where_there_is_no_number_there_is_a_reason() {
    let all = |rows: &[&str]| made(&table(rows)).coefficients(Level::Nominal);
    let one = all(&["a a a", "a a a"]);
    for found in [one.alpha, one.fleiss, one.ac1, one.ac2, one.pairs[0].kappa] {
        assert_eq!(found, Err(Why::OneCategory));
    }
    assert_eq!(one.pairs[0].linear, Err(Why::NoNumbers));
    let apart = all(&["a . b", ". a ."]);
    for found in [apart.alpha, apart.fleiss, apart.ac1, apart.pairs[0].kappa] {
        assert_eq!(found, Err(Why::NoUnits));
    }
    let nothing = Table::new(2, &[]).coefficients(Level::Interval);
    assert_eq!(nothing.alpha, Err(Why::NoUnits));
    let names = made(&table(&["a b", "b b"])).coefficients(Level::Ordinal);
    assert_eq!(names.alpha, Err(Why::NoNumbers));
    assert_eq!(names.ac2, Err(Why::NoNumbers));
}

#[test]
fn numbers_are_what_they_are_worth() {
    let same = made(&table(&["1 2 10", "1.0 2 1e1"])).coefficients(Level::Interval);
    near(same.alpha, Some(1.0));
    // 10 is more than 9, and not before it.
    let ranks = made(&table(&["8 9 10 9", "8 10 10 9"]));
    let other = made(&table(&["1 2 3 2", "1 3 3 2"]));
    assert_eq!(
        ranks.coefficients(Level::Ordinal),
        other.coefficients(Level::Ordinal)
    );
}

/// Returns the figures of all coders at a level.
fn of_all(cells: &(usize, Vec<Option<String>>), level: Level) -> [Option<f64>; 4] {
    let found = made(cells).coefficients(level);
    [found.alpha, found.fleiss, found.ac1, found.ac2].map(Result::ok)
}

fn is_near(one: [Option<f64>; 4], other: [Option<f64>; 4]) -> bool {
    one.iter()
        .zip(other)
        .all(|(one, other)| match (one, other) {
            (Some(one), Some(other)) => (one - other).abs() < 1e-9,
            (one, other) => *one == other,
        })
}

/// Any table of numbers from 1 to 4, some of them missing.
fn any_table() -> impl Strategy<Value = (usize, Vec<Option<String>>)> {
    (2_usize..5, 1_usize..12).prop_flat_map(|(coders, units)| {
        let cell = prop::option::weighted(0.8, (1_u8..5).prop_map(|number| number.to_string()));
        let cells = prop::collection::vec(cell, coders * units);
        cells.prop_map(move |cells| (coders, cells))
    })
}

const LEVELS: [Level; 3] = [Level::Nominal, Level::Ordinal, Level::Interval];

proptest! {
    #[test]
    fn the_order_of_coders_and_units_does_not_matter(given in any_table(), seed in any::<u64>()) {
        let (coders, cells) = &given;
        let mut units: Vec<Vec<Option<String>>> = cells.chunks(*coders).map(<[_]>::to_vec).collect();
        let turn = usize::try_from(seed % 5).unwrap_or_default() % coders;
        for unit in &mut units {
            unit.rotate_left(turn);
        }
        units.reverse();
        let turned = (*coders, units.concat());
        for level in LEVELS {
            prop_assert!(is_near(of_all(&given, level), of_all(&turned, level)));
        }
    }

    #[test]
    fn names_do_not_matter(given in any_table()) {
        let (coders, cells) = &given;
        let rename = |cell: &Option<String>| cell.as_ref().map(|cell| format!("n{}", 9 - cell.parse::<u8>().unwrap_or(0)));
        let renamed = (*coders, cells.iter().map(rename).collect());
        prop_assert!(is_near(of_all(&given, Level::Nominal), of_all(&renamed, Level::Nominal)));
    }

    #[test]
    fn who_agrees_agrees_wholly(values in prop::collection::vec(1_u8..5, 2..20), coders in 2_usize..5) {
        prop_assume!(values.iter().any(|value| *value != values[0]));
        let cells = values.iter().flat_map(|value| std::iter::repeat_n(Some(value.to_string()), coders));
        let given = (coders, cells.collect());
        for level in LEVELS {
            prop_assert!(is_near(of_all(&given, level), [Some(1.0); 4]));
        }
        for pair in made(&given).coefficients(Level::Nominal).pairs {
            prop_assert!(is_near([pair.kappa, pair.linear, pair.quadratic, Ok(1.0)].map(Result::ok), [Some(1.0); 4]));
        }
    }

    #[test]
    fn in_memory_it_is_the_same(given in any_table()) {
        let table = made(&given);
        let found = nominal_alpha(&table.ratings, table.coders, table.categories).ok();
        let expected = table.coefficients(Level::Nominal).alpha.ok();
        prop_assert!(is_near([found; 4], [expected; 4]));
    }
}
