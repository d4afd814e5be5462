mod keeping;
mod replaying;
mod units;

/// The office of the stories.
const OFFICE: &str = r#"
[[calendar]]
id = "it-office"
zone = "Europe/Rome"
hours = "Mo-Fr 08:30-12:30,14:00-18:00"
holidays = "IT"
"#;
