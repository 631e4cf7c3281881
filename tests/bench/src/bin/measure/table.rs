//! Aligned Markdown tables.

/// A column: its heading, and its cell in a row.
pub type Column<'a, T> = (&'a str, &'a dyn Fn(&T) -> String);

/// Returns a table with a line for each row.
pub fn table<T>(rows: &[T], columns: &[Column<T>]) -> String {
    let cells = columns.iter().enumerate().map(|(number, (heading, cell))| {
        let cells: Vec<_> = rows.iter().map(cell).collect();
        let width =
            cells.iter().map(|cell| cell.chars().count()).chain([heading.chars().count(), 3]).max().unwrap_or(3);
        // Words to the left, numbers to the right.
        let padded = |text: &str| if number == 0 { format!("{text:width$}") } else { format!("{text:>width$}") };
        let rule = "-".repeat(width - 1) + if number == 0 { "-" } else { ":" };
        [padded(heading), rule].into_iter().chain(cells.iter().map(|cell| padded(cell))).collect::<Vec<_>>()
    });
    let columns: Vec<_> = cells.collect();
    let line = |row| columns.iter().filter_map(|column| Some(format!("| {} ", column.get(row)?))).collect::<String>();
    (0..rows.len() + 2).map(|row| line(row) + "|\n").collect()
}

/// Formats a ratio.
pub fn times(ratio: f64) -> String {
    format!("{ratio:.2}")
}

/// Formats instructions in millions.
pub fn millions(instructions: u64) -> String {
    format!("{:.2}", instructions as f64 / 1e6)
}

/// Formats bytes in KB of 1,000 bytes.
pub fn kilobytes(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_aligned_left_and_numbers_right() {
        let rows = [("pages: a page", 1_234_567), ("–", 0)];
        let table = table(&rows, &[("", &|row| row.0.to_owned()), ("zip, KB", &|row| kilobytes(row.1))]);
        let expected = "|               | zip, KB |\n| ------------- | ------: |\n\
                        | pages: a page |    1235 |\n| –             |       0 |\n";
        assert_eq!(table, expected);
    }

    #[test]
    fn quantities_have_three_digits() {
        assert_eq!(millions(4_567_890), "4.57");
    }
}
