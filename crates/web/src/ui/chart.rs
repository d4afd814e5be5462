//! Charts, drawn on the server as SVG: columns with what is promised as a line across. The table
//! with the same figures stands beside every one of them, so the drawing needs no
//! more than a title, a description, and a name for each column that leads somewhere.

use maud::{Markup, html};

/// One column.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// What stands below it.
    pub label: String,
    /// Its height, in any whole unit; none leaves a gap.
    pub value: Option<i64>,
    /// The value as people read it.
    pub told: String,
    /// Where it leads.
    pub link: Option<String>,
}

/// What a chart shows.
pub(crate) struct Chart<'a> {
    /// Its title.
    pub title: String,
    /// What it says, in a sentence.
    pub about: String,
    /// Its columns.
    pub points: Vec<Point>,
    /// What is promised, in the unit of the points, with its words.
    pub target: Option<(i64, String)>,
    /// The bottom of the scale; shares near their target are told apart only from above zero.
    pub from: i64,
    /// The end of the scale, where the highest value is not it.
    pub most: Option<i64>,
    /// How a value of the scale is read.
    pub read: &'a dyn Fn(i64) -> String,
}

const WIDTH: i64 = 520;
const HEIGHT: i64 = 210;
const LEFT: i64 = 48;
const RIGHT: i64 = 16;
const TOP: i64 = 10;
const BOTTOM: i64 = 30;
/// Labels that fit below the columns.
const LABELS_MAX: usize = 5;
/// Lines across, the lowest not counted.
const STEPS_MAX: i64 = 4;
/// Columns drawn at the most; a longer period is asked for by weeks or months.
const POINTS_MAX: usize = 400;

/// The drawing.
pub(crate) fn chart(chart: &Chart<'_>) -> Markup {
    let points = &chart.points[..chart.points.len().min(POINTS_MAX)];
    let highest = points.iter().filter_map(|point| point.value).max().unwrap_or(0);
    let highest = highest.max(chart.target.as_ref().map_or(0, |(value, _)| *value));
    let scale = Scale::of(chart.from.min(highest), highest.max(chart.from + 1), chart.most);
    let step = (WIDTH - LEFT - RIGHT) * 100 / i64::try_from(points.len().max(1)).unwrap_or(1);
    let every = points.len().div_ceil(LABELS_MAX).max(1);
    html! {
        figure.chart {
            figcaption {
                span { (chart.title) }
                @if let Some((_, words)) = &chart.target { span.target { (words) } }
            }
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="group"
                aria-label=(format!("{}. {}", chart.title, chart.about)) {
                title { (chart.title) }
                desc { (chart.about) }
                @for value in scale.steps() { (across(&scale, value, &(chart.read)(value))) }
                @for (at, point) in points.iter().enumerate() {
                    (column(&scale, step, at, point))
                    @if at % every == 0 { (label(step, at, every, point)) }
                }
                @if let Some((value, _)) = &chart.target {
                    @let y = scale.y(*value);
                    line.target x1=(LEFT) x2=(WIDTH - RIGHT) y1=(y) y2=(y) {}
                }
            }
        }
    }
}

struct Scale {
    from: i64,
    to: i64,
    step: i64,
}

impl Scale {
    /// A scale in steps of 1, 2 or 5 and noughts, which ends on one of them.
    fn of(from: i64, highest: i64, most: Option<i64>) -> Self {
        let mut step = 1;
        let mut wider = [2, 5, 10].into_iter().cycle();
        let mut decade = 1;
        while (highest - from + step - 1) / step > STEPS_MAX {
            let next = wider.next().unwrap_or(10);
            step = decade * next;
            if next == 10 {
                decade = step;
            }
        }
        let to = from + (highest - from + step - 1) / step * step;
        Self { from, to: most.map_or(to, |most| to.min(most)), step }
    }

    /// Where a line goes across.
    fn steps(&self) -> impl Iterator<Item = i64> {
        let (from, step) = (self.from, self.step);
        (0..=(self.to - from) / step).map(move |at| from + at * step)
    }

    fn floor(&self) -> i64 {
        HEIGHT - BOTTOM
    }

    fn y(&self, value: i64) -> i64 {
        let height = self.floor() - TOP;
        let part = (value - self.from).max(0) * height / (self.to - self.from).max(1);
        self.floor() - part
    }
}

/// A line across with its value before it.
fn across(scale: &Scale, value: i64, told: &str) -> Markup {
    let y = scale.y(value);
    html! {
        line.(if value == scale.from { "axis" } else { "grid" })
            x1=(LEFT) x2=(WIDTH - RIGHT) y1=(y) y2=(y) {}
        text x=(LEFT - 8) y=(y + 4) text-anchor="end" { (told) }
    }
}

/// Places are in hundredths until they are written, so that many columns share the width evenly.
fn column(scale: &Scale, step: i64, at: usize, point: &Point) -> Markup {
    let left = LEFT * 100 + step * i64::try_from(at).unwrap_or(0);
    let gap = (step / 6).min(800);
    let (x, width) = (hundredths(left + gap), hundredths((step - 2 * gap).max(50)));
    let top = point.value.map(|value| scale.y(value).min(scale.floor() - 1));
    let bar = html! {
        @if let Some(top) = top {
            rect.bar x=(x) y=(top) width=(width) height=(scale.floor() - top) rx="2" {
                title { (point.label) " – " (point.told) }
            }
        }
    };
    html! {
        @if let Some(link) = &point.link {
            a href=(link) aria-label=(format!("{} – {}", point.label, point.told)) { (bar) }
        } @else { (bar) }
    }
}

/// Every other label stands back where the screen is narrow.
fn label(step: i64, at: usize, every: usize, point: &Point) -> Markup {
    let between = (at / every) % 2 == 1;
    let middle = LEFT * 100 + step * i64::try_from(at).unwrap_or(0) + step / 2;
    html! {
        text.label.between[between] x=(hundredths(middle)) y=(HEIGHT - 8)
            text-anchor="middle" { (point.label) }
    }
}

fn hundredths(value: i64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

#[cfg(test)]
mod tests {
    use super::Scale;

    fn steps(from: i64, highest: i64, most: Option<i64>) -> Vec<i64> {
        Scale::of(from, highest, most).steps().collect()
    }

    #[test]
    fn a_scale_is_read_in_round_steps() {
        assert_eq!(steps(0, 357, None), [0, 100, 200, 300, 400]);
        assert_eq!(steps(0, 3, None), [0, 1, 2, 3]);
        assert_eq!(steps(900, 993, Some(1000)), [900, 950, 1000]);
        assert_eq!(steps(0, 21_000, None), [0, 10_000, 20_000, 30_000]);
    }
}
