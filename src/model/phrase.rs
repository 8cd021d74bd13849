//! What sentences for a person are put together from.

/// Returns `1 article`, `2 articles`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_thing() {
        assert_eq!(count(0, "article"), "0 articles");
        assert_eq!(count(1, "article"), "1 article");
        assert_eq!(count(2, "article"), "2 articles");
    }
}
