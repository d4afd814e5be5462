/// What is stored and sent as a word: every enumeration that [`words!`](crate::words) makes.
pub trait Word: Sized {
    /// The value of a word, if it is one.
    fn from_word(word: &str) -> Option<Self>;
}

/// An enumeration whose every value has one word: how it is stored, sent and named in texts.
///
/// ```
/// kernel::words! {
///     /// How a visit to a shop ends.
///     pub enum Ending {
///         /// With a purchase.
///         Bought = "bought",
///         /// Without.
///         Left = "left",
///     }
/// }
/// assert_eq!(Ending::Bought.word(), "bought");
/// assert_eq!(Ending::from_word("left"), Some(Ending::Left));
/// assert_eq!(Ending::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! words {
    ($(#[$about:meta])* $seen:vis enum $name:ident {
        $($(#[$what:meta])* $value:ident = $word:literal),+ $(,)?
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $seen enum $name { $($(#[$what])* $value),+ }

        impl $name {
            /// Every value, in the order in which they are declared.
            pub const ALL: &'static [$name] = &[$($name::$value),+];

            /// The word it is stored and sent as.
            pub const fn word(self) -> &'static str {
                match self { $($name::$value => $word),+ }
            }

            /// The value of a word, if it is one.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$value),)+ _ => None }
            }
        }

        impl $crate::Word for $name {
            fn from_word(word: &str) -> Option<Self> {
                $name::from_word(word)
            }
        }
    };
}
