//! A real Dovecot, which `./test` starts: letters that lie in its boxes are read once.

use gateways::{
    Stop,
    mail::{Came, Imap, Login, Mailbox, Security},
};
use std::{
    env, fs, io,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

static LAID: AtomicU32 = AtomicU32::new(0);

struct Box {
    mailbox: Mailbox,
    folder: PathBuf,
    root: PathBuf,
}

fn port_of(name: &str) -> Option<u16> {
    env::var(name).ok()?.rsplit(':').next()?.parse().ok()
}

/// A box of this name, which is nobody else's.
fn boxed(name: &str, security: Security) -> Option<Box> {
    let plain = port_of("PREMURA_TEST_DOVECOT");
    let (Some(plain), Some(tls)) = (plain, port_of("PREMURA_TEST_DOVECOT_TLS")) else {
        eprintln!("skipped: no Dovecot");
        return None;
    };
    let root = PathBuf::from(env::var("PREMURA_TEST_DOVECOT_ROOT").expect("its folder"));
    let user = format!("{name}-{}", process::id());
    let mailbox = Mailbox {
        host: "localhost".into(),
        port: if security == Security::Tls { tls } else { plain },
        security,
        login: Login { user: user.clone(), password: "secret".into() },
        trusted: fs::read(root.join("cert.pem")).expect("its certificate"),
        folder: "INBOX".into(),
        done: Some("Premura".into()),
    };
    Some(Box { mailbox, folder: root.join("boxes").join(user), root })
}

impl Box {
    /// Lays a letter into the box, as a server would.
    fn lay(&self, text: &str) {
        let number = LAID.fetch_add(1, Ordering::Relaxed);
        let owner = fs::metadata(self.root.join("boxes")).expect("it is there");
        let owner = (
            Some(std::os::unix::fs::MetadataExt::uid(&owner)),
            Some(std::os::unix::fs::MetadataExt::gid(&owner)),
        );
        for part in ["", "cur", "new", "tmp"] {
            let folder = self.folder.join(part);
            fs::create_dir_all(&folder).expect("it can be made");
            chown(&folder, owner.0, owner.1).expect("we are root");
        }
        // Dovecot numbers letters in the order of their names.
        let name = format!("1777000000.{number:06}.test");
        let file = self.folder.join("tmp").join(&name);
        fs::write(&file, text.replace('\n', "\r\n")).expect("it is written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("ours");
        chown(&file, owner.0, owner.1).expect("we are root");
        fs::rename(&file, self.folder.join("new").join(name)).expect("it is moved");
    }

    /// What lies in a folder of the box, as it was laid.
    fn holds(&self, folder: &str) -> Vec<String> {
        let read = |part: &str| fs::read_dir(self.folder.join(folder).join(part));
        let entries = ["cur", "new"].into_iter().flat_map(|part| read(part).into_iter().flatten());
        let mut texts: Vec<String> = entries
            .map(|entry| fs::read_to_string(entry.expect("an entry").path()).expect("a letter"))
            .collect();
        texts.sort();
        texts
    }
}

#[test]
fn a_letter_came_when_it_was_laid_into_the_box_and_not_when_it_is_read() {
    let Some(letters) = boxed("since", Security::Tls) else { return };
    letters.lay("Subject: of Monday\n\n1\n");
    let monday: kernel::Instant = "2026-05-04T06:30:00Z".parse().expect("an instant");
    let laid = fs::read_dir(letters.folder.join("new")).expect("it is there").next();
    let laid = fs::File::open(laid.expect("a letter").expect("an entry").path()).expect("ours");
    let since = Duration::from_micros(monday.micros().unsigned_abs());
    laid.set_modified(std::time::UNIX_EPOCH + since).expect("we are root");
    let mut came = Vec::new();
    Imap::new(letters.mailbox.clone())
        .look(|letter| {
            came.push(letter.at);
            Ok::<bool, io::Error>(true)
        })
        .expect("it looks");
    assert_eq!(came, [Some(monday)]);
}

/// What is given in one look, of which that which begins so is understood.
fn look(imap: &mut Imap, understood: &str) -> Vec<String> {
    let mut seen = Vec::new();
    imap.look(|Came { bytes, .. }| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let known = text.starts_with(understood);
        seen.push(text);
        Ok::<bool, io::Error>(known)
    })
    .expect("it looks");
    seen
}

const REPORT: &str = "Subject: report\n\nYes.\n";
const QUESTION: &str = "Subject: a question\n\nWhen? {7}\n";

fn wire(text: &str) -> String {
    text.replace('\n', "\r\n")
}

#[test]
fn a_letter_is_given_once_moved_where_it_is_understood_and_left_where_it_is_not() {
    for (name, security) in
        [("plain", Security::None), ("starttls", Security::StartTls), ("tls", Security::Tls)]
    {
        let Some(laid) = boxed(name, security) else { return };
        laid.lay(REPORT);
        laid.lay(QUESTION);
        let mut imap = Imap::new(laid.mailbox.clone());
        assert_eq!(look(&mut imap, "Subject: report"), [wire(REPORT), wire(QUESTION)]);
        assert_eq!(look(&mut imap, "Subject: report"), Vec::<String>::new(), "each once");
        assert_eq!(laid.holds(""), [wire(QUESTION)]);
        assert_eq!(laid.holds(".Premura"), [wire(REPORT)]);
        laid.lay(REPORT);
        assert_eq!(look(&mut imap, "Subject: report"), [wire(REPORT)], "and the next one");
        let again = look(&mut Imap::new(laid.mailbox.clone()), "none");
        assert_eq!(again, [wire(QUESTION)], "nobody has seen it: it is not marked");
    }
}

#[test]
fn what_came_since_is_given_once_whoever_opened_it_while_we_were_away() {
    let Some(laid) = boxed("away", Security::None) else { return };
    laid.lay(QUESTION);
    let mut imap = Imap::new(laid.mailbox.clone());
    assert_eq!(look(&mut imap, "none"), [wire(QUESTION)], "it is left for people");
    let mark = imap.mark();
    drop(imap);
    laid.lay(REPORT);
    let mut colleague = Imap::new(Mailbox { done: None, ..laid.mailbox.clone() });
    assert_eq!(look(&mut colleague, "").len(), 2, "who opens marks as seen");
    let mut imap = Imap::new(laid.mailbox.clone()).read_to(mark);
    assert_eq!(look(&mut imap, ""), [wire(REPORT)], "and not what was left before");
    assert_eq!(look(&mut imap, ""), Vec::<String>::new(), "once");
    let mut again = Imap::new(laid.mailbox.clone()).read_to(imap.mark());
    assert_eq!(look(&mut again, ""), Vec::<String>::new(), "nor after a restart");
}

#[test]
fn a_letter_that_was_not_written_down_is_given_again_and_holds_no_other_up() {
    let Some(laid) = boxed("failing", Security::None) else { return };
    laid.lay(REPORT);
    laid.lay(QUESTION);
    let mut imap = Imap::new(laid.mailbox.clone());
    let failed = imap.look(|Came { bytes, .. }| match bytes.starts_with(b"Subject: report") {
        true => Err(io::Error::other("the database is away")),
        false => Ok(true),
    });
    assert!(failed.is_err());
    assert_eq!(laid.holds(".Premura"), [wire(QUESTION)], "it holds no other up");
    assert_eq!(look(&mut imap, ""), [wire(REPORT)], "it is given again");
}

#[test]
fn hundreds_of_letters_are_read_in_one_look_and_may_stay_where_they_are() {
    let Some(mut laid) = boxed("many", Security::None) else { return };
    laid.mailbox.done = None;
    for _ in 0..300 {
        laid.lay(REPORT);
    }
    let mut imap = Imap::new(laid.mailbox.clone());
    assert_eq!(look(&mut imap, "").len(), 300);
    assert_eq!(look(&mut Imap::new(laid.mailbox.clone()), "").len(), 0, "they are marked as seen");
    assert_eq!(laid.holds("").len(), 300, "and stay");
}

#[test]
fn numbers_that_were_given_out_anew_name_other_letters() {
    let Some(laid) = boxed("anew", Security::None) else { return };
    laid.lay(QUESTION);
    let mut imap = Imap::new(laid.mailbox.clone());
    assert_eq!(look(&mut imap, "none").len(), 1);
    assert_eq!(look(&mut imap, "none").len(), 0);
    // The box is made anew on the server, with one letter that has the same number as the first.
    fs::remove_dir_all(&laid.folder).expect("it goes");
    let began = Instant::now();
    laid.lay(REPORT);
    loop {
        let seen = look(&mut imap, "");
        if seen == [wire(REPORT)] {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{seen:?}");
        thread::park_timeout(Duration::from_millis(100));
    }
}

#[test]
fn a_new_letter_ends_a_wait_and_so_does_the_word_to_stop() {
    let Some(laid) = boxed("waiting", Security::StartTls) else { return };
    laid.lay(REPORT);
    let mut imap = Imap::new(laid.mailbox.clone());
    look(&mut imap, "");
    let (stop, began) = (Stop::default(), Instant::now());
    thread::scope(|scope| {
        let waiter = scope.spawn(|| imap.wait(&stop, Duration::from_secs(60)));
        thread::park_timeout(Duration::from_millis(500));
        laid.lay(QUESTION);
        waiter.join().expect("it ends").expect("it waits");
    });
    assert_eq!(look(&mut imap, "none"), [wire(QUESTION)]);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| imap.wait(&stop, Duration::from_secs(60)));
        stop.say();
        waiter.join().expect("it ends").expect("it waits");
    });
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}

#[test]
fn who_is_not_known_or_not_trusted_reads_nothing() {
    let Some(laid) = boxed("refused", Security::Tls) else { return };
    laid.lay(REPORT);
    let wrong = |change: fn(&mut Mailbox)| {
        let mut mailbox = laid.mailbox.clone();
        change(&mut mailbox);
        Imap::new(mailbox).look(|_| Ok::<bool, io::Error>(true)).expect_err("it is refused")
    };
    wrong(|mailbox| mailbox.login.password = "guess".into());
    wrong(|mailbox| mailbox.login.password = "x\" \r\np9 LOGOUT".into());
    wrong(|mailbox| mailbox.trusted = Vec::new());
    wrong(|mailbox| mailbox.folder = "Nowhere".into());
    wrong(|mailbox| mailbox.port = 1);
    assert_eq!(laid.holds(""), [wire(REPORT)]);
    assert!(Path::new(&laid.folder).join("cur").exists());
}
