//! The country a letter goes to, as far as its address says so.

/// Countries by what the last line of an address calls them.
const NAMES: [(&str, &[&str]); 14] = [
    ("IT", &["italia", "italie", "italy", "italië"]),
    ("FR", &["francia", "france", "frankrijk"]),
    ("NL", &["paesi bassi", "pays-bas", "nederland", "netherlands", "the netherlands"]),
    ("BE", &["belgio", "belgique", "belgië", "belgium"]),
    ("LU", &["lussemburgo", "luxembourg", "luxemburg"]),
    ("DE", &["germania", "allemagne", "duitsland", "germany", "deutschland"]),
    ("AT", &["austria", "autriche", "oostenrijk", "österreich"]),
    ("CH", &["svizzera", "suisse", "zwitserland", "switzerland", "schweiz"]),
    ("ES", &["spagna", "espagne", "spanje", "spain", "españa"]),
    ("PT", &["portogallo", "portugal"]),
    ("GB", &["regno unito", "royaume-uni", "verenigd koninkrijk", "united kingdom"]),
    ("IE", &["irlanda", "irlande", "ierland", "ireland"]),
    ("SM", &["san marino", "saint-marin"]),
    ("MC", &["monaco"]),
];

/// The country of an address: what its last line names, by a name or by two capital letters, else
/// the sender's own.
pub(super) fn country(recipient: &[String], own: &str) -> String {
    let last = recipient.last().map(|line| line.trim()).unwrap_or_default();
    if last.len() == 2 && last.bytes().all(|letter| letter.is_ascii_uppercase()) {
        return last.to_owned();
    }
    let folded = last.to_lowercase();
    let named = NAMES.iter().find(|(_, names)| names.contains(&folded.as_str()));
    named.map_or(own, |(code, _)| code).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_says_which_country_and_a_town_does_not() {
        let of = |last: &str| country(&["Ada".to_owned(), last.to_owned()], "IT");
        assert_eq!(of("PAYS-BAS"), "NL");
        assert_eq!(of("FR"), "FR");
        assert_eq!(of("28921 Verbania VB"), "IT");
        assert_eq!(of("75001 Paris"), "IT", "nothing names a country");
        assert_eq!(country(&[], "BE"), "BE");
    }
}
