//! Tables that can be read as they are, and are Markdown.

use std::fmt;

/// A table. Its first row is its head.
#[derive(Debug, Clone)]
pub struct Table(Vec<Vec<String>>);

impl Table {
    /// One with nothing below its head.
    pub fn new(head: &[&str]) -> Self {
        Self(vec![head.iter().map(|&cell| cell.to_owned()).collect()])
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.0.push(cells.into_iter().collect());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.0.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &'_ [String], column: usize| row.get(column).cloned().unwrap_or_default();
        let width = |column| self.0.iter().map(|row| cell(row, column).chars().count()).max().unwrap_or(0).max(3);
        for (number, row) in self.0.iter().enumerate() {
            for column in 0..columns {
                let (text, width) = (cell(row, column), width(column));
                // Words to the left, numbers to the right.
                if column == 0 { write!(f, "| {text:width$} ")? } else { write!(f, "| {text:>width$} ")? }
            }
            writeln!(f, "|")?;
            if number == 0 {
                for column in 0..columns {
                    let line = "-".repeat(width(column) - 1);
                    let end = if column == 0 { '-' } else { ':' };
                    write!(f, "| {line}{end} ")?;
                }
                writeln!(f, "|")?;
            }
        }
        Ok(())
    }
}

/// How many times another this is.
pub fn times(this: f64, other: f64) -> String {
    format!("{:.2}", this / other)
}

/// Instructions, in millions.
#[allow(clippy::cast_precision_loss, reason = "to three digits")]
pub fn millions(instructions: u64) -> String {
    format!("{:.2}", instructions as f64 / 1e6)
}

/// Bytes in KB, thousands of them.
#[allow(clippy::cast_precision_loss, reason = "to three digits")]
pub fn kilobytes(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / 1e3)
}

/// Bytes in MiB.
#[allow(clippy::cast_precision_loss, reason = "to three digits")]
pub fn mebibytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_in_columns_whatever_is_in_it() {
        let mut table = Table::new(&["", "zip, KB", "ratio"]);
        table.row(["pages: a page".to_owned(), kilobytes(1_234_567), times(3.0, 2.0)]);
        table.row(["–".to_owned()]);
        let expected = "|               | zip, KB | ratio |\n| ------------- | ------: | ----: |\n\
                        | pages: a page |    1235 |  1.50 |\n| –             |         |       |\n";
        assert_eq!(table.to_string(), expected);
    }

    #[test]
    fn quantities_have_the_digits_that_matter() {
        assert_eq!((millions(4_567_890), mebibytes(13_107_200)), ("4.57".to_owned(), "12.5".to_owned()));
    }
}
