//! Bars, as SVG: readable in light and dark, and by those who do not see them.

use std::fmt::Write;

/// Bars of one kind.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What they show.
    pub title: String,
    /// From the first to the last. The first is what the others are compared to.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// Whose it is.
    pub label: String,
    /// How long, as a multiple of the first.
    pub ratio: f64,
    /// What it stands for, in its unit.
    pub amount: String,
    /// Where it is to end at most.
    pub goal: Option<f64>,
}

const WIDTH: f64 = 720.0;
const MARGIN: f64 = 16.0;
/// Where bars begin, and how long the longest is. Right of it is room for its amount.
const LEFT: f64 = 92.0;
const LONGEST: f64 = 460.0;
const BAR: f64 = 16.0;
const LINE: f64 = 24.0;
const HEADING: f64 = 30.0;
const GAP: f64 = 18.0;

const STYLE: &str = "
    text { font: 13px system-ui, sans-serif; fill: #1f2933 }
    .title { font-weight: 600 }
    .note, .amount { fill: #52606d }
    .ground { fill: #ffffff }
    .bar { fill: #2b6cb0 }
    .floor { fill: #9aa5b1 }
    .goal { stroke: #c05621; stroke-width: 2 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e4e7eb }
      .note, .amount { fill: #b0bac5 }
      .ground { fill: #14191f }
      .bar { fill: #63a4e0 }
      .floor { fill: #6b7783 }
      .goal { stroke: #f6ad55 }
    }
  ";

/// Draws them, one below the other.
pub fn picture(charts: &[Chart]) -> String {
    let mut body = String::new();
    let mut top = MARGIN + 6.0;
    for chart in charts {
        top = draw(&mut body, chart, top);
    }
    let _ = writeln!(body, "  <line class=\"goal\" x1=\"{LEFT}\" x2=\"{LEFT}\" y1=\"{top}\" y2=\"{}\"/>", top + BAR);
    let _ = writeln!(
        body,
        "  <text class=\"note\" x=\"{}\" y=\"{}\">the goal. Numbers are multiples of the floor, a function that says hello.</text>",
        LEFT + 8.0,
        top + 13.0
    );
    let height = top + BAR + MARGIN;
    let description: String = charts.iter().map(described).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"title description\">\n  \
         <title id=\"title\">What the functions cost, as multiples of a function that says hello</title>\n  \
         <desc id=\"description\">{}</desc>\n  <style>{STYLE}</style>\n  \
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\" rx=\"6\"/>\n{body}</svg>\n",
        escaped(description.trim_end())
    )
}

/// Draws a chart below `top`, and says where it ends.
fn draw(body: &mut String, chart: &Chart, top: f64) -> f64 {
    let _ =
        writeln!(body, "  <text class=\"title\" x=\"{MARGIN}\" y=\"{}\">{}</text>", top + 13.0, escaped(&chart.title));
    let longest = chart.bars.iter().flat_map(|bar| [bar.ratio, bar.goal.unwrap_or(0.0)]).fold(1.0, f64::max);
    let length = |ratio: f64| ratio / longest * LONGEST;
    let mut y = top + HEADING;
    for (number, bar) in chart.bars.iter().enumerate() {
        let class = if number == 0 { "floor" } else { "bar" };
        let (label, amount) = (escaped(&bar.label), escaped(&bar.amount));
        let (text, width, ratio) = (y + 13.0, length(bar.ratio), bar.ratio);
        let _ = writeln!(body, "  <text x=\"{MARGIN}\" y=\"{text}\">{label}</text>");
        let _ = writeln!(
            body,
            "  <rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\"/>"
        );
        let mut end = LEFT + width;
        if let Some(goal) = bar.goal {
            let at = LEFT + length(goal);
            let _ = writeln!(
                body,
                "  <line class=\"goal\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{}\" y2=\"{}\"/>",
                y - 2.0,
                y + BAR + 2.0
            );
            // Beyond the goal's mark, if that stood in its way.
            end = if at > end && at < end + 120.0 { at } else { end };
        }
        let _ = writeln!(
            body,
            "  <text x=\"{:.1}\" y=\"{text}\">{ratio:.2}× <tspan class=\"amount\">{amount}</tspan></text>",
            end + 8.0
        );
        y += LINE;
    }
    y + GAP
}

/// The same in words.
fn described(chart: &Chart) -> String {
    let bars = chart.bars.iter().map(|bar| {
        let goal = bar.goal.map_or(String::new(), |goal| format!(", goal {goal:.2}"));
        format!("{} {:.2} ({}{goal})", bar.label, bar.ratio, bar.amount)
    });
    format!("{}: {}. ", chart.title, bars.collect::<Vec<_>>().join(", "))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(label: &str, ratio: f64, goal: Option<f64>) -> Bar {
        Bar { label: label.to_owned(), ratio, amount: format!("{ratio} M"), goal }
    }

    fn drawn() -> String {
        let bars = vec![bar("floor", 1.0, None), bar("pages & co", 2.0, Some(4.0))];
        picture(&[Chart { title: "Instructions".to_owned(), bars }])
    }

    #[test]
    fn the_longest_is_as_long_as_there_is_room_and_the_others_in_proportion() {
        let drawn = drawn();
        assert!(drawn.contains("class=\"floor\" x=\"92\" y=\"52\" width=\"115.0\""), "{drawn}");
        assert!(drawn.contains("class=\"bar\" x=\"92\" y=\"76\" width=\"230.0\""), "{drawn}");
        assert!(drawn.contains("class=\"goal\" x1=\"552.0\""), "{drawn}");
    }

    #[test]
    fn whoever_does_not_see_the_picture_is_told_what_is_in_it() {
        let description = "Instructions: floor 1.00 (1 M), pages &amp; co 2.00 (2 M, goal 4.00).</desc>";
        assert!(drawn().contains(description));
    }
}
