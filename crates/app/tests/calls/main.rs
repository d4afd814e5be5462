//! Calls from exchanges, by their files and live, to the rows, on both engines.

mod asterisk;
mod damage;
mod freeswitch;
mod house;
mod live;
mod resuming;
mod services;
mod tables;
mod technion;
mod truth;
