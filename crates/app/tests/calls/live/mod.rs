//! Exchanges that are listened to, on a loopback socket.

mod asterisk;
mod captured;
mod copies;
mod freeswitch;
mod hostile;
mod packed;
mod server;
