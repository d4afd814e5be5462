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
#[derive(Clone, Debug)]
pub(crate) struct Chart {
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
}

const WIDTH: i64 = 760;
const HEIGHT: i64 = 240;
const LEFT: i64 = 40;
const TOP: i64 = 24;
const BOTTOM: i64 = 34;
/// Labels that fit below the columns.
const LABELS_MAX: usize = 6;
/// Columns drawn at the most; a longer period is asked for by weeks or months.
const POINTS_MAX: usize = 400;

/// The drawing.
pub(crate) fn chart(chart: &Chart) -> Markup {
    let points = &chart.points[..chart.points.len().min(POINTS_MAX)];
    let highest = points.iter().filter_map(|point| point.value).max().unwrap_or(0);
    let highest = highest.max(chart.target.as_ref().map_or(0, |(value, _)| *value));
    let scale = Scale { from: chart.from.min(highest), to: highest.max(chart.from + 1) };
    let step = (WIDTH - 2 * LEFT) * 100 / i64::try_from(points.len().max(1)).unwrap_or(1);
    let every = points.len().div_ceil(LABELS_MAX).max(1);
    html! {
        figure.chart {
            figcaption { (chart.title) }
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="group"
                aria-label=(format!("{}. {}", chart.title, chart.about)) {
                title { (chart.title) }
                desc { (chart.about) }
                line.axis x1=(LEFT) x2=(WIDTH - LEFT) y1=(scale.floor()) y2=(scale.floor()) {}
                @for (at, point) in points.iter().enumerate() {
                    (column(&scale, step, at, point))
                    @if at % every == 0 { (label(step, at, point)) }
                }
                @if let Some((value, words)) = &chart.target {
                    @let y = scale.y(*value);
                    line.target x1=(LEFT) x2=(WIDTH - LEFT) y1=(y) y2=(y) {}
                    text.target x=(WIDTH - LEFT) y=(y - 6) text-anchor="end" { (words) }
                }
            }
        }
    }
}

struct Scale {
    from: i64,
    to: i64,
}

impl Scale {
    fn floor(&self) -> i64 {
        HEIGHT - BOTTOM
    }

    fn y(&self, value: i64) -> i64 {
        let height = self.floor() - TOP;
        let part = (value - self.from).max(0) * height / (self.to - self.from).max(1);
        self.floor() - part
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
                title { (point.label) ": " (point.told) }
            }
        }
    };
    html! {
        @if let Some(link) = &point.link {
            a href=(link) aria-label=(format!("{}: {}", point.label, point.told)) { (bar) }
        } @else { (bar) }
    }
}

fn label(step: i64, at: usize, point: &Point) -> Markup {
    let middle = LEFT * 100 + step * i64::try_from(at).unwrap_or(0) + step / 2;
    html! {
        text.label x=(hundredths(middle)) y=(HEIGHT - 12)
            text-anchor="middle" { (point.label) }
    }
}

fn hundredths(value: i64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}
