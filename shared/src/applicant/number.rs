use super::{Invalid, unicode};

/// Parses a whole number. Digits may be in any script. A space, an apostrophe, a comma or a dot may group them by threes.
///
/// # Errors
/// When the text is no such number, or has more than 15 digits.
pub fn parse_number(typed: &str) -> Result<i64, Invalid> {
    let ascii: String = unicode::visible(typed).trim().chars().map(ascii).collect();
    let (sign, digits) = ascii.strip_prefix('-').map_or((1, ascii.as_str()), |digits| (-1, digits));
    let groups: Vec<&str> = digits.split([' ', '\'', ',', '.']).collect();
    let separators: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    let is_grouped = separators.windows(2).all(|pair| matches!(pair, [one, next] if one == next))
        && groups.iter().skip(1).all(|group| group.len() == 3)
        && groups
            .first()
            .is_some_and(|first| groups.len() == 1 || (1..=3).contains(&first.len()) && !first.starts_with('0'));
    let digits = groups.concat();
    if !is_grouped || digits.is_empty() || digits.len() > 15 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Invalid::Malformed);
    }
    digits.parse::<i64>().map(|number| sign * number).map_err(|_| Invalid::Malformed)
}

fn ascii(c: char) -> char {
    match c {
        '\u{2019}' => '\'',
        _ if c.is_whitespace() => ' ',
        _ if unicode::is_dash(c) || c == '\u{2212}' => '-',
        _ => unicode::digit(c).unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_parse_in_any_script_and_grouping() {
        for (typed, number) in [
            ("0", 0),
            (" 42 ", 42),
            ("1200", 1200),
            ("1,200", 1200),
            ("1.200.000", 1_200_000),
            ("1\u{202f}200", 1200),
            ("12’000", 12_000),
            ("−7", -7),
            ("١٢٣", 123),
            ("999999999999999", 999_999_999_999_999),
        ] {
            assert_eq!(parse_number(typed), Ok(number), "{typed}");
        }
    }

    #[test]
    fn anything_else_is_malformed() {
        for typed in [
            "",
            "-",
            "1.5",
            "0,500",
            "1,20",
            "1,2000",
            "1,200.300",
            "1e3",
            "0x10",
            "twelve",
            "+",
            "1 2",
            "9999999999999999",
            "1--2",
            ",200",
        ] {
            assert_eq!(parse_number(typed), Err(Invalid::Malformed), "{typed}");
        }
    }
}
