//! The lists that come with this function, as text: an entry to a line.

/// The entries of a list that somebody writes, with comments.
pub(crate) fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a long list has an entry. Its lines are sorted by their bytes; each ends.
pub(crate) fn has(list: &str, entry: &str) -> bool {
    // What is left to search, whole lines.
    let mut rest = list.as_bytes();
    while let Some((before, after)) = rest.split_at_checked(rest.len() / 2) {
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let length = after.iter().position(|byte| *byte == b'\n').map_or(after.len(), |end| end + 1);
        let Some((before, line)) = rest.get(..before.len() + length).and_then(|rest| rest.split_at_checked(start))
        else {
            break;
        };
        let Some((b'\n', found)) = line.split_last() else { break };
        match found.cmp(entry.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => rest = rest.get(before.len() + line.len()..).unwrap_or_default(),
            std::cmp::Ordering::Greater => rest = before,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_wherever_it_stands_and_a_part_of_one_is_not() {
        let list = "a\nbb\nbbb\nc.d\nzzzzzzzz\n";
        for entry in list.lines() {
            assert!(has(list, entry), "{entry}");
        }
        for other in ["", "b", "bbbb", "c", "c.d\n", "d", "zzzz", "zzzzzzzzz", "bb\nbbb", "\n"] {
            assert!(!has(list, other), "{other:?}");
        }
        assert!(!has("", "a") && !has("", ""));
    }
}
