use kernel::Instant;

/// Everything that can be varied about a plan: what was promised, and what if.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What callers were promised.
    pub promise: Promise,
    /// Whether callers give up.
    pub patience: Patience,
    /// Calls, in thousandths of those forecast: 1000 as they are, 1100 for a tenth more.
    pub volume: u32,
    /// Handling time, in thousandths of the measured one.
    pub handling: u32,
    /// The part of paid time that is spent neither on calls nor waiting for them (leave, illness,
    /// training, meetings), in thousandths.
    pub shrinkage: u16,
    /// Breaks within a shift.
    pub breaks: Breaks,
    /// Agents on the telephone in every open half hour at the least, of each line.
    pub minimum: u32,
    /// The probability with which calls lie in the interval, in thousandths.
    pub interval: u16,
}

impl Default for Settings {
    /// 95 % in 10 seconds, callers as patient as they were, calls as forecast; nothing lost, no
    /// breaks, nobody at the least, four weeks of five within the interval.
    fn default() -> Self {
        Self {
            promise: Promise { share: 950, within: 10 * Instant::SECOND },
            patience: Patience::Measured,
            volume: 1_000,
            handling: 1_000,
            shrinkage: 0,
            breaks: Breaks::NONE,
            minimum: 0,
            interval: 800,
        }
    }
}

/// So many of a thousand calls answered within so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Thousandths of all calls.
    pub share: u16,
    /// Microseconds.
    pub within: i64,
}

/// Whether and when callers give up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Never: Erlang C, which asks for more agents than are needed.
    Endless,
    /// As measured on each line: Erlang A; where it is not known, never.
    Measured,
    /// After so many microseconds on average.
    Of(i64),
}

/// Breaks that every agent takes, spread evenly over the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breaks {
    /// Minutes of a break.
    pub minutes: u32,
    /// After how many minutes of shift, the break included, there is one.
    pub every: u32,
}

impl Breaks {
    /// No breaks within a shift.
    pub const NONE: Self = Self { minutes: 0, every: 120 };

    /// A quarter of an hour in two hours, as Italian law has it for work at a screen (article 175
    /// of legislative decree 81 of 2008).
    pub const SCREEN_WORK: Self = Self { minutes: 15, every: 120 };
}

impl Settings {
    /// How many are to be on the roster so that so many are on the telephone: as many as are
    /// present with breaks, and of these as many as are paid.
    ///
    /// ```
    /// use staffing::plan::Settings;
    /// let settings = Settings { shrinkage: 300, ..Settings::default() };
    /// assert_eq!(settings.roster(14), 20);
    /// ```
    pub fn roster(&self, agents: u32) -> u32 {
        let present = grossed_up(agents, self.breaks.minutes, self.breaks.every);
        grossed_up(present, u32::from(self.shrinkage), 1_000)
    }
}

/// The least number of which so many are left when `lost` of `whole` are gone.
fn grossed_up(people: u32, lost: u32, whole: u32) -> u32 {
    let left = u64::from(whole.saturating_sub(lost)).max(1);
    let needed = (u64::from(people) * u64::from(whole)).div_ceil(left);
    u32::try_from(needed).unwrap_or(u32::MAX)
}
