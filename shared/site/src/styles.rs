//! The style sheets: the rules that all sites share, then the site's own; and those of forms, which only pages with a form load.

use model::{Brand, BrandColors, PageColors};

/// The rules that all sites share.
const RULES: &str = include_str!("../../styles/rules.css");

/// The rules of forms and of the status of an application.
const FORMS: &str = include_str!("../../styles/forms.css");

/// Spaces that mean nothing beside punctuation. The one before a colon may stand between selectors, and is kept.
const SPACES: [(&str, &str); 6] = [(" {", "{"), ("{ ", "{"), (" }", "}"), (": ", ":"), ("; ", ";"), (", ", ",")];

/// Returns the rules that all sites share and those of a site, as [`shrink`] leaves them.
pub(crate) fn sheet(own: &str) -> String {
    shrink(&format!("{RULES}{own}"))
}

/// Returns the rules of forms, which come before those of [`sheet`], as [`shrink`] leaves them.
pub(crate) fn forms() -> String {
    shrink(FORMS)
}

/// Returns rules without comments, indentation, and other spaces and line breaks that mean nothing, which would take a tenth
/// of a first visit. A line that begins within a string loses its indentation, too.
fn shrink(css: &str) -> String {
    let css = compact(css);
    css.lines().map(str::trim_start).filter(|line| !line.is_empty()).fold(String::new(), |mut sheet, line| {
        if !sheet.is_empty() && !sheet.ends_with(['{', '}', ';', ',']) {
            sheet.push('\n');
        }
        sheet + line
    })
}

/// Returns the colors of the association from its own rules, if each is written as `#rgb` or `#rrggbb`. What the dark block
/// does not set is as on a light screen.
pub(crate) fn brand(own: &str) -> Option<Brand> {
    let css = compact(own);
    let (light, dark) = css.split_once("prefers-color-scheme:dark").unwrap_or((&css, ""));
    let (light_page, dark_page) = (page(light), page(dark));
    let light = BrandColors { ground: color(light, "--brand")?, text: color(light, "--on-brand")? };
    let dark = BrandColors {
        ground: color(dark, "--brand").unwrap_or_else(|| light.ground.clone()),
        text: color(dark, "--on-brand").unwrap_or_else(|| light.text.clone()),
    };
    Some(Brand { light, dark, light_page, dark_page })
}

/// Returns the colors of a page. What has no color of its own is as what is around it.
fn page(css: &str) -> Option<PageColors> {
    let (ground, text) = color(css, "--ground").zip(color(css, "--ink"))?;
    let or = |variable, other: &String| color(css, variable).unwrap_or_else(|| other.clone());
    let (raised, soft, line) = (or("--raised", &ground), or("--soft", &text), or("--line", &text));
    Some(PageColors { ground, text, raised, soft, line })
}

/// Returns the value of a variable, if it is a color in hexadecimal.
fn color(css: &str, variable: &str) -> Option<String> {
    let (_, value) = css.split_once(&format!("{variable}:"))?;
    let value = value.split([';', '}']).next()?.trim();
    let digits = value.strip_prefix('#')?;
    let is_color = matches!(digits.len(), 3 | 6) && digits.chars().all(|c| c.is_ascii_hexdigit());
    is_color.then(|| value.to_owned())
}

/// Removes comments and `SPACES` outside strings (CSS Syntax Module Level 3, section 4.3.2). A comment that doesn't end takes
/// the rest.
fn compact(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(&without_spaces(before));
        let length = match from.strip_prefix("/*") {
            Some(comment) => {
                rest = comment.split_once("*/").map_or("", |(_, after)| after);
                continue;
            }
            None if from.starts_with('/') => 1,
            None => string_length(from),
        };
        let (text, after) = from.split_at(length);
        kept.push_str(text);
        rest = after;
    }
    kept.push_str(&without_spaces(rest));
    kept
}

fn without_spaces(css: &str) -> String {
    SPACES.iter().fold(css.to_owned(), |css, (from, to)| css.replace(from, to))
}

/// Returns the length of the string with which a text begins, in bytes. A string ends at its quotation mark, or with the line.
fn string_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    let quotation_mark = characters.next().map(|(_, mark)| mark);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '\n' => return at,
            other if Some(other) == quotation_mark => return at + other.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_spaces_are_removed_and_strings_are_kept() {
        for (css, expected) in [
            ("a /* one */ { b: c } /* two\n * lines */", "a {b:c} "),
            ("a :is(b, c) > d:e { f: g h; i: j(k + l, m / n); }", "a :is(b,c) > d:e{f:g h;i:j(k + l,m / n);}"),
            ("@media (a: b) and (c: d) { e { f: \"{ g: h, \"; } }", "@media (a:b) and (c:d){e{f:\"{ g: h, \";}}"),
            ("/**/a{}/***/b{}", "a{}b{}"),
            ("a::before { content: \"/* \\\" é */\" } /* x */", "a::before{content:\"/* \\\" é */\"} "),
            ("a { b: 'it\\'s /* c */' } /* it's */ d {}", "a{b:'it\\'s /* c */'}  d{}"),
            ("a { font: 1rem/1.5 x } /* no end", "a{font:1rem/1.5 x} "),
            ("a { b: \"no end\n/* c */ }", "a{b:\"no end\n}"),
            ("", ""),
        ] {
            assert_eq!(compact(css), expected);
        }
    }

    #[test]
    fn the_colors_of_the_association_are_those_of_its_rules() {
        let colors = |ground: &str, text: &str| BrandColors { ground: ground.to_owned(), text: text.to_owned() };
        let own = ":root { --brand: #0b4f5c; --brand-deep: #111; --on-brand: #fff } /* --brand: #000; */
            @media screen and (prefers-color-scheme: dark) { :root { --on-brand: #222; --brand: #6cc5d6; --ground: #000; --ink: #eee; --soft: #aaa; } }";
        let [ground, text, soft] = ["#000", "#eee", "#aaa"].map(str::to_owned);
        let dark_page = Some(PageColors { raised: ground.clone(), line: text.clone(), ground, text, soft });
        let expected =
            Brand { light: colors("#0b4f5c", "#fff"), dark: colors("#6cc5d6", "#222"), light_page: None, dark_page };
        assert_eq!(brand(own), Some(expected));
        let light = own.split_once("@media").unwrap().0;
        let light = brand(light).unwrap();
        assert_eq!((light.dark, light.dark_page), (colors("#0b4f5c", "#fff"), None));
        for other in ["", "--brand: red; --on-brand: #fff", "--brand: #fff", "--brand: #ff\">; --on-brand: #fff"] {
            assert_eq!(brand(other), None, "{other}");
        }
    }

    #[test]
    fn a_sites_rules_follow_the_shared_ones() {
        let sheet = sheet("a,\nb\nc {\n  color: red }\n\n/* ours */\nd {}\n");
        assert!(sheet.ends_with("}a,b\nc{color:red}d{}") && !sheet.contains("/*"), "{sheet}");
        assert!(sheet.len() > 1_000);
    }
}
