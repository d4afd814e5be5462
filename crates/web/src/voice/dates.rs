use super::Voice;
use kernel::{Date, Instant, Language};

impl Voice {
    /// A day in full: 24 novembre 2026.
    pub fn day(&self, date: Date) -> String {
        let month = self.language.month(month_index(date));
        let day = match (self.language, date.day()) {
            (Language::It, 1) => "1º".to_owned(),
            (Language::Fr, 1) => "1er".to_owned(),
            (_, day) => day.to_string(),
        };
        format!("{day} {month} {}", date.year())
    }

    /// A day with its weekday: venerdì 27 novembre 2026.
    pub fn weekday(&self, date: Date) -> String {
        let weekday = weekdays(self.language)[date.weekday().to_monday_zero_offset() as usize];
        format!("{weekday} {}", self.day(date))
    }

    /// The name of a day of the week, 0 for Monday.
    pub fn weekday_name(&self, index: usize) -> &'static str {
        weekdays(self.language)[index % 7]
    }

    /// The name of a month, 0 for January.
    pub fn month_name(&self, index: usize) -> &'static str {
        self.language.month(index % 12)
    }

    /// A day as lists show it.
    pub fn short_day(&self, date: Date) -> String {
        let (day, month, year) = (date.day(), date.month(), date.year());
        match self.language {
            Language::It | Language::Fr => format!("{day:02}/{month:02}/{year}"),
            Language::Nl => format!("{day:02}-{month:02}-{year}"),
            Language::En => {
                let name: String = self.language.month(month_index(date)).chars().take(3).collect();
                format!("{day:02} {name} {year}")
            }
        }
    }

    /// An instant as lists show it, to the second.
    pub fn moment(&self, at: Instant) -> String {
        format!("{} {}", self.short_day(at.day(&self.zone)), self.hour(at))
    }

    /// A due instant as lists show it, to the minute.
    pub fn brief(&self, at: Instant) -> String {
        format!("{} {}", self.short_day(at.day(&self.zone)), self.minute(at))
    }

    /// Its hour, to the second.
    pub fn hour(&self, at: Instant) -> String {
        at.in_zone(&self.zone).strftime("%H:%M:%S").to_string()
    }

    /// Its hour, to the minute.
    pub fn minute(&self, at: Instant) -> String {
        at.in_zone(&self.zone).strftime("%H:%M").to_string()
    }

    /// An instant in full: venerdì 27 novembre 2026, 17:50.
    pub fn full(&self, at: Instant) -> String {
        format!("{}, {}", self.weekday(at.day(&self.zone)), self.minute(at))
    }

    /// A due instant in full: midnight is the end of the day before.
    pub fn deadline(&self, at: Instant) -> String {
        let before = at - 1;
        let ends_a_day = before.day(&self.zone) != at.day(&self.zone);
        if ends_a_day {
            format!("{}, 24:00", self.weekday(before.day(&self.zone)))
        } else {
            self.full(at)
        }
    }

    /// The name of a part of a period as figures name it: `2026-04`, `2026-Q2`, `2026-W17` …
    pub fn period(&self, name: &str) -> String {
        if let Ok(date) = name.parse::<Date>() {
            return self.short_day(date);
        }
        if let Some((day, hour)) = name.split_once('T') {
            let date = day.parse::<Date>().map(|date| self.short_day(date));
            return format!("{} {hour}:00", date.unwrap_or_default());
        }
        let Some((year, part)) = name.split_once('-') else { return name.to_owned() };
        match part.parse::<usize>() {
            Ok(number @ 1..=12) => format!("{} {year}", self.language.month(number - 1)),
            _ => self.part_of_year(year, part).unwrap_or_else(|| name.to_owned()),
        }
    }

    fn part_of_year(&self, year: &str, part: &str) -> Option<String> {
        let number = part.get(1..)?;
        let quarter = match self.language {
            Language::It | Language::Fr => "T",
            Language::Nl => "K",
            Language::En => "Q",
        };
        let week = match self.language {
            Language::It => "sett. ",
            Language::Fr => "sem. ",
            Language::Nl | Language::En => "week ",
        };
        match part.get(..1)? {
            "Q" => Some(format!("{quarter}{number} {year}")),
            "W" => Some(format!("{week}{number} {year}")),
            _ => None,
        }
    }
}

fn month_index(date: Date) -> usize {
    usize::from(date.month().unsigned_abs()).saturating_sub(1)
}

fn weekdays(language: Language) -> [&'static str; 7] {
    match language {
        Language::It => {
            ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"]
        }
        Language::Fr => ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
        Language::Nl => {
            ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
        }
        Language::En => {
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::TimeZone;

    #[test]
    fn days_and_periods_are_told_as_each_language_does() {
        let rome = TimeZone::get("Europe/Rome").expect("bundled");
        let voice = |language| Voice { language, zone: rome.clone() };
        let at: Instant = "2026-11-27T16:50:00Z".parse().expect("an instant");
        assert_eq!(voice(Language::Fr).full(at), "vendredi 27 novembre 2026, 17:50");
        assert_eq!(voice(Language::En).moment(at), "27 Nov 2026 17:50:00");
        assert_eq!(voice(Language::It).period("2026-Q2"), "T2 2026");
        assert_eq!(voice(Language::Nl).period("2026-04"), "april 2026");
        assert_eq!(voice(Language::En).period("Motor"), "Motor");
    }
}
