//! Quotations over several paragraphs, and attributions on another line.

use super::*;

#[test]
fn paragraphs_that_do_not_open_again() {
    let want = [
        "D Anna Holm | said | “We sold the ferry in May. … Nobody knew the price. … We know it now, all of us.”",
    ];
    check(
        "Anna Holm said: “We sold the ferry in May.\n\nNobody knew the price.\n\nWe know it now, all of us.”",
        &want,
    );
    check(
        "Anna Holm said: ‘We sold the ferry in May.\n\n‘Nobody knew the voters’ price.’",
        &["D Anna Holm | said | ‘We sold the ferry in May. … ‘Nobody knew the voters’ price.’"],
    );
}

#[test]
fn attributions_on_the_line_before() {
    check(
        "This from the club’s treasurer, Anna Holm:\n\n“Every boat was sold twice.”",
        &["D Anna Holm | from | “Every boat was sold twice.”"],
    );
}
