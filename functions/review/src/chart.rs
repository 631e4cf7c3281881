//! The chart of months: three columns for each, as shapes of an SVG image. The table beside it has the same numbers.

use minijinja::{Value, context};
use store::Month;

/// The height of the tallest column, in units of the image.
const HEIGHT: u64 = 120;
/// The width of a month's three columns and the space after them.
const MONTH: u64 = 50;
/// The width of a column.
const COLUMN: u64 = 12;

/// Returns the values of the chart; none if nothing happened in these months.
pub(crate) fn of(months: &[Month]) -> Option<Value> {
    let most = months.iter().flat_map(|month| [month.received, month.accepted, month.declined]).max().unwrap_or(0);
    if most == 0 {
        return None;
    }
    let columns = (0..).zip(months).map(|(number, month)| {
        let kinds = [("received", month.received), ("accepted", month.accepted), ("declined", month.declined)];
        let bars = (0..).zip(kinds).map(|(place, (kind, count))| {
            // At least a line, so that one in a thousand can be seen.
            let height = if count == 0 { 0 } else { (count * HEIGHT / most).max(1) };
            context! { kind, height, x => number * MONTH + place * COLUMN, y => HEIGHT - height }
        });
        let (year, of_year) = month.month.split_once('-').unwrap_or((&month.month, "1"));
        context! {
            name => month.month.as_str(),
            short => format!("{of_year}/{}", year.get(2..).unwrap_or_default()),
            center => number * MONTH + 3 * COLUMN / 2,
            bars => bars.collect::<Vec<_>>(),
            received => month.received,
            accepted => month.accepted,
            declined => month.declined,
        }
    });
    let width = u64::try_from(months.len()).unwrap_or(0) * MONTH;
    Some(context! { columns => columns.collect::<Vec<_>>(), width, height => HEIGHT, most })
}
