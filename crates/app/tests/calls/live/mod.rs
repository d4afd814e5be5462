//! Exchanges that are listened to, on a loopback socket.

mod captured;
mod copies;
mod hostile;
mod server;
