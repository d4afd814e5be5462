use domain::{
    Refusal,
    contacts::exchanges::{Heard, Order, Unsaid},
};
use kernel::Instant;
use std::{io, time::Duration};

/// The language of one kind of exchange, without the wire. Whoever holds the connection hands over
/// what comes, in whatever pieces, and sends what is answered.
pub trait Exchange: Send {
    /// Takes bytes that came at this hour.
    ///
    /// # Errors
    /// Why the connection is of no more use.
    fn hear(&mut self, bytes: &[u8], at: Instant) -> Result<Answer, Trouble>;

    /// Nothing came for a while: does what is due by now.
    ///
    /// # Errors
    /// Where the exchange has been silent for too long.
    fn quiet(&mut self, at: Instant) -> Result<Answer, Trouble>;

    /// Puts what a colleague asks into the exchange's language. The answer comes with what is
    /// heard.
    ///
    /// # Errors
    /// Why it cannot be said.
    fn order(&mut self, order: &Order) -> Result<Vec<u8>, Unsaid>;

    /// True once the exchange has let us in and tells what happens.
    fn is_in(&self) -> bool;
}

/// What follows from what came.
#[derive(Debug, Default)]
pub struct Answer {
    /// What is to be told to the house.
    pub heard: Heard,
    /// What is to be sent.
    pub say: Vec<u8>,
}

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The exchange cannot be reached, or the connection broke.
    #[error("the connection failed")]
    Wire(#[from] io::Error),
    /// The exchange closed it.
    #[error("the exchange closed the connection")]
    Closed,
    /// It does not greet as such an exchange does.
    #[error("it does not answer as such an exchange does")]
    Stranger,
    /// It does not let us in.
    #[error("the exchange refuses the login")]
    Refused,
    /// It said nothing for too long.
    #[error("the exchange was silent for {} seconds", .0.as_secs())]
    Silent(Duration),
    /// It sent more in one piece than anything it has to say.
    #[error("the exchange sent a piece without an end")]
    Endless,
    /// It sent what cannot be told apart any more.
    #[error("the exchange sent what cannot be read: {0}")]
    Garbled(&'static str),
    /// Its log cannot be read.
    #[error("the exchange's log cannot be read")]
    Log(#[source] io::Error),
    /// Another copy of the program listens.
    #[error("another copy listens to this exchange")]
    LeaseLost,
    /// The house could not write what was heard.
    #[error("what was heard could not be written")]
    House(#[from] Refusal),
}
