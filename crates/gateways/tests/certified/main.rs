//! Certified mail: real letters of providers, letters signed by an authority of our own, and
//! letters that lie.

mod authority;
mod lying;
mod real;
mod sealed;
