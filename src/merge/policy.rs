//! A project's rules of two versions of them, rule by rule. A rule has no time: of one that both set otherwise ours stands.

use super::{Conflict, Merge};
use crate::model::project::Policy;

impl Merge for Policy {
    fn merge3(base: &Self, ours: &Self, theirs: &Self) -> (Self, Vec<Conflict>) {
        let merged = Self {
            marks: changed(&base.marks, ours.marks, theirs.marks),
            split: changed(&base.split, ours.split, theirs.split),
            indirect: changed(&base.indirect, ours.indirect, theirs.indirect),
            nesting: changed(&base.nesting, ours.nesting, theirs.nesting),
        };
        (merged, Vec::new())
    }
}

fn changed<T: PartialEq>(base: &T, ours: T, theirs: T) -> T {
    if ours == *base { theirs } else { ours }
}

#[cfg(test)]
mod tests {
    use crate::merge::merge3;
    use crate::model::project::{Marks, Policy};

    #[test]
    fn each_rule_is_that_of_who_changed_it() {
        let base = Policy::default();
        let ours = Policy {
            indirect: !base.indirect,
            ..base
        };
        let theirs = Policy {
            marks: Marks::Outside,
            ..base
        };
        let both = Policy {
            marks: Marks::Outside,
            ..ours
        };
        assert_eq!(merge3(&base, &ours, &theirs).0, both);
        assert_eq!(merge3(&base, &theirs, &ours).0, both);
        assert_eq!(merge3(&base, &base, &theirs).0, theirs);
        assert_eq!(merge3(&base, &ours, &base).0, ours);
    }
}
