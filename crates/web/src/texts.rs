//! Every text in four languages: one Fluent catalogue per language and area.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use kernel::Language;
use std::{borrow::Cow, sync::LazyLock};

macro_rules! catalogues {
    ($($area:literal),+ $(,)?) => {
        /// The areas, one file each in every language.
        pub const AREAS: &[&str] = &[$($area),+];

        const IT: &[&str] = &[$(include_str!(concat!("../texts/it/", $area, ".ftl"))),+];
        const FR: &[&str] = &[$(include_str!(concat!("../texts/fr/", $area, ".ftl"))),+];
        const NL: &[&str] = &[$(include_str!(concat!("../texts/nl/", $area, ".ftl"))),+];
        const EN: &[&str] = &[$(include_str!(concat!("../texts/en/", $area, ".ftl"))),+];
    };
}

catalogues!(
    "common",
    "problems",
    "public",
    "asking",
    "deadlines",
    "desk",
    "telephone",
    "requests",
    "clients",
    "calls",
    "figures",
    "reasons",
    "morning",
    "notices",
    "campaigns",
    "me",
    "messages",
    "imports",
    "staffing",
    "promises",
    "people",
    "events",
);

/// The files of one language, in the order of [`AREAS`].
pub fn sources(language: Language) -> &'static [&'static str] {
    match language {
        Language::It => IT,
        Language::Fr => FR,
        Language::Nl => NL,
        Language::En => EN,
    }
}

static BUNDLES: LazyLock<Vec<FluentBundle<FluentResource>>> =
    LazyLock::new(|| Language::ALL.into_iter().map(bundle).collect());

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let code = language.code().parse().expect("our codes are language identifiers");
    let mut bundle = FluentBundle::new_concurrent(vec![code]);
    // Pages say their direction once; marks around each insertion would only be copied along.
    bundle.set_use_isolating(false);
    for (area, source) in AREAS.iter().zip(sources(language)) {
        let resource = FluentResource::try_new((*source).to_owned());
        let resource = resource.unwrap_or_else(|(_, faults)| {
            panic!("{code_area}: {faults:?}", code_area = format_args!("{language}/{area}.ftl"))
        });
        let added = bundle.add_resource(resource);
        assert!(added.is_ok(), "{language}/{area}.ftl says a key twice: {added:?}");
    }
    bundle
}

/// What a text is filled in with.
pub type Filling<'a> = (&'a str, Cow<'a, str>);

/// The text of a key in a language, filled in. A key that is not there answers itself, and so does
/// what is not filled in.
///
/// # Panics
/// For either in a debug build, so that every test that opens a page sees it.
///
/// ```
/// use kernel::Language;
/// assert_eq!(web::texts::text(Language::Nl, "yes", &[]), "ja");
/// ```
pub fn text(language: Language, key: &str, filling: &[Filling<'_>]) -> String {
    let bundle = &BUNDLES[language as usize];
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        debug_assert!(false, "no text is called {key:?}");
        return key.to_owned();
    };
    let mut values = FluentArgs::with_capacity(filling.len());
    for (name, value) in filling {
        values.set(*name, value_of(value));
    }
    let mut faults = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&values), &mut faults).into_owned();
    debug_assert!(faults.is_empty(), "{key:?} with {filling:?}: {faults:?}");
    text
}

/// Plain digits choose a plural; everything else is a text that was put into words already.
fn value_of(text: &str) -> FluentValue<'_> {
    let counts = text.bytes().all(|byte| byte.is_ascii_digit()) && (1..=9).contains(&text.len());
    if counts { FluentValue::try_number(text) } else { FluentValue::from(text) }
}

/// True where a language has this key.
pub fn has(language: Language, key: &str) -> bool {
    BUNDLES[language as usize].get_message(key).is_some_and(|message| message.value().is_some())
}
