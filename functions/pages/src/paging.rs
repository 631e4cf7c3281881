//! The pages of a long list.

use crate::page_request::query_string;
use serde::Serialize;

/// The maximum number of items on a page.
pub(crate) const PER_PAGE: usize = 25;

/// A page of a list.
#[derive(Debug, Serialize)]
pub(crate) struct Paged<'a, T> {
    #[serde(skip)]
    pub(crate) items: &'a [T],
    /// How many items all pages have.
    total: usize,
    pub(crate) number: usize,
    /// How many pages there are, at least one.
    count: usize,
    /// The addresses of the pages before and after.
    before: Option<String>,
    after: Option<String>,
}

impl<'a, T> Paged<'a, T> {
    /// Returns page `number` of a list, or its last one if it has fewer. The list is at `path`, with these query parameters.
    pub(crate) fn of(items: &'a [T], per_page: usize, number: usize, path: &str, parameters: &[(&str, &str)]) -> Self {
        let count = items.len().div_ceil(per_page).max(1);
        let number = number.min(count);
        let start = (number - 1) * per_page;
        let end = items.len().min(start + per_page);
        let link = |number: usize| {
            let page = if number == 1 { String::new() } else { number.to_string() };
            let parameters: Vec<_> = parameters.iter().copied().chain([("page", page.as_str())]).collect();
            format!("{path}{}", query_string(&parameters))
        };
        Self {
            items: items.get(start..end).unwrap_or_default(),
            total: items.len(),
            number,
            count,
            before: (number > 1).then(|| link(number - 1)),
            after: (number < count).then(|| link(number + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_has_pages_of_twenty_five() {
        let items: Vec<usize> = (0..60).collect();
        let first = Paged::of(&items, PER_PAGE, 1, "/list", &[("q", "a b"), ("year", "")]);
        assert_eq!((first.items.len(), first.total, first.count), (25, 60, 3));
        assert_eq!((first.before, first.after.as_deref()), (None, Some("/list?q=a+b&page=2")));
        let second = Paged::of(&items, PER_PAGE, 2, "/list", &[]);
        assert_eq!((second.items[0], second.before.as_deref()), (25, Some("/list")));
        let past_the_end = Paged::of(&items, PER_PAGE, 99, "/list", &[]);
        assert_eq!((past_the_end.number, past_the_end.items.len(), past_the_end.after), (3, 10, None));
    }

    #[test]
    fn an_empty_list_has_one_empty_page() {
        let empty = Paged::<u8>::of(&[], PER_PAGE, 7, "/list", &[]);
        assert_eq!((empty.items.len(), empty.number, empty.count), (0, 1, 1));
    }
}
