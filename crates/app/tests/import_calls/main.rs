//! Importing telephone logs, from the file to the rows, on both engines.

mod asterisk;
mod damage;
mod freeswitch;
mod house;
mod resuming;
mod tables;
mod technion;
