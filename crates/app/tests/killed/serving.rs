//! The program as a server, and what is said to it.

use super::House;
use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Stdio},
    thread,
};

/// A server on a free port, and that port.
pub fn serve(house: &House, more: &[&str]) -> (Child, String) {
    let mut child = house
        .command(&[&["serve"], more].concat())
        .env("PREMURA_LISTEN", "127.0.0.1:0")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let said = BufReader::new(child.stderr.take().expect("it was asked for"));
    let mut lines = said.lines().map_while(Result::ok);
    for line in lines.by_ref() {
        if let Some((_, address)) = line.split_once("http://") {
            let address = address.trim().to_owned();
            // What it says later is heard to its end, so that it never waits to be heard.
            thread::spawn(move || lines.for_each(|line| eprintln!("{line}")));
            return (child, address);
        }
    }
    let ended = child.wait().expect("it ended");
    panic!("the server did not say that it is ready: {ended}");
}

/// Posts JSON to the API; answers all that the server said.
pub fn posted(address: &str, path: &str, key: &str, body: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Content-Type: application/json\r\nAuthorization: Bearer {key}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
